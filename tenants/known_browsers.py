"""Browsers in which somebody has signed in before, known by a signed cookie.

Source: OWASP, Slow Down Online Guessing Attacks with Device Cookies.
"""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import get_random_string

from .models import User

COOKIE = "known_browser"
AGE_SECONDS = 180 * 24 * 60 * 60
MOST_PEOPLE = 8
"""How many people one browser is known for; the last ones to sign in count."""

SEPARATOR = "."
BY_MAIL = "mail-"
"""How the id of a browser begins in which a mail was read, and no second factor proved since."""


def browser_of(request: HttpRequest, user: User | None) -> str | None:
    """Return the id of the browser that a request comes from, if this person has signed in there before."""
    if user is None:
        return None
    found = (_id_in(token, user) for token in _tokens(request))
    return next((one for one in found if one is not None), None)


def signed_in_browser_of(request: HttpRequest, user: User) -> str | None:
    """Return the same, but for a browser that is known only because a mail was read in it."""
    browser = browser_of(request, user)
    return None if browser is None or browser.startswith(BY_MAIL) else browser


def remember(request: HttpRequest, response: HttpResponse, user: User, *, by_mail: bool = False) -> None:
    """Let the browser be known for a person from now on, who has just signed in or read a mail sent to them."""
    others = [token for token in _tokens(request) if _id_in(token, user) is None]
    browser = get_random_string(22)
    tokens = [_signer(user).sign(f"{BY_MAIL}{browser}" if by_mail else browser), *others][:MOST_PEOPLE]
    response.set_cookie(
        COOKIE,
        SEPARATOR.join(tokens),
        max_age=AGE_SECONDS,
        path=reverse("wagtailadmin_home"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _tokens(request: HttpRequest) -> list[str]:
    cookie = request.COOKIES.get(COOKIE, "")
    return cookie.split(SEPARATOR)[:MOST_PEOPLE] if cookie else []


def _id_in(token: str, user: User) -> str | None:
    try:
        return _signer(user).unsign(token, max_age=AGE_SECONDS)
    except BadSignature:
        return None


def _signer(user: User) -> TimestampSigner:
    """Sign for one person and their present password: a token is worth nothing for anybody else, or after a new one."""
    return TimestampSigner(salt=f"{__name__}:{user.pk}:{user.get_session_auth_hash()}")
