"""The form a notice is edited with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .forms import ContentForm

IS_OVER = _(
    "That moment has passed: nobody would see the notice. Write one that is to come, or leave it empty. To end a "
    "notice that is seen now, withdraw it."
)


class NoticeForm(ContentForm):
    """Refuses to send or publish a notice that nobody would see, since its time is over; a draft keeps it."""

    def clean(self) -> dict[str, Any]:
        """Return the cleaned data."""
        cleaned = super().clean()
        ends_at = cleaned.get("ends_at")
        if ends_at is not None and ends_at <= timezone.now() and self._leads_to_publication():
            self.add_error("ends_at", ValidationError(IS_OVER, code="notice_is_over"))
        return cleaned
