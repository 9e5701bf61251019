"""Signing in to the desk, on pages of its own: with the limits and the second factor of the administration."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from assistance.operators.presence import end_presence
from tenants.account_views import SignOutView as AdminSignOutView
from tenants.models import User
from tenants.second_factor import views as steps
from tenants.sign_ins import SignInView as AdminSignInView

from .pages import desk_page, notes_person

TEMPLATES = "assistance/desk"


class _ToDesk:
    """Leads on to a page of the desk and nowhere else."""

    def get_success_url(self) -> str:
        """Return the page that was wanted, or the desk's first."""
        desk = reverse("desk:page")
        wanted: str = self.get_redirect_url()  # type: ignore[attr-defined]  # of the views that this is mixed into
        return wanted if wanted.startswith(desk) else desk


@method_decorator([desk_page, notes_person, never_cache], name="dispatch")
class SignInView(_ToDesk, AdminSignInView):
    """Asks for name and password."""

    template_name = f"{TEMPLATES}/sign_in.html"
    prove = "desk:prove"
    refusals = TEMPLATES


class _Step(_ToDesk):
    sign_in = "desk:sign_in"
    steps = "desk"
    templates = TEMPLATES


@method_decorator([desk_page, notes_person], name="dispatch")
class ProveView(_Step, steps.ProveView):
    """Asks for a code."""


@method_decorator([desk_page, notes_person], name="dispatch")
class SetUpView(_Step, steps.SetUpView):
    """Shows the secret for a phone, to whoever has none: further phones are added in the account."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead whoever has signed in on."""
        if request.user.is_authenticated:
            return redirect(self.get_success_url())
        return super().dispatch(request, *args, **kwargs)


@method_decorator([desk_page, notes_person], name="dispatch")
class KeptView(_Step, steps.KeptView):
    """Goes on once the recovery codes are kept."""


@method_decorator([desk_page, notes_person, never_cache], name="dispatch")
class SignOutView(AdminSignOutView):
    """Ends a session."""

    confirmation = f"{TEMPLATES}/sign_out.html"
    next_page = "desk:sign_in"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Let colleagues see at once that nobody is there."""
        if isinstance(request.user, User):
            end_presence(request.user, timezone.now())
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response
