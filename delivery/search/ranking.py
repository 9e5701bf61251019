"""How well an item answers a query, and which items do: what examples teach and the words themselves, as one number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from math import sqrt
from operator import mul
from typing import NamedTuple

from content_models.kinds import ItemKind

from .documents import IndexedDocument
from .lexicon import Lexicon
from .mixture import WEIGHTS, weights_of
from .query import Query
from .taught import Taught

KIND_ORDER: Mapping[str, int] = {
    kind: place
    for place, kind in enumerate(
        (
            ItemKind.GUIDANCE,
            ItemKind.SCRIPT,
            ItemKind.NOTICE,
            ItemKind.TERM,
            ItemKind.ORGANIZATION,
            ItemKind.OFFICE,
            ItemKind.SECTION,
            ItemKind.HOME,
        )
    )
}
"""Items of equal score come in this order of kinds."""

MOST_FOR_A_PLACE = 2.0
"""Highest idf of a place's name: a place narrows a search, however rare its name is."""
FEWEST = 0.4
"""Items with less of the query than this share of what the best has are left out, unless examples find them."""
SHORT = 3
"""A query of at most so many words that say something is a set of search terms; a longer one tells something."""
FEWEST_SAID, PLAIN = 2, 0.6
"""Of so many words that say nothing alone, examples do, from this margin on: "hola, buenas tardes" stands at 0.55."""
WHOLE = 100.0
"""More than all evidence together: an item is first whose name is said whole, by its title or, after these, another."""
NAMED = 0.5
"""A query with more than this share of an office's name asks for that office."""


class Evidence(NamedTuple):
    """What speaks for an item: what examples say, how much of the query its words have, its names, its place.

    `words` is a share of what the best item has, `new_words` the same as far as examples do not know the query,
    `coverage` a share of the whole query; `exact` is 1 where the query is one of its names, stop words apart; `begun`
    is 1 where a title begins as the query does, 2 where it is the query.
    """

    margin: float
    in_kind: float
    kind: float
    words: float
    new_words: float
    coverage: float
    exact: float
    begun: float
    place: float
    place_and_need: float


OF_SHORT = weights_of(Evidence._fields, is_short=True)
OF_LONG = weights_of(Evidence._fields, is_short=False)


class Ranking:
    """Scores the items of some segments of one language for one query."""

    def __init__(
        self, lexicon: Lexicon, query: Query, taught: Taught, role: str | None = None, without: Collection[str] = ()
    ) -> None:
        self._lexicon = lexicon
        self._segments = lexicon.segments
        self._query = query
        self._taught = taught
        self._kinds = frozenset(segment.kind for segment in lexicon.segments)
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
        """The items that are found, with their scores: logarithms of how likely each is meant, but for a constant."""
        weights = OF_SHORT if self.is_short else OF_LONG
        named = self._named_whole()
        return {
            row: WHOLE * named.get(row, 0) + WEIGHTS.get(row.kind, 0.0) + sum(map(mul, weights, evidence))
            for row, evidence in self.evidence(named).items()
        }

    def emergency(self) -> IndexedDocument | None:
        """Return the page for whoever is in danger now; None where there is none.

        Of the pages that cannot wait it is the one with the most examples of danger; of equals, the likeliest meant.
        """
        rows = (row for segment in self._segments for row in segment.rows if segment.kind == ItemKind.GUIDANCE)
        pages = (row for row in rows if row.is_emergency and self._is_eligible(row))
        return max(pages, key=lambda row: (row.dangers, self._taught.signal(row).margin), default=None)

    @property
    def has_content_words(self) -> bool:
        """Whether the query has other words than stop words, or is all of a name."""
        return bool(self._query.name or self._named_whole())

    def is_said_plainly(self, found: Iterable[IndexedDocument]) -> bool:
        """Return whether examples say what a few stop words mean together, as "hasta cuándo lo pueden tener ahí".

        Args:
            found: the items that are found.
        """
        if len(self._query.words) < FEWEST_SAID:
            return False
        return max((self._taught.signal(row).margin for row in found), default=-1.0) >= PLAIN

    @property
    def is_short(self) -> bool:
        """Whether the query is a set of search terms rather than a story."""
        return len(self._query.name) <= SHORT

    def evidence(self, named: Collection[IndexedDocument] = ()) -> dict[IndexedDocument, Evidence]:
        """What speaks for each item that is found, and for those that are named."""
        lexical, need = self._lexical()
        most = max(lexical.values(), default=0.0)
        most_need = max(need.values(), default=0.0)
        possible = sum(self.idf(part[0][0]) for part in self._query.parts) or 1.0
        begun = self._begun_titles()
        new = self._share_of_new_words()
        stems = tuple(part[0][0] for part in self._query.parts)
        found = {row for row, score in lexical.items() if score >= FEWEST * most}
        found.update(begun, named)
        if new < 1.0:
            for kind in self._kinds:
                found.update(self._eligible(self._taught.likely(kind)))
        if self.places:
            found.update(self._eligible(row for row in need if self._place_of(row)))
        answers: dict[IndexedDocument, Evidence] = {}
        for row in found:
            share = lexical.get(row, 0.0)
            words = share / most if most else 0.0
            place = self._place_of(row)
            answers[row] = Evidence(
                *self._taught.signal(row),
                words,
                words * new,
                min(1.0, share / possible),
                1.0 if stems in row.names else 0.0,
                begun.get(row, 0.0),
                place,
                place * (sqrt(need.get(row, 0.0) / most_need) if most_need else 1.0),
            )
        return answers

    def _share_of_new_words(self) -> float:
        """Return how many of the words that say something no example has, from 0 to 1."""
        words = self._query.name or self._query.words
        return sum(not self._lexicon.is_said(word) for word in words) / len(words) if words else 1.0

    def _place_of(self, row: IndexedDocument) -> float:
        """Return 1 for an item in a place that the query names, half of it for one of the state that it names."""
        if not self.places:
            return 0.0
        return 1.0 if not self.places.isdisjoint(row.towns) else 0.5 if not self.places.isdisjoint(row.whose) else 0.0

    def competing(self, rows: Iterable[IndexedDocument]) -> set[str]:
        """Return the keys of offices that the query names neither themselves nor their place: another would do."""
        if self.places:
            return set()
        return {row.key for row in rows if row.kind == ItemKind.OFFICE and self._named(row) <= NAMED}

    def _eligible(self, rows: Iterable[IndexedDocument]) -> Iterable[IndexedDocument]:
        """Return those of some items that may be found: mostly all."""
        return filter(self._is_eligible, rows) if self._role is not None or self._without else rows

    def _is_eligible(self, row: IndexedDocument) -> bool:
        return (self._role is None or self._role in row.facts.roles) and row.key not in self._without

    def _lexical(self) -> tuple[dict[IndexedDocument, float], dict[IndexedDocument, float]]:
        """Return how much each item has of the query, and how much besides the places that it names."""
        total: dict[IndexedDocument, float] = defaultdict(float)
        need: dict[IndexedDocument, float] = defaultdict(float)
        for part in self._query.parts:
            found = self._of_part(part)
            names_place = all(stem in self.places for stem, _ in part)
            for row, score in found.items():
                total[row] += score
                if not names_place:
                    need[row] += score
        eligible = {row: total[row] for row in self._eligible(total)}
        return eligible, need if self.places else eligible

    def _of_part(self, part: Sequence[tuple[str, float]]) -> Mapping[IndexedDocument, float]:
        """Return the score of each item for one word of the query: that of the best of its ways."""
        best: dict[IndexedDocument, float] = {}
        for stem, weight in part:
            idf = self.idf(stem) * weight
            for row, term_weight in self._lexicon.postings(stem):
                if idf * term_weight > best.get(row, 0.0):
                    best[row] = idf * term_weight
        return best

    def _named(self, row: IndexedDocument) -> float:
        """Return the largest share of one of its names that the query has: title, question or synonym."""
        stems = self._query.naming
        best = 0.0
        for phrase in row.phrases:
            if not stems.isdisjoint(phrase):
                named = sum(self.idf(stem) for stem in phrase if stem in stems)
                best = max(best, named / sum(map(self.idf, phrase)))
        return best

    def _named_whole(self) -> dict[IndexedDocument, int]:
        """Return the items of which the query is a title or question (2), or another name (1)."""
        typed = self._query.typed
        named = {row: 1 for segment in self._segments for row in segment.with_other_name.get(typed, ())}
        titled = (one for segment in self._segments for one in segment.with_title_beginning(typed) if typed)
        named.update({row: 2 for title, row in titled if title == typed})
        return {row: named[row] for row in self._eligible(named)}

    def _begun_titles(self) -> dict[IndexedDocument, float]:
        """Return the items whose title or question begins as the query does (1) or is it (2)."""
        found: dict[IndexedDocument, float] = {}
        if not self._query.typed:
            return found
        for segment in self._segments:
            for title, row in segment.with_title_beginning(self._query.typed):
                if self._is_eligible(row):
                    found[row] = max(found.get(row, 0.0), 2.0 if title == self._query.typed else 1.0)
        return found


def in_order(row: IndexedDocument, score: float) -> tuple[float, int, tuple[int, bool, int, str, str]]:
    """Return the sort key of a hit: by score, then by kind, then in published order."""
    return (-round(score, 6), KIND_ORDER.get(row.kind, len(KIND_ORDER)), row.order)
