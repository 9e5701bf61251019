"""Pages whose legal review is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.apps import apps
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from wagtail.models import Page

from content_models.models import ContentPage

from .trees import Tree, within

SOON = timedelta(days=30)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class DueReview:
    """A page and the day its review is due."""

    page_id: int
    title: str
    due_on: date
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class DueReviews:
    """The most urgent ones, and how many there are in all."""

    shown: tuple[DueReview, ...]
    total: int
    overdue: int


def due_reviews(trees: tuple[Tree, ...], today: date) -> DueReviews:
    """Return the live pages whose review is due by now or within 30 days, the longest overdue first. One query."""
    rows = list(
        with_due_day(Page.objects.filter(within(trees), live=True))
        .filter(due_on__lte=today + SOON)
        .order_by("due_on", "path")
        .values_list("pk", "draft_title", "due_on")
    )
    shown = tuple(DueReview(pk, title, due_on, due_on <= today) for pk, title, due_on in rows[:SHOWN])
    return DueReviews(shown, len(rows), sum(due_on <= today for _, _, due_on in rows))


def with_due_day(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Annotate pages with `due_on`, which each type of page keeps in a table of its own."""
    types = [model for model in apps.get_models() if issubclass(model, ContentPage)]
    return pages.annotate(due_on=Coalesce(*(f"{model._meta.model_name}__review_due_on" for model in types)))
