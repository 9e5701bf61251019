"""Offices that nobody has called yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from content_models.models import OfficePage

from .trees import Tree, within

SHOWN = 8


@dataclass(frozen=True, slots=True)
class UnconfirmedOffice:
    """An office to call: its page, where it is, and when it was last confirmed, if ever."""

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
    offices = OfficePage.objects.filter(within(trees), needs_confirmation=True).order_by("-live", "path")
    rows = list(offices.values_list("pk", "draft_title", "municipality", "live", "assured_on"))
    return UnconfirmedOffices(tuple(UnconfirmedOffice(*row) for row in rows[:SHOWN]), len(rows))
