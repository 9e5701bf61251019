"""Approximate centres of municipalities: for offices without a point of their own, within about a kilometre."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .json_fields import DATA, Fields

FILE = DATA / "municipality_centres.json"


@dataclass(frozen=True)
class Centre:
    """A point in WGS 84 degrees, two decimals."""

    latitude: float
    longitude: float


def centre_of(code: str, municipality: str) -> Centre | None:
    """Return the centre of a municipality; None when it is not in the file.

    Some offices of a state stand across its border (an agency of Mexico City in Naucalpan): a name that the state does
    not have is looked up in the country, and taken if only one state has it.

    Args:
        code: of the state, such as `TAB`.
        municipality: as the directory writes it, such as `Centro`.
    """
    centres = _centres()
    if (code, municipality) in centres:
        return centres[code, municipality]
    elsewhere = [centre for (_, name), centre in centres.items() if name == municipality]
    return elsewhere[0] if len(elsewhere) == 1 else None


def may_be_of_another_state(code: str, municipality: str) -> bool:
    """Whether a municipality is known in another state only.

    The file has few municipalities, so that it may be this state's nevertheless: order by it, but state nothing of it.

    Args:
        code, municipality: as of `centre_of`.
    """
    return (code, municipality) not in _centres() and centre_of(code, municipality) is not None


def centres_of(code: str) -> dict[str, Centre]:
    """Return the centres of a state's municipalities that the file has, by name."""
    return {name: centre for (state, name), centre in _centres().items() if state == code}


@cache
def capital_centres() -> dict[str, Centre]:
    """The centre of each state's capital, by the state's code."""
    capitals = {
        state.text("iso_3166_2").removeprefix("MX-"): state.text("capital")
        for state in Fields.of_file(DATA / "states.json").records("states")
    }
    centres = {code: centre_of(code, capital) for code, capital in capitals.items()}
    return {code: centre for code, centre in centres.items() if centre is not None}


@cache
def _centres() -> dict[tuple[str, str], Centre]:
    file = Fields.of_file(FILE)
    file.only(("source", "municipalities"))
    centres = {}
    for fields in file.items("municipalities"):
        fields.only(("state", "name", "latitude", "longitude"))
        latitude, longitude = fields.optional_number("latitude"), fields.optional_number("longitude")
        if latitude is not None and longitude is not None:
            centres[fields.text("state"), fields.text("name")] = Centre(latitude, longitude)
    return centres
