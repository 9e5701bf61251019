"""Wagtail's forms of pages: one that is saved is sent or published, and what waits for approval is decided about."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page, TaskState, WorkflowState, get_default_page_content_type

from content_models.loaded_versions import OVERWRITES, OWN, revision_id_in
from content_models.models import ContentPage, OfficePage
from content_models.trees import tenant_of
from editorial.change_rows import change_rows, with_doubts
from editorial.closings import is_closing
from editorial.imports.acts import send_again
from editorial.imports.belonging import is_named_by_import, returned_import_of, undecided_import_of
from editorial.imports.rights import import_url_for
from editorial.national.admin.approvals import effect_url_before_approving, keep_comment
from editorial.office_answers import doubts_of_draft, store_answers
from editorial.offices.confirming import close_office
from editorial.refused_forms import RefusedInOwnWords
from editorial.reviewers import name_of, step_awaited
from editorial.sender_messages import COMMENT_MISSING, FIELD, keep_message, message_of, returned_before
from publishing.errors import DomainError
from publishing.models import ImportStatus, OfficeImport, OfficeImportRow
from tenants.admin_access.acts import Act, may
from tenants.models import User

from .changes import changes_of_draft
from .concurrent_edits import ConcurrentEditView
from .withdrawal_requests import may_ask
from .words import show_decision, show_sending

NOTHING_TO_SEND = gettext_lazy(
    "“%(title)s” says the same as what is published: there is nothing to send for review. Change something first."
)

NOT_SENT_ALONE = gettext_lazy(
    "“%(title)s” is saved as a draft, and was not sent by itself: it is one of the offices of “%(file)s”, which go "
    "together. Once all are corrected, send them here."
)

SAVED_TO_PUBLISH = gettext_lazy(
    "“%(title)s” is saved as a draft. People still see what is published, until you publish the draft."
)

SAVED_TO_SEND = gettext_lazy(
    "“%(title)s” is saved as a draft. People still see what is published: send it for review, and it is published once "
    "it is approved."
)

BEGUN_BEFORE = gettext_lazy("You began this before, and did not finish it. Go on with what you wrote:")

CLOSED_AGAIN = "action-close-again"
"""The name of the button that sends again that an office closed."""

CLOSED_SENT = "That “%(office)s” closed was sent to review: it is withdrawn when approved. Until then citizens see it."

APART = "apart"
"""What the button that publishes one office without the others of its import sends."""

WITH_IMPORT = "with-import"
"""What the button sends that saves an office and sends the whole import which it was returned with."""

MOST_BEGUN = 3
"""So many pages that somebody began and left are offered where they begin another."""

_UNSENT = "unsent_message"
"""In the session: what was written beside a page that was not sent, by its id."""


class _Sending:
    """Before one of Wagtail's views among the bases: a page can be sent with a message to whoever reviews it."""

    request: Any
    page: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also whether the person sends what they write, or else publishes it."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # of the view it is mixed into
        return {
            **context,
            "sends_for_review": not may(self.request.user, Act.PUBLISH),
            "typed_message": self.request.POST.get(FIELD) or self._kept_message(),
        }

    def _kept_message(self) -> str:
        """Return the message that was typed beside a page which had nothing to send; once."""
        if self.request.method != "GET" or str(self.page.pk) not in self.request.session.get(_UNSENT, {}):
            return ""
        return str(self.request.session.pop(_UNSENT)[str(self.page.pk)])

    def submit_action(self) -> HttpResponse:
        """Send the page, and say who reads it."""
        response: HttpResponse = super().submit_action()  # type: ignore[misc]  # of the view it is mixed into
        if isinstance(self.request.user, User):
            keep_message(self.page, self.request.user, self.request.POST.get(FIELD, ""))
        show_sending(self.request, self.page)
        return response


class DecidingCreateView(RefusedInOwnWords, _Sending, CreateView):
    """Beginning a page; sending it says who reads it."""

    template_name = "editorial/approving/create.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form; and what the person began here before, and left: else they would write it twice."""
        begun = _begun_by(request.user, self.parent_page, self.page_class)
        buttons = [messages.button(reverse("wagtailadmin_pages:edit", args=[pk]), title) for pk, title in begun]
        if buttons:
            messages.info(request, BEGUN_BEFORE, buttons=buttons)
        shown: HttpResponse = super().get(request)
        return shown


class DecidingEditView(RefusedInOwnWords, _Sending, ConcurrentEditView):
    """Editing a page, and deciding about it in the same step."""

    comment_error: Any = ""
    asks_apart = False

    def get_template_names(self) -> list[str]:
        """Return the template with the place for a comment."""
        names: list[str] = super().get_template_names()
        return ["editorial/approving/edit.html", *names] if names == ["wagtailadmin/pages/edit.html"] else names

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also what was asked for, and the comment that was typed: what was not saved is not lost."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        state = self.page.current_workflow_state
        is_sent_back = state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        context["sent_back"] = state.current_task_state if is_sent_back else None
        context["message"] = message_of(state)
        context["is_returned_closing"] = self._is_returned_closing()
        context["is_office"] = isinstance(self.page, OfficePage)
        context["may_ask_to_withdraw"] = (
            state is None and isinstance(self.page, ContentPage) and may_ask(self.page, self.request.user)
        )
        context["sent"] = state if state is not None and not is_sent_back else None
        context["may_decide"] = self._may_decide()
        context["returned"] = returned_before(state) if context["may_decide"] else None
        context["with_import"] = undecided_import_of(self.page)
        context["answers_here"] = (
            is_sent_back
            and context["sends_for_review"]
            and not context["is_returned_closing"]
            and (context["with_import"] is None or context["with_import"].status != ImportStatus.SENT_BACK)
        )
        context["import_url"] = import_url_for(context["with_import"], self.request.user)
        context["asks_apart"] = self.asks_apart
        context["was_sent_meanwhile"] = self.request.method == "POST" and self.locked_for_user
        if context["sent"] is None and not context.get("going_back"):
            context["draft"] = self._draft_beside_published()
        return {**context, "workflow_comment": self._comment(), "workflow_comment_error": self.comment_error}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the form; or send again that an office closed, which its form cannot: the end has passed by then."""
        if CLOSED_AGAIN in request.POST and isinstance(self.page, OfficePage) and self._is_returned_closing():
            return self._send_closing_again()
        self._save_beside_what_stays()
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def _save_beside_what_stays(self) -> None:
        """Let a form that saves itself save a version of its own beside what was published, or an import names.

        Either is found again later by its revision: undoing an import, say, publishes it. (What is planned is locked.)
        """
        own = revision_id_in(self.request.POST, OVERWRITES)
        if own is not None and (own == self.real_page_record.live_revision_id or is_named_by_import(self.page, own)):
            sent = self.request.POST.copy()
            sent[OWN] = sent.pop(OVERWRITES)[-1]
            self.request.POST = sent

    def _draft_beside_published(self) -> dict[str, Any] | None:
        """Return what an office's draft changes of what people see, and whose it is; null where it changes nothing."""
        record, latest = self.real_page_record, self.latest_revision
        if not isinstance(self.page, OfficePage) or not (record.live and record.has_unpublished_changes):
            return None
        published, tenant = record.specific, tenant_of(self.page)
        if latest is None or tenant is None or tenant.is_library:
            return None
        draft = latest.as_object()
        changes, doubts = with_doubts(
            change_rows(changes_of_draft(published, draft, tenant).changes), doubts_of_draft(published, draft, tenant)
        )
        if not changes:
            return None
        by = latest.user
        return {
            "name": name_of(by) if by else "",
            "is_own": by == self.request.user,
            "changes": changes,
            "doubts": doubts,
        }

    def _is_returned_closing(self) -> bool:
        """Whether the draft says that an office exists no longer, or asks to withdraw a page, and was sent back."""
        state = self.page.current_workflow_state
        return (
            is_closing(self.page)
            and self.real_page_record.live
            and state is not None
            and state.status == WorkflowState.STATUS_NEEDS_CHANGES
        )

    def _send_closing_again(self) -> HttpResponse:
        tenant, by, seen = tenant_of(self.page), self.request.user, self.request.POST.get("seen", "")
        if tenant is None or not isinstance(by, User):
            raise PermissionDenied
        try:
            close_office(tenant=tenant, by=by, page_id=self.page.pk, seen=seen)
        except DomainError as error:
            messages.error(self.request, error.message)
            return redirect("wagtailadmin_pages:edit", self.page.pk)
        messages.success(self.request, gettext(CLOSED_SENT) % {"office": self.page.title})
        return redirect("offices:index")

    def submit_action(self) -> HttpResponse:
        """Send the page for review; what says the same as the published page, or goes with others, is only saved."""
        page = self.form.instance
        returned = returned_import_of(self.page)
        if returned is not None:
            return self._keep_with_import(returned)
        if not isinstance(page, ContentPage) or page.differs_from_published():
            return super().submit_action()
        messages.warning(self.request, NOTHING_TO_SEND % {"title": page.title})
        self.request.session[_UNSENT] = {str(page.pk): self.request.POST.get(FIELD, "")}
        saved: HttpResponse = self.save_action()
        return saved

    def publish_action(self) -> HttpResponse:
        """Publish the page; one that goes with an import only once somebody has said that it is to go apart."""
        if self.request.POST.get("action-publish") == APART or undecided_import_of(self.page) is None:
            published: HttpResponse = super().publish_action()
            return published
        self.asks_apart = self.has_unsaved_changes = True
        self.errors_debug = ""
        return self.render_to_response(self.get_context_data())

    def redirect_away(self) -> HttpResponse:
        """Go where somebody came from; from an office to the list of offices, as from the form that adds one."""
        if not self.next_url and isinstance(self.page, OfficePage):
            return redirect("offices:index")
        away: HttpResponse = super().redirect_away()
        return away

    def _keep_with_import(self, returned: OfficeImport) -> HttpResponse:
        """Save the draft, and send the import with which it goes if that was said; or else lead to it."""
        saved: HttpResponse = self.save_action()
        if saved.status_code == HTTPStatus.OK:  # the form, with what kept it from being saved
            return saved
        if self.request.POST.get("action-submit") == WITH_IMPORT and isinstance(self.request.user, User):
            try:
                messages.success(self.request, send_again(returned, self.request.user, self.request))
            except DomainError as error:
                messages.error(self.request, error.message)
        else:
            messages.warning(self.request, NOT_SENT_ALONE % {"title": self.page.title, "file": returned.file_name})
        url = import_url_for(returned, self.request.user)
        return redirect(url) if url else saved

    def perform_workflow_action(self) -> HttpResponse:
        """Send the page back if there is a comment; approve a national one once its effect has been seen."""
        comment = self._comment()
        if self.workflow_action == "reject" and not comment:
            return self._with_comment_required()
        if self.workflow_action == "approve":
            state = self.page.current_workflow_task_state
            url = effect_url_before_approving(self.page, self.request.user, state, is_changed=self.has_content_changes)
            if url is not None:
                return self._show_effect_first(state, comment, url)
            if isinstance(self.page, OfficePage) and not self.has_content_changes:
                # What was answered in the form, which is else saved with it: nothing but the answers may be new.
                store_answers(self.page.latest_revision, self.form.instance.answered_questions)
        form = self.request.POST.copy()
        form["workflow-action-extra-data"] = json.dumps({"comment": comment})
        self.request.POST = form
        return super().perform_workflow_action()

    def add_save_confirmation_message(self) -> None:
        """Show what was decided, where something was; of a draft that nobody sees, what people see meanwhile."""
        if self.action_name == "save" and self._is_beside_published():
            text = SAVED_TO_PUBLISH if may(self.request.user, Act.PUBLISH) else SAVED_TO_SEND
            messages.success(self.request, text % {"title": self.page.get_admin_display_title()})
        elif self.action_name != "perform_workflow_action":
            super().add_save_confirmation_message()
        elif not self._shows_effect:
            before = self.real_page_record.live_revision_id
            show_decision(self.request, self.page, self.workflow_action, before=before)

    _shows_effect = False

    def _is_beside_published(self) -> bool:
        """Whether the draft that was saved says something else than the page that people see, and waits for nobody."""
        page = self.page
        is_draft = isinstance(page, ContentPage) and page.live and not self.is_reverting
        return is_draft and page.has_unpublished_changes and page.current_workflow_state is None

    def _may_decide(self) -> bool:
        return step_awaited(self.page, self.request.user) is not None

    def _comment(self) -> str:
        """Return what was typed, in the form or in the window that Wagtail opens."""
        extra = json.loads(self.request.POST.get("workflow-action-extra-data") or "{}")
        typed = self.request.POST.get("workflow-comment") or extra.get("comment")
        return typed.strip() if isinstance(typed, str) else ""

    def _with_comment_required(self) -> HttpResponse:
        self.comment_error = COMMENT_MISSING
        self.has_unsaved_changes = True
        self.errors_debug = ""
        messages.error(self.request, gettext("Nothing is sent back yet: say first what is to be changed."))
        return self.render_to_response(self.get_context_data())

    def _show_effect_first(self, state: TaskState, comment: str, url: str) -> HttpResponse:
        self._shows_effect = True
        if self.has_content_changes:
            saved = self.save_action()
            if saved.status_code == HTTPStatus.OK:  # the form, with what kept it from being saved
                return saved
        keep_comment(self.request, state, comment)
        return redirect(url)


def _begun_by(user: Any, parent: Page, kind: type[Page]) -> list[tuple[int, str]]:
    """Return the last pages of a kind that somebody began below another: never published, sent, nor of an import.

    One query.
    """
    sent = WorkflowState.objects.active().filter(
        base_content_type=get_default_page_content_type(), object_id=Cast(OuterRef("pk"), CharField())
    )
    own = Page.objects.child_of(parent).exact_type(kind).filter(latest_revision__user=user)
    imported = OfficeImportRow.objects.filter(OfficeImportRow.drafted(), revision_after=OuterRef("latest_revision_id"))
    begun = own.filter(first_published_at=None, latest_revision__approved_go_live_at=None)
    begun = begun.exclude(Exists(sent)).exclude(Exists(imported))
    return list(begun.order_by("-latest_revision_created_at").values_list("pk", "draft_title")[:MOST_BEGUN])
