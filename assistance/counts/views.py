"""The page, and the same as a table for spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tenants.models import Tenant
from tenants.spreadsheets import as_text

from .forms import CountsForm
from .selectors import By, Row, counts

SHOWN_BARS = 31


class CountsView(WagtailAdminTemplateMixin, TemplateView):
    """Inquiries and visits of one's own state; for administrators of any, or of all."""

    template_name = "assistance/counts/page.html"
    page_title = _("Inquiries and visits")
    header_icon = "history"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this page."""
        return [*self.breadcrumbs_items, {"url": "", "label": gettext("Inquiries and visits")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or send the table."""
        user: Any = request.user
        states = list(Tenant.objects.states() if user.is_superuser else Tenant.objects.filter(pk=user.tenant_id))
        form = CountsForm(request.GET, states=states)
        rows: list[Row] = []
        if form.is_valid():
            wanted = form.cleaned_data
            code = wanted.get("state")
            tenant_ids = [state.pk for state in states if not code or state.code == code]
            rows = counts(
                tenant_ids=tenant_ids,
                starts_on=wanted["starts_on"],
                ends_on=wanted["ends_on"],
                by=By(wanted["by"]),
            )
            if "csv" in request.GET:
                return _as_csv(form, rows)
        is_of_days = form.is_valid() and form.cleaned_data["by"] == By.DAY
        return self.render_to_response(
            self.get_context_data(
                form=form,
                rows=rows if any(row.inquiries or row.visits for row in rows) else [],
                heading=_heading(form),
                has_visits=any(row.visits is not None for row in rows),
                chart=_chart(rows, is_of_days=is_of_days),
                csv_query=_csv_query(request),
                total=Row("", *(sum(values) for values in _columns(rows))),
                **kwargs,
            )
        )


def _columns(rows: Sequence[Row]) -> tuple[list[int], list[int], list[int]]:
    return (
        [row.inquiries for row in rows],
        [row.served for row in rows],
        [row.visits or 0 for row in rows],
    )


def _heading(form: CountsForm) -> str:
    by: Any = form.fields["by"]
    return str(dict(by.choices).get(form.data.get("by"), ""))


def _csv_query(request: HttpRequest) -> str:
    query = request.GET.copy()
    query["csv"] = "1"
    return query.urlencode()


def _chart(rows: Sequence[Row], *, is_of_days: bool) -> dict[str, Any] | None:
    """Return the bars of a chart, under what it answers; None: nobody asked anything.

    Of days the last ones are shown, from the first on that has any; otherwise what has most inquiries.
    """
    total = sum(row.inquiries for row in rows)
    if not total:
        return None
    since = next(position for position, row in enumerate(rows) if row.inquiries)
    shown = rows[since:][-SHOWN_BARS:] if is_of_days else [row for row in rows if row.inquiries][:SHOWN_BARS]
    most = max(rows, key=lambda row: row.inquiries)
    bars = [
        {
            "label": row.label,
            "count": row.inquiries,
            "percent": row.inquiries and max(1, round(100 * row.inquiries / most.inquiries)),
        }
        for row in shown
    ]
    title = gettext("Most inquiries: %(label)s (%(count)d of %(total)d).")
    return {"title": title % {"label": most.label, "count": most.inquiries, "total": total}, "bars": bars}


def _as_csv(form: CountsForm, rows: Sequence[Row]) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    days = [form.cleaned_data[name].isoformat() for name in ("starts_on", "ends_on")]
    response["Content-Disposition"] = f'attachment; filename="consultas-{"-".join(days)}.csv"'
    writer = csv.writer(response)
    writer.writerow([_heading(form), gettext("Inquiries"), gettext("Served"), gettext("Visits")])
    for row in rows:
        writer.writerow([as_text(row.label), row.inquiries, row.served, "" if row.visits is None else row.visits])
    return response
