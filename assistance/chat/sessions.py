"""The conversation of a browser without JavaScript: its id and its secret in one encrypted cookie, and nothing else."""

from __future__ import annotations

from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from tenants.keyring import KeyMissing, Purpose, decrypt, encrypt

from .visitor_access import Access

COOKIE = "chat"
PATH = "/chat"
LEFT = "c2"
"""Until the browser is closed, or somebody begins anew, no page of the chat is shown in it, whatever Back asks for. Its
name tells whoever looks through a browser's cookies nothing."""


def access_of(request: HttpRequest, tenant_id: int) -> Access | None:
    """Return how the browser comes into its conversation; None: it has none, or another state's."""
    try:
        held = orjson.loads(decrypt(request.COOKIES.get(COOKIE, ""), Purpose.CONVERSATION))
        access = Access(held["t"], UUID(held["c"]), held["s"])
    except (KeyMissing, ValueError, KeyError, TypeError):
        return None
    return access if access.tenant_id == tenant_id else None


def erases_on_exit(request: HttpRequest) -> bool:
    """Whether the person has chosen that the quick exit erases their conversation, too."""
    try:
        return bool(orjson.loads(decrypt(request.COOKIES.get(COOKIE, ""), Purpose.CONVERSATION)).get("e"))
    except (KeyMissing, ValueError, AttributeError):
        return False


def save(response: HttpResponse, access: Access, *, erases_on_exit: bool = False) -> None:
    """Save a conversation in a cookie of the browser, until that is closed."""
    held = {"t": access.tenant_id, "c": str(access.conversation_id), "s": access.secret, "e": erases_on_exit}
    value = encrypt(orjson.dumps(held).decode(), Purpose.CONVERSATION)
    response.set_cookie(COOKIE, value, path=PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def clear(response: HttpResponse) -> None:
    """Take the conversation out of the browser."""
    response.delete_cookie(COOKIE, path=PATH, samesite="Lax")


def mark_left(response: HttpResponse) -> None:
    """Let the browser show no page of the chat until somebody begins anew."""
    response.set_cookie(LEFT, "1", path=PATH, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")


def has_left(request: HttpRequest) -> bool:
    """Whether somebody has left quickly, and has not begun anew."""
    return bool(request.COOKIES.get(LEFT))


def unmark_left(response: HttpResponse) -> None:
    """Let the browser show pages of the chat again."""
    response.delete_cookie(LEFT, path=PATH, samesite="Lax")


def token_of(access: Access) -> str:
    """Return what the forms of a conversation bring back, which no other site can know."""
    return salted_hmac("assistance.chat.forms", access.secret, algorithm="sha256").hexdigest()


def is_token_of(access: Access, token: str) -> bool:
    """Whether a form came from a page of this conversation."""
    return constant_time_compare(token_of(access), token)
