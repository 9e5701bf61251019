"""Whether a session has proved the second factor; one that must and has not is nobody's."""

from __future__ import annotations

import time
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import get_user as user_of_session
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tenants.models import User

REQUIRED = "required"
OFFERED = "offered"

KEY = "second_factor"
"""In a session's data: the person's stamp when they proved it, and when that was last, as seconds."""


class SecondFactor:
    """Middleware, right after authentication: `request.user` is nobody until the second factor is proved.

    It asks the database nothing: the stamp stands in the person's row, which is read anyway, and in the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; who asks is found out once a view wants to know."""
        request.user = SimpleLazyObject(lambda: _proved(request))  # type: ignore[assignment]
        return self._get_response(request)


def needs_second_factor(user: User) -> bool:
    """Whether the password alone does not let this person in."""
    return settings.SECOND_FACTOR == REQUIRED or bool(user.second_factor_stamp)


def signed_in_by_password(request: HttpRequest) -> User | None:
    """Return whose password opened the session, where the second factor is not proved yet."""
    if request.user.is_authenticated:
        return None
    user = get_user(request)
    return user if isinstance(user, User) else None


def step_url(next_url: str, step: str = "second_factor:prove") -> str:
    """Return the address of a step of signing in before `next_url`: by default where the second factor is proved."""
    return f"{reverse(step)}?{urlencode({'next': next_url}, safe='/')}"


def note_proof(request: HttpRequest, user: User) -> None:
    """Note in the session that its person has just proved the second factor."""
    now = int(time.time())
    request.session[KEY] = {"stamp": user.second_factor_stamp, "at": now}
    user.proved_at = now


def _proved(request: HttpRequest) -> User | AnonymousUser:
    user = user_of_session(request)  # itself: each layer of laziness costs with every attribute
    if not isinstance(user, User) or not needs_second_factor(user):
        return user
    proof = request.session.get(KEY, {})
    if not user.second_factor_stamp or proof.get("stamp") != user.second_factor_stamp:
        return AnonymousUser()
    user.proved_at = proof["at"]
    return user
