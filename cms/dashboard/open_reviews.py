"""Texts to review because the library, or a law, has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from editorial.review import services as review
from editorial.review.admin.rows import OpenRow, open_row
from tenants.models import LIBRARY_ID, Tenant, User

SHOWN = 5


@dataclass(frozen=True, slots=True)
class OpenReviews:
    """The most urgent ones, how many there are in all, and how many of these are overdue.

    Attributes:
        corrections: all urgent legal corrections about which nothing is decided yet.
    """

    shown: tuple[OpenRow, ...]
    total: int
    overdue: int
    corrections: tuple[OpenRow, ...] = ()


def open_reviews(user: User | AbstractBaseUser | AnonymousUser, now: datetime) -> OpenReviews:
    """Return what waits for somebody: of the tenant they work for; the library's for administrators."""
    if not isinstance(user, User) or not user.is_active or not (user.is_superuser or user.tenant_id):
        return OpenReviews((), 0, 0)
    tasks = review.tasks_for(by=user, tenant=user.tenant or Tenant.objects.get(pk=LIBRARY_ID))
    rows = sorted((open_row(task, now) for task in tasks), key=lambda row: row.place)
    corrections = tuple(row for row in rows if row.is_correction and not row.is_decided)
    return OpenReviews(tuple(rows[:SHOWN]), len(rows), sum(row.is_overdue for row in rows), corrections)
