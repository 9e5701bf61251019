"""Offices that have not been confirmed yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from wagtail.models import WorkflowState, get_default_page_content_type

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
    """The first ones to call, how many they are in all, and of how many others the draft waits for approval."""

    shown: tuple[UnconfirmedOffice, ...]
    total: int
    sent: int = 0


def unconfirmed_offices(trees: tuple[Tree, ...]) -> UnconfirmedOffices:
    """Return the offices to confirm: those that citizens already see first. One query.

    Those that wait for approval, as a confirmation does, are counted apart: nobody calls them meanwhile.
    """
    waiting = WorkflowState.objects.filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )
    offices = OfficePage.objects.filter(within(trees), to_confirm()).order_by("-live", "path")
    names = ("pk", "draft_title", "municipality", "live", "assured_on", "latest_revision__content__assured_on")
    found = list(offices.annotate(is_sent=Exists(waiting)).values_list(*names, "is_sent"))
    rows = [row for *row, is_sent in found if not is_sent]
    shown = (
        UnconfirmedOffice(page_id, name, municipality, is_live, _latest(published, drafted))
        for page_id, name, municipality, is_live, published, drafted in rows[:SHOWN]
    )
    return UnconfirmedOffices(tuple(shown), len(rows), len(found) - len(rows))


def _latest(published: date | None, drafted: str | None) -> date | None:
    """Return the later of two days: that of the page, and that of its draft."""
    days = [day for day in (published, date.fromisoformat(drafted) if drafted else None) if day]
    return max(days, default=None)
