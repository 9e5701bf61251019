"""What the screens of a state have in common: the state, which must be the person's to change, and its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.portals import portal_of
from tenants.models import Tenant, User

from . import services


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the settings."""

    name: str
    label: str | Promise


STEPS = (
    Step("place", _("Name and time zone")),
    Step("hosts", _("Addresses")),
    Step("phones", _("Telephones")),
    Step("theme", _("Appearance")),
    Step("languages", _("Languages")),
)


class OfState(WagtailAdminTemplateMixin, TemplateView):
    """Finds the state; one that the person may not change does not exist."""

    header_icon = "site"
    page_title: str | Promise = _("States and launching")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the state."""
        super().setup(request, *args, **kwargs)
        self.user = signed_in(request)
        found = Tenant.objects.states().select_related("site", "theme__logo", "collection").filter(code=kwargs["code"])
        tenant = found.first()
        if tenant is None or not services.may_change_settings(tenant, self.user):
            raise Http404
        self.tenant = tenant

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("states:list"), "label": gettext("States and launching")},
            {"url": reverse("states:overview", args=[self.tenant.code]), "label": self.tenant.name},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the state and its steps."""
        return {
            **super().get_context_data(**kwargs),
            "state": self.tenant,
            "steps": STEPS,
            "is_administrator": self.user.is_superuser,
            "portal": portal_of(self.tenant),
        }


def signed_in(request: HttpRequest) -> User:
    """Return who is signed in.

    Raises:
        PermissionDenied: nobody is.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
