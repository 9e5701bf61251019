"""Wagtail's view that decides about a page outside its form, and the windows that ask for a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.pages.workflow import CollectWorkflowActionDataView, WorkflowActionView
from wagtail.models import Page, TaskState

from content_models.confidential_places import wait_for_others
from content_models.loaded_versions import revision_shown, version_of_draft
from content_models.models import ContentPage
from editorial.national.admin.approvals import effect_url_before_approving, forget_comment, keep_comment
from editorial.office_answers import answer_doubts
from editorial.sender_messages import COMMENT_MISSING, MOST_CHARACTERS
from publishing.errors import DomainError
from tenants.models import User

from .changes import labels_changed
from .words import show_decision


class RejectionForm(forms.Form):
    """Sending a page back takes a comment."""

    comment = forms.CharField(
        label=_("What is to be changed"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": COMMENT_MISSING},
    )


CHANGED_MEANWHILE = gettext_lazy(
    "Nothing is decided yet: “%(title)s” was changed after you opened it, or was not shown to you. This is what it "
    "changes now."
)

CHANGED_SINCE_READ = gettext_lazy("Since you opened it this changed: %(parts)s.")

NOT_SENT_COMMENT = gettext_lazy("Your comment was not sent: “%(comment)s”")


class _WithComment:
    """Before one of Wagtail's windows among the bases: it asks for a comment where a page is sent back."""

    action_name: str

    def get_form_class(self) -> type[forms.Form]:
        """Return the form of the window."""
        form: type[forms.Form] = super().get_form_class()  # type: ignore[misc]  # of the view it is mixed into
        return RejectionForm if self.action_name == "reject" else form


class CollectingView(_WithComment, CollectWorkflowActionDataView):
    """The window that is opened while a page is edited."""


class DecidingView(_WithComment, WorkflowActionView):
    """The decision about a page that is not being edited, on the start page for one."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, and say what was done; show the effect in the states first where there is one."""
        form = self.form_class(request.POST)
        is_window = request.headers.get("X-Requested-With") == "XMLHttpRequest"
        page = self.object.specific
        if not form.is_valid():
            if is_window:
                return super().post(request, *args, **kwargs)
            messages.error(request, COMMENT_MISSING)
            return redirect("approving:changes", page.pk)
        url = (
            effect_url_before_approving(page, request.user, self.task_state) if self.action_name == "approve" else None
        )
        if url is None and not self._is_as_read(page, request):
            messages.error(request, _changed_meanwhile(page, request.POST.get("revision", "")))
            url = reverse("approving:changes", args=[page.pk])
        elif url is None and self.action_name == "approve":
            url = self._doubtful_url(page, request)
        if url is None:
            before = page.live_revision_id
            response: HttpResponse = super().post(request, *args, **kwargs)
            show_decision(request, page, self.action_name, before=before)
            forget_comment(request, self.task_state)
            return response
        return self._shown_elsewhere(request, page, url, form)

    def add_not_in_moderation_error(self) -> None:
        """Show that it waits no more, with what was written to its editors: that is not sent."""
        super().add_not_in_moderation_error()
        comment = self.request.POST.get("comment", "").strip()[:MOST_CHARACTERS]
        if comment:
            messages.warning(self.request, NOT_SENT_COMMENT % {"comment": comment})

    def _is_as_read(self, page: ContentPage, request: HttpRequest) -> bool:
        """Whether the page is decided about as it was read: to approve it one must have; whoever saves it waits."""
        wait_for_others(page.translation_key)
        if self.task_state.status != TaskState.STATUS_IN_PROGRESS:
            return False  # it was sent back and sent again since
        read = request.POST.get("revision", "")
        return read == version_of_draft(page) if read or self.action_name == "approve" else True

    def _shown_elsewhere(self, request: HttpRequest, page: Page, url: str, form: forms.Form) -> HttpResponse:
        """Lead to where it is read and decided, with the comment that was written; from a window, too."""
        state = page.current_workflow_task_state
        keep_comment(request, state or self.task_state, form.cleaned_data.get("comment", ""))
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            answer: HttpResponse = self.render_modal_json(request, {"step": "success", "redirect": url})
            return answer
        return redirect(url)

    def _doubtful_url(self, page: ContentPage, request: HttpRequest) -> str | None:
        """Return where what is doubtful about an office is read and answered; None: nothing is, or it was answered."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        try:
            answer_doubts(page, request.user, request.POST.get("doubts", ""))
        except DomainError as error:
            messages.error(request, error.message)
            return reverse("approving:changes", args=[page.pk])
        return None


def _changed_meanwhile(page: ContentPage, read: str) -> str:
    """Return that nothing is decided, and what changed since a version that was read, where that is known."""
    said = [CHANGED_MEANWHILE % {"title": page.get_admin_display_title()}]
    parts = labels_changed(revision_shown(page, read), Page.objects.get(pk=page.pk).latest_revision)
    if parts:
        said.append(CHANGED_SINCE_READ % {"parts": ", ".join(parts)})
    return " ".join(said)
