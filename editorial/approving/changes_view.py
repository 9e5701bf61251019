"""What somebody sent for review, old and new side by side, with the decision beside it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page, TaskState, WorkflowState

from content_models.kinds import ItemKind
from content_models.loaded_versions import version_of
from content_models.models import ContentPage, NoticePage, OfficePage
from content_models.office_doubts import open_doubts, seal_of
from content_models.trees import tenant_of
from editorial.change_rows import with_doubts
from editorial.closings import is_closing
from editorial.national.admin.approvals import kept_comment
from editorial.office_answers import doubts_of_draft
from editorial.phone_doubts import doubted_rows
from editorial.reviewers import name_of, step_awaited
from editorial.sender_messages import FIELD, message_of, returned_before
from publishing.errors import DomainError
from tenants.models import Tenant, User

from .changes import changes_of_draft
from .discarding import discard_draft, discarding_of
from .withdrawal_requests import ask_to_withdraw, may_ask, withdrawal_blocking_reason
from .withdrawing import Withdrawing, lost_with, withdrawing_of
from .words import show_sending

DISCARD = "discard"
WITHDRAW = "withdraw"
"""Parameters of an address, which ask first, and the names of the buttons that do it."""


class ChangesView(WagtailAdminTemplateMixin, TemplateView):
    """The changes of one page's draft; who decides about it does so here."""

    template_name = "editorial/approving/changes.html"
    page_title = _("What changes")
    header_icon = "clipboard-list"
    page: ContentPage
    tenant: Tenant
    user: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the page.

        Raises:
            Http404: there is none, or the user may not write it.
        """
        super().setup(request, *args, **kwargs)
        self.page, self.tenant, self.user = _page_to_write(request, kwargs["page_id"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the changes; those of a national text with what they do in the states."""
        if self.tenant.is_library:
            step = self._awaited()
            address = reverse("national:impact", args=[self.page.pk])
            return redirect(f"{address}?approve={step.pk}" if step is not None else address)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Throw the draft away, or ask that the page is withdrawn, as it was shown."""
        acts = {DISCARD: self._discard, WITHDRAW: self._ask_to_withdraw}
        act = next((acts[name] for name in acts if name in request.POST), None)
        if act is None:
            return HttpResponseBadRequest()
        try:
            act(request, request.POST.get("revision", ""))
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("approving:changes", self.page.pk)
        return redirect("wagtailadmin_pages:edit", self.page.pk)

    def _discard(self, request: HttpRequest, seen: str) -> None:
        """Discard the draft, with a message of what people see that leads to what was in it."""
        discarded = discard_draft(page=self.page, by=self.user, seen=seen)
        back = reverse("wagtailadmin_pages:revisions_revert", args=[self.page.pk, discarded.pk])
        messages.success(
            request,
            gettext("The draft of “%(title)s” is discarded. People go on seeing what is published.")
            % {"title": self.page.title},
            buttons=[messages.button(back, gettext("Look at what was discarded, or go back to it"))],
        )

    def _ask_to_withdraw(self, request: HttpRequest, seen: str) -> None:
        show_sending(
            request, ask_to_withdraw(page=self.page, by=self.user, seen=seen, reason=request.POST.get(FIELD, ""))
        )

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]), "label": self._title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the changes in words, who sent them, and what can be decided."""
        draft = self.page.get_latest_revision_as_object()
        found = changes_of_draft(self.page, draft, self.tenant)
        all_doubts = doubts_of_draft(self.page, draft, self.tenant)
        changes, doubts = with_doubts(doubted_rows(found.changes, ItemKind(self.page.kind), self.tenant), all_doubts)
        state: WorkflowState | None = self.page.current_workflow_state
        step = self._awaited()
        closes = self.page.live and is_closing(draft)
        return {
            **super().get_context_data(**kwargs),
            "page": self.page,
            "title": self._title,
            "tenant": self.tenant,
            "found": found,
            "changes": changes,
            "doubts": doubts,
            "open_doubts": open_doubts(all_doubts),
            "seal": seal_of(all_doubts),
            "state": state,
            "is_sent_back": state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES,
            "sent_by": name_of(state.requested_by) if state is not None and state.requested_by else "",
            "message": message_of(state),
            "returned": returned_before(state) if step is not None else None,
            "goes_live_at": draft.go_live_at,
            "expires_at": draft.expire_at,
            "is_closing": closes,
            "lost": lost_with(self.page, self.tenant, self.user) if closes else None,
            "over_since": draft.ends_at if isinstance(draft, NoticePage) and draft.is_over else None,
            "step": step,
            "revision": version_of(self.page.latest_revision),
            "comment": kept_comment(self.request, step) if step is not None else "",
            "is_live": self.page.live,
            "has_draft": self.page.has_unpublished_changes,
            "discarding": discarding_of(self.page, self.user),
            "asks_to_discard": DISCARD in self.request.GET,
            "asks_to_withdraw": self._asks_to_withdraw,
            "withdrawing": self._withdrawing(),
            "not_asked": withdrawal_blocking_reason(self.page, self.user),
            "is_office": isinstance(self.page, OfficePage),
            "edit_url": reverse("wagtailadmin_pages:edit", args=[self.page.pk]),
            "preview_url": reverse("wagtailadmin_pages:view_draft", args=[self.page.pk]),
        }

    def _withdrawing(self) -> Withdrawing | None:
        """Return what withdrawing the page does, where somebody is about to ask for it, and may."""
        return withdrawing_of(self.page, self.user) if self._asks_to_withdraw else None

    @cached_property
    def _asks_to_withdraw(self) -> bool:
        """Whether somebody is about to ask that the page is withdrawn, and may."""
        return WITHDRAW in self.request.GET and may_ask(self.page, self.user)

    def get_page_title(self) -> str:
        """Return what the screen is for: what is asked on it, where something is."""
        return gettext("Ask to withdraw it") if self._asks_to_withdraw else str(self.page_title)

    @property
    def _title(self) -> str:
        return str(self.page.get_admin_display_title())

    def _awaited(self) -> TaskState | None:
        """Return the step at which the page waits for this person."""
        return step_awaited(self.page, self.user)


def _page_to_write(request: HttpRequest, page_id: int) -> tuple[ContentPage, Tenant, User]:
    """Return a page that somebody may write, whose it is, and who they are.

    Raises:
        Http404: there is none, or they may not write it.
    """
    found = Page.objects.filter(pk=page_id).first()
    page = found.specific if found is not None else None
    tenant = tenant_of(page) if page is not None else None
    if not isinstance(page, ContentPage) or tenant is None or not isinstance(request.user, User):
        raise Http404
    if not page.permissions_for_user(request.user).can_edit():
        raise Http404
    return page, tenant, request.user
