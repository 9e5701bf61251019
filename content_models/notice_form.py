"""The form a notice is edited with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from .forms import ContentForm

IS_OVER = _(
    "That moment has passed: nobody would see the notice. Write one that is to come, or leave it empty. To end a "
    "notice that is seen now, withdraw it."
)


NEVER_SEEN = _(
    "Nobody would ever see the notice: it would begin on %(begins)s, and be over by then, on %(ends)s. Look at its "
    "period and at the days on which it is published and withdrawn."
)


class NoticeForm(ContentForm):
    """Refuses to send or publish a notice that nobody would see, since it ends before it is seen; a draft keeps it."""

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data."""
        cleaned = super().clean()
        ends_at = cleaned.get("ends_at")
        if not self._leads_to_publication() or "ends_at" in self.errors:
            return cleaned
        if ends_at is not None and ends_at <= timezone.now():
            self.add_error("ends_at", ValidationError(IS_OVER, code="notice_is_over"))
        elif (never_seen := _never_seen(cleaned)) is not None:
            self.add_error("ends_at", never_seen)
        return cleaned


def _never_seen(cleaned: dict[str, Any]) -> ValidationError | None:
    """Return that a notice is over before it is seen, by its own period and by when it is published and withdrawn."""
    begins = [at for name in ("starts_at", "go_live_at") if (at := cleaned.get(name)) is not None]
    ends = [at for name in ("ends_at", "expire_at") if (at := cleaned.get(name)) is not None]
    if not begins or not ends or min(ends) > max(begins):
        return None
    moments = {"begins": _in_words(max(begins)), "ends": _in_words(min(ends))}
    return ValidationError(NEVER_SEEN % moments, code="notice_never_seen")


def _in_words(at: datetime) -> str:
    return date_format(localtime(at), "DATETIME_FORMAT")
