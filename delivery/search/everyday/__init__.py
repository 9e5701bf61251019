"""Everyday language, as opposed to the content's words: data, one file a language, read once.

A line is `what people say, another way to say it = words of the content, or others`. Where a side has several words,
they count together. Headings in brackets begin other lists: `[hints]`, which count less, `[concepts]` and the
`[situations]` they describe, `[what words mean]` and `[what offices do]` in the same form, `[around a word]` and
`[around an office]` for what is said around them, `[abbreviations]`, `[same word]` for forms that no rule brings
together, `[nothing]` for stop words, `[ordinary words]`, `[in every address]`, `[what opens a description]` and the
intents: phrases that say what kind of item is looked for.
See docs/search.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from content_models.spanish_order import fold

FOLDER = Path(__file__).resolve().parent
SYNONYMS = "sayings"
HINTS = "hints"
CONCEPTS = "concepts"
SITUATIONS = "situations"
MEANINGS = "what words mean"
SERVICES = "what offices do"
NEAR_MEANINGS = "around a word"
NEAR_SERVICES = "around an office"
ABBREVIATIONS = "abbreviations"
STOP_WORDS = "nothing"
ORDINARY_WORDS = "ordinary words"
ADDRESS_WORDS = "in every address"
SAME_WORD = "same word"
OWN_WORDS = "words of their own"
OPENINGS = "what opens a description"
INTENTS = ("what it is", "where", "who helps", "my case", "what it does")
HEADINGS = (
    SYNONYMS,
    HINTS,
    CONCEPTS,
    SITUATIONS,
    MEANINGS,
    SERVICES,
    NEAR_MEANINGS,
    NEAR_SERVICES,
    ABBREVIATIONS,
    STOP_WORDS,
    ORDINARY_WORDS,
    ADDRESS_WORDS,
    SAME_WORD,
    OWN_WORDS,
    OPENINGS,
    *INTENTS,
)


@dataclass(frozen=True, slots=True)
class Everyday:
    """Everyday language, in folded words.

    `synonyms` are phrases of everyday language to the content's words, `hints` the same for phrases of many uses;
    `abbreviations` are short forms; `ordinary_words` are known words, which are not corrected; `address_words`
    name no place; `openings` begin the description of something; `intents` are phrases that say what kind of item is
    looked for, by the name of the intent; `families` are forms of one word that have too little in common for a rule;
    `meanings` describe words of the law, and `services` what offices do, as `situations` describe cases; `near_…` is
    what people mention around them, each by itself.
    """

    synonyms: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    hints: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    abbreviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stop_words: frozenset[str] = frozenset()
    address_words: frozenset[str] = frozenset()
    ordinary_words: frozenset[str] = frozenset()
    intents: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    openings: tuple[tuple[str, ...], ...] = ()
    families: tuple[tuple[str, ...], ...] = ()
    own_words: frozenset[str] = frozenset()
    concepts: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    situations: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    meanings: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    services: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    near_meanings: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    near_services: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]] = field(default_factory=dict)

    @property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        """All phrases of everyday language."""
        phrases = [phrase for concept in self.concepts.values() for phrase in concept]
        situations = (*self.situations, *self.meanings, *self.services, *self.near_meanings, *self.near_services)
        words = [tuple(word for word in situation if not word.startswith("<")) for situation in situations]
        return (*self.synonyms, *self.hints, *self.intents, *phrases, *words)


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
        ValueError: a line of sayings or abbreviations has no `=`, or there is no such heading.
    """
    lines = _by_heading(text)
    shortened = [line.split("=", maxsplit=1) for line in lines[ABBREVIATIONS]]
    concepts = _concepts(lines[CONCEPTS])
    return Everyday(
        _synonyms(lines[SYNONYMS]),
        _synonyms(lines[HINTS]),
        {fold(short).strip(): tuple(fold(long).split()) for short, long in shortened},
        _words(lines[STOP_WORDS]),
        _words(lines[ADDRESS_WORDS]),
        _words(lines[ORDINARY_WORDS]),
        {phrase: intent for intent in INTENTS for line in lines[intent] for phrase in _phrases(line)},
        tuple(phrase for line in lines[OPENINGS] for phrase in _phrases(line)),
        tuple(tuple(fold(line).split()) for line in lines[SAME_WORD]),
        _words(lines[OWN_WORDS]),
        concepts,
        _situations(lines[SITUATIONS], concepts),
        _situations(lines[MEANINGS], concepts),
        _situations(lines[SERVICES], concepts),
        _situations(lines[NEAR_MEANINGS], concepts),
        _situations(lines[NEAR_SERVICES], concepts),
    )


def _by_heading(text: str) -> dict[str, list[str]]:
    lines: dict[str, list[str]] = {heading: [] for heading in HEADINGS}
    heading = SYNONYMS
    for line in text.splitlines():
        content = line.partition("#")[0].strip()
        if content.startswith("["):
            heading = content.strip("[]")
            if heading not in lines:
                raise ValueError(f"There is no heading “{heading}” in a file of everyday words.")
        elif content:
            lines[heading].append(content)
    return lines


def _synonyms(lines: Iterable[str]) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    synonyms: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
    for line in lines:
        left, right = line.split("=", maxsplit=1)
        for phrase in _phrases(left):
            synonyms[phrase] = (*synonyms.get(phrase, ()), *_phrases(right))
    return synonyms


def _concepts(lines: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Concepts by their name in angle brackets; one may have all that an earlier one has."""
    concepts: dict[str, tuple[tuple[str, ...], ...]] = {}
    for line in lines:
        name, phrases = line.split("=", maxsplit=1)
        named = [concepts.get(" ".join(phrase), (phrase,)) for phrase in _phrases(phrases)]
        key = f"<{fold(name).strip()}>"
        concepts[key] = (*concepts.get(key, ()), *(phrase for some in named for phrase in some))
    return concepts


def _situations(lines: Iterable[str], concepts: Collection[str]) -> dict[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    situations = _synonyms(lines)
    unknown = sorted({word for situation in situations for word in situation if word.startswith("<")} - set(concepts))
    if unknown:
        raise ValueError(f"There is no concept {', '.join(unknown)} in a file of everyday words.")
    return situations


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in fold(line).split())


def _phrases(text: str) -> list[tuple[str, ...]]:
    return [words for part in text.split(",") if (words := tuple(fold(part).split()))]
