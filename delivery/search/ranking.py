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
"""How readily each kind is what a person needs, when all else is equal; equals come in this order, too."""

LEAST = 0.4
"""How readily any other kind is."""

KIND_ORDER = tuple(KINDS)
URGENCIES: Mapping[str, float] = {Urgency.EMERGENCY: 1.12, Urgency.URGENT: 1.05}
WISHES: Mapping[str, Mapping[str, float]] = {
    "what it is": {ItemKind.TERM: 2.0, ItemKind.GUIDANCE: 0.8},
    "where": {ItemKind.OFFICE: 1.6, ItemKind.TERM: 0.6, ItemKind.GUIDANCE: 0.8},
    "who helps": {ItemKind.ORGANIZATION: 2.6, ItemKind.OFFICE: 1.6, ItemKind.TERM: 0.8, ItemKind.GUIDANCE: 0.75},
    "what it does": {ItemKind.ORGANIZATION: 1.8, ItemKind.TERM: 1.1, ItemKind.GUIDANCE: 0.8},
    "my case": {ItemKind.GUIDANCE: 1.15, ItemKind.SCRIPT: 1.15},
}
"""What a query looks for, by the words that say so."""

WHOLE_NAME = 0.7
"""What naming all of a title, question or synonym adds."""
EXACT_NAME = 1.0
"""What being the title adds, little words apart."""
BEGINNING_OF_TITLE = 1.0
TITLE_ITSELF = 3.0
IN_STATE = 4.5
IN_TOWN = 6.0
"""Who names a place looks for an office there."""
NEED_COUNTS = 0.5
"""How steeply that falls for an office that has less of what else is asked for."""
MOST_FOR_A_PLACE = 2.0
"""A place narrows down what is looked for; how rare its name is says nothing."""
FEWEST = 0.25
"""Items with less of the query than this share of what the best has are left out."""
LENT = 0.6
"""How much of a script's score its topic gets."""
CLOSE = 20
"""How many of the first are looked at closely."""
NAMED = 0.5
"""Who says more than this of an office's name looks for that office."""


class Ranking:
    """Scores the items of some segments of one language for one query."""

    def __init__(self, lexicon: Lexicon, query: Query, role: str | None = None, without: Collection[str] = ()) -> None:
        self._lexicon = lexicon
        self._segments = lexicon.segments
        self._query = query
        self._role = role
        self._without = without
        self._rarities: dict[str, float] = {}
        self.places = lexicon.places & query.stems

    def rarity(self, stem: str) -> float:
        """How much it says that a stem is there at all; of a place that narrows down what is looked for, never much."""
        known = self._rarities.get(stem)
        if known is None:
            rarity = self._lexicon.rarity(stem)
            known = self._rarities[stem] = min(rarity, MOST_FOR_A_PLACE) if stem in self.places else rarity
        return known

    def scores(self) -> dict[IndexedDocument, float]:
        """The items that have enough of the query, with their scores."""
        answers = [(part, self._of_part(part)) for part in self._query.parts]
        scores = _sum(found for _, found in answers)
        needs = _sum(found for part, found in answers if not part.stems <= self.places) if self.places else scores
        self._lend(scores)
        most = self._most(scores)
        need = self._most(needs)
        fitting = {
            row: score * (0.3 + 0.7 * score / most) * self._readiness(row, needs.get(row, 0.0) / need if need else 1.0)
            for row, score in scores.items()
            if (score >= FEWEST * most or row.name == self._query.name) and self._is_wanted(row)
        }
        first = sorted(fitting, key=lambda row: (-fitting[row], row.order))[:CLOSE]
        for row in first:
            is_name = row.name == self._query.name
            fitting[row] *= 1 + WHOLE_NAME * self._named(row) ** 2 + (EXACT_NAME if is_name else 0.0)
        self._favor_titles(fitting)
        return fitting

    def competes(self, row: IndexedDocument) -> bool:
        """Whether an item is an office that any other of its kind may stand for: no name and no place asks for it."""
        return row.kind == ItemKind.OFFICE and not self.places and self._named(row) <= NAMED

    def _most(self, scores: Mapping[IndexedDocument, float]) -> float:
        if self._role is None and not self._without:
            return max(scores.values(), default=0.0)
        return max((score for row, score in scores.items() if self._is_wanted(row)), default=0.0)

    def _is_wanted(self, row: IndexedDocument) -> bool:
        return (self._role is None or self._role in row.facts.roles) and row.key not in self._without

    def _of_part(self, part: Part) -> dict[IndexedDocument, float]:
        """How well each item answers one part of the query: as well as it does in the best way of asking for it."""
        if part.tells is None and len(part.alternatives) == len(part.alternatives[0]) == 1:
            [(stem, weight)] = part.alternatives[0]
            rarity = self.rarity(stem) * weight
            return {row: rarity * says for row, says in self._lexicon.saying(stem)}
        best: dict[IndexedDocument, float] = {}
        for way in part.alternatives:
            found: dict[IndexedDocument, float] = {}
            possible = 0.0
            for stem, weight in way:
                # Saying something in more words is not saying more.
                rarity = self.rarity(stem) * weight / sqrt(len(way))
                possible += rarity
                for row, says in self._lexicon.saying(stem):
                    found[row] = found.get(row, 0.0) + rarity * says
            scale = 1.0 if part.tells is None else part.tells / possible
            for row, score in found.items():
                if score * scale > best.get(row, 0.0):
                    best[row] = score * scale
        return best

    def _lend(self, scores: dict[IndexedDocument, float]) -> None:
        """Let the topic of each script that fits have a share of it: the script opens with what people say of it."""
        texts = [segment for segment in self._segments if segment.kind == ItemKind.GUIDANCE]
        topics = {row.key: row for segment in texts for row in segment.rows}
        for script in [row for row in scores if row.kind == ItemKind.SCRIPT]:
            topic = topics.get(script.facts.refers_to or "")
            if topic is not None:
                scores[topic] = max(scores.get(topic, 0.0), LENT * scores[script])

    def _readiness(self, row: IndexedDocument, need: float = 0.0) -> float:
        """How readily an item of this kind, urgency and place is what a person needs.

        Args:
            need: how much the item has of what is asked for besides a place, from 0 to 1.
        """
        readiness = KINDS.get(row.kind, LEAST) * URGENCIES.get(row.facts.urgency or "", 1.0)
        for wish in self._query.wishes:
            readiness *= WISHES[wish].get(row.kind, 1.0)
        if not self.places.isdisjoint(row.towns):
            return readiness * (1 + (IN_TOWN - 1) * need**NEED_COUNTS)
        return readiness if self.places.isdisjoint(row.whose) else readiness * (1 + (IN_STATE - 1) * need**NEED_COUNTS)

    def _named(self, row: IndexedDocument) -> float:
        """How much of one of its names the query has: its title, its question or what it is called else."""
        stems = self._query.naming
        best = 0.0
        for phrase in row.phrases:
            if not stems.isdisjoint(phrase):
                named = sum(self.rarity(stem) for stem in phrase if stem in stems)
                best = max(best, named / sum(map(self.rarity, phrase)))
        return best

    def _favor_titles(self, fitting: dict[IndexedDocument, float]) -> None:
        typed = self._query.typed
        if not typed:
            return
        best: dict[IndexedDocument, float] = {}
        for segment in self._segments:
            for title, row in segment.with_title_beginning(typed):
                if self._is_wanted(row):
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
    """Where an item stands among others: the better first; equals by kind, then in published order."""
    place = KIND_ORDER.index(row.kind) if row.kind in KIND_ORDER else len(KIND_ORDER)
    return (-round(score, 9), place, row.order)
