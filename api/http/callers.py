"""The caller of a request, from its headers; cached for all requests with the same headers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from wsgiref.types import WSGIEnvironment

from api.errors.coded_error import CodedError, ErrorCode
from api.observing import Record
from tenants import identity_cache
from tenants.change_counter import change_counter
from tenants.edge import viewer_for_key
from tenants.proxies import client_network
from tenants.viewer import Viewer

from .negotiation import answer_type
from .origins import cors_headers, require_origin

MAX_CALLERS = 2_000
FRESH_SECONDS = 30.0
"""How long a caller is cached without a new check: the use of keys is recorded with each check."""


@dataclass(slots=True)
class Caller:
    """An authenticated caller, from headers that have been checked.

    Attributes:
        media_type: of the answers to it.
        cors: the headers that let a page read them.
        read_at: POSIX time at which the headers were read, by the endpoint's clock.
        generation: the generation of the identity cache at that time.
        fresh_until: when they must be read again.
    """

    viewer: Viewer
    media_type: str
    cors: list[tuple[str, str]]
    read_at: float
    generation: int
    fresh_until: float = field(init=False)

    def __post_init__(self) -> None:
        """Set when it expires: after a while, but no later than its key."""
        self.fresh_until = min(self.read_at + FRESH_SECONDS, self.viewer.valid_until)

    def is_fresh(self, now: float) -> bool:
        """Return whether no key has changed since it was read, and its time has not passed."""
        return self.read_at <= now < self.fresh_until and self.generation == identity_cache.generation()


class AdmittedKeys:
    """Headers `Authorization` that have been admitted since the last change that this process counted.

    Only for those the body is read first; any other header is checked before the body, so that unauthenticated
    clients occupy no thread by sending slowly.
    """

    __slots__ = ("_change_count", "_headers")

    def __init__(self) -> None:
        self._headers: set[str] = set()
        self._change_count = -1

    def add(self, header: str, change_count: int) -> None:
        """Add a header that was admitted at a count of `change_counter`."""
        if change_count != self._change_count or len(self._headers) >= MAX_CALLERS:
            self._headers, self._change_count = set(), change_count
        self._headers.add(header)

    def __contains__(self, header: str | None) -> bool:
        """Return whether this header was admitted, and nothing has changed since."""
        return header in self._headers and self._change_count == change_counter.count


def authenticate(environ: WSGIEnvironment, now: datetime, record: Record) -> Caller:
    """Return the caller that the key of a request authenticates, and set it on the record.

    Raises:
        CodedError: `NOT_ACCEPTABLE` for a client that takes no JSON, `ORIGIN_FORBIDDEN`.
        KeyRefused: the key is not valid.
        IdentityUnavailable: the database is needed and unavailable.
    """
    media_type = answer_type(environ.get("HTTP_ACCEPT", ""))
    if media_type is None:
        raise CodedError(ErrorCode.NOT_ACCEPTABLE, field="Accept")
    generation = identity_cache.generation()
    viewer = record.viewer = viewer_for_key(key_in(environ), source=client_network(environ))
    require_origin(viewer, environ)
    return Caller(viewer, media_type, cors_headers(environ), now.timestamp(), generation)


def key_in(environ: WSGIEnvironment) -> str | None:
    """Return the raw key of the header `Authorization`; what is no bearer token is returned whole, to be refused."""
    header: str = environ.get("HTTP_AUTHORIZATION", "").strip()
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else header or None
