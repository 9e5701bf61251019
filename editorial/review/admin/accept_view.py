"""Adopting all national editions that wait, in one act."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from editorial.review.adoption import accept_all
from publishing.errors import DomainError

from .of_state import OfStateView


class AcceptAllView(OfStateView):
    """Names what will be adopted, and asks."""

    template_name = "editorial/review/accept_all.html"
    page_title = _("Accept all national texts")
    header_icon = "check"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Only the state's publishers accept."""
        super().setup(request, *args, **kwargs)
        if not self.scope.publishes(self.tenant):
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adopt them all."""
        try:
            count = accept_all(tenant=self.tenant, by=self.scope.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            sentence = ngettext(
                "%(count)d national text accepted: citizens read it now.",
                "%(count)d national texts accepted: citizens read them now.",
                count,
            )
            messages.success(request, sentence % {"count": count})
        return redirect(self.list_url)
