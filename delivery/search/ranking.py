"""How well an item answers a query, and which items do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import sqrt

from content_models.choices import Urgency
from content_models.kinds import ItemKind

from .documents import IndexedDocument
from .lexicon import Lexicon
from .query import Part, Query

KINDS: Mapping[str, float] = {
    ItemKind.GUIDANCE: 1.4,
    ItemKind.SCRIPT: 1.35,
    ItemKind.NOTICE: 1.1,
    ItemKind.TERM: 1.0,
    ItemKind.ORGANIZATION: 0.85,
    ItemKind.OFFICE: 0.8,
    ItemKind.SECTION: 0.5,
    ItemKind.HOME: 0.4,
}
"""Factor of each kind's score; items of equal score come in this order, too."""

LEAST = 0.4
"""Factor of any other kind."""

KIND_ORDER = tuple(KINDS)
URGENCIES: Mapping[str, float] = {Urgency.EMERGENCY: 1.12, Urgency.URGENT: 1.05}
INTENTS: Mapping[str, Mapping[str, float]] = {
    "what it is": {ItemKind.TERM: 2.0, ItemKind.GUIDANCE: 0.8},
    "where": {ItemKind.OFFICE: 1.6, ItemKind.TERM: 0.6, ItemKind.GUIDANCE: 0.8},
    "who helps": {ItemKind.ORGANIZATION: 2.6, ItemKind.OFFICE: 1.6, ItemKind.TERM: 0.8, ItemKind.GUIDANCE: 0.75},
    "what it does": {ItemKind.ORGANIZATION: 1.8, ItemKind.TERM: 1.1, ItemKind.GUIDANCE: 0.8},
    "my case": {ItemKind.GUIDANCE: 1.15, ItemKind.SCRIPT: 1.15},
}
"""Factors of kinds, by the intent of the query."""

WHOLE_NAME = 0.7
"""What is added where the query names all of a title, question or synonym."""
EXACT_NAME = 1.0
"""What is added where the query is the title, stop words apart."""
BEGINNING_OF_TITLE = 1.0
TITLE_ITSELF = 3.0
IN_STATE = 4.5
IN_TOWN = 6.0
"""Factors of offices in the place that the query names."""
NEED_COUNTS = 0.5
"""Exponent by which these factors fall for an office that matches less of the rest of the query."""
MOST_FOR_A_PLACE = 2.0
"""Highest idf of a place's name: a place narrows a search, however rare its name is."""
FEWEST = 0.25
"""Items with less of the query than this share of what the best has are left out."""
TOPIC_SHARE = 0.6
"""The share of a script's score that its topic gets."""
CLOSE = 20
"""How many of the first items are compared by name."""
NAMED = 0.5
"""A query with more than this share of an office's name asks for that office."""


class Ranking:
    """Scores the items of some segments of one language for one query."""

    def __init__(self, lexicon: Lexicon, query: Query, role: str | None = None, without: Collection[str] = ()) -> None:
        self._lexicon = lexicon
        self._segments = lexicon.segments
        self._query = query
        self._role = role
        self._without = without
        self._idf: dict[str, float] = {}
        self.places = lexicon.places & query.stems

    def idf(self, stem: str) -> float:
        """Return the idf of a stem; of a place's name at most `MOST_FOR_A_PLACE`."""
        cached = self._idf.get(stem)
        if cached is None:
            idf = self._lexicon.idf(stem)
            cached = self._idf[stem] = min(idf, MOST_FOR_A_PLACE) if stem in self.places else idf
        return cached

    def scores(self) -> dict[IndexedDocument, float]:
        """The items that have enough of the query, with their scores."""
        answers = [(part, self._of_part(part)) for part in self._query.parts]
        scores = _sum(found for _, found in answers)
        needs = _sum(found for part, found in answers if not part.stems <= self.places) if self.places else scores
        self._share_with_topics(scores)
        most = self._most(scores)
        need = self._most(needs)
        fitting = {
            row: score * (0.3 + 0.7 * score / most) * self._readiness(row, needs.get(row, 0.0) / need if need else 1.0)
            for row, score in scores.items()
            if (score >= FEWEST * most or row.name == self._query.name) and self._is_eligible(row)
        }
        first = sorted(fitting, key=lambda row: (-fitting[row], row.order))[:CLOSE]
        for row in first:
            is_name = row.name == self._query.name
            fitting[row] *= 1 + WHOLE_NAME * self._named(row) ** 2 + (EXACT_NAME if is_name else 0.0)
        self._favor_titles(fitting)
        return fitting

    def competes(self, row: IndexedDocument) -> bool:
        """Return whether an item is an office that the query names neither itself nor its place: another would do."""
        return row.kind == ItemKind.OFFICE and not self.places and self._named(row) <= NAMED

    def _most(self, scores: Mapping[IndexedDocument, float]) -> float:
        if self._role is None and not self._without:
            return max(scores.values(), default=0.0)
        return max((score for row, score in scores.items() if self._is_eligible(row)), default=0.0)

    def _is_eligible(self, row: IndexedDocument) -> bool:
        return (self._role is None or self._role in row.facts.roles) and row.key not in self._without

    def _of_part(self, part: Part) -> dict[IndexedDocument, float]:
        """Return the score of each item for one part of the query: that of the best of its ways."""
        if part.weight is None and len(part.alternatives) == len(part.alternatives[0]) == 1:
            [(stem, weight)] = part.alternatives[0]
            idf = self.idf(stem) * weight
            return {row: idf * term_weight for row, term_weight in self._lexicon.postings(stem)}
        best: dict[IndexedDocument, float] = {}
        for way in part.alternatives:
            found: dict[IndexedDocument, float] = {}
            possible = 0.0
            for stem, weight in way:
                # More words for the same thing do not score higher.
                idf = self.idf(stem) * weight / sqrt(len(way))
                possible += idf
                for row, term_weight in self._lexicon.postings(stem):
                    found[row] = found.get(row, 0.0) + idf * term_weight
            scale = 1.0 if part.weight is None else part.weight / possible
            for row, score in found.items():
                if score * scale > best.get(row, 0.0):
                    best[row] = score * scale
        return best

    def _share_with_topics(self, scores: dict[IndexedDocument, float]) -> None:
        """Give the topic of each matching script a share of its score: the script opens with what people say of it."""
        texts = [segment for segment in self._segments if segment.kind == ItemKind.GUIDANCE]
        topics = {row.key: row for segment in texts for row in segment.rows}
        for script in [row for row in scores if row.kind == ItemKind.SCRIPT]:
            topic = topics.get(script.facts.refers_to or "")
            if topic is not None:
                scores[topic] = max(scores.get(topic, 0.0), TOPIC_SHARE * scores[script])

    def _readiness(self, row: IndexedDocument, need: float = 0.0) -> float:
        """Return the factor for the kind, urgency and place of an item.

        Args:
            need: the share of the query, besides a place, that the item matches, from 0 to 1.
        """
        readiness = KINDS.get(row.kind, LEAST) * URGENCIES.get(row.facts.urgency or "", 1.0)
        for intent in self._query.intents:
            readiness *= INTENTS[intent].get(row.kind, 1.0)
        if not self.places.isdisjoint(row.towns):
            return readiness * (1 + (IN_TOWN - 1) * need**NEED_COUNTS)
        return readiness if self.places.isdisjoint(row.whose) else readiness * (1 + (IN_STATE - 1) * need**NEED_COUNTS)

    def _named(self, row: IndexedDocument) -> float:
        """Return the largest share of one of its names that the query has: title, question or synonym."""
        stems = self._query.naming
        best = 0.0
        for phrase in row.phrases:
            if not stems.isdisjoint(phrase):
                named = sum(self.idf(stem) for stem in phrase if stem in stems)
                best = max(best, named / sum(map(self.idf, phrase)))
        return best

    def _favor_titles(self, fitting: dict[IndexedDocument, float]) -> None:
        typed = self._query.typed
        if not typed:
            return
        best: dict[IndexedDocument, float] = {}
        for segment in self._segments:
            for title, row in segment.with_title_beginning(typed):
                if self._is_eligible(row):
                    best[row] = max(best.get(row, 0.0), TITLE_ITSELF if title == typed else BEGINNING_OF_TITLE)
        for row, bonus in best.items():
            fitting[row] = max(fitting.get(row, 0.0), 0.1 * self._readiness(row)) * (1 + bonus)


def _sum(answers: Iterable[Mapping[IndexedDocument, float]]) -> dict[IndexedDocument, float]:
    total: dict[IndexedDocument, float] = defaultdict(float)
    for found in answers:
        for row, score in found.items():
            total[row] += score
    return total


def in_order(row: IndexedDocument, score: float) -> tuple[float, int, tuple[int, bool, int, str, str]]:
    """Return the sort key of a hit: by score, then by kind, then in published order."""
    place = KIND_ORDER.index(row.kind) if row.kind in KIND_ORDER else len(KIND_ORDER)
    return (-round(score, 9), place, row.order)
