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
from .partial_matches import PartialMatches
from .situations import Situations, Subject, end_of
from .vocabulary import Vocabulary

WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
"""A word: letters and digits, each perhaps followed by accents of its own."""

MOST_STEMS = 20_000
"""How many stems a language caches: those of all the content's words, and of the most frequent queries."""

LONG = 14
"""A question of more words is a story, not a set of search terms."""

DESCRIBED = "what it is"
"""The intent of a question that describes something …"""
MY_CASE = "my case"
"""… and of one that tells a case of one's own."""

_STEMMERS = {"es": "spanish", "en": "english", "fr": "french", "pt": "portuguese", "it": "italian", "de": "german"}
"""Languages by their rules; all others, and so Mexico's own, are folded only: there is no stemmer for them."""

Stems = tuple[str, ...]

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Synonym:
    """A phrase of everyday language, and the content's words for it, any of several; a hint is used of many things."""

    phrase: Stems
    meant: tuple[Stems, ...]
    is_hint: bool


@dataclass(frozen=True)
class Language:
    """How the words of one language are compared. `everyday` is its everyday language, as opposed to the content's."""

    name: str
    everyday: Everyday
    _stemmer: Stemmer.Stemmer | None
    _stems: BoundedMap[str, str] = field(default_factory=lambda: BoundedMap(MOST_STEMS))

    @cached_property
    def stop_stems(self) -> frozenset[str]:
        """The stems of stop words."""
        return frozenset(map(self.stem, self.everyday.stop_words))

    @cached_property
    def everyday_vocabulary(self) -> Vocabulary:
        """The words of everyday language."""
        words = [word for phrase in self.everyday.phrases for word in phrase]
        return Vocabulary((*words, *self.everyday.stop_words, *self.everyday.ordinary_words))

    @cached_property
    def _synonyms(self) -> dict[str, list[Synonym]]:
        """Synonyms by the first stem of their phrase, the longest first."""
        found: dict[str, list[Synonym]] = defaultdict(list)
        for is_hint, synonyms in ((False, self.everyday.synonyms), (True, self.everyday.hints)):
            for phrase, meant in synonyms.items():
                stems = self._all(phrase)
                found[stems[0]].append(Synonym(stems, tuple(map(self._all, meant)), is_hint))
        return {first: sorted(synonyms, key=lambda one: -len(one.phrase)) for first, synonyms in found.items()}

    @cached_property
    def situations(self) -> Situations:
        """What people describe in words that may stand anywhere in a question."""
        everyday = self.everyday
        lines = {Subject.CASE: everyday.situations, Subject.WORD: everyday.meanings, Subject.OFFICE: everyday.services}
        phrases = (*everyday.near_meanings, *everyday.near_services)
        return Situations(everyday.concepts, lines, self.stem, self.stop_stems, phrases)

    @cached_property
    def partial_matches(self) -> PartialMatches:
        """What people mention around words and offices."""
        around = {Subject.WORD: self.everyday.near_meanings, Subject.OFFICE: self.everyday.near_services}
        return PartialMatches(self.everyday.concepts, around, self.stem)

    @cached_property
    def _intents(self) -> tuple[tuple[str, str], ...]:
        """Phrases, a space at either end, and their intents."""
        return tuple((f" {' '.join(self._all(phrase))} ", intent) for phrase, intent in self.everyday.intents.items())

    @cached_property
    def everyday_stems(self) -> frozenset[str]:
        """The stems of everyday language."""
        single_words = self.everyday.stop_words | self.everyday.ordinary_words
        return frozenset(stem for phrase in (*self.everyday.phrases, tuple(single_words)) for stem in self._all(phrase))

    def is_name(self, word: str) -> bool:
        """Whether a folded word of an address may be the name of a place."""
        return not word.isdigit() and word not in self.everyday.address_words and self.stem(word) not in self.stop_stems

    def content_words(self, words: Iterable[str]) -> Stems:
        """The words that are no stop words, as they are written, in order."""
        return tuple(word for word in words if self.stem(word) not in self.stop_stems)

    def synonym_at(self, stems: Sequence[str], position: int) -> tuple[int, Synonym | None]:
        """Return the longest synonym that begins here, and how many words it takes; 0 and None where there is none."""
        for synonym in self._synonyms.get(stems[position], ()):
            if synonym.phrase[-1] not in stems:
                continue
            end = end_of(synonym.phrase, stems, position, self.stop_stems)
            if end:
                return end - position, synonym
        return 0, None

    def intents_in(self, stems: Sequence[str]) -> Iterator[str]:
        """Yield the intents of some words; a phrase within a longer one of an intent does not count.

        In a long question, a word such as “address” alone belongs to the story.
        """
        text = f" {' '.join(stems)} "
        is_long = len(stems) > LONG
        found = [(phrase, intent) for phrase, intent in self._intents if phrase in text]
        if self._opens_description(text) and not any(intent == MY_CASE for _, intent in found):
            yield DESCRIBED
        for phrase, intent in found:
            is_story = is_long and intent == "where" and phrase.count(" ") == 2
            if not is_story and not any(phrase in other and phrase != other for other, _ in found):
                yield intent

    def _opens_description(self, text: str) -> bool:
        """Whether a question begins as the description of something does: “a person who …”."""
        first, _, rest = text[1:].partition(" ")
        return text.startswith(self._openings) or (first in self.stop_stems and f" {rest}".startswith(self._openings))

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
        cached = self._stems.get(folded)
        if cached is None:
            cached = self._stemmed(folded)
            self._stems.put(folded, cached)
        return cached

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
        """The stems of irregular forms, and the one stem that replaces them all."""
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
    """The text with each letter and its accent as one character, as most keyboards write it.

    Source:
        Unicode Standard Annex 15, normalization form C.
    """
    return unicodedata.normalize("NFC", text)


@cache
def _language(name: str) -> Language:
    stemmer = Stemmer.Stemmer(_STEMMERS[name], 0) if name in _STEMMERS else None
    return Language(name, everyday_of(name), stemmer)
