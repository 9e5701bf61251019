"""The screens of states: which there are, what each lacks, launching and suspending."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from tenants.models import Tenant, TenantStatus, User

from . import services
from .affected import affected_in, of_people, of_readers
from .errors import StateNotReady
from .of_state import OfState, signed_in
from .readiness import missing_of
from .resolving import unresolved_of
from .suspensions import suspension_of
from .upkeep import upkeep_of


class StatesView(WagtailAdminTemplateMixin, TemplateView):
    """The list of states, for administrators; who belongs to one is led to it."""

    template_name = "editorial/launching/list.html"
    page_title = _("States and launching")
    header_icon = "site"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """List the states, or go to the only one."""
        user = signed_in(request)
        if not user.is_superuser and user.tenant is not None:
            return redirect("states:overview", user.tenant.code)
        states = Tenant.objects.states().annotate(people=Count("users", distinct=True)).order_by("name")
        rank = {TenantStatus.LAUNCHED: 0, TenantStatus.SUSPENDED: 1, TenantStatus.DRAFT: 2}
        ordered = sorted(states, key=lambda state: rank[TenantStatus(state.status)])
        return self.render_to_response(self.get_context_data(states=ordered, **kwargs))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class OverviewView(OfState):
    """What a state lacks, and the ways to mend it."""

    template_name = "editorial/launching/overview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the checklist."""
        missing = [*missing_of(self.tenant), *unresolved_of(self.tenant)]
        return {
            **super().get_context_data(**kwargs),
            "blocking": [one for one in missing if one.is_blocking],
            "warnings": [one for one in missing if not one.is_blocking],
            "upkeep": upkeep_of(self.tenant),
            "suspension": suspension_of(self.tenant),
        }


class LaunchView(OfState):
    """The question before a state is launched, with what it lacks; and the act."""

    template_name = "editorial/launching/launch.html"
    page_title = _("Launch state")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse who does not launch states."""
        super().setup(request, *args, **kwargs)
        if not self.user.is_superuser:
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Launch."""
        try:
            services.launch(code=self.tenant.code, by=self.user)
        except StateNotReady as error:
            messages.error(request, error.message)
            return redirect("states:overview", self.tenant.code)
        messages.success(request, gettext("%(state)s serves citizens now.") % {"state": self.tenant.name})
        return redirect("states:overview", self.tenant.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the checklist."""
        missing = [*missing_of(self.tenant), *unresolved_of(self.tenant)]
        return {
            **super().get_context_data(**kwargs),
            "blocking": [one for one in missing if one.is_blocking],
            "warnings": [one for one in missing if not one.is_blocking],
            **_effects(self.tenant, self.user),
        }


class SuspendView(OfState):
    """The question before a state is suspended, and the act."""

    template_name = "editorial/launching/suspend.html"
    page_title = _("Suspend state")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Refuse who does not suspend states."""
        super().setup(request, *args, **kwargs)
        if not self.user.is_superuser:
            raise PermissionDenied

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Suspend."""
        services.suspend(code=self.tenant.code, by=self.user)
        messages.success(request, gettext("%(state)s is suspended.") % {"state": self.tenant.name})
        return redirect("states:overview", self.tenant.code)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return who is cut off."""
        return {**super().get_context_data(**kwargs), **_effects(self.tenant, self.user)}


def _effects(tenant: Tenant, user: User) -> dict[str, Any]:
    affected = affected_in(tenant, by=user)
    return {"affected": affected, "readers": of_readers(affected), "people": of_people(affected)}
