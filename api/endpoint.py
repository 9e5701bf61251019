"""`/graphql`: a WSGI application of our own in front of Django's request cycle.

It follows GraphQL over HTTP. One request goes: an answer that is ready, if there is one; else host, method, explorer
page or media type, key, origin, body, document, execution, answer. Whatever is refused on the way is a coded error.
"""

from __future__ import annotations

import itertools
import logging
import math
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from django.conf import settings
from django.db import InterfaceError, OperationalError, connections
from django.utils import timezone, translation
from graphql import ExecutionResult, GraphQLError

from publishing.errors import StoreAway
from tenants.edge import DirectoryAway, KeyRefused, viewer_for_key

from . import explorer, store, suggestions, trusted
from .billing import Bill, headers_of
from .budget import spend
from .context import OutOfTime, RequestContext
from .documents import Documents, InvalidDocument
from .errors import CodedError, ErrorCode, formatted
from .execution import run
from .hosts import require_encryption, require_known_host
from .negotiation import GRAPHQL_RESPONSE, answer_type, wants_page
from .observing import Record, Use
from .origins import PREFLIGHT_HEADERS, cors_headers, require_origin
from .reader_languages import language_of
from .requests import GraphQLRequest, read_get, read_post
from .responses import Response, answer_response, has_tag, headers_of_refusal, json_response, not_modified
from .schema import schema
from .serving.boundary import next_boundary
from .serving.policy import LONGEST_SECONDS, NOT_KEPT, cache_control, may_be_public
from .serving.ready import Name, Ready, ReadyAnswers, Stamp, stamp
from .serving.sight import name_of
from .serving.tags import tags

logger = logging.getLogger("api")

PATHS = frozenset({"/graphql", "/graphql/"})
AWAY = (StoreAway, DirectoryAway, OperationalError, InterfaceError)
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PROCESS = uuid.uuid4().hex[:20]
_requests = itertools.count(1)
_thread = threading.local()

Environ = dict[str, Any]
Named = tuple[Name, bytes | None] | None


class Endpoint:
    """Answers `/graphql`; all else goes to the application behind.

    Args:
        following: the application behind, as a rule Django's.
        clock: gives the present instant, aware; taken once a request.
    """

    def __init__(self, following: WSGIApplication, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self._following = following
        self._clock = clock

    @cached_property
    def _documents(self) -> Documents:
        return Documents(schema())

    @cached_property
    def _ready(self) -> ReadyAnswers:
        return ReadyAnswers(settings.ANSWERS_IN_MEMORY_BYTES)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") not in PATHS:
            return self._following(environ, start_response)
        began = time.perf_counter()
        named = name_of(environ)
        ready = None if named is None else self._good(named[0], environ)
        if ready is not None:
            allowance = spend(ready.viewer, ready.points)
            if allowance is None or allowance.retry_after is None:
                request_id = _request_id(environ)
                headers = [*ready.headers, ("X-Request-Id", request_id), *headers_of(allowance)]
                sent = _send(environ, start_response, ready.status, headers, ready.body, ready.etag)
                ready.use.answered(began, sent, request_id, environ)
                return sent
        record = Record(_request_id(environ), began, environ)
        bill = Bill()
        _drop_dead_connections()
        try:
            response = self._respond(environ, named, record, bill)
        finally:
            _drop_dead_connections()
        headers = [*response.own_headers(), ("X-Request-Id", record.request_id), *bill.headers()]
        sent = _send(environ, start_response, response.status_line, headers, response.body, response.etag)
        record.answered(response.status, sent, bill.requested)
        return sent

    def _good(self, name: Name, environ: Environ) -> Ready | None:
        """Return the answer that is ready for a request, looked at again if need be."""
        ready = self._ready.get(name)
        if ready is None:
            return None
        now = self._clock().timestamp()
        if ready.is_good(now) or self._is_still_good(ready, now, environ):
            return ready
        self._ready.forget(name)
        return None

    def _is_still_good(self, ready: Ready, now: float, environ: Environ) -> bool:
        try:
            return ready.looked_at(now, lambda: viewer_for_key(_key(environ)))
        except (KeyRefused, DirectoryAway):
            return False

    def _respond(self, environ: Environ, named: Named, record: Record, bill: Bill) -> Response:
        try:
            return self._answer(environ, named, record, bill)
        except CodedError as error:
            return _refusal(error, environ, record, bill)
        except InvalidDocument as error:
            return _invalid(error, environ, record, bill)
        except KeyRefused as error:
            return _refusal(CodedError(ErrorCode(error.code), field="Authorization"), environ, record, bill)
        except AWAY:
            return _refusal(CodedError(ErrorCode.TEMPORARILY_UNAVAILABLE), environ, record, bill)
        except Exception:
            logger.exception("Request %s failed", record.request_id)
            return _refusal(CodedError(ErrorCode.INTERNAL, request_id=record.request_id), environ, record, bill)

    def _answer(self, environ: Environ, named: Named, record: Record, bill: Bill) -> Response:
        require_known_host(environ)
        require_encryption(environ)
        method = environ["REQUEST_METHOD"]
        accept = environ.get("HTTP_ACCEPT", "")
        if method == "OPTIONS":
            return Response(HTTPStatus.NO_CONTENT, headers=[*cors_headers(environ), *PREFLIGHT_HEADERS])
        if method not in ("GET", "HEAD", "POST"):
            raise CodedError(ErrorCode.METHOD_NOT_ALLOWED, method=method)
        if method != "POST" and wants_page(accept):
            return explorer.page(environ)
        if answer_type(accept) is None:
            raise CodedError(ErrorCode.NOT_ACCEPTABLE, field="Accept")
        seen_at = stamp()
        viewer = record.viewer = viewer_for_key(_key(environ))
        require_origin(viewer, environ)
        bill.open(viewer)
        body = None if named is None else named[1]
        request = read_post(environ, body) if method == "POST" else read_get(environ)
        context = record.context = RequestContext(viewer, self._clock(), record.request_id)
        with suggestions.for_key(viewer):
            response = self._executed(request, environ, context, record, bill)
        if named is not None and response.may_be_kept and settings.ANSWERS_IN_MEMORY_BYTES:
            self._keep(named[0], response, context, seen_at, record, bill)
        return response

    def _executed(
        self, request: GraphQLRequest, environ: Environ, context: RequestContext, record: Record, bill: Bill
    ) -> Response:
        source = trusted.resolve(request, context.viewer)
        record.document_id, record.operation_name = source.trusted_id, request.operation_name
        with bill.charging_invalid():
            document = self._documents.get(source.query)
        operation = document.operation(request.operation_name)
        if not operation.is_query and environ["REQUEST_METHOD"] != "POST":
            raise CodedError(ErrorCode.METHOD_NOT_ALLOWED, method=environ["REQUEST_METHOD"])
        bill.charge(operation.priced.quote(request.variables or {}))
        result = run(operation, context=context, variables=request.variables)
        _raise_if_whole(result)
        trusted.keep(source, context.viewer)
        media_type = answer_type(environ.get("HTTP_ACCEPT", ""))
        headers = [*cors_headers(environ), *tags(environ, context.views)]
        is_away = store.told()
        extensions = {**bill.told(), **is_away}
        body = _body_of(result, environ, record) | ({"extensions": extensions} if extensions else {})
        if is_away or not _may_be_kept(result, context):
            return json_response(HTTPStatus.OK, body, media_type, headers)
        is_get = environ["REQUEST_METHOD"] != "POST"
        is_public = is_get and may_be_public(
            context.viewer, operation.node, operation.fragments, request.variables or {}
        )
        return answer_response(
            body,
            media_type,
            headers,
            accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
            cache_control=cache_control(is_public=is_public, seconds=_seconds_left(context)),
            is_tagged=is_get,
        )

    def _keep(
        self,
        name: Name,
        response: Response,
        context: RequestContext,
        seen_at: Stamp,
        record: Record,
        bill: Bill,
    ) -> None:
        made_at = context.asked_at.timestamp()
        ready = Ready(
            response.status_line,
            [*response.own_headers(), *bill.headers_of_cost()],
            response.body,
            response.etag,
            context.viewer,
            tuple(dict.fromkeys(context.views)),
            made_at,
            _void_at(context, response),
            seen_at,
            bill.points,
            Use(record.labels("ready")),
        )
        self._ready.put(name, ready)


def _send(
    environ: Environ,
    start_response: StartResponse,
    status: str,
    headers: list[tuple[str, str]],
    body: bytes,
    etag: str,
) -> list[bytes]:
    """Send an answer; only what the client does not have yet, if it says what it has."""
    tags = environ.get("HTTP_IF_NONE_MATCH")
    method = environ["REQUEST_METHOD"]
    if tags and etag and method != "POST" and has_tag(tags, etag):
        start_response("304 Not Modified", not_modified(headers))
        return []
    start_response(status, headers)
    return [] if method == "HEAD" else [body]


def _may_be_kept(result: ExecutionResult, context: RequestContext) -> bool:
    """Whether the same request gets the same answer for as long as the views that were read are current."""
    return not result.errors and bool(context.views) and not context.has_read_directory


def _seconds_left(context: RequestContext) -> float:
    """Return how long the answer stays the same by the clock."""
    if not context.has_read_clock:
        return math.inf
    return (next_boundary(context.views, context.asked_at) - context.asked_at).total_seconds()


def _void_at(context: RequestContext, response: Response) -> float:
    """Return the POSIX time from which the clock lets a kept answer be given no more.

    By then its content is another one, or its key has expired; or, where caches outside may keep it, it would tell
    them to keep it longer than it holds.
    """
    seconds = _seconds_left(context)
    if response.cache_control != NOT_KEPT:
        seconds -= LONGEST_SECONDS
    void_at = context.asked_at.timestamp() + seconds
    expires_at = context.viewer.expires_at
    return void_at if expires_at is None else min(void_at, datetime.fromisoformat(expires_at).timestamp())


def _drop_dead_connections() -> None:
    """Close what Django's request cycle would close: connections that broke or grew old. Needs no database itself.

    Answers from memory never come to use one, so once a second is enough for each thread.
    """
    now = time.monotonic()
    if now < getattr(_thread, "looked_until", 0.0):
        return
    _thread.looked_until = now + 1.0
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _request_id(environ: Environ) -> str:
    """Return the id that the client gave to the request, if it is a plain one, and otherwise a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if given and REQUEST_ID.fullmatch(given) else f"{PROCESS}{next(_requests):012x}"


def _key(environ: Environ) -> str | None:
    """Return the raw key of the header `Authorization`; what is no bearer token is returned whole, to be refused."""
    header = environ.get("HTTP_AUTHORIZATION", "").strip()
    scheme, _, key = header.partition(" ")
    return key.strip() if scheme.lower() == "bearer" else header or None


def _raise_if_whole(result: ExecutionResult) -> None:
    """An answer of which a part could not be read in time, or at all, is none: let the whole be tried again."""
    for error in result.errors or ():
        if isinstance(error.original_error, (*AWAY, OutOfTime)):
            raise error.original_error


def _body_of(result: ExecutionResult, environ: Environ, record: Record) -> dict[str, Any]:
    if not result.errors:
        return {"data": result.data}
    errors = _worded(result.errors, environ, record.request_id)
    record.code = errors[0]["extensions"]["code"]
    return {"errors": errors, "data": result.data}


def _worded(errors: list[GraphQLError], environ: Environ, request_id: str) -> list[dict[str, Any]]:
    with translation.override(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        return [formatted(error, request_id=request_id) for error in errors]


def _invalid(error: InvalidDocument, environ: Environ, record: Record, bill: Bill) -> Response:
    """A document that cannot be run: 400 for GraphQL's own media type, 200 for plain JSON (GraphQL over HTTP, 6.4)."""
    media_type = answer_type(environ.get("HTTP_ACCEPT", ""))
    status = HTTPStatus.BAD_REQUEST if media_type == GRAPHQL_RESPONSE else HTTPStatus.OK
    errors = _worded(error.errors, environ, record.request_id)
    record.refused(errors[0]["extensions"]["code"])
    body = {"errors": errors, **bill.refusal()}
    return json_response(status, body, media_type, cors_headers(environ))


def _refusal(error: CodedError, environ: Environ, record: Record, bill: Bill) -> Response:
    record.refused(error.code)
    with translation.override(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        body = {"errors": [error.formatted()], **bill.refusal()}
    allow = "POST" if environ["REQUEST_METHOD"] == "GET" else "GET, HEAD, OPTIONS, POST"
    headers = [*cors_headers(environ), *headers_of_refusal(error.status, allow=allow)]
    return json_response(error.status, body, answer_type(environ.get("HTTP_ACCEPT", "")), headers)
