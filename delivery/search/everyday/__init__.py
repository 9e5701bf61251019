"""Everyday language, as opposed to the content's words: data, one file a language, read once.

A file has headings in brackets: `[abbreviations]`, `[nothing]` for stop words, `[in every address]`, `[danger]` for
what sounds like danger while nothing has been learned from examples, `[harm]` for words that say more than the name of
a thing, and `[violence]` and `[suicide]` for what tells of violence, or of wanting to die, whatever has been learned.
No line names anything of the content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from content_models.spanish_order import fold

from ..vocabulary import sound_of

FOLDER = Path(__file__).resolve().parent
ABBREVIATIONS = "abbreviations"
STOP_WORDS = "nothing"
ADDRESS_WORDS = "in every address"
DANGER = "danger"
HARM = "harm"
VIOLENCE = "violence"
SUICIDE = "suicide"
HEADINGS = (ABBREVIATIONS, STOP_WORDS, ADDRESS_WORDS, DANGER, HARM, VIOLENCE, SUICIDE)
WHOLE = "."
"""Behind a word that is no mere beginning."""

NOT = "-"
"""Before a word that must not follow the last one of an entry at once."""

Beginnings = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Everyday:
    """Everyday language, in folded words: short forms, stop words, and words of addresses that name no place.

    `dangers` are beginnings of words (or whole ones, with `WHOLE`) that sound like danger when a text has all of them,
    the last of which none of those with `NOT` follows;
    `harm` are those of harm and urgency, which tell of more than a name. `violence` and `suicide` are as `dangers`,
    always; `suicide` holds for whatever sounds the same, however it is spelled.
    """

    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    address_words: frozenset[str] = frozenset()
    dangers: tuple[tuple[str, ...], ...] = ()
    harm: tuple[str, ...] = ()
    violence: tuple[tuple[str, ...], ...] = ()
    suicide: tuple[tuple[str, ...], ...] = ()

    def sounds_like_danger(self, words: Collection[str]) -> bool:
        """Return whether somebody who says some folded words may be in danger now: rather too often than too seldom."""
        return _has_one(self._dangers, words)

    def tells_of_violence(self, words: Collection[str]) -> bool:
        """Return whether some folded words tell of violence or of wanting to die, even if no example says so."""
        return _has_one(self._violence, words) or self.tells_of_suicide(words)

    def tells_of_suicide(self, words: Collection[str]) -> bool:
        """Return whether some folded words tell of wanting to die, of oneself or of somebody else, by their sound."""
        return _has_one(self._suicide, [sound_of(word) for word in words])

    @cached_property
    def _dangers(self) -> tuple[_Entry, ...]:
        return _compiled(self.dangers)

    @cached_property
    def _violence(self) -> tuple[_Entry, ...]:
        return _compiled(self.violence)

    @cached_property
    def _suicide(self) -> tuple[_Entry, ...]:
        return _compiled(self.suicide, sound_of)

    def has_harm(self, words: Collection[str]) -> bool:
        """Return whether one of some folded words is of harm or urgency, so that they do more than name a thing."""
        return any(word.startswith(self.harm) or word + WHOLE in self.harm for word in words)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Beginnings of words as they are looked for, each behind a space; `last` of them, where something excludes it."""

    beginnings: tuple[str, ...]
    last: re.Pattern[str] | None

    def is_in(self, said: str) -> bool:
        return all(one in said for one in self.beginnings) and (self.last is None or bool(self.last.search(said)))


def _compiled(entries: Beginnings, spelled: Callable[[str], str] = str) -> tuple[_Entry, ...]:
    return tuple(_entry(entry, spelled) for entry in entries)


def _entry(words: tuple[str, ...], spelled: Callable[[str], str]) -> _Entry:
    beginnings = tuple(f" {spelled(word)}" for word in words if not word.startswith(NOT))
    excluded = "|".join(re.escape(spelled(word[1:])) for word in words if word.startswith(NOT))
    last = re.compile(rf"{re.escape(beginnings[-1])}[^ ]*(?![^ ])(?! (?:{excluded}))") if excluded else None
    return _Entry(beginnings, last)


def _has_one(entries: Iterable[_Entry], words: Iterable[str]) -> bool:
    """Return whether some folded words have all of one of the entries, and nothing that it excludes."""
    said = "".join(f" {word}{WHOLE}" for word in words)
    return any(entry.is_in(said) for entry in entries)


def tells_of_violence(words: Collection[str]) -> bool:
    """Return whether folded words tell of violence in a language that has a file, whichever the content is in.

    Raises:
        ValueError: as for `read`.
    """
    return any(everyday_of(path.stem).tells_of_violence(words) for path in _files())


def tells_of_suicide(words: Collection[str]) -> bool:
    """Return whether folded words tell of wanting to die in a language that has a file, whichever the content is in.

    Raises:
        ValueError: as for `read`.
    """
    return any(everyday_of(path.stem).tells_of_suicide(words) for path in _files())


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted(FOLDER.glob("*.txt")))


@cache
def everyday_of(language: str) -> Everyday:
    """Return the everyday language of an ISO 639 code; empty where it has no file.

    Raises:
        ValueError: as for `read`.
    """
    path = FOLDER / f"{language}.txt"
    return read(path.read_text(encoding="utf-8")) if path.exists() else Everyday()


def read(text: str) -> Everyday:
    """Read a file of everyday words.

    Raises:
        ValueError: a line of abbreviations has no `=`, there is no such heading, or a line stands under none.
    """
    lines = _by_heading(text)
    shortened = [line.split("=", maxsplit=1) for line in lines[ABBREVIATIONS]]
    return Everyday(
        {fold(short).strip(): tuple(fold(long).split()) for short, long in shortened},
        _words(lines[STOP_WORDS]),
        _words(lines[ADDRESS_WORDS]),
        _entries(lines[DANGER]),
        tuple(fold(one) for line in lines[HARM] for one in line.split()),
        _entries(lines[VIOLENCE]),
        _entries(lines[SUICIDE]),
    )


def _by_heading(text: str) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    heading = ""
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content.startswith("["):
            heading = content.strip("[]")
        elif content and heading in lines:
            lines[heading].append(content)
        if content and heading not in lines:
            raise ValueError(f"There is no heading “{heading}” in a file of everyday words.")
    return lines


def _entries(lines: Iterable[str]) -> Beginnings:
    return tuple(tuple(map(_folded, one.split())) for line in lines for one in line.split(","))


def _folded(word: str) -> str:
    return NOT + fold(word[1:]) if word.startswith(NOT) else fold(word)


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in fold(line).split())
