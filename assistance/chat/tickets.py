"""The forms that begin a conversation or ask for a call: what makes them this host's own, and the same sent twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
from django.http import HttpRequest

from tenants.keyring import KeyMissing, Purpose, decrypt, encrypt

from .visitor_access import Access, new_secret

GOOD_FOR = timedelta(hours=6)
"""So long a form may be left open. Afterwards it is shown once more, with all that was typed."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What one form holds: its own secret and message id, so that sending it twice begins one conversation.

    Attributes:
        access: to the conversation for which the form was opened; None: for none.
    """

    client_id: UUID
    secret: str = field(repr=False)
    access: Access | None = None


def new_ticket(tenant_id: int, now: datetime, access: Access | None = None) -> str:
    """Return a ticket for a form, encrypted: it does not show the secret.

    Whoever sends all of it back within `GOOD_FOR`, with the first message as it was, is in the conversation.

    Args:
        access: to the conversation to which belongs what the form asks for; None: it begins one, or stands by itself.
    """
    held = {"t": tenant_id, "i": str(uuid4()), "s": new_secret(), "at": int(now.timestamp())}
    if access is not None:
        held |= {"c": str(access.conversation_id), "s": access.secret}
    return encrypt(orjson.dumps(held).decode(), Purpose.CONVERSATION)


def ticket_in(text: str, tenant_id: int, now: datetime) -> Ticket | None:
    """Return the ticket of a form; None: it is too old, another state's, or none at all."""
    try:
        held = orjson.loads(decrypt(text, Purpose.CONVERSATION))
        access = Access(tenant_id, UUID(held["c"]), held["s"]) if "c" in held else None
        ticket = Ticket(UUID(held["i"]), held["s"], access)
        is_good = held["t"] == tenant_id and now - datetime.fromtimestamp(held["at"], UTC) < GOOD_FOR
    except (KeyMissing, ValueError, KeyError, TypeError, OverflowError):
        return None
    return ticket if is_good else None


def is_from_here(request: HttpRequest) -> bool:
    """Whether no other site sent a form, as far as the browser says: each says it in one of two headers.

    Source:
        Fetch Metadata Request Headers, W3C: `Sec-Fetch-Site`; RFC 6454, section 7: `Origin`.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site in ("same-origin", "none")
    return origin is None or origin == _own_origin(request)


def is_link_of_ours(request: HttpRequest) -> bool:
    """Whether a page of this host led here by a link: no other site, no address that somebody typed or was sent.

    Browsers that do not say so (`is_from_here`) name the page: those of the chat let them name it to their own host.

    Source:
        Fetch Metadata Request Headers, W3C: `Sec-Fetch-Site`; Referrer Policy, W3C: `same-origin`.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Referer", "").startswith(f"{_own_origin(request)}/")


def is_only_looking(request: HttpRequest) -> bool:
    """Whether nobody has pressed anything: a browser fetches a page in advance, or somebody asks for its headers.

    Source:
        Prefetch, WICG (nav-speculation): `Sec-Purpose`; `Purpose` and `X-Moz` are what browsers sent before it.
    """
    purposes = (request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Moz"))
    return request.method == "HEAD" or any("prefetch" in purpose for purpose in purposes)


def _own_origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
