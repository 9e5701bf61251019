"""The state that somebody calls from or has dialled, by area codes and by the lines of the states."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "area_codes.json"
"""Made from the package `phonenumbers` by `tests/tooling/area_codes_table.py`."""

COUNTRY = "52"
NATIONAL_DIGITS = 10


@cache
def area_codes() -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the states that each area code of two or three digits belongs to, in alphabetical order."""
    found: dict[str, list[str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return {code: tuple(states) for code, states in found.items()}


def states_of_area(code: str) -> list[str]:
    """Return the codes of the states that an area code belongs to; none for what is no area code.

    Args:
        code: of two or three digits, such as 55 or 993.
    """
    return [*area_codes().get(code.strip(), ())]


def state_of_line(dialled: str, lines: Mapping[str, Collection[str]]) -> str | None:
    """Return the code of the state whose line was dialled; None when it is no state's, or that of several.

    A number that is no state's line is judged by its area code.

    Args:
        dialled: as a telephone system has it, such as +52 993 358 1200.
        lines: the numbers of the states that may be meant, by the state's code.
    """
    number = _national(dialled)
    if not number:
        return None
    found = [code for code, numbers in lines.items() if number in map(_national, numbers)]
    if not found and len(number) == NATIONAL_DIGITS:
        of_area = states_of_area(number[:2]) or states_of_area(number[:3])
        found = of_area if set(of_area) <= lines.keys() else []
    return found[0] if len(found) == 1 else None


def _national(number: str) -> str:
    """Return the digits of a number without the country's code."""
    digits = "".join(character for character in number if character.isascii() and character.isdigit())
    return digits.removeprefix(COUNTRY) if len(digits) == len(COUNTRY) + NATIONAL_DIGITS else digits
