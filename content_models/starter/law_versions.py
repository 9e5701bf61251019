"""Up to which reform the laws cited were taken into account.

`roles_topics.json` says so in a sentence, by month (`law_version_note`); the days here are the last of those months.
It names the CNPP and the CPEUM together, “octubre y noviembre de 2025”: the Constitution's is October, the code's
November.
Laws that the sentence does not name have no date.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from content_models.legal_references import LegalReference

NOTE = (
    "Artículos comprobados contra textos consolidados: CNPP y CPEUM con última reforma de octubre y noviembre de 2025; "
    "LGV abril de 2024; LNMASCMP abril de 2024; LNEP abril de 2024; Ley de Amparo octubre de 2025; LGAMVLV enero de "
    "2026; Ley de Desaparición julio de 2025."
)
"""The sentence that the dates below were read from."""

IN_FORCE_ON = {
    "CNPP": date(2025, 11, 30),
    "CPEUM": date(2025, 10, 31),
    "LGV": date(2024, 4, 30),
    "LNMASCMP": date(2024, 4, 30),
    "LNEP": date(2024, 4, 30),
    "Ley de Amparo": date(2025, 10, 31),
    "LGAMVLV": date(2026, 1, 31),
    "Ley General en Materia de Desaparición": date(2025, 7, 31),
}

REVIEW_DUE_ON = date(2027, 6, 30)
"""Nobody has reviewed the starter content legally: it has no day of review and no reviewer, and is due by this day."""


def in_force_on(references: Iterable[LegalReference]) -> date | None:
    """The day of the text of the law that a page rests on: the latest of the laws it cites.

    Null when it cites none, or one whose version nobody noted.
    """
    laws = {reference.law for reference in references if reference.law is not None}
    if not laws or not laws <= IN_FORCE_ON.keys():
        return None
    return max(IN_FORCE_ON[law] for law in laws)
