"""The states that area codes belong to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "area_codes.json"
"""Made from the package `phonenumbers` by `tests/tooling/area_codes_table.py`."""


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
