"""`/graphql`: a WSGI application of our own in front of Django's request cycle.

It follows GraphQL over HTTP. A request is answered from the response cache if possible. Otherwise these are checked in
order: host, method, explorer page or media type, key, origin (all cached for callers that sent the same headers), body
and document; then the operation is executed. Every refusal is a coded error.
"""

from __future__ import annotations

import itertools
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import connections
from django.utils import translation
from graphql import ExecutionResult

from tenants.bounded import BoundedMap
from tenants.edge import IdentityUnavailable, KeyRefused, viewer_for_key
from tenants.proxies import client_network
from tenants.viewer import Viewer

from . import explorer, store, trusted
from .cache import cacheability
from .cache.request_key import Headers, RequestKey, request_key_of
from .cache.response_cache import CachedResponse, ReadView, ResponseCache
from .cache.tags import tags
from .cached_settings import cached_settings
from .context import RequestContext
from .contract import contract_response
from .engine.documents import Document, Documents, InvalidDocument, Operation
from .engine.execution import check, lacks_unavailable_parts, run
from .errors.coded_error import UNAVAILABLE_ERRORS, CodedError, ErrorCode
from .http.bodies import BodyIncomplete, await_body_briefly, end_of_connection, is_unread
from .http.cache_control import NO_STORE, cache_control, may_be_public
from .http.callers import MAX_CALLERS, AdmittedKeys, Caller, authenticate, key_in
from .http.hosts import require_encryption, require_known_host
from .http.negotiation import wants_page
from .http.origins import PREFLIGHT_HEADERS, cors_headers
from .http.reader_languages import language_of
from .http.requests import GraphQLRequest, read_get, read_post
from .http.responses import RETRY_AFTER, Response, answer_response, has_tag, json_response, not_modified, plain_response
from .metering.reads import count_read
from .metering.request_cost import INVALID_POINTS, REGISTERING_POINTS, UNKNOWN_POINTS, RequestCost, rate_limit_headers
from .observing import Record, Use
from .refusals import body_of, invalid, refusal
from .request_state import RequestState
from .schema.argument_rules import check_arguments
from .schema.build import schema

logger = logging.getLogger("api")

PATHS = frozenset({"/graphql", "/graphql/"})
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
PROCESS = uuid.uuid4().hex[:20]
_requests = itertools.count(1)
_thread = threading.local()


class Endpoint:
    """Answers `/graphql`; all else goes to the application behind.

    Args:
        following: the application behind, as a rule Django's.
        clock: gives the present instant, as POSIX time; taken once a request.
    """

    def __init__(self, following: WSGIApplication, *, clock: Callable[[], float] = time.time) -> None:
        self._following = following
        self._clock = clock

    @cached_property
    def _documents(self) -> Documents:
        return Documents(schema())

    @cached_property
    def _callers(self) -> BoundedMap[Headers, Caller]:
        return BoundedMap(MAX_CALLERS)

    @cached_property
    def _admitted(self) -> AdmittedKeys:
        return AdmittedKeys()

    @cached_property
    def _ready(self) -> ResponseCache:
        return ResponseCache(settings.ANSWERS_IN_MEMORY_BYTES)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") not in PATHS:
            contract = contract_response(environ)
            if contract is None:
                return self._following(environ, start_response)
            return _send(environ, start_response, contract.status_line, contract.headers, contract.body, contract.etag)
        began = time.perf_counter()
        now = self._clock()
        # Without an admitted key the body is not read yet: the key must be checked first.
        is_known = environ["REQUEST_METHOD"] != "POST" or environ.get("HTTP_AUTHORIZATION") in self._admitted
        try:
            request_key = request_key_of(environ) if is_known else None
        except BodyIncomplete:
            request_key = None  # reading it again raises the same, where refusals are answered
        ready = None if request_key is None else self._fresh_response(request_key, now, environ)
        if ready is not None:
            allowance = None if ready.lease is None else ready.lease.spend(ready.points)
            if allowance is None or allowance.retry_after is None:
                request_id = _request_id(environ)
                headers = [*ready.headers, ("X-Request-Id", request_id), *rate_limit_headers(allowance)]
                sent = _send(environ, start_response, ready.status, headers, ready.body, ready.etag)
                ready.use.answered(began, sent, request_id, environ)
                count_read(ready.viewer, {view.code for view in ready.views}, environ)
                return sent
        record = Record(_request_id(environ), began, environ)
        request_state = RequestState(environ, request_key, datetime.fromtimestamp(now, UTC), record)
        _drop_dead_connections()
        response = self._respond(request_state)
        cost = request_state.cost
        headers = [*response.headers, ("X-Request-Id", record.request_id), *cost.headers()]
        sent = _send(environ, start_response, response.status_line, headers, response.body, response.etag)
        record.answered(response.status, sent, cost.requested)
        if record.context is not None and record.viewer is not None and response.status == HTTPStatus.OK:
            count_read(record.viewer, {view.tenant.code for view in record.context.views}, environ)
        return sent

    def _fresh_response(self, request_key: RequestKey, now: float, environ: WSGIEnvironment) -> CachedResponse | None:
        """Return the cached answer to a request, revalidated where that is due."""
        ready = self._ready.get(request_key)
        if ready is None:
            return None
        if ready.is_fresh(now) or self._revalidated(ready, now, environ):
            return ready
        self._ready.remove(request_key)
        return None

    def _revalidated(self, ready: CachedResponse, now: float, environ: WSGIEnvironment) -> bool:
        try:
            return ready.revalidate(now, lambda: viewer_for_key(key_in(environ), source=client_network(environ)))
        except (KeyRefused, IdentityUnavailable):
            return False

    def _respond(self, request_state: RequestState) -> Response:
        """Return the answer; every exception becomes one."""
        try:
            return self._answer(request_state)
        except InvalidDocument as error:
            return invalid(error, request_state)
        except BodyIncomplete as error:
            return refusal(_coded(error), request_state)
        except (CodedError, KeyRefused, *UNAVAILABLE_ERRORS) as error:
            if is_unread(request_state.environ):
                await_body_briefly()
            return refusal(error if isinstance(error, CodedError) else _coded(error), request_state)
        except Exception:
            logger.exception("Request %s failed", request_state.record.request_id)
            return refusal(CodedError(ErrorCode.INTERNAL, request_id=request_state.record.request_id), request_state)

    def _answer(self, request_state: RequestState) -> Response:
        caller = self._cached_caller(request_state)
        if caller is None:
            page = _page(request_state.environ)
            if page is not None:
                return page
            caller = authenticate(request_state.environ, request_state.now, request_state.record)
            request_key = request_state.read_request_key()
            if request_key is not None:
                self._callers.put(request_key.headers, caller)
                self._admitted.add(request_state.environ["HTTP_AUTHORIZATION"], request_state.change_count)
        viewer = request_state.record.viewer = caller.viewer
        try:
            request_state.cost.open(viewer)
        except CodedError as refused:
            points = self._cached_price(request_state)
            raise (refused if points is None else request_state.cost.refused_for(points)) from None
        request = _read(request_state)
        context = request_state.begin_execution(viewer)
        response = self._execute(request, request_state, caller, context)
        if response.is_cacheable and request_state.request_key is not None and cached_settings.ANSWERS_IN_MEMORY_BYTES:
            self._ready.put(request_state.request_key, _ready(response, request_state, context))
        return response

    def _cached_price(self, request_state: RequestState) -> int | None:
        """Return the cost of a request whose document is cached; None otherwise: pricing it would cost work."""
        try:
            request = _read(request_state)
            document = self._documents.cached(request.query)
            if document is None:
                return None
            return document.operation(request.operation_name).priced.quote(request.variables or {}).points
        except (CodedError, InvalidDocument):
            return None

    def _cached_caller(self, request_state: RequestState) -> Caller | None:
        caller = None if request_state.request_key is None else self._callers.get(request_state.request_key.headers)
        return caller if caller is not None and caller.is_fresh(request_state.now.timestamp()) else None

    def _execute(
        self, request: GraphQLRequest, request_state: RequestState, caller: Caller, context: RequestContext
    ) -> Response:
        environ, record, cost = request_state.environ, request_state.record, request_state.cost
        source = self._source_of(request, caller.viewer, cost)
        record.document_id, record.operation_name = source.trusted_id, request.operation_name
        document = self._document_of(source.query, cost)
        operation = document.operation(request.operation_name)
        if operation.is_by_post_only and not request_state.is_post:
            raise CodedError(ErrorCode.METHOD_NOT_ALLOWED, method=environ["REQUEST_METHOD"])
        variables = request.variables or {}
        quote = operation.priced.quote(variables)
        if quote.is_first and source.trusted_id is None:
            cost.charge_preparing(len(source.query))
        if request.is_dry_run:
            found = ExecutionResult(None, check(operation, variables, check_arguments))
            body = body_of(found, request_state) | cost.quoted(quote, operation.priced.breakdown(variables))
            return json_response(HTTPStatus.OK, body, caller.media_type, caller.cors)
        cost.charge(quote, operation.priced, variables)
        result = _run(operation, context, variables, environ)
        is_partial = result.errors is not None and lacks_unavailable_parts(result, operation)
        if trusted.register(source, caller.viewer):
            cost.charge_work(REGISTERING_POINTS)
        headers = [*caller.cors, *tags(environ, context.views)]
        store_extensions = store.as_extensions(is_unavailable=is_partial)
        extensions = {**cost.as_extensions(), **store_extensions}
        if context.replaced_locales:
            extensions["locales"] = context.replaced_locales
        body = body_of(result, request_state) | ({"extensions": extensions} if extensions else {})
        if is_partial:
            headers.append(RETRY_AFTER)
        if store_extensions or not operation.is_query or not cacheability.is_cacheable(result, context):
            return json_response(HTTPStatus.OK, body, caller.media_type, headers)
        return answer_response(
            body,
            caller.media_type,
            headers,
            accept_encoding=environ.get("HTTP_ACCEPT_ENCODING", ""),
            cache_control=NO_STORE if request_state.is_post else _cache_control_of(operation, variables, context),
            is_tagged=not request_state.is_post,
        )

    def _source_of(self, request: GraphQLRequest, viewer: Viewer, cost: RequestCost) -> trusted.Source:
        try:
            return trusted.resolve(request, viewer)
        except trusted.DocumentMissing:
            cost.charge_work(UNKNOWN_POINTS)
            raise

    def _document_of(self, query: str, cost: RequestCost) -> Document:
        try:
            return self._documents.get(query)
        except InvalidDocument:
            cost.charge_work(INVALID_POINTS)
            raise


def _run(
    operation: Operation, context: RequestContext, variables: dict[str, Any], environ: WSGIEnvironment
) -> ExecutionResult:
    """Run an operation; one that changes something says in its data what it refuses, in the reader's language."""
    if operation.is_query:
        return run(operation, context=context, variables=variables)
    with translation.override(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        return run(operation, context=context, variables=variables)


def _coded(error: Exception) -> CodedError:
    """Return the API's error for one of a lower layer."""
    if isinstance(error, KeyRefused):
        return CodedError(ErrorCode(error.code), field="Authorization")
    if isinstance(error, BodyIncomplete):
        return CodedError(ErrorCode.BODY_INCOMPLETE, limit=f"{settings.BODY_SECONDS:g}")
    return CodedError(ErrorCode.TEMPORARILY_UNAVAILABLE)


def _read(request_state: RequestState) -> GraphQLRequest:
    return (
        read_post(request_state.environ, request_state.body)
        if request_state.is_post
        else read_get(request_state.environ)
    )


def _page(environ: WSGIEnvironment) -> Response | None:
    """Return the answer to what is no GraphQL request: a preflight, or a browser that asks for a page.

    Raises:
        CodedError: the host is unknown, the request came without TLS, or by another method.
    """
    require_known_host(environ)
    require_encryption(environ)
    method = environ["REQUEST_METHOD"]
    if method == "OPTIONS":
        return plain_response(HTTPStatus.NO_CONTENT, [*cors_headers(environ), *PREFLIGHT_HEADERS])
    if method not in ("GET", "HEAD", "POST"):
        raise CodedError(ErrorCode.METHOD_NOT_ALLOWED, method=method)
    if method != "POST" and wants_page(environ.get("HTTP_ACCEPT", "")):
        return explorer.page(environ)
    return None


def _cache_control_of(operation: Operation, variables: dict[str, Any], context: RequestContext) -> str:
    is_public = may_be_public(context.viewer, operation.node, operation.fragments, variables)
    return cache_control(is_public=is_public, seconds=cacheability.seconds_left(context))


def _ready(response: Response, request_state: RequestState, context: RequestContext) -> CachedResponse:
    """Return the entry of the response cache for an answer."""
    return CachedResponse(
        response.status_line,
        [*response.headers, *request_state.cost.lasting_headers()],
        response.body,
        response.etag,
        context.viewer,
        tuple(map(ReadView.of, dict.fromkeys(context.views))),
        context.requested_at.timestamp(),
        cacheability.expires_at(context, response.cache_control),
        request_state.change_count,
        request_state.cost.lease,
        request_state.cost.points,
        Use(request_state.record.labels("ready")),
    )


def _send(
    environ: WSGIEnvironment,
    start_response: StartResponse,
    status: str,
    headers: list[tuple[str, str]],
    body: bytes,
    etag: str,
) -> list[bytes]:
    """Send an answer; only what the client does not have yet, if it says what it has.

    Whatever the answer, it says that the connection ends if the body of the request stays unread.
    """
    headers = [*headers, *end_of_connection(environ)]
    tags = environ.get("HTTP_IF_NONE_MATCH")
    method = environ["REQUEST_METHOD"]
    if tags and etag and method != "POST" and has_tag(tags, etag):
        start_response("304 Not Modified", not_modified(headers))
        return []
    start_response(status, headers)
    return [] if method == "HEAD" else [body]


def _drop_dead_connections() -> None:
    """Close what Django's request cycle would close: connections that broke or grew old. Needs no database itself.

    Answers from memory use no connection, so once a second is enough for each thread.
    """
    now = time.monotonic()
    if now < getattr(_thread, "looked_until", 0.0):
        return
    _thread.looked_until = now + 1.0
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def _request_id(environ: WSGIEnvironment) -> str:
    """Return the id that the client gave to the request, if it is a plain one, and otherwise a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if given and REQUEST_ID.fullmatch(given) else f"{PROCESS}{next(_requests):012x}"
