"""The matrix as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Status(TextChoices):
    """What a state does with a national text; what asks for more attention comes later."""

    INHERITED = "inherited", _("As in the national library")
    ADAPTED = "adapted", _("Adapted")
    HIDDEN = "hidden", _("Hidden")
    TO_REVIEW = "to_review", _("To review")
    OVERDUE = "overdue", _("Overdue")

    @property
    def weight(self) -> int:
        """How much attention it asks for; of several languages, the heaviest counts."""
        return list(Status).index(self)


@dataclass(frozen=True, slots=True)
class Cell:
    """One national text in one state, over all languages.

    Attributes:
        status: the most important fact.
        layer: what citizens read: `INHERITED`, `ADAPTED` or `HIDDEN`.
        task_id: the open review task that is due first.
        due_on: when it is due, or when the state's own text is.
        pinned_to: the edition that a state which reviews first still serves; 0 when it serves none of them yet.
    """

    status: Status = Status.INHERITED
    layer: Status = Status.INHERITED
    task_id: int | None = None
    due_on: date | None = None
    pinned_to: int | None = None


INHERITED = Cell()
"""What no row says anything about."""


@dataclass(frozen=True, slots=True)
class Column:
    """A state.

    Attributes:
        portal: where citizens read its texts, such as `https://tabasco.example.org`; empty while it is not launched.
        is_launched: whether citizens see it.
    """

    code: str
    name: str
    portal: str = ""
    is_launched: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A national text.

    Attributes:
        locale: of the title: the library's first language that the text has.
        roles: that it is for; none means all.
        national: how the library itself stands: `INHERITED` (nothing to do), `TO_REVIEW` or `OVERDUE`.
        cells: by the state's code; a state without one inherits.
    """

    key: str
    kind: str
    locale: str
    title: str
    path: str
    page_id: int
    roles: tuple[str, ...] = ()
    stage: str = ""
    national: Cell = INHERITED
    cells: Mapping[str, Cell] = field(default_factory=dict)

    def cell(self, code: str) -> Cell:
        """What a state does with the text."""
        return self.cells.get(code, INHERITED)


@dataclass(frozen=True, slots=True)
class LocalPages:
    """A state's own published pages, beside the national texts.

    Attributes:
        by_kind: how many of each kind.
        to_review, overdue: how many of them have an open task, or are past their review date or that of their task.
    """

    by_kind: Mapping[str, int] = field(default_factory=dict)
    to_review: int = 0
    overdue: int = 0

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.by_kind.values())


NO_PAGES = LocalPages()


@dataclass(frozen=True, slots=True)
class Matrix:
    """National texts by states. Sparse: most cells are inherited, and then not there."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    local: Mapping[str, LocalPages] = field(default_factory=dict)

    def counts(self) -> Counter[Status]:
        """How many cells have each status, over all rows and columns."""
        return sum((self.counts_of_row(row) for row in self.rows), Counter())

    def counts_of_row(self, row: Row) -> Counter[Status]:
        """How many states have each status."""
        codes = {column.code for column in self.columns}
        counted = Counter(cell.status for code, cell in row.cells.items() if code in codes)
        return _completed(counted, len(self.columns))

    def counts_by_column(self) -> dict[str, Counter[Status]]:
        """How many texts have each status, by state."""
        counted: dict[str, Counter[Status]] = {column.code: Counter() for column in self.columns}
        for row in self.rows:
            for code, cell in row.cells.items():
                if code in counted:
                    counted[code][cell.status] += 1
        return {code: _completed(one, len(self.rows)) for code, one in counted.items()}

    def national_counts(self) -> Counter[Status]:
        """How many texts the library itself has to review, and how many of these are overdue."""
        return Counter(row.national.status for row in self.rows if row.national.status is not Status.INHERITED)

    def local_of(self, code: str) -> LocalPages:
        """A state's own pages."""
        return self.local.get(code, NO_PAGES)


def _completed(counted: Counter[Status], total: int) -> Counter[Status]:
    others = counted.total() - counted[Status.INHERITED]
    return Counter({**{status: counted[status] for status in Status}, Status.INHERITED: total - others})
