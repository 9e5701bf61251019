"""Pages whose legal review is due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.apps import apps
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Coalesce
from wagtail.models import Page

from content_models.models import ContentPage
from tenants.days import day_of

from .trees import Tree, within

SOON = timedelta(days=30)
SHOWN = 5


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


def due_reviews(trees: tuple[Tree, ...], now: datetime) -> DueReviews:
    """Return the live pages whose review is due by now or within 30 days, the longest overdue first. One query."""
    rows = list(
        with_due_day(Page.objects.filter(live=True))
        .filter(due_before(trees, now + SOON, or_on_it=True))
        .annotate(is_overdue=Case(When(due_before(trees, now), then=True), default=False))
        .order_by("due_on", "path")
        .values_list("pk", "draft_title", "due_on", "is_overdue")
    )
    return DueReviews(tuple(DueReview(*row) for row in rows[:SHOWN]), len(rows), sum(row[-1] for row in rows))


def due_before(trees: tuple[Tree, ...], at: datetime, *, or_on_it: bool = False) -> Q:
    """Return the condition that a page's `due_on` precedes the day of an instant by the clocks of its tree's tenant."""
    by_day: defaultdict[date, list[Tree]] = defaultdict(list)
    for tree in trees:
        by_day[day_of(tree, at)].append(tree)
    lookup = "due_on__lte" if or_on_it else "due_on__lt"
    conditions = (within(tuple(of_day)) & Q(**{lookup: day}) for day, of_day in by_day.items())
    return reduce(or_, conditions, Q(pk__in=[]))


def with_due_day(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Annotate pages with `due_on`, which each type of page keeps in a table of its own."""
    types = [model for model in apps.get_models() if issubclass(model, ContentPage)]
    return pages.annotate(due_on=Coalesce(*(f"{model._meta.model_name}__review_due_on" for model in types)))
