"""Going back to an earlier version of a page: the form as it was then, and above it what that changes of now."""

from __future__ import annotations

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from wagtail.admin import messages
from wagtail.admin.views.pages.revisions import RevisionsRevertView

from content_models.models import ContentPage
from content_models.trees import tenant_of
from editorial.change_rows import change_rows
from editorial.reviewers import name_of

from .changes import DraftChanges, changes_to_version
from .page_form_views import DecidingEditView


class GoingBackView(DecidingEditView, RevisionsRevertView):
    """Wagtail's form of an earlier version; it says what it is, and nothing is changed before somebody saves it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also whose version it is, of when, and what it changes."""
        found = self._changes()
        earlier = self.previous_revision
        going_back = {
            "when": self._when,
            "by": name_of(earlier.user) if earlier.user else "",
            "problem": found.problem,
            "changes": change_rows(found.changes),
            "is_known": isinstance(self.page, ContentPage),
        }
        return {**super().get_context_data(**kwargs), "going_back": going_back}

    def add_save_confirmation_message(self) -> None:
        """Show what the draft says now, and that it is a draft."""
        if self.action_name == "perform_workflow_action":
            super().add_save_confirmation_message()
            return
        sentence = gettext(
            "The draft of “%(title)s” is the version of %(when)s again. What was the draft stays in the history."
        )
        messages.success(self.request, sentence % {"title": self.page.get_admin_display_title(), "when": self._when})

    def _add_warning_message(self) -> None:
        """Do nothing: the warning stands above the form, with what changes."""

    @property
    def _when(self) -> str:
        return date_format(localtime(self.previous_revision.created_at), "DATETIME_FORMAT")

    def _changes(self) -> DraftChanges:
        now = self.real_page_record.get_latest_revision_as_object()
        tenant = tenant_of(now) if isinstance(now, ContentPage) else None
        if tenant is None:
            return DraftChanges()
        return changes_to_version(now, self.previous_revision.as_object(), tenant)
