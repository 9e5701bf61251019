"""Whether what a page says of itself has ended: that an office exists no longer, or closed for good."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page


def is_closing(page: Page) -> bool:
    """Whether a draft says that it is over by now: once published with its end, it is withdrawn at once."""
    return has_ended(page.expire_at)


def has_ended(expire_at: datetime | str | None, *, at: datetime | None = None) -> bool:
    """Whether a moment at which something ends has passed.

    Args:
        expire_at: as a page has it, or as a revision stores it.
        at: by when; None: by now.
    """
    ends_at = parse_datetime(expire_at) if isinstance(expire_at, str) else expire_at
    return ends_at is not None and ends_at <= (at or timezone.now())
