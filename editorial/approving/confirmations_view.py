"""The screen on which confirmed offices are approved together."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.numbers import number_in
from editorial.reviewers import in_words
from publishing.errors import DomainError
from tenants.models import User

from .confirmations import MOST_AT_ONCE, Approved, approve_confirmations, confirmations_for, has_confirmations


class ConfirmationsView(WagtailAdminTemplateMixin, TemplateView):
    """Offices that were called, each with what was confirmed; those that are marked are approved."""

    template_name = "editorial/approving/confirmations.html"
    page_title = _("Confirmed offices")
    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what waits for the person."""
        found = confirmations_for(self.user)
        return {
            **super().get_context_data(**kwargs),
            "confirmations": found,
            "is_full": len(found) == MOST_AT_ONCE,
            "some_change_more": not all(one.only_confirms for one in found),
            "are_planned": any(one.goes_live_at for one in found),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Approve what is marked: all of it, or nothing."""
        seen = _seen_in(request)
        if not seen:
            messages.error(request, gettext("Mark the offices first."))
            return redirect("approving:confirmations")
        try:
            approved = approve_confirmations(self.user, seen, _seals_in(request))
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("approving:confirmations")
        messages.success(request, _sentence(approved))
        return redirect("approving:confirmations" if has_confirmations(self.user) else "wagtailadmin_home")

    @property
    def user(self) -> User:
        """The person."""
        if not isinstance(self.request.user, User):
            raise PermissionDenied
        return self.request.user


def _sentence(approved: Approved) -> str:
    """What became of which offices."""
    named = (
        (
            approved.published,
            ngettext(
                "%(count)d confirmed office is approved and published: %(names)s.",
                "%(count)d confirmed offices are approved and published: %(names)s.",
                len(approved.published),
            ),
        ),
        (
            approved.planned,
            ngettext(
                "%(count)d confirmed office is approved, and will be published on its day: %(names)s.",
                "%(count)d confirmed offices are approved, and will be published on their day: %(names)s.",
                len(approved.planned),
            ),
        ),
        (
            approved.awaited,
            ngettext(
                "%(count)d confirmed office is approved, and waits for the next approval: %(names)s.",
                "%(count)d confirmed offices are approved, and wait for the next approval: %(names)s.",
                len(approved.awaited),
            ),
        ),
    )
    return " ".join(
        sentence % {"count": len(titles), "names": in_words(titles)} for titles, sentence in named if titles
    )


def _seen_in(request: HttpRequest) -> dict[int, str]:
    """The draft that was shown, by page, of each office that is marked."""
    return {number: version for page, version, _seal in _marked_in(request) if (number := number_in(page)) is not None}


def _seals_in(request: HttpRequest) -> dict[int, str]:
    """What was shown as doubtful, by page, of each office that is marked: who marks it says that it is correct."""
    return {number: seal for page, _version, seal in _marked_in(request) if (number := number_in(page)) is not None}


def _marked_in(request: HttpRequest) -> list[tuple[str, str, str]]:
    parts = [(*marked.split("-", 2), "", "") for marked in request.POST.getlist("office")]
    return [(page, version, seal) for page, version, seal, *_rest in parts]
