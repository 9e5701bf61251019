"""The lists of open reviews, and of closed ones with their outcome."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.review import services as review
from editorial.review.closed import ClosedTasks
from editorial.reviewers import Sent, sent_to
from publishing.models import ReviewTask
from tenants.models import Adoption, Tenant

from .review_scope import ReviewScope, review_scope_of
from .rows import DoneRow, OpenRow, done_row, open_row
from .waiting import waiting_in
from .words import SHORT_REASONS

PER_PAGE = 40


class ReviewFilterForm(forms.Form):
    """What the list is narrowed to."""

    reason = forms.ChoiceField(required=False, label=_("Why"), choices=[("", _("All")), *SHORT_REASONS.items()])

    def __init__(self, *args: Any, scope: ReviewScope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(scope.tenants) > 1:
            states = [(tenant.code, tenant.name) for tenant in scope.tenants]
            self.fields["state"] = forms.ChoiceField(
                required=False, label=_("State"), choices=[("", _("All")), *states]
            )


class _ListView(WagtailAdminTemplateMixin, TemplateView):
    """One of the two lists."""

    page_title = _("Reviews")
    header_icon = "clipboard-list"
    is_history = False

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find whose reviews they are, and what is asked for; what is not to be had narrows nothing."""
        super().setup(request, *args, **kwargs)
        self.scope = review_scope_of(request)
        self.form = ReviewFilterForm(request.GET, scope=self.scope)
        filters = self.form.cleaned_data if self.form.is_valid() else {}
        self.reason = filters.get("reason") or None
        self.tenant: Tenant | None = self.scope.tenant(filters.get("state") or "")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def entries(self) -> Any:
        """Return what the list is made of, to be counted and cut into pages."""
        raise NotImplementedError

    def shown(self, entries: Iterable[Any]) -> list[Any]:
        """Return the lines of one page."""
        return list(entries)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return one page of the list, and how to narrow it."""
        paginator = WagtailPaginator(self.entries(), PER_PAGE)
        page = paginator.get_page(self.request.GET.get("p"))
        page.object_list = self.shown(page.object_list)
        return {
            **super().get_context_data(**kwargs),
            "heading": self._heading(),
            "form": self.form,
            "is_narrowed": any(self.form.data.get(name) for name in self.form.fields),
            "shows_states": self.tenant is None,
            "page_obj": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "found": paginator.count,
            "is_history": self.is_history,
            "query": self._query(),
        }

    def _heading(self) -> str:
        if self.tenant is None:
            return gettext("Reviews of all states")
        return gettext("Reviews of %(state)s") % {"state": self.tenant.name}

    def _query(self) -> str:
        """What both lists are narrowed to alike."""
        return f"?state={self.tenant.code}" if self.tenant is not None and len(self.scope.tenants) > 1 else ""


class OpenView(_ListView):
    """What waits: urgent and overdue reviews first."""

    template_name = "editorial/review/list.html"

    def entries(self) -> list[OpenRow]:
        """Return the open reviews."""
        now = timezone.now()
        tasks = review.tasks_for(by=self.scope.user, tenant=self.tenant, reason=self.reason)
        return sorted((open_row(task, now) for task in tasks), key=lambda row: row.place)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also when the state serves what the library publishes."""
        context = {**super().get_context_data(**kwargs), "sent": self._sent()}
        if self.tenant is None or self.tenant.is_library:
            return context
        can_publish = self.scope.publishes(self.tenant)
        return {
            **context,
            "state": self.tenant,
            "is_reviewed": self.tenant.adoption == Adoption.REVIEWED,
            "waiting": waiting_in(self.tenant),
            "can_publish": can_publish,
            "settings_url": reverse("reviews:settings", args=[self.tenant.code]),
            "accept_url": reverse("reviews:accept_all", args=[self.tenant.code]),
        }

    def _sent(self) -> list[Sent]:
        """Return what editors sent to this person; a list that is narrowed is about what changed elsewhere."""
        return [] if self.reason else sent_to(self.scope.user)


class HistoryView(_ListView):
    """What was decided: who did it and when, the latest first."""

    template_name = "editorial/review/history.html"
    is_history = True

    def entries(self) -> ClosedTasks:
        """Return the closed reviews."""
        return review.closed_tasks(by=self.scope.user, tenant=self.tenant, reason=self.reason)

    def shown(self, entries: Iterable[ReviewTask]) -> list[DoneRow]:
        """Return those of one page as lines."""
        return [done_row(task) for task in entries]
