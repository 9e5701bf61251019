"""Deadlines of key points, curated by hand in `deadlines.json`: deadlines are data, never guessed from prose."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from content_models.deadline_words import is_worded_as_before
from content_models.json_fields import Fields
from content_models.legal_references import CitationMalformed, LegalReference, parse
from content_models.starter_errors import StarterErrorCode

FILE = Path(__file__).resolve().parent / "deadlines.json"
UNITS = ("HOURS", "DAYS", "BUSINESS_DAYS", "MONTHS", "YEARS")

NUMBER = (
    r"\d+|un|una|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|treinta"
    r"|cuarenta|cincuenta|sesenta|medio|media"
)
TIME_UNIT = r"horas?|días?|mes|meses|años?|semanas?|minutos?|quincenas?|mensual(?:es)?"
NUMBER_AND_UNIT = re.compile(rf"\b(?:{NUMBER})\b(?:\W+\w+){{0,5}}?\W+(?:{TIME_UNIT})\b", re.IGNORECASE)
"""A number followed within a few words by a unit of time: “cuatro horas”, “de 12 a 17 años”, “2 o 6 meses”."""


@dataclass(frozen=True)
class Deadline:
    """A limit of time.

    `amount` (and `amount_max`, the higher figure for another case or by extension) in `unit`; `event` is when it
    starts, or what it comes before, where it `counts_back`.
    `part` are the words of the point that this deadline alone is about; null: all.
    """

    amount: int
    amount_max: int | None
    unit: str
    event: str | None
    counts_back: bool
    who_must_act: str | None
    consequence: str | None
    part: str | None
    legal_references: tuple[LegalReference, ...]


@dataclass(frozen=True)
class PointDeadlines:
    """The decision about one key point: its deadlines, or why it has none."""

    topic: str
    point: int
    text: str
    deadlines: tuple[Deadline, ...]
    none: str | None


def names_time(text: str) -> bool:
    """Whether a text names a number and a unit of time, so that somebody must decide about it."""
    return NUMBER_AND_UNIT.search(text) is not None


def read_deadlines(path: Path = FILE) -> dict[tuple[str, int], PointDeadlines]:
    """The curated decisions, by topic and position of the key point (from 0).

    Raises:
        StarterError: the file, a record or a field is wrong.
    """
    file = Fields.of_file(path)
    file.only(("rule", "points"))
    found: dict[tuple[str, int], PointDeadlines] = {}
    for item in file.items("points"):
        decision = _decision(item)
        if (decision.topic, decision.point) in found:
            raise item.error(StarterErrorCode.ID_REPEATED, "point", f"{decision.topic} {decision.point}")
        found[decision.topic, decision.point] = decision
    return found


def _decision(item: Fields) -> PointDeadlines:
    item.only(("topic", "point", "text"), optional=("deadlines", "none"))
    topic, point, text = item.text("topic"), item.whole("point"), item.text("text")
    named = Fields(item.file, f"{topic}/{point}", item.values)
    reason = named.optional_text("none")
    if (reason is None) == ("deadlines" not in item.values):
        raise named.error(StarterErrorCode.FIELD_MISSING, "deadlines")
    deadlines = () if reason else tuple(_deadline(fields, text) for fields in named.items("deadlines"))
    if not deadlines and not reason:
        raise named.error(StarterErrorCode.VALUE_EMPTY, "deadlines")
    return PointDeadlines(topic, point, text, deadlines, reason)


def _deadline(fields: Fields, text: str) -> Deadline:
    optional = ("part", "amountMax", "event", "countsBack", "whoMustAct", "consequence")
    fields.only(("amount", "unit", "legalReference"), optional=optional)
    amount = fields.whole("amount")
    amount_max = fields.whole("amountMax") if "amountMax" in fields.values else None
    if amount < 1:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "amount", amount)
    if amount_max is not None and amount_max <= amount:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "amountMax", amount_max)
    part = fields.optional_text("part")
    if part is not None and part not in text:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "part", part)
    event = fields.optional_text("event")
    is_back = "countsBack" in fields.values and fields.flag("countsBack")
    if is_worded_as_before(event) and not is_back:
        raise fields.error(StarterErrorCode.FIELD_MISSING, "countsBack")
    return Deadline(
        amount=amount,
        amount_max=amount_max,
        unit=fields.one_of("unit", UNITS),
        event=event,
        counts_back=is_back,
        who_must_act=fields.optional_text("whoMustAct"),
        consequence=fields.optional_text("consequence"),
        part=part,
        legal_references=_cited(fields),
    )


def _cited(fields: Fields) -> tuple[LegalReference, ...]:
    source = fields.text("legalReference")
    try:
        return parse(source, verified=True)
    except CitationMalformed as error:
        raise fields.error(StarterErrorCode.VALUE_UNKNOWN, "legalReference", source) from error
