"""Situations: what a question describes by concepts (classes of words) and words that may stand anywhere in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import log

Stems = tuple[str, ...]

MOST_BETWEEN = 2
"""How many stop words may stand between two words of a phrase."""
MORE = 0.3
"""The share of their weight that the elements of further matches of one meaning add to the strongest match."""
FEWEST_MEANINGS = 3
"""An element of fewer meanings has no more weight."""


class Subject(Enum):
    """What a question may describe: a case, the meaning of a word, or what an office does."""

    CASE = "case"
    WORD = "word"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Situation:
    """Concepts (`<police>`) and stems that describe it together, in any order, and the content's words for it.

    `weight` is the sum of the weights of its elements: the fewer meanings an element has, the more it weighs.
    """

    elements: frozenset[str]
    meant: tuple[Stems, ...]
    weight: float
    of: Subject = Subject.CASE

    @property
    def is_single(self) -> bool:
        """Whether one element alone describes it."""
        return len(self.elements) == 1


@dataclass(frozen=True, slots=True)
class SituationMatch:
    """A situation in a question, the places of its words, and whether its subject is what is asked for."""

    situation: Situation
    places: frozenset[int]
    is_requested: bool = True

    def is_part_of(self, other: SituationMatch) -> bool:
        """Return whether the other match has all of this one and more; a case never has more than a description."""
        if self.situation.of != other.situation.of and other.situation.of == Subject.CASE:
            return False
        return self.places < other.places or self.situation.elements < other.situation.elements


class Situations:
    """The situations of one language, to be found in questions. Immutable.

    Args:
        phrases: further phrases whose places are found, as elements called `phrase_key(phrase)`.
    """

    def __init__(
        self,
        concepts: Mapping[str, Iterable[Sequence[str]]],
        situations: Mapping[Subject, Mapping[tuple[str, ...], tuple[Sequence[str], ...]]],
        stem: Callable[[str], str],
        stop_words: Collection[str],
        phrases: Iterable[tuple[str, ...]] = (),
    ) -> None:
        self._stop_words = stop_words
        self._words: dict[str, list[str]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[Stems, str]]] = defaultdict(list)
        named = [
            (stems, concept)
            for concept, phrases in concepts.items()
            for stems in dict.fromkeys(tuple(map(stem, phrase)) for phrase in phrases)
        ]
        of_many_words = {phrase for phrase in phrases if len(phrase) > 1}
        named.extend((tuple(map(stem, phrase)), phrase_key(phrase)) for phrase in sorted(of_many_words))
        usual = Counter(one for stems, _ in named for one in stems)
        for stems, concept in named:
            if len(stems) == 1:
                self._words[stems[0]].append(concept)
            else:
                # By the rarest of its words, so that a question is compared with few.
                self._phrases[min(stems, key=lambda one: (usual[one], one))].append((stems, concept))
        self._by_element: dict[str, list[Situation]] = defaultdict(list)
        lines = [(of, terms, meant) for of, some in situations.items() for terms, meant in some.items()]
        all_situations: list[Situation] = []
        idf = _idf_of_elements([(terms, meant) for _, terms, meant in lines])
        self._element_weights: dict[str, float] = {}
        for of, terms, meant in lines:
            weighty = [one for one in terms if stem(one) not in stop_words]
            weights = {one if one in concepts else stem(one): idf[one] for one in weighty}
            self._element_weights.update(weights)
            elements = frozenset(one if one in concepts else stem(one) for one in terms)
            ways = tuple(tuple(map(stem, way)) for way in meant)
            all_situations.append(Situation(elements, ways, sum(weights.values()), of))
        often = Counter(element for situation in all_situations for element in situation.elements)
        for situation in all_situations:
            # By its rarest element, so that a question is compared with few.
            self._by_element[min(situation.elements, key=lambda one: (often[one], one))].append(situation)

    def matches_in(self, places: Mapping[str, Collection[int]], requested: Collection[Subject]) -> list[SituationMatch]:
        """Return the situations in a question, each meaning once; none that is part of another one.

        Args:
            requested: the subjects that are asked for. A word that is not asked for is found by several elements only.
        """
        subjects = tuple(requested)
        matches = [
            one
            for element in places
            for situation in self._by_element.get(element, ())
            if (situation.of in subjects or (situation.of is Subject.WORD and not situation.is_single))
            and situation.elements <= places.keys()
            and (one := _match_of(situation, places, is_requested=situation.of in requested))
        ]
        by_meaning: dict[tuple[Stems, ...], list[SituationMatch]] = defaultdict(list)
        for one in matches:
            if not any(one.is_part_of(other) for other in matches):
                by_meaning[one.situation.meant].append(one)
        return [self._strongest(same) for same in by_meaning.values()]

    def _strongest(self, same: Sequence[SituationMatch]) -> SituationMatch:
        """Return the heaviest of the matches of one meaning, with a share of the weight that the others add."""
        best = max(same, key=lambda one: one.situation.weight)
        if len(same) == 1:
            return best
        others = frozenset().union(*(one.situation.elements for one in same)) - best.situation.elements
        more = sum(self._element_weights.get(element, 0.0) for element in others)
        return replace(best, situation=replace(best.situation, weight=best.situation.weight + MORE * more))

    def places(self, stems: Sequence[str]) -> dict[str, set[int]]:
        """Return the places of each concept and each stem in a question."""
        places: dict[str, set[int]] = defaultdict(set)
        for position, stem in enumerate(stems):
            places[stem].add(position)
            for concept in self._words.get(stem, ()):
                places[concept].add(position)
        present = set(stems)
        for rarest in dict.fromkeys(stems):
            for phrase, concept in self._phrases.get(rarest, ()):
                if present.issuperset(phrase):
                    for position in tuple(places[phrase[0]]):
                        if end := end_of(phrase, stems, position, self._stop_words):
                            places[concept].update(range(position, end))
        return dict(places)


def end_of(phrase: Stems, stems: Sequence[str], position: int, stop_words: Collection[str]) -> int:
    """Return where a phrase that starts here ends, allowing a few stop words between its own; 0 if it is not there."""
    for stem in phrase:
        skipped = 0
        while position < len(stems) and stems[position] != stem and stems[position] in stop_words:
            position += 1
            skipped += 1
        if position == len(stems) or stems[position] != stem or skipped > MOST_BETWEEN:
            return 0
        position += 1
    return position


def phrase_key(phrase: Sequence[str]) -> str:
    """Return the name of a phrase that is an element by itself; no stem is equal to it."""
    return f"<<{' '.join(phrase)}>>"


def _match_of(
    situation: Situation, places: Mapping[str, Collection[int]], *, is_requested: bool
) -> SituationMatch | None:
    """Return the match at these places; None where one word would have to be two elements."""
    all_places = frozenset(place for element in situation.elements for place in places[element])
    return SituationMatch(situation, all_places, is_requested) if len(all_places) >= len(situation.elements) else None


def _idf_of_elements(situations: Collection[tuple[tuple[str, ...], object]]) -> dict[str, float]:
    """Return the weight of each element: the rarer among all meanings, the more."""
    meanings: dict[str, set[object]] = defaultdict(set)
    for terms, meant in situations:
        for element in terms:
            meanings[element].add(meant)
    count = len({meant for _, meant in situations})
    return {element: log(1 + count / max(len(found), FEWEST_MEANINGS)) for element, found in meanings.items()}
