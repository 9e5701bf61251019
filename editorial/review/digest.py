"""The daily e-mail about open reviews, to users who chose it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from content_models.piece_labels import all_in_words
from editorial.periodic_mails import PeriodicMail, absolute
from publishing.models import PeriodicMailKind, ReviewTask
from publishing.review.labels import with_words
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

SHOWN = 20
"""How many reviews an e-mail names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One review in an e-mail."""

    title: str
    reason: str
    pieces: str
    due_on: date
    is_overdue: bool
    is_urgent: bool
    url: str


def send_digests(now: datetime | None = None) -> int:
    """Send each person who asked for it the day's e-mail about their tenant's open reviews; return how many were sent.

    From `REVIEW_DIGEST_HOUR` on by the tenant's own clock; none while nothing is open (see `PeriodicMail.send`).

    Args:
        now: the instant to compare with; the present when left out.
    """
    return MAIL.send(now)


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True, wants_review_digest=True)


def _is_due(local: datetime) -> bool:
    return bool(local.hour >= settings.REVIEW_DIGEST_HOUR)


def _context(person: User, day: date) -> dict[str, Any] | None:
    assert person.tenant is not None
    tasks = _open_tasks(person.tenant)
    if not tasks:
        return None
    return {
        "lines": [_line(task, day) for task in tasks[:SHOWN]],
        "total": len(tasks),
        "overdue": sum(task.due_on < day for task in tasks),
        "more": max(0, len(tasks) - SHOWN),
        "list_url": absolute(reverse("reviews:list")),
        "account_url": absolute(reverse("wagtailadmin_account")),
    }


MAIL = PeriodicMail(
    kind=PeriodicMailKind.REVIEWS,
    name="e-mail about reviews",
    people=_people,
    is_due=_is_due,
    context=_context,
    templates="editorial/email/reviews",
)


def _open_tasks(tenant: Tenant) -> list[ReviewTask]:
    with tenant_scope([tenant.pk]):
        tasks = ReviewTask.objects.open().filter(tenant=tenant)
        return list(tasks.order_by("-is_urgent", "due_on", "title", "pk"))


def _line(task: ReviewTask, day: date) -> Line:
    labels = task.details.get("labels", {})
    return Line(
        title=task.title,
        reason=task.get_reason_display(),
        pieces=all_in_words(with_words(map(labels.get, task.addresses), key=task.key, locale=task.locale)),
        due_on=task.due_on,
        is_overdue=task.due_on < day,
        is_urgent=task.is_urgent,
        url=absolute(reverse("reviews:task", args=[task.pk])),
    )
