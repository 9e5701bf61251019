"""Municipalities of each state, and the boxes that its points lie in, by INEGI's catalogue."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from .json_fields import DATA
from .spanish_order import fold

FILE = DATA / "inegi_municipalities.json"
NEAR_SCORE = 75
"""The least likeness, of 100, at which a name is proposed for another."""
MOST_PROPOSED = 3
MOST_WORDS = 13
"""So many words a town's name has at most."""
SHORTEST_NAME = 5
"""So many letters has what stands before “de” in a name, if it is to be a name by itself."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in WGS 84 degrees."""

    south: float
    north: float
    west: float
    east: float

    def has(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies within, the border included."""
        return self.south <= latitude <= self.north and self.west <= longitude <= self.east


def country_box() -> Box:
    """Return the box around Mexico."""
    return _box(_file()["country_box"])


def box_of(code: str) -> Box | None:
    """Return the box around a state (`TAB`); None for the national library."""
    values = _file()["state_boxes"].get(code)
    return _box(values) if values else None


def municipalities_of(code: str) -> tuple[str, ...]:
    """Return a state's municipalities in the order of their keys; those of the whole country for the library."""
    return tuple(_by_state().get(code) or dict.fromkeys(name for names in _by_state().values() for name in names))


def names_of_places() -> frozenset[str]:
    """Return the names of all municipalities and of the towns that they are governed from."""
    return frozenset(name for row in _file()["municipalities"] for name in (row["name"], row["seat"]))


def seat_of(code: str, name: str) -> str:
    """Return the town that a municipality is governed from, which people know better: Villahermosa is that of Centro.

    A name that the list does not have, or without a town, is returned as it is.
    """
    return next((row["seat"] for row in _rows(code) if row["name"] == name), "") or name


def is_municipality(code: str, name: str) -> bool:
    """Whether a state (or, for the library, the country) has a municipality written exactly so."""
    return name in municipalities_of(code)


def listed_municipality(code: str, name: str) -> str:
    """Return the municipality that is written so but for accents, capitals and gaps; or else the name as it is."""
    wanted = _plain(name)
    alike = [each for each in municipalities_of(code) if _plain(each) == wanted] if wanted else []
    return alike[0] if len(alike) == 1 else name.strip()


def municipality_of_town(code: str, town: str) -> str | None:
    """Return the one municipality of a state with that name or seated in that town, whatever the accents and case."""
    return _municipalities_by_town(code).get(_plain(town))


def town_within(
    code: str, words: Sequence[str], *, is_other: Callable[[Sequence[str], int], bool] | None = None
) -> tuple[str, str] | None:
    """Return the municipality of a state that some words name, and the words that do; None: they name no one.

    The longest name counts, and of those the first. Whoever says Ecatepec means Ecatepec de Morelos.

    Args:
        words: folded.
        is_other: whether the words of a name that begin at a place, counted from 0, stand for something else; None:
            a name in full never does, and one for short does unless it is the last or stands behind “en”.
    """
    named, shortened = _municipalities_by_town(code), _municipalities_by_short_name(code)
    for length in range(min(len(words), MOST_WORDS), 0, -1):
        for place in range(len(words) - length + 1):
            said = " ".join(words[place : place + length])
            if said not in named and said not in shortened:
                continue
            if is_other and is_other(words[place : place + length], place):
                continue
            if said in named:
                return named[said], said
            is_place = is_other or place + length == len(words) or words[place - 1 : place] == ["en"]
            if is_place:  # else it may be a word: constancia, reforma
                return shortened[said], said
    return None


@cache
def _municipalities_by_town(code: str) -> Mapping[str, str]:
    """The municipalities of a state by what one of them alone is called, or else what its town is, folded."""
    named: dict[str, set[str]] = {}
    seated: dict[str, set[str]] = {}
    for row in _rows(code):
        named.setdefault(_plain(row["name"]), set()).add(row["name"])
        if row["seat"]:
            seated.setdefault(_plain(row["seat"]), set()).add(row["name"])
    return {town: next(iter(of)) for town, of in (seated | named).items() if len(of) == 1}


@cache
def _municipalities_by_short_name(code: str) -> Mapping[str, str]:
    """The municipalities of a state by the beginning that one of them alone has, folded: Ecatepec (de Morelos)."""
    shortened: dict[str, set[str]] = {}
    for name in municipalities_of(code):
        short, *rest = re.split(" del? ", _plain(name), maxsplit=1)
        if rest and len(short) >= SHORTEST_NAME:
            shortened.setdefault(short, set()).add(name)
    taken = {_plain(name) for row in _rows(code) for name in (row["name"], row["seat"])}
    return {short: next(iter(of)) for short, of in shortened.items() if len(of) == 1 and short not in taken}


@cache
def towns_to_choose(code: str) -> tuple[str, ...]:
    """Return the municipalities of a state that `municipality_of_town` finds by their name; none but of a state."""
    names = _by_state().get(code, [])
    counts = Counter(map(_plain, names))
    return tuple(name for name in names if counts[_plain(name)] == 1)


def near_municipalities(code: str, name: str) -> list[str]:
    """Return which municipalities a name may mean, the most likely first: written alike, or seated in that town."""
    wanted = _plain(name)
    seated = [row["name"] for row in _rows(code) if _plain(row["seat"]) == wanted]
    names = municipalities_of(code)
    plain = [_plain(each) for each in names]
    alike = process.extract(wanted, plain, scorer=fuzz.token_set_ratio, score_cutoff=NEAR_SCORE, limit=MOST_PROPOSED)
    return list(dict.fromkeys([*seated, *(names[index] for _text, _score, index in alike)]))[:MOST_PROPOSED]


@cache
def _file() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


@cache
def _by_state() -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for row in _file()["municipalities"]:
        names.setdefault(row["state"], []).append(row["name"])
    return names


def _rows(code: str) -> list[dict[str, str]]:
    is_state = code in _by_state()
    return [row for row in _file()["municipalities"] if not is_state or row["state"] == code]


def _box(values: Mapping[str, Any]) -> Box:
    return Box(values["south"], values["north"], values["west"], values["east"])


def _plain(text: str) -> str:
    """A text without accents, capitals and needless gaps, for comparing."""
    return fold(" ".join(text.split()))
