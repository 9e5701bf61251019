"""Everyday language, as opposed to the content's words: data, one file a language, read once.

A file has headings in brackets: `[abbreviations]`, `[nothing]` for stop words, `[in every address]`, `[danger]` for
what sounds like danger while nothing has been learned from examples, `[harm]` and `[theft]` for words that say more
than the name of a thing, `[things]` for what is taken, and `[violence]` and `[suicide]` for what tells of violence, or
of wanting to die, whatever has been learned. No line names anything of the content.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from content_models.spanish_order import fold

from ..vocabulary import sound_of

FOLDER = Path(__file__).resolve().parent
ABBREVIATIONS = "abbreviations"
STOP_WORDS = "nothing"
ADDRESS_WORDS = "in every address"
DANGER = "danger"
HARM = "harm"
THEFT = "theft"
THINGS = "things"
VIOLENCE = "violence"
SUICIDE = "suicide"
HEADINGS = (ABBREVIATIONS, STOP_WORDS, ADDRESS_WORDS, DANGER, HARM, THEFT, THINGS, VIOLENCE, SUICIDE)
WHOLE = "."
"""Behind a word that is no mere beginning."""

NOT = "-"
"""Before a word that must not follow the last one of an entry at once."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Beginnings of words as they are looked for, each behind a space; `last` of them, where something excludes it."""

    beginnings: tuple[str, ...]
    last: re.Pattern[str] | None

    def is_in(self, said: str) -> bool:
        return all(one in said for one in self.beginnings) and (self.last is None or bool(self.last.search(said)))


@dataclass(frozen=True, slots=True)
class Entries:
    """What a text has if it has all of one entry, by the longest beginning of each, as few texts have any of these."""

    by_longest: tuple[tuple[str, tuple[_Entry, ...]], ...] = ()

    @classmethod
    def of(cls, entries: Iterable[tuple[str, ...]], spelled: Callable[[str], str] = str) -> Entries:
        by_longest: dict[str, list[_Entry]] = defaultdict(list)
        for words in entries:
            entry = _entry(words, spelled)
            by_longest[max(entry.beginnings, key=len)].append(entry)
        return cls(tuple((longest, tuple(those)) for longest, those in by_longest.items()))

    def are_in(self, said: str) -> bool:
        """Return whether what is said has all of one of the entries, and nothing that it excludes."""
        for longest, entries in self.by_longest:
            if longest in said and any(entry.is_in(said) for entry in entries):
                return True
        return False


@dataclass(frozen=True)
class Everyday:
    """Everyday language, in folded words: short forms, stop words, and words of addresses that name no place.

    `dangers` are beginnings of words (or whole ones, with `WHOLE`) that sound like danger when a text has all of them,
    the last of which none of those with `NOT` follows;
    `harm` are those of harm and urgency, `theft` those of a thing that was taken: both tell of more than a name.
    `violence` and `suicide` are as `dangers`,
    always; `suicide` holds for whatever sounds the same, however it is spelled.
    """

    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    address_words: frozenset[str] = frozenset()
    dangers: Entries = Entries()
    harm: tuple[str, ...] = ()
    theft: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    violence: Entries = Entries()
    suicide: Entries = Entries()

    def sounds_like_danger(self, words: Iterable[str]) -> bool:
        """Return whether somebody who says some folded words may be in danger now: rather too often than too seldom."""
        return self.dangers.are_in(_joined(words))

    def has_harm(self, words: Collection[str]) -> bool:
        """Return whether one of some folded words is of harm, urgency or theft: they do more than name a thing."""
        return _begins(words, self.harm) or _begins(words, self.theft)

    def has_harm_to_somebody(self, words: Collection[str]) -> bool:
        """Return whether one of some folded words is of harm, urgency or theft, and not of a thing taken alone."""
        return _begins(words, self.harm) or (_begins(words, self.theft) and not _begins(words, self.things))


def _begins(words: Iterable[str], beginnings: tuple[str, ...]) -> bool:
    return any(word.startswith(beginnings) or word + WHOLE in beginnings for word in words)


def _entry(words: tuple[str, ...], spelled: Callable[[str], str]) -> _Entry:
    beginnings = tuple(f" {spelled(word)}" for word in words if not word.startswith(NOT))
    excluded = "|".join(re.escape(spelled(word[1:])) for word in words if word.startswith(NOT))
    last = re.compile(rf"{re.escape(beginnings[-1])}[^ ]*(?![^ ])(?! (?:{excluded}))") if excluded else None
    return _Entry(beginnings, last)


def _joined(words: Iterable[str]) -> str:
    """Return folded words as entries are looked for in them."""
    return "".join(f" {word}{WHOLE}" for word in words)


def tells_of_violence(words: Collection[str]) -> bool:
    """Return whether folded words tell of violence or of wanting to die, even if no example says so.

    They may be of any language that has a file, whichever the content is in.

    Raises:
        ValueError: as for `read`.
    """
    said = _joined(words)
    return any(everyday_of(path.stem).violence.are_in(said) for path in _files()) or tells_of_suicide(words)


def tells_of_suicide(words: Iterable[str]) -> bool:
    """Return whether folded words tell of wanting to die, of oneself or of somebody else, by their sound.

    Raises:
        ValueError: as for `read`.
    """
    said = _joined(map(sound_of, words))
    return any(everyday_of(path.stem).suicide.are_in(said) for path in _files())


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
        Entries.of(_entries(lines[DANGER])),
        tuple(fold(one) for line in lines[HARM] for one in line.split()),
        tuple(fold(one) for line in lines[THEFT] for one in line.split()),
        tuple(fold(one) for line in lines[THINGS] for one in line.split()),
        Entries.of(_entries(lines[VIOLENCE])),
        Entries.of(_entries(lines[SUICIDE]), sound_of),
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


def _entries(lines: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(_folded, one.split())) for line in lines for one in line.split(","))


def _folded(word: str) -> str:
    return NOT + fold(word[1:]) if word.startswith(NOT) else fold(word)


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in fold(line).split())
