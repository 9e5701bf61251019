"""Words of a text as search compares them: without case, accents, plural or ending, by the rules of the language."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import Stemmer

from content_models.glossary_marks import singular
from content_models.spanish_order import fold
from tenants.bounded import BoundedMap

from .everyday import Everyday, everyday_of
from .situations import Of, Situations, end_of
from .vocabulary import Vocabulary

WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
"""A word: letters and digits, each perhaps followed by accents of its own."""

MOST_STEMS = 20_000
"""How many words a language remembers the stems of: all of the content's, and what is asked most."""

LONG = 14
"""A question of more words tells a story."""

DESCRIBED = "what it is"
"""What is wished for by who describes something …"""
MY_CASE = "my case"
"""… and not by who tells of a case."""

_STEMMERS = {"es": "spanish", "en": "english", "fr": "french", "pt": "portuguese", "it": "italian", "de": "german"}
"""Languages by their rules; all others, and so Mexico's own, are folded only: no stemmer knows them."""

Stems = tuple[str, ...]

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Saying:
    """What people say, and what the content says for it, in any of several ways; a hint is said of many things."""

    said: Stems
    meant: tuple[Stems, ...]
    is_hint: bool


@dataclass(frozen=True)
class Language:
    """How the words of one language are compared. `everyday` is what its speakers say instead."""

    name: str
    everyday: Everyday
    _stemmer: Stemmer.Stemmer | None
    _stems: BoundedMap[str, str] = field(default_factory=lambda: BoundedMap(MOST_STEMS))

    @cached_property
    def nothing(self) -> frozenset[str]:
        """The stems of words that say nothing."""
        return frozenset(map(self.stem, self.everyday.stop_words))

    @cached_property
    def everyday_vocabulary(self) -> Vocabulary:
        """The words that people say instead of the content's."""
        said = [word for phrase in self.everyday.said for word in phrase]
        return Vocabulary((*said, *self.everyday.stop_words, *self.everyday.ordinary_words))

    @cached_property
    def _sayings(self) -> dict[str, list[Saying]]:
        """What people say by its first stem, the longest first."""
        found: dict[str, list[Saying]] = defaultdict(list)
        for is_hint, sayings in ((False, self.everyday.sayings), (True, self.everyday.hints)):
            for said, meant in sayings.items():
                stems = self._all(said)
                found[stems[0]].append(Saying(stems, tuple(map(self._all, meant)), is_hint))
        return {first: sorted(sayings, key=lambda one: -len(one.said)) for first, sayings in found.items()}

    @cached_property
    def situations(self) -> Situations:
        """What people tell in words that may stand anywhere."""
        everyday = self.everyday
        told = {Of.CASE: everyday.situations, Of.WORD: everyday.meanings, Of.OFFICE: everyday.services}
        around = {Of.WORD: everyday.near_meanings, Of.OFFICE: everyday.near_services}
        return Situations(everyday.concepts, told, self.stem, self.nothing, around)

    @cached_property
    def _wishes(self) -> tuple[tuple[str, str], ...]:
        """Phrases, a space at either end, and what they wish for."""
        return tuple((f" {' '.join(self._all(phrase))} ", wish) for phrase, wish in self.everyday.wishes.items())

    @cached_property
    def everyday_stems(self) -> frozenset[str]:
        """The stems of what people say."""
        known = self.everyday.stop_words | self.everyday.ordinary_words
        return frozenset(stem for phrase in (*self.everyday.said, tuple(known)) for stem in self._all(phrase))

    def is_name(self, word: str) -> bool:
        """Whether a folded word of an address may be the name of a place."""
        return not word.isdigit() and word not in self.everyday.address_words and self.stem(word) not in self.nothing

    def telling(self, words: Iterable[str]) -> Stems:
        """The words that say something, as they are written, in order."""
        return tuple(word for word in words if self.stem(word) not in self.nothing)

    def saying_at(self, stems: Sequence[str], position: int) -> tuple[int, Saying | None]:
        """How many words from here on are the longest thing that people say, and what it is."""
        for saying in self._sayings.get(stems[position], ()):
            if saying.said[-1] not in stems:
                continue
            end = end_of(saying.said, stems, position, self.nothing)
            if end:
                return end - position, saying
        return 0, None

    def wishes_in(self, stems: Sequence[str]) -> Iterator[str]:
        """What kinds of thing some words look for; a phrase within a longer one that is said does not count.

        In a long question, a word such as “address” alone belongs to the story.
        """
        text = f" {' '.join(stems)} "
        is_long = len(stems) > LONG
        said = [(phrase, wish) for phrase, wish in self._wishes if phrase in text]
        if self._opens_description(text) and not any(wish == MY_CASE for _, wish in said):
            yield DESCRIBED
        for phrase, wish in said:
            is_story = is_long and wish == "where" and phrase.count(" ") == 2
            if not is_story and not any(phrase in other and phrase != other for other, _ in said):
                yield wish

    def _opens_description(self, text: str) -> bool:
        """Whether a question begins as the description of something does: “a person who …”."""
        first, _, rest = text[1:].partition(" ")
        return text.startswith(self._openings) or (first in self.nothing and f" {rest}".startswith(self._openings))

    @cached_property
    def _openings(self) -> tuple[str, ...]:
        """How descriptions begin, a space at either end."""
        return tuple(f" {' '.join(self._all(phrase))} " for phrase in self.everyday.openings)

    def _all(self, words: Iterable[str]) -> Stems:
        return tuple(map(self.stem, words))

    def stem(self, folded: str) -> str:
        """The part of a folded word that its forms share; accents are gone before, so that they never matter."""
        if self._stemmer is None:
            return folded
        known = self._stems.get(folded)
        if known is None:
            known = self._stemmed(folded)
            self._stems.put(folded, known)
        return known

    def _stemmed(self, folded: str) -> str:
        families = self._families
        word = singular(folded) if self.name == "es" else folded
        if word in self.everyday.own_words:
            return families.get(word, word)
        # A stemmer keeps its place in the word it is at: one thread at a time.
        with _lock:
            stem = str(self._stemmer.stemWord(word)) if self._stemmer else word
        return families.get(stem, stem)

    @cached_property
    def _families(self) -> dict[str, str]:
        """The stems of forms that no rule brings together, and the one that stands for them all."""
        stemmer = self._stemmer
        if stemmer is None:
            return {}
        own = self.everyday.own_words
        families = [
            [one if (one := singular(word)) in own else str(stemmer.stemWord(one)) for word in family]
            for family in self.everyday.families
        ]
        return {stem: family[0] for family in families for stem in family}


def language_of(locale: str) -> Language:
    """The language of a BCP 47 tag, whatever its country."""
    return _language(re.split(r"[-_]", locale, maxsplit=1)[0].lower())


def folded_words(text: str) -> list[str]:
    """The words of a text in order, in lower case and without accents."""
    return [folded for match in WORD.finditer(text) if (folded := fold(match[0]))]


def composed(text: str) -> str:
    """The text with each letter and its accent as one character, as most keyboards write it."""
    return unicodedata.normalize("NFC", text)


@cache
def _language(name: str) -> Language:
    stemmer = Stemmer.Stemmer(_STEMMERS[name], 0) if name in _STEMMERS else None
    return Language(name, everyday_of(name), stemmer)
