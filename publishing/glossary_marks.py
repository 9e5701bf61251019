"""Finding the glossary's words in a text: longest first, plurals too, each term once a section."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from content_models.rich_text import Mark

from .spanish_order import fold

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"[ \u00a0-]")
_PARENTHESIS = re.compile(r"\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class TermWords:
    """A term of the glossary: its key and path, its name, and what people say instead."""

    key: str
    path: str
    name: str
    synonyms: tuple[str, ...] = ()


class Glossary:
    """The terms of one state in one language, ready to be looked for. Immutable."""

    def __init__(self, terms: Iterable[TermWords]) -> None:
        self.terms = tuple(terms)
        self._paths = {term.key: term.path for term in self.terms}
        self._phrases: dict[tuple[str, ...], str] = {}
        self._acronyms: set[tuple[str, ...]] = set()
        # A term's own name is stronger than somebody else's synonym.
        for term in self.terms:
            self._learn(term.key, term.name)
        for term in self.terms:
            for synonym in term.synonyms:
                self._learn(term.key, synonym)
        self._longest: dict[str, int] = {}
        for phrase in self._phrases:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def _learn(self, key: str, name: str) -> None:
        for phrase, is_acronym in _phrases(name):
            if phrase not in self._phrases:
                self._phrases[phrase] = key
                if is_acronym:
                    self._acronyms.add(phrase)

    def found_in(self, text: str) -> Iterator[Mark]:
        """All terms in a text, in order, without overlaps: at each place the longest that fits."""
        words = list(_WORD.finditer(text))
        singulars = [singular(word[0]) for word in words]
        position = 0
        while position < len(words):
            length = self._longest_at(text, words, singulars, position)
            if length:
                start, end = words[position].start(), words[position + length - 1].end()
                key = self._phrases[tuple(singulars[position : position + length])]
                yield Mark(start, end, key, self._paths[key])
            position += max(length, 1)

    def _longest_at(self, text: str, words: Sequence[re.Match[str]], singulars: Sequence[str], position: int) -> int:
        longest = min(self._longest.get(singulars[position], 0), len(words) - position)
        for length in range(longest, 0, -1):
            phrase = tuple(singulars[position : position + length])
            if phrase in self._phrases and _is_together(text, words[position : position + length]):
                found = text[words[position].start() : words[position + length - 1].end()]
                if phrase not in self._acronyms or found.rstrip("s").isupper():
                    return length
        return 0


class GlossaryMarker:
    """Marks a text's first mention of each term in each section; never a term on its own page."""

    def __init__(self, glossary: Glossary, own_key: str = "") -> None:
        self._glossary = glossary
        self._own_key = own_key
        self._seen: set[str] = set()

    def marks(self, text: str) -> list[Mark]:
        """What to mark in a run of text."""
        marks = []
        for found in self._glossary.found_in(text):
            if found.key != self._own_key and found.key not in self._seen:
                self._seen.add(found.key)
                marks.append(found)
        return marks

    def new_section(self) -> None:
        """Terms may be marked again from here on."""
        self._seen.clear()


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """The singular of a Spanish word, folded, good enough to compare by: `Imputaciones` and `imputación` are one.

    Source: Nueva gramática de la lengua española (2009), 3.2: -s after a vowel, -es after a consonant, -z becomes -ces.
    """
    folded = fold(word)
    if len(folded) > 4 and folded.endswith("ces"):
        return folded[:-3] + "z"
    if len(folded) > 4 and folded.endswith("es") and folded[-3] in "dlnrsjy":
        return folded[:-2]
    if len(folded) > 3 and folded.endswith("s") and folded[-2] in "aeiou":
        return folded[:-1]
    return folded


@lru_cache(maxsize=5_000)
def _phrases(name: str) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """What a name is looked for by, and whether that is an acronym: nearly the same words for all states."""
    found = ((tuple(singular(word[0]) for word in _WORD.finditer(part)), part.isupper()) for part in _names(name))
    return tuple((phrase, is_acronym) for phrase, is_acronym in found if phrase)


def _names(name: str) -> list[str]:
    """A name with what stands in parentheses as a name of its own: `Registro Nacional de Detenciones (RND)`."""
    if "(" not in name:
        return [name.strip()] if name.strip() else []
    inner = [part.strip() for part in _PARENTHESIS.findall(name)]
    return [part for part in (_PARENTHESIS.sub(" ", name).strip(), *inner) if part]


def _is_together(text: str, words: Sequence[re.Match[str]]) -> bool:
    gaps = (text[left.end() : right.start()] for left, right in pairwise(words))
    return all(_GAP.fullmatch(gap) for gap in gaps)
