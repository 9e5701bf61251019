"""Offices that have not been confirmed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from content_models.models import OfficePage
from content_models.office_confirmation import to_confirm

from .trees import Tree, within

SHOWN = 5


@dataclass(frozen=True, slots=True)
class UnconfirmedOffice:
    """An office to call: its page, where it is, and when it was last confirmed, if ever; in a draft, too."""

    page_id: int
    name: str
    municipality: str
    is_live: bool
    assured_on: date | None


@dataclass(frozen=True, slots=True)
class UnconfirmedOffices:
    """The first ones, and how many there are in all."""

    shown: tuple[UnconfirmedOffice, ...]
    total: int


def unconfirmed_offices(trees: tuple[Tree, ...]) -> UnconfirmedOffices:
    """Return the offices to confirm: those that citizens already see first. One query."""
    offices = OfficePage.objects.filter(within(trees), to_confirm()).order_by("-live", "path")
    names = ("pk", "draft_title", "municipality", "live", "assured_on", "latest_revision__content__assured_on")
    rows = list(offices.values_list(*names))
    shown = (
        UnconfirmedOffice(page_id, name, municipality, is_live, _latest(published, drafted))
        for page_id, name, municipality, is_live, published, drafted in rows[:SHOWN]
    )
    return UnconfirmedOffices(tuple(shown), len(rows))


def _latest(published: date | None, drafted: str | None) -> date | None:
    """Return the later of two days: that of the page, and that of its draft."""
    days = [day for day in (published, date.fromisoformat(drafted) if drafted else None) if day]
    return max(days, default=None)
