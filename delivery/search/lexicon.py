"""All words that a reader may find something by, in one language, and what a query means in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from math import log

from content_models.kinds import ItemKind

from .documents import IndexedDocument
from .query import (
    BEGUN,
    CORRECTED,
    DESCRIBED,
    HINTED,
    LITERALLY,
    MOST_BEGINNINGS,
    MOST_CORRECTED,
    MOST_WORDS,
    NEAR,
    NEAR_AT_ALL,
    NEAR_SURELY,
    NEAR_UNASKED,
    SAID,
    SAID_AT_LENGTH,
    SHORTEST_BEGINNING,
    SURE,
    TOLD,
    TOLD_SINGLY,
    Part,
    Query,
)
from .segments import Segment
from .situations import Near, Of, Told
from .vocabulary import Vocabulary
from .words import MY_CASE, Language, Saying, composed, folded_words

NAME_WISHES = frozenset({"what it is", "what it does", "where"})
"""Who wishes for these asks for a word or an office."""
ASKED = {"what it is": Of.WORD, "where": Of.OFFICE, "who helps": Of.OFFICE}
"""What is asked for by whom wishes for these."""

TEXTS = (ItemKind.GUIDANCE, ItemKind.TERM)


class Lexicon:
    """The words of some segments of one language, and of everyday language. Immutable."""

    def __init__(self, language: Language, segments: Sequence[Segment]) -> None:
        self.language = language
        self._rarities: dict[str, float] = {}
        self._vocabularies: tuple[Vocabulary, ...] = (
            *(segment.vocabulary for segment in segments),
            language.everyday_vocabulary,
        )
        self.segments = segments

    def saying(self, stem: str) -> list[tuple[IndexedDocument, float]]:
        """The items that have a stem, with how much it says about each."""
        return [one for segment in self.segments for one in segment.saying.get(stem, ())]

    def frequency(self, stem: str) -> int:
        """How many items have a stem."""
        return sum(len(segment.saying.get(stem, ())) for segment in self.segments)

    def rarity(self, stem: str) -> float:
        """How much it says that a stem is there at all: the rarer, the more. Kept for the stems that are there."""
        known = self._rarities.get(stem)
        if known is None:
            found = self.frequency(stem)
            known = log(1 + (self._count - found + 0.5) / (found + 0.5))
            if found:
                self._rarities[stem] = known
        return known

    @cached_property
    def _count(self) -> int:
        return sum(len(segment.rows) for segment in self.segments)

    @cached_property
    def places(self) -> frozenset[str]:
        """The stems of names of places that are no words of the texts."""
        named = frozenset().union(*(segment.places for segment in self.segments))
        texts = [segment for segment in self.segments if segment.kind in TEXTS]
        return frozenset(stem for stem in named if not any(stem in segment.saying for segment in texts))

    def query(self, text: str) -> Query:
        """What a text asks for."""
        typed = folded_words(composed(text))[:MOST_WORDS]
        spelled = self._written_out(typed)
        meant = self._meant(spelled)
        stems = [self.language.stem(word) for word in meant]
        wishes = tuple(sorted(set(self.language.wishes_in(stems))))
        asked = self._asked(stems, wishes)
        places = self.language.situations.places(stems)
        told = self.language.situations.told_at(places, asked)
        near = self._near(places, wishes, asked)
        return Query(
            " ".join(typed),
            self.language.telling(meant),
            (*near, *self._parts(meant, stems, spelled, told)),
            wishes,
            tuple(meant) if meant != spelled else None,
        )

    def _asked(self, stems: Sequence[str], wishes: Collection[str]) -> set[Of]:
        """What is asked for; no case where a word or an office is, and nothing of oneself is said."""
        asked = {of for wish, of in ASKED.items() if wish in wishes}
        names_place = not self.places.isdisjoint(stems)
        if names_place:
            asked.add(Of.OFFICE)
        if MY_CASE in wishes or not (names_place or not NAME_WISHES.isdisjoint(wishes)):
            asked.add(Of.CASE)
        return asked

    def _near(
        self, places: Mapping[str, Collection[int]], wishes: Collection[str], asked: Collection[Of]
    ) -> Iterator[Part]:
        """What a question is near to: a word or an office that is not asked for counts less, and only if it is sure."""
        for one in self.language.situations.near(places, NEAR_AT_ALL):
            is_likely = one.of == Of.WORD and MY_CASE not in wishes
            if one.of in asked:
                yield _part_near(one, NEAR)
            elif one.tells >= SURE:
                yield _part_near(one, NEAR_SURELY)
            elif is_likely:
                yield _part_near(one, NEAR_UNASKED)

    def as_written(self, word: str) -> str:
        """A folded word with its accents, as the content writes it; without, where it also writes it so (mi, mí)."""
        written = [segment.spellings[word] for segment in self.segments if word in segment.spellings]
        return written[0] if written and word not in written else word

    def _written_out(self, typed: Sequence[str]) -> list[str]:
        short = self.language.everyday.abbreviations
        return [word for one in typed for word in short.get(one, (one,))]

    def _meant(self, words: Sequence[str]) -> list[str]:
        """The words themselves where they are known; else the likeliest ones, for the first so many."""
        unknown = [word for place, word in enumerate(words, start=1) if not self._knows(word, place == len(words))]
        likeliest = {word: self._likeliest(word) for word in list(dict.fromkeys(unknown))[:MOST_CORRECTED]}
        return [likeliest.get(word, word) for word in words]

    def _knows(self, word: str, is_last: bool) -> bool:
        """Whether a word is known, or begins a known one while it is being typed."""
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
        self, words: Sequence[str], stems: Sequence[str], typed: Sequence[str], told: Sequence[Told]
    ) -> Iterator[Part]:
        nothing = self.language.nothing
        telling = [stem for stem in stems if stem not in nothing] or stems
        yield from map(_part_of, told)
        position = 0
        while position < len(stems):
            length, saying = self._saying_at(stems, position)
            span = [place for place in range(position, position + length) if stems[place] in telling]
            if saying is not None and span and any(one.places.issuperset(span) for one in told):
                yield from (_literally(stem) for stem in stems[position : position + length] if stem in telling)
            elif saying is not None:
                yield _said(saying, [stem for stem in stems[position : position + length] if stem in telling])
            elif stems[position] in telling:
                yield self._word(words[position], stems[position], typed, is_last=position == len(stems) - 1)
            position += max(length, 1)

    def _saying_at(self, stems: Sequence[str], position: int) -> tuple[int, Saying | None]:
        """The saying here; none if it begins with a little word and leaving that out finds one as long."""
        length, saying = self.language.saying_at(stems, position)
        if saying is None or position + 1 == len(stems) or stems[position] not in self.language.nothing:
            return length, saying
        return (0, None) if self.language.saying_at(stems, position + 1)[0] >= length else (length, saying)

    def _word(self, word: str, stem: str, typed: Sequence[str], *, is_last: bool) -> Part:
        worth = 1.0 if word in typed else CORRECTED
        ways: dict[str, float] = {stem: worth}
        if is_last and len(word) >= SHORTEST_BEGINNING:
            for count, longer in enumerate(self._beginning_with(word)):
                if count == MOST_BEGINNINGS:
                    break
                ways.setdefault(self.language.stem(longer), BEGUN)
        return Part(tuple(((one, weight),) for one, weight in ways.items()))


def _part_of(told: Told) -> Part:
    """What is meant by a situation: it counts what its words tell, however rare the content's are."""
    situation = told.situation
    ways = tuple(tuple((stem, SAID) for stem in way) for way in situation.meant)
    if situation.of == Of.CASE:
        counts = TOLD_SINGLY if situation.is_single and len(told.places) < SAID_AT_LENGTH else TOLD
    else:
        counts = TOLD if told.is_asked else DESCRIBED
    return Part(ways, counts * situation.tells)


def _part_near(near: Near, counts: float) -> Part:
    """What a question is near to, so much of it as was said around it."""
    ways = tuple(tuple((stem, SAID) for stem in way) for way in near.meant)
    return Part(ways, counts * near.tells)


def _literally(stem: str) -> Part:
    return Part((((stem, LITERALLY),),))


def _said(saying: Saying, stems: Sequence[str]) -> Part:
    """What is meant by a saying, or its own words taken literally."""
    worth = HINTED if saying.is_hint else SAID
    literally = HINTED if saying.is_hint else 1.0 if len(saying.said) == 1 else LITERALLY
    ways = [tuple((stem, worth) for stem in way) for way in saying.meant]
    return Part((tuple((stem, literally) for stem in stems), *ways) if stems else tuple(ways))
