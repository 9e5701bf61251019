"""The words of the indexed texts in one language, and how a query is read by them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from math import log

from content_models.kinds import ItemKind

from .documents import IndexedDocument
from .features import words_read
from .query import (
    CORRECTION_WEIGHT,
    MOST_BEGINNINGS,
    MOST_CORRECTED,
    MOST_WHILE_TYPING,
    PREFIX_WEIGHT,
    SHORTEST_BEGINNING,
    Part,
    Query,
)
from .segments import Segment
from .vocabulary import Vocabulary
from .words import Language, composed, folded_words

TEXTS = (ItemKind.GUIDANCE, ItemKind.TERM)


class Lexicon:
    """The words of some segments of one language, and of what people say. Immutable.

    Args:
        said: the words of the examples.
        of_towns: folded words of the names of towns, which are spelled right.
    """

    def __init__(
        self,
        language: Language,
        segments: Sequence[Segment],
        said: Sequence[Vocabulary],
        of_towns: Collection[str] = (),
    ) -> None:
        self.language = language
        self._of_towns = of_towns
        self._idf: dict[str, float] = {}
        self._said = said
        self._published = (*(segment.vocabulary for segment in segments), language.vocabulary)
        self._vocabularies = (*self._published, *said)
        self.segments = segments

    def is_said(self, word: str) -> bool:
        """Return whether an example has a folded word."""
        return _is_in(self._said, word)

    def postings(self, stem: str) -> list[tuple[IndexedDocument, float]]:
        """Return the items that have a stem, with its BM25F weight in each.

        Source:
            Robertson, Zaragoza and Taylor, Simple BM25 Extension to Multiple Weighted Fields, CIKM 2004.
        """
        return [one for segment in self.segments for one in segment.postings.get(stem, ())]

    def frequency(self, stem: str) -> int:
        """Return the number of items that have a stem."""
        return sum(len(segment.postings.get(stem, ())) for segment in self.segments)

    def idf(self, stem: str) -> float:
        """Return the inverse document frequency of a stem. Cached for the stems that are there.

        Source:
            The formula of Lucene's `BM25Similarity`, which is never negative.
        """
        idf = self._idf.get(stem)
        if idf is None:
            found = self.frequency(stem)
            idf = log(1 + (self._count - found + 0.5) / (found + 0.5))
            if found:
                self._idf[stem] = idf
        return idf

    @cached_property
    def _count(self) -> int:
        return sum(len(segment.rows) for segment in self.segments)

    @cached_property
    def places(self) -> frozenset[str]:
        """The stems of names of places that are no words of the texts."""
        named = frozenset().union(*(segment.places for segment in self.segments))
        texts = [segment for segment in self.segments if segment.kind in TEXTS]
        return frozenset(stem for stem in named if not any(stem in segment.postings for segment in texts))

    def query(self, text: str) -> Query:
        """Return what a text asks for."""
        typed = words_read(folded_words(composed(text)))
        spelled = self._expanded(typed)
        meant = self._corrected(spelled)
        shown = [word if self._is_published(word) else one for word, one in zip(meant, spelled, strict=True)]
        return Query(
            " ".join(typed),
            tuple(meant),
            self.language.content_words(meant),
            tuple(self._parts(meant, spelled)),
            tuple(shown) if shown != spelled else None,
        )

    def as_written(self, word: str) -> str:
        """Return a folded word with its accents as the content writes it; without, where it has both (mi, mí)."""
        written = [segment.spellings[word] for segment in self.segments if word in segment.spellings]
        return written[0] if written and word not in written else word

    def _expanded(self, typed: Sequence[str]) -> list[str]:
        short = self.language.everyday.abbreviations
        return [word for one in typed for word in short.get(one, (one,))]

    def _corrected(self, words: Sequence[str]) -> list[str]:
        """Return the words, the first few unknown ones corrected to the most similar known ones."""
        unknown = [word for place, word in enumerate(words, start=1) if not self._is_known(word, place == len(words))]
        likeliest = {word: self._likeliest(word) for word in list(dict.fromkeys(unknown))[:MOST_CORRECTED]}
        return [likeliest.get(word, word) for word in words]

    def _is_known(self, word: str, is_last: bool) -> bool:
        """Return whether a word is known; the last one also when it is the beginning of a known word."""
        if word.isdigit() or word in self._of_towns or _is_in(self._vocabularies, word):
            return True
        if self.frequency(self.language.stem(word)):
            return True
        return is_last and any(True for _ in self._beginning_with(word))

    def _is_published(self, word: str) -> bool:
        """Return whether readers may be told a word: nobody is shown what only phrases have."""
        return any(word in vocabulary for vocabulary in self._published)

    def _likeliest(self, word: str) -> str:
        likely = [
            (distance, other[0] != word[0], -self.frequency(self.language.stem(other)), other)
            for vocabulary in self._vocabularies
            for distance, other in vocabulary.like(word)
        ]
        return min(likely)[-1] if likely else word

    def _beginning_with(self, start: str) -> Iterator[str]:
        for vocabulary in self._vocabularies:
            yield from vocabulary.beginning_with(start)

    def _parts(self, words: Sequence[str], typed: Sequence[str]) -> Iterator[Part]:
        stop_stems = self.language.stop_stems
        stems = [self.language.stem(word) for word in words]
        only_stop_words = all(stem in stop_stems for stem in stems)
        while_typing = len(words) <= MOST_WHILE_TYPING
        for place, (word, stem) in enumerate(zip(words, stems, strict=True), start=1):
            if only_stop_words or stem not in stop_stems:
                weight = 1.0 if word in typed else CORRECTION_WEIGHT
                yield self._part(word, stem, weight, is_last=while_typing and place == len(words))

    def _part(self, word: str, stem: str, weight: float, *, is_last: bool) -> Part:
        ways: dict[str, float] = {stem: weight}
        if is_last and len(word) >= SHORTEST_BEGINNING:
            for count, longer in enumerate(self._beginning_with(word)):
                if count == MOST_BEGINNINGS:
                    break
                ways.setdefault(self.language.stem(longer), PREFIX_WEIGHT)
        return tuple(ways.items())


def _is_in(vocabularies: Sequence[Vocabulary], word: str) -> bool:
    for vocabulary in vocabularies:  # noqa: SIM110 (a generator takes three times as long, for each word of a query)
        if word in vocabulary.words:
            return True
    return False
