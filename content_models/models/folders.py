"""Pages that hold others."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Folder:
    """Before a page that holds others: while it is not published it only holds them, and is no unfinished text."""

    live: bool
    expired: bool
    approved_schedule: bool
    first_published_at: datetime | None

    @property
    def status_string(self) -> str | Promise:
        """Return what lists say of how the page stands."""
        if self.live or self.expired or self.approved_schedule or self.first_published_at:
            said: str | Promise = super().status_string  # type: ignore[misc]  # of the page it is mixed into
            return said
        return _("folder")
