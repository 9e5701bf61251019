"""Until when a review should be done."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def due_on(opened_at: datetime, *, is_urgent: bool) -> date:
    """The day until which a task opened at an instant should be done."""
    days = settings.URGENT_REVIEW_TASK_DAYS if is_urgent else settings.REVIEW_TASK_DAYS
    return timezone.localdate(opened_at) + timedelta(days=days)
