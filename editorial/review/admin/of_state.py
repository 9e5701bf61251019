"""A screen about the reviews of one state as a whole."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tenants.models import Tenant

from .places import list_url
from .review_scope import review_scope_of
from .waiting import waiting_in


class OfStateView(WagtailAdminTemplateMixin, TemplateView):
    """Finds the state, its open reviews and the breadcrumbs; another state's reads as absent."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state."""
        super().setup(request, *args, **kwargs)
        self.scope = review_scope_of(request)
        tenant = self.scope.state(kwargs["code"])
        if tenant is None:
            raise Http404
        self.tenant: Tenant = tenant
        self.list_url = list_url(self.scope, tenant)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": self.list_url, "label": gettext("Reviews")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the state, and what waits."""
        return {
            **super().get_context_data(**kwargs),
            "state": self.tenant,
            "waiting": waiting_in(self.tenant),
            "back_url": self.list_url,
        }
