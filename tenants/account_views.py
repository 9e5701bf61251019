"""One's own account: where one is signed in, and signing out."""

from __future__ import annotations

import json
import math
from functools import cache, cached_property
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.admin.views.account import BaseSettingsPanel, ChangePasswordPanel, LogoutView
from wagtail.admin.views.dismissibles import DismissiblesView
from wagtail.users.models import UserProfile

from .audit import append
from .known_browsers import remember
from .limits import LimitReached
from .models import User
from .sessions import end_other_sessions, end_session, sessions_of
from .sign_ins import Slots, TooManyChecks, attempt

TITLE = _("Where you are signed in")
HELP = _("Your browsers and devices. End a session that you do not know, or all others.")

MOST_DISMISSIBLES = 100
MOST_LETTERS_OF_DISMISSIBLE = 100


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """List one's own sessions."""
    found = sessions_of(_signed_in(request))
    is_this = {session: session.session_key == request.session.session_key for session in found}
    context = {
        "sessions": sorted(is_this.items(), key=lambda each: not each[1]),
        "has_others": not all(is_this.values()),
        "idle_minutes": settings.SESSION_IDLE_SECONDS // 60,
        "hours": settings.SESSION_COOKIE_AGE // 3600,
        "header_title": TITLE,
        "page_title": TITLE,
        "header_icon": "user",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("wagtailadmin_account"), "label": _("Account")},
            {"url": "", "label": TITLE},
        ],
    }
    return TemplateResponse(request, "tenants/account/sessions.html", context)


@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, by its handle."""
    if not end_session(_signed_in(request), request.POST.get("session", "")):
        raise Http404
    messages.success(request, _("The session is ended: whoever uses that browser has to sign in again."))
    return redirect("account_sessions:list")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    ended = end_other_sessions(_signed_in(request), keep=request.session.session_key)
    sentence = ngettext("%(count)d other session is ended.", "%(count)d other sessions are ended.", ended)
    messages.success(request, sentence % {"count": ended})
    return redirect("account_sessions:list")


URLS = [
    path("", sessions, name="list"),
    path("end/", end, name="end"),
    path("end-others/", end_others, name="end_others"),
]


@cache
def _slots() -> Slots:
    return Slots(settings.PASSWORD_CHECKS_AT_ONCE)


class PasswordForm(PasswordChangeForm):
    """Checks the present password as signing in does: counted before, and few at once.

    Attributes:
        refusal: the status and the seconds after which another try is allowed, where it was not checked.
    """

    request: HttpRequest
    refusal: tuple[HTTPStatus, int] | None = None

    def clean_old_password(self) -> str:
        """Return the present password."""
        try:
            # The count is locked until the request's transaction ends: few requests wait for that.
            with _slots().one(), attempt(self.request, self.user.get_username()):
                return str(super().clean_old_password())
        except LimitReached as reached:
            self.refusal = HTTPStatus.TOO_MANY_REQUESTS, reached.wait_seconds
            minutes = math.ceil(reached.wait_seconds / 60)
            sentence = ngettext(
                "Too many wrong passwords were sent. Wait %(minutes)d minute, and try again.",
                "Too many wrong passwords were sent. Wait %(minutes)d minutes, and try again.",
                minutes,
            )
            raise ValidationError(sentence % {"minutes": minutes}, code="too_many") from reached
        except TooManyChecks as full:
            self.refusal = HTTPStatus.SERVICE_UNAVAILABLE, full.wait_seconds
            sentence = gettext("Your password was not checked. Wait a few seconds, and try again.")
            raise ValidationError(sentence, code="busy") from full


class PasswordPanel(ChangePasswordPanel):
    """Wagtail's panel, whose form is made, and checked, once a request."""

    form_class = PasswordForm

    @cached_property
    def form(self) -> PasswordForm:
        """The form."""
        form: PasswordForm = super().get_form()
        form.request = self.request
        return form

    def get_form(self) -> PasswordForm:
        """Return the form."""
        return self.form


class AccountView(WagtailAccountView):
    """Wagtail's form; another password ends all other sessions, and this browser stays known."""

    @cached_property
    def panels(self) -> list[BaseSettingsPanel]:
        """The parts of the form."""
        return [
            PasswordPanel(panel.request, panel.user, panel.profile) if type(panel) is ChangePasswordPanel else panel
            for panel in super().get_panels()
        ]

    def get_panels(self) -> list[BaseSettingsPanel]:
        """Return the parts of the form."""
        return self.panels

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the account."""
        user = _signed_in(request)
        before = user.password
        response: HttpResponse = super().post(request)
        if user.password != before:
            end_other_sessions(user, keep=request.session.session_key)
            remember(request, response, user)
            append(user, "tenants.user.password", tenant_id=user.tenant_id, by=user)
        for panel in self.panels:
            if isinstance(panel, PasswordPanel) and not panel.form.is_valid() and panel.form.refusal:
                response.status_code, seconds = panel.form.refusal
                response["Retry-After"] = str(seconds)
        return response


class Dismissibles(DismissiblesView):
    """What somebody has closed and does not want to see again: names of Wagtail's, and no place for anything else."""

    def patch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Note what was closed.

        Raises:
            BadRequest: it is no object, or more than there is to close.
        """
        try:
            closed = json.loads(request.body)
        except (ValueError, RecursionError) as error:
            raise BadRequest("What was closed cannot be read.") from error
        if not isinstance(closed, dict) or not all(isinstance(each, bool) for each in closed.values()):
            raise BadRequest("What was closed is no object of yes and no.")
        known = UserProfile.get_for_user(request.user).dismissibles
        if len(known | closed) > MOST_DISMISSIBLES or any(len(name) > MOST_LETTERS_OF_DISMISSIBLE for name in closed):
            raise BadRequest("There is less to close.")
        response: HttpResponse = super().patch(request, *args, **kwargs)
        return response


class SignOutView(LogoutView):
    """Ends a session when its person says so in a form; an address that was only opened shows the form."""

    confirmation = "tenants/account/sign_out.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out, or ask."""
        if request.method in ("GET", "HEAD"):
            is_signed_in = request.user.is_authenticated
            return get_localized_response(self._confirmation, request) if is_signed_in else redirect(self.next_page)
        if request.method != "POST":
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        if response.status_code == HTTPStatus.FOUND:
            response.delete_cookie(
                settings.CSRF_COOKIE_NAME,
                path=settings.CSRF_COOKIE_PATH,
                domain=settings.CSRF_COOKIE_DOMAIN,
                samesite=settings.CSRF_COOKIE_SAMESITE,
            )
        return response

    def _confirmation(self, request: HttpRequest) -> HttpResponse:
        return render(request, self.confirmation)


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
