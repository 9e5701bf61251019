"""Forms that came with a sign-in that had ended or was renewed: nothing is saved, and what was typed is kept.

Django refuses such a form for its token, or leads to signing in; either way the text would be lost. It is offered again
to a user who sent it from a page of this host only: another site's form must not come back with our token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assistance.desk import answers as desk
from assistance.desk import pages as desk_pages
from portal.security import secure
from tenants.sessions import ROLE_CHANGED, reason_of_end

SECRET = re.compile(r"passw|contrase|secret|second_factor|^code$", re.IGNORECASE)
"""Names of fields whose values are never shown."""

WITHOUT_SIGN_IN = ("wagtailadmin_login", "wagtailadmin_password_reset")
"""Prefixes of the names of addresses that need no sign-in."""

SHOWN_BY_AUTOSAVE = "locked"
"""Of the codes whose sentence Wagtail's autosave shows, the one that changes nothing else; for others it says that the
server failed (`AutosaveController`)."""

COOKIE = "nothing_saved"
COOKIE_VALUE = "1"
COOKIE_SECONDS = 60 * 60


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not the browser's own (`CSRF_FAILURE_VIEW`)."""
    if desk.is_of_desk(request):
        return desk.refusal(desk.code_of_stranger(request) or "CSRF_FAILED")
    if request.path.startswith(reverse("desk:page")):
        return desk_pages.not_sent(request)
    return unsent_page(request)


class UnsentForms:
    """Middleware: a form that would be lost on the way to signing in is kept; it stands after the messages.

    After the next sign-in a message says once that nothing was saved. Whoever's session ended because they have another
    role is told so on the next page that they see.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        is_shown = _is_shown(request)
        if is_shown:
            messages.warning(request, _("Nothing of what you sent before signing in was saved. Check this page."))
        if _has_another_role(request):
            messages.warning(request, _("Your role was changed, so your session ended. Sign in again to go on."))
        response = self._get_response(request)
        if is_shown:
            response.delete_cookie(COOKIE, path=reverse("wagtailadmin_home"), samesite="Lax")
        if request.method == "POST" and "Location" in response and _leads_to_sign_in(response):
            return unsent_page(request)
        return response


def unsent_page(request: HttpRequest) -> HttpResponse:
    """Return the page that says that nothing was saved, with what was typed and the way to send it again."""
    is_signed_in = request.user.is_authenticated
    is_open = _is_without_sign_in(request)
    with translation.override(settings.LANGUAGE_CODE):
        if request.headers.get("X-Requested-With") == "XMLHttpRequest" or not request.accepts("text/html"):
            message = _why_not_saved(request)
            body = {"success": False, "error_code": SHOWN_BY_AUTOSAVE, "error_message": message, "message": message}
            return JsonResponse(body, status=HTTPStatus.FORBIDDEN)
        is_kept = _is_own(request) and not is_open
        script = _sending_script()
        context = {
            "script": mark_safe(script),  # a file of ours
            "is_signed_in": is_signed_in,
            "is_ended": not is_signed_in and not is_open,
            "is_kept": is_kept,
            "fields": list(_fields(request)) if is_kept else [],
            "typed": "\n\n".join(_typed(request)) if is_kept else "",
            "action": request.get_full_path(),
            "back": _form_page(request),
            "sign_in": f"{_sign_in()}?{urlencode({'next': _form_page(request)}, safe='/')}",
        }
        response = render(request, "cms/unsent.html", context, status=HTTPStatus.FORBIDDEN)
    secure(response, inline_scripts=[script])
    response["Referrer-Policy"] = "same-origin"  # a form that is sent without its origin is refused again
    response["Cache-Control"] = "private, no-store"
    if context["is_ended"] and _is_own(request):
        response.set_cookie(
            COOKIE,
            COOKIE_VALUE,
            max_age=COOKIE_SECONDS,
            path=reverse("wagtailadmin_home"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@cache
def _sending_script() -> str:
    """Return what lets the form be sent once, instead of twice, after somebody has signed in in another tab."""
    return Path(__file__).with_name("unsent.js").read_text(encoding="utf-8").strip()


def _why_not_saved(request: HttpRequest) -> str:
    if _has_another_role(request):
        return _(
            "Nothing was saved: your role was changed, so your session ended. Copy what you typed, and sign in again."
        )
    return _("Nothing was saved: your session ended or was renewed. Open the page again.")


def _is_shown(request: HttpRequest) -> bool:
    return (
        request.COOKIES.get(COOKIE) == COOKIE_VALUE
        and request.method == "GET"
        and request.path.startswith(reverse("wagtailadmin_home"))
        and "text/html" in request.headers.get("Accept", "text/html")
        and request.user.is_authenticated
    )


def _has_another_role(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home")) and reason_of_end(request) == ROLE_CHANGED


def _is_without_sign_in(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name.startswith(WITHOUT_SIGN_IN)


def _is_own(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this host sent the form."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site") == "same-origin"
    own = f"{request.scheme}://{request.get_host()}"
    return origin == own or origin in CsrfViewMiddleware(lambda _request: HttpResponse()).allowed_origins_exact


def _fields(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Yield what was sent, to be sent again: no passwords, and no files (these are not among the texts)."""
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken" and not SECRET.search(name):
            yield from ((name, str(value)) for value in values)


def _typed(request: HttpRequest) -> Iterator[str]:
    """Yield what somebody wrote: texts of several words, a rich text without its marks."""
    for _name, value in _fields(request):
        text = _plain(value).strip()
        if " " in text:
            yield text


def _plain(value: str) -> str:
    """Return a text as it reads; nothing of what a form keeps for itself as JSON."""
    if not value.startswith("{"):
        return value
    try:
        content = json.loads(value)
    except (ValueError, RecursionError):
        return value
    blocks = content.get("blocks")
    return (
        "\n".join(str(block.get("text", "")) for block in blocks if isinstance(block, dict))
        if isinstance(blocks, list)
        else ""
    )


def _form_page(request: HttpRequest) -> str:
    """Return the address of the page with the form: the one that the browser came from, or else where it was sent."""
    try:
        came_from = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        came_from = urlsplit("")
    if _is_without_sign_in(request):
        wished = request.POST.get("next", "")
        is_here = url_has_allowed_host_and_scheme(wished, allowed_hosts=None)
        return wished if is_here else reverse("wagtailadmin_home")
    if came_from.netloc == request.get_host() and came_from.path.startswith(reverse("wagtailadmin_home")):
        return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return request.get_full_path()


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response["Location"].startswith(f"{_sign_in()}?next=")


def _sign_in() -> str:
    return reverse("wagtailadmin_login")
