"""Wagtail's reports, whose filters name the people of all states, with filters that name one's own, and those that are
about all states for administrators alone; their exports carry nothing out.
"""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.aging_pages import AgingPagesView
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.locked_pages import LockedPagesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView
from wagtail.models import Page
from wagtail.utils.urlpatterns import decorate_urlpatterns

from tenants.admin_access.filters import OwnFilters
from tenants.permissions import AdministratorsPolicy
from tenants.spreadsheets import TextCells


class _Report(TextCells, OwnFilters):
    """Before one of Wagtail's reports among the bases: on phones the cells of a row stand one below the other."""

    results_template_name = "tenants/reports/results.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also the template of Wagtail's table."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of Wagtail's view
        return {**context, "table_template": super().results_template_name}  # type: ignore[misc]  # the same


class LockedPages(_Report, LockedPagesView):
    """The locked pages."""


class Workflows(_Report, WorkflowView):
    """What was sent for review."""

    export_headings = {
        "workflow": _("Workflow"),
        "content_object.pk": _("Page number"),
        "content_type": _("Type of page"),
        "content_object": _("Title of page"),
        "get_status_display": _("Status"),
        "requested_by": _("Sent by"),
        "created_at": _("Sent on"),
    }


class WorkflowTasks(_Report, WorkflowTasksView):
    """The tasks of reviewing."""

    export_headings = {
        "task": _("Step"),
        "workflow_state.content_object.pk": _("Page number"),
        "workflow_state.content_type": _("Type of page"),
        "workflow_state.content_object.__str__": _("Title of page"),
        "get_status_display": _("Status"),
        "workflow_state.requested_by": _("Sent by"),
        "started_at": _("Sent on"),
        "finished_at": _("Decided on"),
        "finished_by": _("Decided by"),
    }


class SiteHistory(_Report, LogEntriesView):
    """What was done."""


class AgingPages(_Report, AgingPagesView):
    """When pages were published last."""


class OfAllStates(TextCells):
    """Before one of the reports that count the pages of all states among the bases."""

    permission_policy = AdministratorsPolicy(Page)
    permission_required = "view"


class PageTypes(OfAllStates, PageTypesUsageReportView):
    """How many pages there are of each type."""


_patterns = [
    path(f"{address}/{part}", never_cache(view.as_view(results_only=bool(part))))
    for address, view in (
        ("locked", LockedPages),
        ("workflow", Workflows),
        ("workflow_tasks", WorkflowTasks),
        ("site-history", SiteHistory),
        ("aging-pages", AgingPages),
        ("page-types-usage", PageTypes),
    )
    for part in ("", "results/")
]
urlpatterns = decorate_urlpatterns(_patterns, require_admin_access)
