"""The layers of an item, the languages it is asked in, and the effective item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from content_models.shapes.documents import ItemDocument
from content_models.shapes.parts import Origin

from .operations import Insert, Operation, Replace, Set, hides_item


@dataclass(frozen=True, slots=True)
class Edition:
    """One item of one layer in all its languages. A state's own page has the origin `LOCAL`.

    `documents`, `numbers` and `published` are by BCP 47 tag and have the same tags.
    """

    key: str
    kind: str
    origin: Origin
    documents: Mapping[str, ItemDocument]
    numbers: Mapping[str, int] = field(default_factory=dict)
    published: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LocaleChain:
    """The language asked for, and both layers' languages in their order of fallback (with or without that one)."""

    requested: str
    library: tuple[str, ...]
    own: tuple[str, ...]

    def inherited(self) -> tuple[str, ...]:
        """Where inherited text is looked for, in order."""
        return (self.requested, *(tag for tag in self.library if tag != self.requested))

    def replaced(self) -> tuple[str, ...]:
        """Where the state's own text is looked for, in order."""
        return (self.requested, *(tag for tag in self.own if tag != self.requested))


@dataclass(frozen=True, slots=True)
class Adaptation:
    """What one state changes in the library item `key`, in all of the state's languages.

    `base` is the library edition it was made against, by locale.
    """

    key: str
    operations: tuple[Operation, ...] = ()
    base: Mapping[str, int] = field(default_factory=dict)
    published_at: datetime | None = None

    @property
    def hides_item(self) -> bool:
        """Whether the state does not serve the item at all."""
        return hides_item(self.operations)

    @classmethod
    def in_languages(cls, adaptations: Iterable[Adaptation]) -> Adaptation:
        """Join the adaptations of one item from several languages, the leading language first.

        Operations with one id are one operation, whose values add up; each is kept, whichever languages have it.
        """
        joined: dict[str, Operation] = {}
        first: Adaptation | None = None
        base: dict[str, int] = {}
        instants: list[datetime] = []
        for adaptation in adaptations:
            first = first or adaptation
            base = {**adaptation.base, **base}
            instants += [adaptation.published_at] if adaptation.published_at else []
            for operation in adaptation.operations:
                joined[operation.id] = _joined(joined.get(operation.id), operation)
        if first is None:
            raise ValueError("no adaptation to join")
        return cls(first.key, tuple(joined.values()), base, max(instants, default=None))


def _joined(first: Operation | None, other: Operation) -> Operation:
    if first is None:
        return other
    if isinstance(first, Set) and isinstance(other, Set):
        return replace(first, values={**other.values, **first.values})
    if isinstance(first, Replace | Insert) and isinstance(other, Replace | Insert):
        return replace(first, values={**other.values, **first.values})
    return first
