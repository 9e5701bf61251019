"""Filters of lists and histories offer the people, sites and workflows of one's own state, and know no others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property

from .reach import CONDITIONS, reach_of


class OwnFilters:
    """Before one of Wagtail's lists among the bases: its filters offer what is within the person's reach."""

    request: HttpRequest

    @cached_property
    def filters(self) -> Any:
        """Return the filters; what is another state's is refused as what there is not."""
        filters = super().filters  # type: ignore[misc]  # of the list it is mixed into
        reach = reach_of(self.request.user)
        if filters is None or reach is None:
            return filters
        for field in filters.form.fields.values():
            offered = getattr(field, "queryset", None)
            if offered is not None and offered.model._meta.label in CONDITIONS:
                field.queryset = reach.narrowed(offered)
        return filters
