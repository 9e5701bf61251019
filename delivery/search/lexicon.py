"""The words of the indexed texts in one language, and how a query is read by them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from math import log

from content_models.kinds import ItemKind

from .documents import IndexedDocument
from .partial_matches import PartialMatch
from .query import (
    CORRECTION_WEIGHT,
    DESCRIPTION_WEIGHT,
    HINT_WEIGHT,
    LEAST_PARTIAL,
    LITERAL_WEIGHT,
    LONG_MENTION_WORDS,
    MOST_BEGINNINGS,
    MOST_CORRECTED,
    MOST_WORDS,
    PARTIAL_WEIGHT,
    PREFIX_WEIGHT,
    SHORTEST_BEGINNING,
    SINGLE_ELEMENT_WEIGHT,
    SITUATION_WEIGHT,
    SURE_PARTIAL,
    SURE_PARTIAL_WEIGHT,
    SYNONYM_WEIGHT,
    UNREQUESTED_PARTIAL_WEIGHT,
    Part,
    Query,
)
from .segments import Segment
from .situations import SituationMatch, Subject
from .vocabulary import Vocabulary
from .words import MY_CASE, Language, Synonym, composed, folded_words

NAME_INTENTS = frozenset({"what it is", "what it does", "where"})
"""The intents of questions about a word or an office."""
SUBJECT_BY_INTENT = {"what it is": Subject.WORD, "where": Subject.OFFICE, "who helps": Subject.OFFICE}
"""The subject that an intent asks for."""

TEXTS = (ItemKind.GUIDANCE, ItemKind.TERM)


class Lexicon:
    """The words of some segments of one language, and of everyday language. Immutable."""

    def __init__(self, language: Language, segments: Sequence[Segment]) -> None:
        self.language = language
        self._idf: dict[str, float] = {}
        self._vocabularies: tuple[Vocabulary, ...] = (
            *(segment.vocabulary for segment in segments),
            language.everyday_vocabulary,
        )
        self.segments = segments

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
        typed = folded_words(composed(text))[:MOST_WORDS]
        spelled = self._expanded(typed)
        meant = self._corrected(spelled)
        stems = [self.language.stem(word) for word in meant]
        intents = tuple(sorted(set(self.language.intents_in(stems))))
        requested = self._requested(stems, intents)
        places = self.language.situations.places(stems)
        matches = self.language.situations.matches_in(places, requested)
        partial_matches = self._partial_parts(places, intents, requested)
        return Query(
            " ".join(typed),
            self.language.content_words(meant),
            (*partial_matches, *self._parts(meant, stems, spelled, matches)),
            intents,
            tuple(meant) if meant != spelled else None,
        )

    def _requested(self, stems: Sequence[str], intents: Collection[str]) -> set[Subject]:
        """Return the subjects asked for; a case only in a question of one's own, or one about no word and no office."""
        requested = {of for intent, of in SUBJECT_BY_INTENT.items() if intent in intents}
        names_place = not self.places.isdisjoint(stems)
        if names_place:
            requested.add(Subject.OFFICE)
        if MY_CASE in intents or not (names_place or not NAME_INTENTS.isdisjoint(intents)):
            requested.add(Subject.CASE)
        return requested

    def _partial_parts(
        self, places: Mapping[str, Collection[int]], intents: Collection[str], requested: Collection[Subject]
    ) -> Iterator[Part]:
        """Yield the partial matches of a question; where a subject is not asked for, the sure ones only."""
        for one in self.language.partial_matches.find(places, LEAST_PARTIAL):
            is_likely = one.of == Subject.WORD and MY_CASE not in intents
            if one.of in requested:
                yield _part_of_partial_match(one, PARTIAL_WEIGHT)
            elif one.weight >= SURE_PARTIAL:
                yield _part_of_partial_match(one, SURE_PARTIAL_WEIGHT)
            elif is_likely:
                yield _part_of_partial_match(one, UNREQUESTED_PARTIAL_WEIGHT)

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
        if word.isdigit() or any(word in vocabulary for vocabulary in self._vocabularies):
            return True
        stem = self.language.stem(word)
        if stem in self.language.everyday_stems or self.frequency(stem):
            return True
        return is_last and any(True for _ in self._beginning_with(word))

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

    def _parts(
        self, words: Sequence[str], stems: Sequence[str], typed: Sequence[str], matches: Sequence[SituationMatch]
    ) -> Iterator[Part]:
        stop_stems = self.language.stop_stems
        content_words = [stem for stem in stems if stem not in stop_stems] or stems
        yield from map(_part_of, matches)
        position = 0
        while position < len(stems):
            length, synonym = self._synonym_at(stems, position)
            span = [place for place in range(position, position + length) if stems[place] in content_words]
            if synonym is not None and span and any(one.places.issuperset(span) for one in matches):
                yield from (_literally(stem) for stem in stems[position : position + length] if stem in content_words)
            elif synonym is not None:
                spoken = [stem for stem in stems[position : position + length] if stem in content_words]
                yield _part_of_synonym(synonym, spoken)
            elif stems[position] in content_words:
                yield self._word(words[position], stems[position], typed, is_last=position == len(stems) - 1)
            position += max(length, 1)

    def _synonym_at(self, stems: Sequence[str], position: int) -> tuple[int, Synonym | None]:
        """Return the synonym here; none if it begins with a stop word and leaving that out finds one as long."""
        length, synonym = self.language.synonym_at(stems, position)
        if synonym is None or position + 1 == len(stems) or stems[position] not in self.language.stop_stems:
            return length, synonym
        return (0, None) if self.language.synonym_at(stems, position + 1)[0] >= length else (length, synonym)

    def _word(self, word: str, stem: str, typed: Sequence[str], *, is_last: bool) -> Part:
        worth = 1.0 if word in typed else CORRECTION_WEIGHT
        ways: dict[str, float] = {stem: worth}
        if is_last and len(word) >= SHORTEST_BEGINNING:
            for count, longer in enumerate(self._beginning_with(word)):
                if count == MOST_BEGINNINGS:
                    break
                ways.setdefault(self.language.stem(longer), PREFIX_WEIGHT)
        return Part(tuple(((one, weight),) for one, weight in ways.items()))


def _part_of(match: SituationMatch) -> Part:
    """Return the part for a situation: its weight is that of the situation, whatever the idf of the content's words."""
    situation = match.situation
    ways = tuple(tuple((stem, SYNONYM_WEIGHT) for stem in way) for way in situation.meant)
    if situation.of == Subject.CASE:
        is_brief = situation.is_single and len(match.places) < LONG_MENTION_WORDS
        counts = SINGLE_ELEMENT_WEIGHT if is_brief else SITUATION_WEIGHT
    else:
        counts = SITUATION_WEIGHT if match.is_requested else DESCRIPTION_WEIGHT
    return Part(ways, counts * situation.weight)


def _part_of_partial_match(partial_matches: PartialMatch, counts: float) -> Part:
    """Return the part for a partial match."""
    ways = tuple(tuple((stem, SYNONYM_WEIGHT) for stem in way) for way in partial_matches.meant)
    return Part(ways, counts * partial_matches.weight)


def _literally(stem: str) -> Part:
    return Part((((stem, LITERAL_WEIGHT),),))


def _part_of_synonym(synonym: Synonym, stems: Sequence[str]) -> Part:
    """Return the part for a synonym: its expansions, or its own words taken literally."""
    worth = HINT_WEIGHT if synonym.is_hint else SYNONYM_WEIGHT
    literally = HINT_WEIGHT if synonym.is_hint else 1.0 if len(synonym.phrase) == 1 else LITERAL_WEIGHT
    ways = [tuple((stem, worth) for stem in way) for way in synonym.meant]
    return Part((tuple((stem, literally) for stem in stems), *ways) if stems else tuple(ways))
