"""Adopting all national editions that wait, in one act."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from publishing.errors import DomainError
from publishing.services.adoption import accept_all

from .access import reach_of
from .places import list_url
from .waiting import waiting_in


class AcceptAllView(WagtailAdminTemplateMixin, TemplateView):
    """Names what will be adopted, and asks."""

    template_name = "publishing/review/accept_all.html"
    page_title = _("Accept all national texts")
    header_icon = "check"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state; only its publishers accept."""
        super().setup(request, *args, **kwargs)
        self.reach = reach_of(request)
        tenant = self.reach.state(kwargs["code"])
        if tenant is None:
            raise Http404
        if not self.reach.publishes(tenant):
            raise PermissionDenied
        self.tenant = tenant

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Adopt them all."""
        try:
            count = accept_all(tenant=self.tenant, by=self.reach.user)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            said = ngettext(
                "%(count)d national text accepted: citizens read it now.",
                "%(count)d national texts accepted: citizens read them now.",
                count,
            )
            messages.success(request, said % {"count": count})
        return redirect(list_url(self.reach, self.tenant))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": list_url(self.reach, self.tenant), "label": gettext("Reviews")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what waits."""
        return {
            **super().get_context_data(**kwargs),
            "state": self.tenant,
            "waiting": waiting_in(self.tenant),
            "back_url": list_url(self.reach, self.tenant),
        }
