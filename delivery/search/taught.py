"""What examples say of one query: for each item of a view, how well it fits and how likely it is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from content_models.kinds import ItemKind

from .documents import IndexedDocument
from .example_model import DANGER, ExampleModel
from .features import features_of_words
from .phrases import TAUGHT_KINDS

TEMPERATURE = 4.0
"""Of the probabilities of items, and …"""
TEMPERATURE_OF_KINDS = 2.0
"""… of kinds: margins times this are their logarithms. What they are worth beside other evidence is learned."""
DANGER_FROM = -2.06
"""What 99 of 100 texts of danger have, by writers who were not learned from, and a third of all others."""
NO_DANGER = -9.0
"""The margin of danger where no example tells of any."""
MOST_LIKELY = 6
"""How many items of each kind are found by what examples say."""
UNTAUGHT_LOG = -7.0
UNTAUGHT_KIND = -2.0
"""The logarithms of the probabilities of an item without examples, and of its kind."""


class Signal(NamedTuple):
    """What examples say of one item: its margin, and logarithms of the probabilities of it in its kind, and of that."""

    margin: float
    in_kind: float
    kind: float


class Taught:
    """What examples say of one query. An office has what is said of its kind of organization.

    Args:
        margins: of the teacher's rows.
        danger: the margin of somebody being in danger now; None: nothing was learned of it.
    """

    def __init__(
        self, teacher: Teacher, margins: NDArray[np.float32], kinds: Mapping[str, float], danger: float | None
    ) -> None:
        self._teacher = teacher
        self._found = margins
        self._margins: list[float] = margins.tolist()
        self._logarithms = teacher.log_probabilities(margins)
        self._kinds = kinds
        self._danger = danger

    @property
    def is_danger(self) -> bool | None:
        """Whether it sounds as if somebody were in danger now: rather too often than once too seldom; None: unknown.

        The margin of danger and how likely a page of an emergency is meant tell more of it together than either alone.
        """
        if self._danger is None:
            return None
        likeliest = max((self._logarithms[place] for place in self._teacher.emergencies), default=-TEMPERATURE)
        return self._danger + max(-1.0, likeliest / TEMPERATURE) >= DANGER_FROM

    def signal(self, row: IndexedDocument) -> Signal:
        """What examples say of an item."""
        place = self._teacher.places.get(row.key)
        if place is None:
            return Signal(-1.0, UNTAUGHT_LOG, self._kinds.get(row.kind, UNTAUGHT_KIND))
        kind = self._teacher.rows[place].kind
        return Signal(self._margins[place], self._logarithms[place], self._kinds.get(kind, 0.0))

    def likely(self, kind: str) -> Sequence[IndexedDocument]:
        """The items of a kind that are the most likely, at most `MOST_LIKELY`, in no order."""
        begin, end = self._teacher.ends.get(kind, (0, 0))
        if end - begin <= MOST_LIKELY:
            return self._teacher.rows[begin:end]
        best = np.argpartition(-self._found[begin:end], MOST_LIKELY)[:MOST_LIKELY]
        return [self._teacher.rows[begin + place] for place in best.tolist()]


class Teacher:
    """The models of a view: the library's, and above it what the state's own examples teach.

    Args:
        models: the lower first; a later one's rows take the place of an earlier one's.
        rows: the items of the view.
    Attributes:
        rows: those that have examples, by kind.
        ends: where each kind begins and ends among them.
        places: the place of each item, or of what it is judged by, by key.
        emergencies: the places of the pages of an emergency.
    """

    def __init__(self, models: Sequence[ExampleModel], rows: Iterable[IndexedDocument]) -> None:
        rows = list(rows)
        self._models = [model for model in models if model.keys]
        firsts = np.cumsum([0, *(len(model.keys) for model in self._models)]).tolist()
        columns = {
            key: first + place
            for first, model in zip(firsts, self._models, strict=False)
            for key, place in model.numbers.items()
        }
        of_kinds = [[row for row in rows if row.kind == kind and row.key in columns] for kind in TAUGHT_KINDS]
        self.rows = [row for of_kind in of_kinds for row in of_kind]
        ends = np.cumsum([0, *map(len, of_kinds)]).tolist()
        self.ends = {
            str(kind): (begin, end)
            for kind, begin, end in zip(TAUGHT_KINDS, ends, ends[1:], strict=False)
            if begin < end
        }
        self._columns = np.array([columns[row.key] for row in self.rows], dtype=np.intp)
        self._kinds = [str(kind) for kind in TAUGHT_KINDS if kind in columns]
        self._columns_of_kinds = np.array([columns[kind] for kind in self._kinds], dtype=np.intp)
        self._danger = columns.get(DANGER)
        self.places = {row.key: place for place, row in enumerate(self.rows)}
        self.emergencies = [
            place for place, row in enumerate(self.rows) if row.kind == ItemKind.GUIDANCE and row.is_emergency
        ]
        described = {
            row.facts.organization_kind: place
            for place, row in enumerate(self.rows)
            if row.kind == ItemKind.ORGANIZATION
        }
        for row in rows:
            if row.key not in self.places and row.facts.organization_kind in described:
                self.places[row.key] = described[row.facts.organization_kind]

    def evaluate(self, words: Sequence[str]) -> Taught:
        """What the examples say of some folded words."""
        features = features_of_words(words)
        of_models = [model.margins(features) for model in self._models] or [np.empty(0, dtype=np.float32)]
        margins = of_models[0] if len(of_models) == 1 else np.concatenate(of_models)
        kinds: dict[str, float] = {}
        if self._kinds:
            found = margins[self._columns_of_kinds] * TEMPERATURE_OF_KINDS
            logarithms = found - np.log(np.exp(found).sum())
            kinds = dict(zip(self._kinds, logarithms.tolist(), strict=True))
        danger = None if self._danger is None else float(margins[self._danger])
        return Taught(self, margins[self._columns], kinds, danger)

    def log_probabilities(self, margins: NDArray[np.float32]) -> list[float]:
        """Return the logarithms of how likely each row is meant, if one of its kind is."""
        if not self.rows:
            return []
        found = margins * TEMPERATURE
        begins, ends = zip(*self.ends.values(), strict=True)
        totals = np.log(np.add.reduceat(np.exp(found), begins))
        logarithms: list[float] = (found - np.repeat(totals, np.subtract(ends, begins))).tolist()
        return logarithms
