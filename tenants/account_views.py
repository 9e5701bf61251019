"""One's own account: where one is signed in, and signing out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.admin.views.account import AccountView as WagtailAccountView
from wagtail.admin.views.account import LogoutView

from .known_browsers import remember
from .models import User
from .sessions import end_other_sessions, end_session, sessions_of

TITLE = _("Where you are signed in")
HELP = _("Your browsers and devices. End a session that you do not know, or all others.")


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


class AccountView(WagtailAccountView):
    """Wagtail's form; another password ends all other sessions, and this browser stays known."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Save the account."""
        user = _signed_in(request)
        before = user.password
        response: HttpResponse = super().post(request)
        if user.password != before:
            end_other_sessions(user, keep=request.session.session_key)
            remember(request, response, user)
        return response


class SignOutView(LogoutView):
    """Ends a session when its person says so in a form; an address that was only opened shows the form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Sign out, or ask."""
        if request.method in ("GET", "HEAD"):
            return get_localized_response(_ask, request) if request.user.is_authenticated else redirect(self.next_page)
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


def _ask(request: HttpRequest) -> HttpResponse:
    return render(request, "tenants/account/sign_out.html")


def _signed_in(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
