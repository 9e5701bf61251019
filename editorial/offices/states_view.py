"""Whose offices somebody works at: a screen of one state is found by way of the list of states."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.adapting.rights import rights_of
from editorial.review.admin.review_scope import ReviewScope, review_scope_of
from tenants.models import Tenant

SCREENS = {
    "agregar": ("state_offices:add", _("Add an office")),
    "confirmar": ("state_offices:confirm", _("Offices to confirm")),
}
"""The screens of one state, by the last part of their address."""


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states; a user with one only is redirected to its screen."""

    template_name = "editorial/offices/states.html"
    header_icon = "home"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        if kwargs["act"] not in SCREENS:
            raise Http404
        name, self.page_title = SCREENS[kwargs["act"]]
        states = review_scope_of(request).tenants
        if len(states) == 1:
            return redirect(f"{reverse(name, args=[states[0].code])}?{request.GET.urlencode()}".rstrip("?"))
        links = [(state, reverse(name, args=[state.code])) for state in states]
        return self.render_to_response(self.get_context_data(links=links, **kwargs))


def state_of(scope: ReviewScope, code: str) -> Tenant:
    """Return a state whose offices somebody edits.

    Raises:
        Http404: there is none, or they only read it.
    """
    tenant = scope.tenant(code)
    if tenant is None or not rights_of(tenant=tenant, by=scope.user).can_edit:
        raise Http404
    return tenant
