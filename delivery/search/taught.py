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
DANGER_FROM = -1.0
"""The margin that 19 of 20 texts of danger have, by writers who were not learned from, and one of five others."""
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

    Attributes:
        danger: the margin of somebody being in danger now.
    """

    def __init__(self, teacher: Teacher, margins: Sequence[NDArray[np.float32]], kinds: Mapping[str, float]) -> None:
        self._teacher = teacher
        self._margins = margins
        self._kinds = kinds
        self._asked: dict[str, tuple[list[float], list[float], list[IndexedDocument]]] = {}
        self.danger = teacher.danger_of(margins)

    @property
    def is_danger(self) -> bool:
        """Whether it sounds as if somebody were in danger now: rather too often than once too seldom."""
        return self.danger >= DANGER_FROM

    def signal(self, row: IndexedDocument) -> Signal:
        """What examples say of an item."""
        kind, place = self._teacher.place_of(row)
        if place is None:
            return Signal(-1.0, UNTAUGHT_LOG, self._kinds.get(kind, UNTAUGHT_KIND))
        margins, logarithms, _ = self._of_kind(kind)
        return Signal(margins[place], logarithms[place], self._kinds.get(kind, 0.0))

    def likely(self, kind: str) -> list[IndexedDocument]:
        """The items of a kind that are the most likely, at most `MOST_LIKELY`, in no order."""
        return self._of_kind(kind)[2]

    def _of_kind(self, kind: str) -> tuple[list[float], list[float], list[IndexedDocument]]:
        found = self._asked.get(kind)
        if found is None:
            found = self._asked[kind] = self._teacher.of_kind(kind, self._margins)
        return found


class Teacher:
    """The models of a view: the library's, and above it what the state's own examples teach.

    Args:
        models: the lower first; a later one's rows take the place of an earlier one's.
        rows: the items of the view.
    """

    def __init__(self, models: Sequence[ExampleModel], rows: Iterable[IndexedDocument]) -> None:
        rows = list(rows)
        self._models = [model for model in models if model.keys]
        places = {
            key: (number, place) for number, model in enumerate(self._models) for key, place in model.numbers.items()
        }
        self._groups = {
            str(kind): _Group([(row, *places[row.key]) for row in rows if row.kind == kind and row.key in places])
            for kind in TAUGHT_KINDS
        }
        self._kinds = [kind for kind in TAUGHT_KINDS if kind in places]
        self._places_of_kinds = [places[kind] for kind in self._kinds]
        self._danger = places.get(DANGER)
        self._places: dict[str, tuple[str, int]] = {}
        described: dict[str | None, tuple[str, int]] = {}
        for kind, group in self._groups.items():
            for place, row in enumerate(group.rows):
                self._places[row.key] = kind, place
                if kind == ItemKind.ORGANIZATION:
                    described[row.facts.organization_kind] = kind, place
        for row in rows:
            if row.key not in self._places and row.facts.organization_kind in described:
                self._places[row.key] = described[row.facts.organization_kind]

    def asked(self, words: Sequence[str]) -> Taught:
        """What the examples say of some folded words."""
        features = features_of_words(words)
        margins = [model.margins(features) for model in self._models]
        kinds: dict[str, float] = {}
        if self._kinds:
            found = np.array([margins[model][place] for model, place in self._places_of_kinds])
            kinds = dict(zip(self._kinds, _log_probabilities(found * TEMPERATURE_OF_KINDS).tolist(), strict=True))
        return Taught(self, margins, kinds)

    def place_of(self, row: IndexedDocument) -> tuple[str, int | None]:
        """The kind and the place in it of an item, or of what it is judged by; None: it has no examples."""
        return self._places.get(row.key) or (row.kind, None)

    def of_kind(
        self, kind: str, margins: Sequence[NDArray[np.float32]]
    ) -> tuple[list[float], list[float], list[IndexedDocument]]:
        """The margins of a kind's items, the logarithms of their probabilities, and the most likely ones."""
        group = self._groups.get(kind)
        return ([], [], []) if group is None or not group.rows else group.asked(margins)

    def danger_of(self, margins: Sequence[NDArray[np.float32]]) -> float:
        """The margin of danger."""
        return -2.0 if self._danger is None else float(margins[self._danger[0]][self._danger[1]])


class _Group:
    """The taught items of one kind."""

    def __init__(self, placed: Sequence[tuple[IndexedDocument, int, int]]) -> None:
        self.rows = [row for row, _, _ in placed]
        self._models = np.array([model for _, model, _ in placed], dtype=np.intp)
        self._places = np.array([place for _, _, place in placed], dtype=np.intp)
        self._own = sorted({model for _, model, _ in placed if model})

    def asked(self, margins: Sequence[NDArray[np.float32]]) -> tuple[list[float], list[float], list[IndexedDocument]]:
        found = np.empty(len(self.rows), dtype=np.float32)
        for number in range(len(margins)) if self._own else (0,):
            of_model = self._models == number
            found[of_model] = margins[number][self._places[of_model]]
        best = range(len(found)) if len(found) <= MOST_LIKELY else np.argpartition(-found, MOST_LIKELY)[:MOST_LIKELY]
        logarithms = _log_probabilities(found * TEMPERATURE)
        return found.tolist(), logarithms.tolist(), [self.rows[place] for place in best]


def _log_probabilities(values: NDArray[np.floating]) -> NDArray[np.floating]:
    shifted = values - values.max()
    found: NDArray[np.floating] = shifted - np.log(np.exp(shifted).sum())
    return found
