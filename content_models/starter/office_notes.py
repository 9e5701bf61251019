"""Notes and addresses of the directory that speak to editors: what people read of each, and what is kept for editors.

A note that is not in `office_notes.json` speaks to people as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).resolve().parent / "office_notes.json"


def for_people(note: str | None) -> str | None:
    """Return what of a note people read; None: nothing."""
    return _notes().get(note, {"people": note})["people"] if note else None


def for_editors(note: str | None) -> str | None:
    """Return what of a note editors read; None: nothing of it is for them only."""
    return _notes().get(note, {"editors": None})["editors"] if note else None


def address_for_people(address: str | None) -> str | None:
    """Return an address without the remark that something of it is missing; None where it has no street to go to."""
    return _file()["addresses"].get(address, address) if address else None


def address_for_editors(address: str | None) -> str | None:
    """Return what editors read of an address, beside the address itself; None: nothing."""
    return f"Domicilio: {address}" if address in _file()["addresses"] else None


@cache
def _notes() -> Mapping[str, Mapping[str, str | None]]:
    return {one["note"]: one for one in _file()["notes"]}


@cache
def _file() -> Mapping[str, Any]:
    parts: Mapping[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return parts
