"""Words of a text as search compares them: without case, accents, plural or ending, by the rules of the language."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property

import Stemmer

from content_models.glossary_marks import singular
from content_models.spanish_order import fold
from tenants.bounded import BoundedMap

from .everyday import Everyday, everyday_of
from .vocabulary import Vocabulary

WORD = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
"""A word: letters and digits, each perhaps followed by accents of its own."""

MOST_STEMS = 20_000
"""How many stems a language caches: those of all the content's words, and of the most frequent queries."""

_STEMMERS = {"es": "spanish", "en": "english", "fr": "french", "pt": "portuguese", "it": "italian", "de": "german"}
"""Languages by their rules; all others, and so Mexico's own, are folded only: there is no stemmer for them."""

Stems = tuple[str, ...]

_lock = threading.Lock()


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
    def vocabulary(self) -> Vocabulary:
        """The words that are known whatever the content says."""
        return Vocabulary(self.everyday.stop_words)

    def is_name(self, word: str) -> bool:
        """Whether a folded word of an address may be the name of a place."""
        return not word.isdigit() and word not in self.everyday.address_words and self.stem(word) not in self.stop_stems

    def content_words(self, words: Iterable[str]) -> Stems:
        """The words that are no stop words, as they are written, in order."""
        return tuple(word for word in words if self.stem(word) not in self.stop_stems)

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
        word = singular(folded) if self.name == "es" else folded
        # A stemmer keeps its place in the word it is at: one thread at a time.
        with _lock:
            return str(self._stemmer.stemWord(word)) if self._stemmer else word


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
