"""The cookie that says for whom the desk opens without a network: whoever signed in last, wherever that was.

It gives no right; the session alone does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

COOKIE = "desk_person"
"""Read by `frontend/src/desk/person.ts`."""

_HAS_CHANGED = "has_other_desk_person"


def note_person(response: HttpResponseBase, user: Any) -> None:
    """Let the desk open without a network for a user; for nobody, if they have not signed in."""
    path = reverse("desk:page")
    if not user.is_authenticated:
        response.delete_cookie(COOKIE, path=path, samesite="Strict")
        return
    response.set_cookie(
        COOKIE,
        str(user.pk),
        max_age=settings.SESSION_COOKIE_AGE,
        path=path,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Strict",
    )


class DeskPerson:
    """Middleware: whoever signs in or out of the administration does so at the desk, too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if getattr(request, _HAS_CHANGED, False):
            note_person(response, request.user)
        return response


def watch_sign_ins() -> None:
    """Remember of a request that somebody signed in or out in it; called once a process."""
    for signal in (user_logged_in, user_logged_out):
        signal.connect(_remember, dispatch_uid="assistance.desk.person")


def _remember(request: HttpRequest | None, **_details: object) -> None:
    if request is not None:
        setattr(request, _HAS_CHANGED, True)
