"""Citations of laws, taken apart: “CNPP arts. 113 III y 115; CPEUM art. 16” is three references.

Grammar of a clause (clauses are separated by `;`): a law, then `art.` or `arts.`, then articles separated by commas and
“y”, where “221 a 225” is a range, a Roman numeral is a fraction of the article before it, and “20-B” is section B.
A clause without a law of the list is advice or a plain source: it has a text only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LAWS = {
    "CNPP": "CNPP",
    "CPEUM": "CPEUM",
    "LGV": "LGV",
    "LGAMVLV": "LGAMVLV",
    "LGDLPI": "LGDLPI",
    "LGPDPPSO": "LGPDPPSO",
    "LNEP": "LNEP",
    "LNMASCMP": "LNMASCMP",
    "LNSIJPA": "LNSIJPA",
    "Ley Federal de Defensoría Pública": "Ley Federal de Defensoría Pública",
    "Ley General contra la Tortura": "Ley General contra la Tortura",
    "Ley General de Acceso de las Mujeres a una Vida Libre de Violencias": "LGAMVLV",
    "Ley General en Materia de Desaparición": "Ley General en Materia de Desaparición",
    "Ley General en Materia de Desaparición Forzada": "Ley General en Materia de Desaparición",
    "Ley General para la Inclusión de las Personas con Discapacidad": (
        "Ley General para la Inclusión de las Personas con Discapacidad"
    ),
    "Ley Nacional del Registro de Detenciones": "Ley Nacional del Registro de Detenciones",
    "Ley de Amparo": "Ley de Amparo",
    "Ley de la CNDH": "Ley de la CNDH",
}
"""The laws cited, as sources write them, and the one name under which each is found."""

PUBLIC_WORDING = {"Línea 911 (fuente secundaria citada en institutions.json)": "Línea 911"}
"""Clauses in which the reference files speak to developers, and what people read in their place."""

CLAUSE = re.compile(r"^(?P<law>.+?),? arts?\. (?P<articles>.+)$")
NUMBER = re.compile(r"^(?P<number>\d+)(?:-(?P<section>[A-Z]))?(?P<suffix> (?:Bis|Ter|Quáter))?(?P<rest> .+)?$")
RANGE = re.compile(r"^(?P<first>\d+) a (?P<last>\d+)$")
ROMAN = re.compile(r"^[IVXL]+$")
REMARK = re.compile(r" \((?P<remark>[^)]+)\)")
SEPARATOR = re.compile(r", | y ")
LONGEST_RANGE = 60


@dataclass(frozen=True)
class LegalReference:
    """One article of one law: “CNPP”, “113 fracción IV”. Advice without a law has a text only."""

    law: str | None
    article: str | None
    text: str
    verified: bool

    def as_document(self) -> dict[str, str | bool | None]:
        """The reference as published documents carry it."""
        return {"law": self.law, "article": self.article, "text": self.text, "verified": self.verified}


class CitationMalformed(ValueError):
    """A citation names articles that cannot be read, or a law that is not in the list."""


def parse(source: str, *, verified: bool) -> tuple[LegalReference, ...]:
    """Take a citation apart: one reference per article and fraction, in order, none twice.

    Args:
        source: such as “CNPP art. 113 III; CPEUM arts. 16 y 20”.
        verified: whether the statement was checked against what is cited.
    Raises:
        CitationMalformed: an article cannot be read, or its law is not one of `LAWS`.
    """
    found: dict[tuple[str | None, str | None, str], LegalReference] = {}
    for clause in source.split(";"):
        for law, article, text in _references(clause.strip()):
            found.setdefault((law, article, text), LegalReference(law, article, text, verified))
    return tuple(found.values())


def _references(clause: str) -> Iterator[tuple[str | None, str | None, str]]:
    clause = PUBLIC_WORDING.get(clause, clause)
    match = CLAUSE.match(clause)
    if match is None:
        yield (LAWS.get(clause), None, clause)
        return
    name = match["law"]
    if name not in LAWS:
        raise CitationMalformed(clause)
    remark = REMARK.search(match["articles"])
    remarked = REMARK.sub("*", match["articles"])
    for cited in _articles(remarked, clause):
        article = cited.removesuffix("*")
        note = f" ({remark['remark']})" if remark and cited.endswith("*") else ""
        yield (LAWS[name], article, f"{name} art. {article}{note}")


def _articles(listed: str, clause: str) -> Iterator[str]:
    number = ""
    for part in SEPARATOR.split(listed):
        if span := RANGE.match(part):
            yield from _range(span, clause)
        elif ROMAN.match(part) and number:
            yield f"{number} fracción {part}"
        elif match := NUMBER.match(part.removesuffix("*")):
            number = match["number"] + (match["suffix"] or "")
            number += f" apartado {match['section']}" if match["section"] else ""
            yield _with_fraction(number, (match["rest"] or "").strip(), clause) + ("*" if part.endswith("*") else "")
        else:
            raise CitationMalformed(clause)


def _range(span: re.Match[str], clause: str) -> Iterator[str]:
    first, last = int(span["first"]), int(span["last"])
    if not first < last <= first + LONGEST_RANGE:
        raise CitationMalformed(clause)
    yield from map(str, range(first, last + 1))


def _with_fraction(number: str, fraction: str, clause: str) -> str:
    if fraction and not ROMAN.match(fraction.removeprefix("fracción ")):
        raise CitationMalformed(clause)
    return f"{number} fracción {fraction.removeprefix('fracción ')}" if fraction else number
