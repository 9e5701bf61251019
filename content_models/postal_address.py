"""The postal address of an office in lines: what was typed in one field, and what was typed in several."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from tenants.plain_text import folded

from .shapes.documents import PlaceFields

_PARTS = re.compile(r",|\bcol(?:onia|\.)?\s", re.IGNORECASE)
"""Where a new part of an address begins."""


def address_lines(place: PlaceFields) -> tuple[str, ...]:
    """Return the lines of a published address: street, neighborhood, and postal code with town and municipality.

    An address that is written whole in its first field stays as it is; what it says is not said again.

    Returns:
        No line where there is no address.
    """
    address = place["address"]
    if address is None:
        return ()
    return lines_of(
        address["text"],
        neighborhood=address["neighborhood"] or "",
        postal_code=address["postalCode"] or "",
        places=(address["locality"] or "", place["municipality"] or ""),
    )


def address_in_one_line(place: PlaceFields) -> str:
    """Return a published address in one line; empty where there is none."""
    return ", ".join(address_lines(place))


@lru_cache(maxsize=16_384)
def lines_of(street: str, *, neighborhood: str, postal_code: str, places: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of an address, of its parts as they are typed; remembered, as each list of offices asks anew.

    Args:
        places: the town and the municipality.
    """
    street, (locality, *municipalities) = street.strip(), places
    is_in_parts = bool(neighborhood or postal_code or locality) or "," not in street
    wanted = dict.fromkeys(filter(None, [locality, *(municipalities if is_in_parts else ())]))
    said = [folded(part) for part in _PARTS.split(street)[1:]]
    towns = [name for name in wanted if name != neighborhood and not _is_said(name, said)]
    code = f"C.P. {postal_code}" if postal_code and postal_code not in street else ""
    colonia = "" if _is_said(neighborhood, said) else neighborhood
    return tuple(filter(None, [street, colonia, ", ".join(filter(None, [code, *towns]))]))


def _is_said(name: str, parts: Iterable[str]) -> bool:
    return any(f" {folded(name)} " in f" {part} " for part in parts)
