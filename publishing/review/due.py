"""Until when a review should be done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings

from tenants.days import InTimeZone, day_of


def due_on(tenant: InTimeZone, opened_at: datetime, *, is_urgent: bool) -> date:
    """The day until which a task of a tenant that is opened at an instant should be done."""
    days = settings.URGENT_REVIEW_TASK_DAYS if is_urgent else settings.REVIEW_TASK_DAYS
    return day_of(tenant, opened_at) + timedelta(days=days)
