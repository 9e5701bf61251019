"""Situations: what a question tells in words that may stand anywhere in it, by classes of words (concepts)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import log

Stems = tuple[str, ...]

MOST_BETWEEN = 2
"""How many little words may stand between two words of a phrase."""
MORE = 0.3
"""How much of what else tells the same counts beside the one that tells it most."""
FEWEST_MEANINGS = 3
"""What is told of fewer meanings tells no more."""
MOST_NEAR = 3
"""How many things a question is said to be near to."""
NEAR_ENOUGH = 0.6
"""What is nearer to less than this share of the nearest is left out."""


class Of(Enum):
    """What may be told of: a case, what a word means, or what an office does."""

    CASE = "case"
    WORD = "word"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Situation:
    """Concepts (`<police>`) and stems that are told together, in any order, and what the content says for it.

    `tells` is how much: the fewer meanings something is told of, the more it tells.
    """

    elements: frozenset[str]
    meant: tuple[Stems, ...]
    tells: float
    of: Of = Of.CASE

    @property
    def is_single(self) -> bool:
        """Whether one thing alone tells it."""
        return len(self.elements) == 1


@dataclass(frozen=True, slots=True)
class Told:
    """A situation that a question tells, the places of the words that tell it, and whether it is what is asked for."""

    situation: Situation
    places: frozenset[int]
    is_asked: bool = True

    def is_part_of(self, other: Told) -> bool:
        """Whether the other one says the same and more; a case never more than a description."""
        if self.situation.of != other.situation.of and other.situation.of == Of.CASE:
            return False
        return self.places < other.places or self.situation.elements < other.situation.elements


@dataclass(frozen=True, slots=True)
class Near:
    """What a question is near to: the content's words for it, and how much of what is said around it was said."""

    meant: tuple[Stems, ...]
    tells: float
    of: Of


class Situations:
    """The situations of one language, to be found in questions. Immutable."""

    def __init__(
        self,
        concepts: Mapping[str, Iterable[Sequence[str]]],
        situations: Mapping[Of, Mapping[tuple[str, ...], tuple[Sequence[str], ...]]],
        stem: Callable[[str], str],
        little: Collection[str],
        around: Mapping[Of, Mapping[tuple[str, ...], tuple[Sequence[str], ...]]] | None = None,
    ) -> None:
        self._little = little
        around = around or {}
        self._words: dict[str, list[str]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[Stems, str]]] = defaultdict(list)
        said = [
            (stems, concept)
            for concept, phrases in concepts.items()
            for stems in dict.fromkeys(tuple(map(stem, phrase)) for phrase in phrases)
        ]
        phrases_around = {phrase for some in around.values() for phrase in some if len(phrase) > 1}
        said.extend((tuple(map(stem, phrase)), _key_of(phrase)) for phrase in sorted(phrases_around))
        usual = Counter(one for stems, _ in said for one in stems)
        for stems, concept in said:
            if len(stems) == 1:
                self._words[stems[0]].append(concept)
            else:
                # By the rarest of its words, so that a question looks at few.
                self._phrases[min(stems, key=lambda one: (usual[one], one))].append((stems, concept))
        self._by_element: dict[str, list[Situation]] = defaultdict(list)
        lines = [(of, told, meant) for of, some in situations.items() for told, meant in some.items()]
        all_told: list[Situation] = []
        worth = _worth_of_elements([(told, meant) for _, told, meant in lines])
        self._worth: dict[str, float] = {}
        for of, told, meant in lines:
            worth_of = {one if one in concepts else stem(one): worth[one] for one in told if stem(one) not in little}
            self._worth.update(worth_of)
            elements = frozenset(one if one in concepts else stem(one) for one in told)
            ways = tuple(tuple(map(stem, way)) for way in meant)
            all_told.append(Situation(elements, ways, sum(worth_of.values()), of))
        often = Counter(element for situation in all_told for element in situation.elements)
        for situation in all_told:
            # By what is told least often, so that a question looks at few.
            self._by_element[min(situation.elements, key=lambda one: (often[one], one))].append(situation)
        self._surrounded: list[tuple[Of, tuple[Stems, ...]]] = []
        self._around: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for of, some in around.items():
            by_key: dict[str, dict[tuple[Stems, ...], None]] = defaultdict(dict)
            for phrase, meant in some.items():
                key = phrase[0] if phrase[0] in concepts else _key_of(phrase) if len(phrase) > 1 else stem(phrase[0])
                by_key[key].update({(tuple(map(stem, way)),): None for way in meant})
            all_meant = list(dict.fromkeys(one for found in by_key.values() for one in found))
            numbers = {one: number for number, one in enumerate(all_meant, start=len(self._surrounded))}
            self._surrounded.extend((of, one) for one in all_meant)
            for key, found in by_key.items():
                tells = log(1 + len(all_meant) / len(found))
                self._around[key].extend((numbers[one], tells) for one in found)

    def near(self, places: Mapping[str, Collection[int]], least: float) -> list[Near]:
        """What a question is nearest to, by how much of it is said around that; each word counts once for each.

        Args:
            least: what is less near is left out.
        """
        said: dict[int, list[tuple[float, Collection[int]]]] = defaultdict(list)
        for key, found in places.items():
            if key in self._around and found:
                for number, tells in self._around[key]:
                    said[number].append((tells, found))
        near = [
            Near(meant, tells, of)
            for number, counted in said.items()
            if len(counted) > 1 and sum(tells for tells, _ in counted) >= least and (tells := _once(counted)) >= least
            for of, meant in (self._surrounded[number],)
        ]
        return [one for of in Of for one in _nearest([one for one in near if one.of == of])]

    def told_at(self, places: Mapping[str, Collection[int]], asked: Collection[Of]) -> list[Told]:
        """The situations that a question tells, each meaning once; none that is part of another one.

        Args:
            asked: what is asked for. Where no word is, one is described only by several things together.
        """
        of_asked = tuple(asked)
        told = [
            one
            for element in places
            for situation in self._by_element.get(element, ())
            if (situation.of in of_asked or (situation.of is Of.WORD and not situation.is_single))
            and situation.elements <= places.keys()
            and (one := _told(situation, places, is_asked=situation.of in asked))
        ]
        by_meaning: dict[tuple[Stems, ...], list[Told]] = defaultdict(list)
        for one in told:
            if not any(one.is_part_of(other) for other in told):
                by_meaning[one.situation.meant].append(one)
        return [self._together(same) for same in by_meaning.values()]

    def _together(self, same: Sequence[Told]) -> Told:
        """The one of the same meaning that tells it most, which tells it a little more for what the others add."""
        best = max(same, key=lambda one: one.situation.tells)
        if len(same) == 1:
            return best
        others = frozenset().union(*(one.situation.elements for one in same)) - best.situation.elements
        more = sum(self._worth.get(element, 0.0) for element in others)
        return replace(best, situation=replace(best.situation, tells=best.situation.tells + MORE * more))

    def places(self, stems: Sequence[str]) -> dict[str, set[int]]:
        """Where each concept and each stem stands."""
        places: dict[str, set[int]] = defaultdict(set)
        for position, stem in enumerate(stems):
            places[stem].add(position)
            for concept in self._words.get(stem, ()):
                places[concept].add(position)
        known = set(stems)
        for rarest in dict.fromkeys(stems):
            for phrase, concept in self._phrases.get(rarest, ()):
                if known.issuperset(phrase):
                    for position in tuple(places[phrase[0]]):
                        if end := end_of(phrase, stems, position, self._little):
                            places[concept].update(range(position, end))
        return dict(places)


def end_of(phrase: Stems, stems: Sequence[str], position: int, little: Collection[str]) -> int:
    """Where a phrase that starts here ends, a few little words between its own left out; 0 if it is not there."""
    for stem in phrase:
        skipped = 0
        while position < len(stems) and stems[position] != stem and stems[position] in little:
            position += 1
            skipped += 1
        if position == len(stems) or stems[position] != stem or skipped > MOST_BETWEEN:
            return 0
        position += 1
    return position


def _key_of(phrase: Sequence[str]) -> str:
    """The name of a phrase that is an element by itself; no stem is like it."""
    return f"<<{' '.join(phrase)}>>"


def _nearest(near: Sequence[Near]) -> list[Near]:
    """The nearest few, and only those that are about as near as the nearest."""
    most = max((one.tells for one in near), default=0.0)
    near = [one for one in near if one.tells >= NEAR_ENOUGH * most]
    return sorted(near, key=lambda one: (-one.tells, one.meant))[:MOST_NEAR]


def _once(counted: Collection[tuple[float, Collection[int]]]) -> float:
    """How much things tell together, each place counted once, for what tells most there."""
    taken: set[int] = set()
    total = 0.0
    for tells, places in sorted(counted, key=lambda one: -one[0]):
        if not taken.issuperset(places):
            total += tells
            taken.update(places)
    return total


def _told(situation: Situation, places: Mapping[str, Collection[int]], *, is_asked: bool) -> Told | None:
    """The situation as told at these places; None where one word would have to tell two things."""
    all_places = frozenset(place for element in situation.elements for place in places[element])
    return Told(situation, all_places, is_asked) if len(all_places) >= len(situation.elements) else None


def _worth_of_elements(situations: Collection[tuple[tuple[str, ...], object]]) -> dict[str, float]:
    """How much each element tells: the rarer among all meanings, the more."""
    meanings: dict[str, set[object]] = defaultdict(set)
    for told, meant in situations:
        for element in told:
            meanings[element].add(meant)
    count = len({meant for _, meant in situations})
    return {element: log(1 + count / max(len(found), FEWEST_MEANINGS)) for element, found in meanings.items()}
