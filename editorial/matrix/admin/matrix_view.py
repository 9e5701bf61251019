"""The screen with all national texts beside all states."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.matrix.filters import DIFFERENT, narrowed

from .filter_form import MatrixFilterForm
from .over_all_states import OverAllStates, whole_matrix
from .presenting import groups_of, rows_of, states_of, tallies_of

PER_PAGE = 40


class MatrixView(OverAllStates, WagtailAdminTemplateMixin, TemplateView):
    """National texts by states; a single state's as a list. Until something is asked for it shows what differs."""

    template_name = "editorial/matrix/matrix.html"
    page_title = _("Texts by state")
    header_icon = "table"

    @cached_property
    def filter_data(self) -> QueryDict:
        """What is asked for: by the address, or by nobody yet."""
        if any(name in self.request.GET for name in MatrixFilterForm.base_fields):
            return self.request.GET
        data = self.request.GET.copy()
        data["status"] = DIFFERENT
        return data

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return a page of the narrowed matrix, with sums over all of it."""
        whole = whole_matrix(self.request)
        form = MatrixFilterForm(self.filter_data, whole)
        matrix_filter = form.matrix_filter()
        counted, matrix = narrowed(whole, matrix_filter.without_status()), narrowed(whole, matrix_filter)
        paginator = WagtailPaginator(matrix.rows, PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        return {
            **super().get_context_data(**kwargs),
            "form": form,
            "matrix_filter": matrix_filter,
            "state": matrix.columns[0] if matrix_filter.state else None,
            "states": states_of(counted),
            "groups": groups_of(counted),
            "is_differences": matrix_filter.status == DIFFERENT,
            "rows": rows_of(matrix, list(page.object_list)),
            "legend": tallies_of(counted.counts()),
            "national": tallies_of(counted.national_counts())[-2:],
            "found": len(matrix.rows),
            "total": len(whole.rows),
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "query": self._query(),
            "query_without_status": self._query("status"),
            "query_without_state": self._query("state"),
        }

    def _query(self, *without: str) -> str:
        """What the address asks for, without its page and some fields."""
        parameters = self.filter_data.copy()
        for name in ("p", *without):
            parameters.pop(name, None)
        return parameters.urlencode()
