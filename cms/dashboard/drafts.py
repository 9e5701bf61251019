"""What somebody wrote and has not published yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Page, WorkflowState, get_default_page_content_type

from tenants.models import User

from .trees import Tree, within

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A page with changes that citizens do not see; of an adaptation they read the national text until it is live."""

    page_id: int
    title: str
    is_live: bool
    saved_at: datetime | None
    goes_live_at: datetime | None
    is_adaptation: bool = False


@dataclass(frozen=True, slots=True)
class Drafts:
    """The latest ones, and how many there are in all."""

    shown: tuple[Draft, ...]
    total: int


def drafts_of(user: User, trees: tuple[Tree, ...]) -> Drafts:
    """Return the pages that this person saved last and that are not published as they are. One query.

    What the person has sent for review is not among them, nor what was sent back: both stand with what they sent.
    """
    sent = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(),
        object_id=Cast(OuterRef("pk"), CharField()),
        requested_by=user,
    )
    pages = Page.objects.filter(within(trees), has_unpublished_changes=True, latest_revision__user=user)
    rows = list(
        pages.exclude(Exists(sent))
        .annotate(is_adaptation=Q(adaptationpage__isnull=False))
        .order_by("-latest_revision_created_at")
        .values_list(
            "pk",
            "draft_title",
            "live",
            "latest_revision_created_at",
            "latest_revision__approved_go_live_at",
            "is_adaptation",
        )
    )
    return Drafts(tuple(Draft(*row) for row in rows[:SHOWN]), len(rows))
