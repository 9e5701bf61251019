"""Calendar days as people write them: “5/12/2026”, “5 dic 2026”, “5 de diciembre de 2026”; and as computers do."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)
SHORT = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
NUMBERS = {**SHORT, **{name: number for number, name in enumerate(MONTHS, 1)}, "sept": 9, "setiembre": 9}

_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})")
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")
_IN_WORDS = re.compile(
    r"(?:(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo),? )?"
    r"(?P<day>\d{1,2})(?:\.?[o°]|er)?(?: de |[ /-])(?P<month>[a-z]{3,10})\.?(?: del? |,? |[/-])(?P<year>\d{4})"
)


def read_day(text: str) -> date:
    """Return the day that somebody wrote; the day comes before the month, and the year has four digits.

    Raises:
        ValueError: it is none.
    """
    written = _without_accents(" ".join(text.split()))
    for form in (_DAY_FIRST, _ISO, _IN_WORDS):
        found = form.fullmatch(written)
        if found is not None:
            month = found["month"]
            return date(int(found["year"]), int(month) if month.isdigit() else NUMBERS.get(month, 0), int(found["day"]))
    raise ValueError(text)


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
