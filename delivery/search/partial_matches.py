"""Partial matches: texts of which a question mentions several characteristic things, without describing a situation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log

from .situations import Stems, Subject, phrase_key

MAX_MATCHES = 3
"""How many partial matches of one subject a question has at most."""
LEAST_SHARE = 0.6
"""Matches with less than this share of the best one's weight are left out."""


@dataclass(frozen=True, slots=True)
class PartialMatch:
    """The content's words for a text, and the weight of what the question mentions of it."""

    meant: tuple[Stems, ...]
    weight: float
    of: Subject


class PartialMatches:
    """What people mention around words and offices, in one language. Immutable.

    Args:
        around: by subject, phrases and the texts that each is mentioned with.
    """

    def __init__(
        self,
        concepts: Collection[str],
        around: Mapping[Subject, Mapping[tuple[str, ...], tuple[Sequence[str], ...]]],
        stem: Callable[[str], str],
    ) -> None:
        self._texts: list[tuple[Subject, tuple[Stems, ...]]] = []
        self._by_element: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for of, some in around.items():
            by_key: dict[str, dict[tuple[Stems, ...], None]] = defaultdict(dict)
            for phrase, meant in some.items():
                key = phrase[0] if phrase[0] in concepts else phrase_key(phrase) if len(phrase) > 1 else stem(phrase[0])
                by_key[key].update({(tuple(map(stem, way)),): None for way in meant})
            all_meant = list(dict.fromkeys(one for found in by_key.values() for one in found))
            numbers = {one: number for number, one in enumerate(all_meant, start=len(self._texts))}
            self._texts.extend((of, one) for one in all_meant)
            for key, found in by_key.items():
                weight = log(1 + len(all_meant) / len(found))
                self._by_element[key].extend((numbers[one], weight) for one in found)

    def find(self, places: Mapping[str, Collection[int]], least: float) -> list[PartialMatch]:
        """Return the best partial matches of a question, for each subject; each word counts once for each match.

        Args:
            places: where the elements stand in the question (`Situations.places`).
            least: the least weight of a match.
        """
        mentioned: dict[int, list[tuple[float, Collection[int]]]] = defaultdict(list)
        for key, found in places.items():
            if key in self._by_element and found:
                for number, weight in self._by_element[key]:
                    mentioned[number].append((weight, found))
        matches = [
            PartialMatch(meant, weight, of)
            for number, weighted in mentioned.items()
            if len(weighted) > 1 and sum(weight for weight, _ in weighted) >= least
            if (weight := _without_overlaps(weighted)) >= least
            for of, meant in (self._texts[number],)
        ]
        return [one for of in Subject for one in _best([one for one in matches if one.of == of])]


def _best(matches: Sequence[PartialMatch]) -> list[PartialMatch]:
    """Return the few best matches, of those with nearly the weight of the best."""
    most = max((one.weight for one in matches), default=0.0)
    matches = [one for one in matches if one.weight >= LEAST_SHARE * most]
    return sorted(matches, key=lambda one: (-one.weight, one.meant))[:MAX_MATCHES]


def _without_overlaps(weighted: Collection[tuple[float, Collection[int]]]) -> float:
    """Return the sum of weights, where each place in the question counts once, for the heaviest element there."""
    taken: set[int] = set()
    total = 0.0
    for weight, places in sorted(weighted, key=lambda one: -one[0]):
        if not taken.issuperset(places):
            total += weight
            taken.update(places)
    return total
