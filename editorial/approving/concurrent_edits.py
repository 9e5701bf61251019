"""Wagtail's form of a page that two windows save: what one saved, the other never overwrites unread."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page, Revision

from content_models.confidential_places import wait_for_others
from content_models.loaded_versions import LOADED, LOADED_AT, is_older, names_version, revision_id_in, version_of
from editorial.numbers import number_in
from editorial.reviewers import name_of

from .changes import labels_changed
from .joining import KEEPS_BOTH, Collision, Joined, join

NEWER_VERSION = gettext_lazy(
    "It is not saved: there is a newer version than the one that you changed. What you wrote is still here."
)

IT_CHANGED = gettext_lazy("It changed: %(parts)s.")
BOTH_CAN_BE_KEPT = gettext_lazy("You changed other parts: both can be kept.")

REPLACES = "replaces_revision"
"""The field of a form that names the newer version which somebody has said it takes the place of."""

REPLACES_SAVED_AT = "replaces_saved_at"
"""The field that says until when what was saved is replaced: what they were told of."""


class ConcurrentEditView(EditView):
    """Editing a page that somebody else may edit: a form saves over a newer version only where somebody says so."""

    newer_version: dict[str, Any] | None = None
    joined: Joined | None = None

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> Any:
        """Show the form, or save it: one save of a page after the other, each of which sees the one before.

        All its languages wait, as they do where an office's place is confidential: held one by one, two that are saved
        at once would wait for each other.
        """
        if request.method == "POST":
            wait_for_others(*Page.objects.filter(pk=page_id).values_list("translation_key", flat=True))
        return super().dispatch(request, page_id, **kwargs)

    @cached_property
    def is_out_of_date(self) -> bool:
        """Whether the page was saved after the form had been made, by anybody, also by oneself in another window.

        A form that says nothing of a version is no form of Wagtail's, and is taken for one of the newest.
        """
        sent = self.request.POST
        return names_version(sent) and is_older(
            sent, self.real_page_record, latest=self.latest_revision, by=self.request.user
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return also the newer version, and which one the form is of: refused, it stays one of the older."""
        is_of_older = self.request.method == "POST" and self.joined is None and self.is_out_of_date
        if is_of_older:
            self._show_version_it_was_made_from()
        context: dict[str, Any] = super().get_context_data(**kwargs)
        version = "" if is_of_older else version_of(self.latest_revision)
        return {**context, "newer_version": self.newer_version, "joined": self.joined, "version": version}

    def form_valid(self, form: Any) -> HttpResponse:
        """Save the form; over a newer version only once somebody has said that it takes its place."""
        latest = self.latest_revision
        if self.expects_json_response or not self.is_out_of_date or self._replaces(latest):
            done: HttpResponse = super().form_valid(form)
            return done
        joined, sent = self._joined(latest), self.request.POST
        if isinstance(joined, Joined) and KEEPS_BOTH in sent:
            return self._show_joined(joined)
        form.restore_required_fields()
        by = latest.user
        self.newer_version = {
            "pk": latest.pk,
            "saved_at": latest.created_at.isoformat(),
            "name": name_of(by) if by else "",
            "is_own": by == self.request.user,
            "labels": labels_changed(self._version_it_was_made_from(), latest),
            "is_joinable": isinstance(joined, Joined),
            "collision": joined if isinstance(joined, Collision) and (joined.parts or KEEPS_BOTH in sent) else None,
        }
        messages.error(self.request, NEWER_VERSION)
        self.has_unsaved_changes = True
        self.errors_debug = ""
        return self.render_to_response(self.get_context_data())

    def _joined(self, latest: Revision) -> Joined | Collision:
        """Return the newest version with what this window changed, too, or what keeps them from being joined."""
        base = self._version_it_was_made_from()
        if base is None or base.created_at.isoformat() != self.request.POST.get(LOADED_AT):
            return Collision()  # saved over since: what the window was opened with is not there any more
        sent = self._form_of(latest.as_object(), self.request.POST, self.request.FILES)
        if self.action_name == "save":
            sent.defer_required_fields()
        return join(base, latest, sent) if sent.is_valid() else Collision()

    def _show_joined(self, joined: Joined) -> HttpResponse:
        """Show the form with what both windows changed: whoever reads it saves it, and is asked what forms ask."""
        self.joined = joined
        self.page = joined.page
        self.form = self._form_of(joined.page)
        self.has_unsaved_changes = True
        self.errors_debug = ""
        return self.render_to_response(self.get_context_data())

    def _form_of(self, page: Page, *sent: Any) -> Any:
        return self.form_class(
            *sent, instance=page, subscription=self.subscription, parent_page=self.parent, for_user=self.request.user
        )

    def _replaces(self, latest: Revision) -> bool:
        """Whether the form says that it replaces the newest version as it is now: autosave overwrites its own."""
        sent = self.request.POST
        try:
            seen_at = datetime.fromisoformat(sent.get(REPLACES_SAVED_AT, ""))
        except ValueError:
            return False
        is_unchanged = timezone.is_aware(seen_at) and latest.created_at <= seen_at
        return is_unchanged and number_in(sent.get(REPLACES, "")) == latest.pk

    def _version_it_was_made_from(self) -> Revision | None:
        shown = revision_id_in(self.request.POST, LOADED)
        found: Revision | None = self.real_page_record.revisions.filter(pk=shown).first()
        return found

    def _show_version_it_was_made_from(self) -> None:
        """Let a form that is shown again, refused, be one of the version that it was made from: it stays older.

        One that is not there any more, or never was, is shown as the first one, saved at no time.
        """
        shown, saved_at = self._version_it_was_made_from(), self.request.POST.get(LOADED_AT, "")
        if shown is None:
            shown, saved_at = self.real_page_record.revisions.order_by("pk").first(), ""
        if shown is not None:
            self.page.latest_revision_id = shown.pk
            self.latest_revision_created_at = saved_at


class PartsChangedView(ConcurrentEditView):
    """What was saved since a form was shown, and whether that and what the form says can both be kept; saves nothing.

    Wagtail's dialog about a newer version asks it, before it offers anything.
    """

    http_method_names = ("post",)

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> Any:
        """Answer, and take back what was written on the way: Wagtail's view subscribes whoever opens a page."""
        with transaction.atomic():
            answer = super().dispatch(request, page_id, **kwargs)
            transaction.set_rollback(True)
        return answer

    def form_valid(self, form: Any) -> JsonResponse:
        """Return which parts were changed, and whether they are others than those of the form."""
        return self._answer(self._joined(self.latest_revision))

    def form_invalid(self, form: Any) -> JsonResponse:
        """Return which parts were changed: a form with an error is joined with nothing."""
        return self._answer(None)

    def _answer(self, joined: Joined | Collision | None) -> JsonResponse:
        parts = labels_changed(self._version_it_was_made_from(), self.latest_revision)
        sentences = [str(IT_CHANGED) % {"parts": ", ".join(parts)}] if parts else []
        if isinstance(joined, Joined):
            sentences.append(str(BOTH_CAN_BE_KEPT))
        elif joined is not None:
            sentences.append(joined.sentence)
        return JsonResponse({"said": " ".join(sentences), "is_joinable": isinstance(joined, Joined)})
