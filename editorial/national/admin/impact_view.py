"""Before a national text is published: what changes, in which states, and who will have to review it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import TaskState

from content_models.kinds import ItemKind
from content_models.models import ContentPage, OfficePage
from content_models.office_doubts import Doubt
from editorial.change_rows import with_doubts
from editorial.national import rights
from editorial.national import services as national
from editorial.national.rights import approval_awaited
from editorial.national.types import Impact
from editorial.office_answers import doubts_of_draft
from editorial.phone_doubts import doubted_rows
from publishing.errors import DomainError, UrgentReasonMissing
from publishing.page_rows import tenant_of_page
from tenants.models import Tenant

from .approvals import forget_comment, keep_comment, kept_comment
from .in_states import groups_of, task_rows
from .of_one_page import OfOnePage


class ImpactView(OfOnePage):
    """The effect of the latest draft; from here it is published."""

    template_name = "editorial/national/impact.html"
    page_title = _("Effect in the states")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the effect in words."""
        impact = national.impact_of(page=self.page, by=self.user)
        has_draft = impact.is_new or self.page.has_unpublished_changes
        # Published once more as urgent, the same text also reaches the states that still hold an earlier edition.
        step = self._step()
        may_decide_urgency = rights.may_decide_urgency(page=self.page, by=self.user)
        tenant = tenant_of_page(self.page)
        rows = doubted_rows(impact.changes, ItemKind(self.page.kind), tenant)
        changes, doubts = with_doubts(rows, self._doubts(tenant))
        can_be_urgent = (
            impact.is_adaptable
            and impact.goes_live_at is None
            and (has_draft or bool(impact.pinned))
            and may_decide_urgency
        )
        return {
            **super().get_context_data(**kwargs),
            "impact": impact,
            "has_draft": has_draft,
            "changes": changes,
            "doubts": doubts,
            "groups": groups_of(impact),
            "tasks": task_rows(impact.will_open),
            "tasks_if_urgent": task_rows(impact.will_open_if_urgent),
            "can_be_urgent": can_be_urgent,
            "awaits_approval": not may_decide_urgency,
            "urgent_reason": self.request.POST.get("reason", ""),
            "step": step,
            "comment": kept_comment(self.request, step) if step is not None else "",
        }

    def _doubts(self, tenant: Tenant) -> list[Doubt]:
        """What is doubtful about an office: a number that another national one has, or its draft."""
        if not isinstance(self.page, OfficePage):
            return []
        return doubts_of_draft(self.page, self.page.get_latest_revision_as_object(), tenant)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publish the draft that was shown, or show why not."""
        if request.POST.get("approve"):
            return self._approve()
        if not self.page.permissions_for_user(self.user).can_publish():
            raise PermissionDenied
        reason = request.POST.get("reason", "") if request.POST.get("urgent") == "1" else None
        impact = national.impact_of(page=self.page, by=self.user)
        try:
            page = national.publish_draft(
                page=self.page,
                by=self.user,
                version=request.POST.get("version", ""),
                urgent_reason=reason,
            )
        except DomainError as error:
            if isinstance(error, UrgentReasonMissing):
                return self.get(request, urgent_problem=error.message)
            messages.error(request, error.message)
            if reason is not None:
                return self.get(request)  # with what was written
            return redirect("national:impact", self.page.pk)
        _show_result(request, page, impact, is_urgent=reason is not None)
        return self._published(page, impact)

    def _step(self) -> TaskState | None:
        """Return what the person wants to approve here."""
        step = approval_awaited(page=self.page, by=self.user)
        return step if step is not None and self.request.GET.get("approve") == str(step.pk) else None

    def _approve(self) -> HttpResponse:
        """Approve the draft that was shown, which publishes it, or show why not."""
        request, step = self.request, approval_awaited(page=self.page, by=self.user)
        comment = request.POST.get("comment", "").strip()
        impact = national.impact_of(page=self.page, by=self.user)
        try:
            version = request.POST.get("version", "")
            page = national.approve_draft(page=self.page, by=self.user, version=version, comment=comment)
        except DomainError as error:
            messages.error(request, error.message)
            if step is None:
                return redirect("national:impact", self.page.pk)
            keep_comment(request, step, comment)
            return redirect(f"{reverse('national:impact', args=[self.page.pk])}?approve={step.pk}")
        if step is not None:
            forget_comment(request, step)
        _show_result(request, page, impact, is_urgent=False)
        return self._published(page, impact)

    def _published(self, page: ContentPage, impact: Impact) -> HttpResponse:
        """Go on from a page that has been published or planned."""
        for answer in (hook(self.request, page) for hook in hooks.get_hooks("after_publish_page")):
            if isinstance(answer, HttpResponse):
                return answer
        return redirect("national:editions" if impact.goes_live_at is None else "wagtailadmin_pages:edit", page.pk)


def _show_result(request: HttpRequest, page: ContentPage, impact: Impact, *, is_urgent: bool) -> None:
    title = page.get_admin_display_title()
    if impact.goes_live_at is not None:
        sentence = gettext("“%(title)s” will be published on %(when)s.")
        when = date_format(localtime(impact.goes_live_at), "DATETIME_FORMAT")
        messages.success(request, sentence % {"title": title, "when": when})
        return
    tasks = impact.will_open_if_urgent if is_urgent else impact.will_open
    sentences = [gettext("“%(title)s” is published.") % {"title": title}]
    states = len({task.state for task in tasks})
    if states:
        sentence = ngettext("%(count)d state finds a review.", "%(count)d states find a review.", states)
        sentences.append(sentence % {"count": states})
    see = messages.button(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), gettext("See it"), new_window=True)
    messages.success(request, " ".join(sentences), buttons=[see])
