"""What people say instead of the content's words: data, one file a language, read once.

A line is `what people say, another way to say it = words of the content, or others`. Where a side has several words,
they count together. Headings in brackets begin other lists: `[abbreviations]`, `[same word]` for forms that no rule
brings together, `[nothing]` for words that say nothing, `[in every address]`, and wishes, by which people tell what
kind of thing they look for. See docs/search.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from ...spanish_order import fold

FOLDER = Path(__file__).resolve().parent
SAYINGS = "sayings"
ABBREVIATIONS = "abbreviations"
STOP_WORDS = "nothing"
ADDRESS_WORDS = "in every address"
SAME_WORD = "same word"
WISHES = ("what it is", "where", "who", "what it does")


@dataclass(frozen=True, slots=True)
class Everyday:
    """Everyday language, in folded words.

    `sayings` are what people say to what the content says; `abbreviations` are words written short; `wishes` are
    phrases that tell what kind of thing is looked for, by name of the wish; `families` are forms of one word that have
    too little in common for a rule.
    """

    sayings: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    address_words: frozenset[str] = frozenset()
    wishes: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    families: tuple[tuple[str, ...], ...] = ()


@cache
def everyday_of(language: str) -> Everyday:
    """What is known of a language by its ISO 639 code; nothing where it has no file."""
    path = FOLDER / f"{language}.txt"
    return read(path.read_text(encoding="utf-8")) if path.exists() else Everyday()


def read(text: str) -> Everyday:
    """Read a file of everyday words.

    Raises:
        ValueError: a line under sayings or abbreviations has no `=`.
    """
    sayings: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    abbreviations: dict[str, tuple[str, ...]] = {}
    wishes: dict[tuple[str, ...], str] = {}
    stop_words: set[str] = set()
    address_words: set[str] = set()
    families: list[tuple[str, ...]] = []
    for section, line in _lines(text):
        if section == STOP_WORDS:
            stop_words.update(fold(line).split())
        elif section == ADDRESS_WORDS:
            address_words.update(fold(line).split())
        elif section == SAME_WORD:
            families.append(tuple(fold(line).split()))
        elif section in WISHES:
            wishes.update(dict.fromkeys(_phrases(line), section))
        else:
            left, right = line.split("=", maxsplit=1)
            for said in _phrases(left):
                if section == ABBREVIATIONS:
                    abbreviations[said[0]] = _phrases(right)[0]
                else:
                    sayings[said] = (*sayings.get(said, ()), *_phrases(right))
    return Everyday(sayings, abbreviations, frozenset(stop_words), frozenset(address_words), wishes, tuple(families))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    section = SAYINGS
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content.startswith("["):
            section = content.strip("[]")
        elif content:
            yield section, content


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [words for part in text.split(",") if (words := tuple(fold(part).split()))]
