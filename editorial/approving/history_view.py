"""The history of a page: what was done, who did it, and when."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.pages.history import PageHistoryFilterSet, PageHistoryView

LABELS = {"message": _("What was done"), "user": _("Who"), "timestamp": _("When")}
"""The columns by their names, and what is filtered by them."""


class HistoryFilters(PageHistoryFilterSet):
    """What a history is filtered by, as its columns are called; whether it is a comment is said by the act."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the filters, without one for pages that nobody comments on."""
        super().__init__(*args, **kwargs)
        del self.filters["is_commenting_action"]
        for name, label in LABELS.items():
            found = self.filters.get("action" if name == "message" else name)
            if found is not None:
                found.label = label


class HistoryView(PageHistoryView):
    """Wagtail's list of what was done with a page; the acts are named in `editorial.logged_acts`."""

    filterset_class = HistoryFilters

    @cached_property
    def columns(self) -> list[Any]:
        """Return Wagtail's columns, with names of what stands in them."""
        columns = super().columns
        for column in columns:
            column.label = LABELS.get(column.name, column.label)
        return list(columns)
