"""Reading a GraphQL request from HTTP, as GraphQL over HTTP describes it."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qs
from wsgiref.types import WSGIEnvironment

import orjson

from api.engine.graphql_messages import BOOLEAN
from api.errors.coded_error import CodedError, ErrorCode
from api.limits import MAX_BODY_BYTES, MAX_JSON_DEPTH, check_json_depth, check_variables

from .bodies import IS_READ, read_body
from .negotiation import is_json_body

TYPES: tuple[tuple[str, type], ...] = (
    ("query", str),
    ("operationName", str),
    ("documentId", str),
    ("variables", dict),
    ("extensions", dict),
)
"""What JSON must have under each name, if it has anything."""


class GraphQLRequest(NamedTuple):
    """What a client wants to run: a query, or one that it names by `documentId` or by its hash in `extensions`."""

    query: str
    operation_name: str | None
    variables: dict[str, Any] | None
    document_id: str | None = None
    extensions: dict[str, Any] | None = None

    @property
    def is_dry_run(self) -> bool:
        """Whether only the price is asked for: `extensions: {"dryRun": true}`."""
        return self.extensions is not None and self.extensions.get("dryRun") is True


def read_post(environ: WSGIEnvironment, body: bytes | None = None) -> GraphQLRequest:
    """Return the request in a JSON body.

    Args:
        body: what has been read of it already.
    Raises:
        CodedError: `UNSUPPORTED_MEDIA_TYPE`, `BODY_TOO_LARGE`, `BAD_JSON`, `JSON_TOO_DEEP` or `BAD_REQUEST`.
    """
    if not is_json_body(environ.get("CONTENT_TYPE") or ""):
        raise CodedError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, field="Content-Type")
    if environ.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() not in ("", "identity"):
        raise CodedError(ErrorCode.UNSUPPORTED_MEDIA_TYPE, field="Content-Encoding")
    parameters = _json(_body(environ) if body is None else body, field="body")
    if isinstance(parameters, list):
        raise CodedError(ErrorCode.BATCH_NOT_OFFERED, field="body", value=len(parameters), limit=1)
    if not isinstance(parameters, dict):
        raise CodedError(ErrorCode.BAD_JSON, field="body")
    return _request(parameters)


def read_get(environ: WSGIEnvironment) -> GraphQLRequest:
    """Return the request in the query string; `variables` and `extensions` are JSON there.

    Raises:
        CodedError: as `read_post`.
    """
    raw = environ.get("QUERY_STRING") or ""
    if len(raw) > MAX_BODY_BYTES:
        raise CodedError(ErrorCode.BODY_TOO_LARGE, limit=MAX_BODY_BYTES)
    try:
        fields = parse_qs(raw, keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise CodedError(ErrorCode.BAD_REQUEST, field="query") from error
    parameters: dict[str, Any] = {name: values[-1] for name, values in fields.items()}
    for name in ("variables", "extensions"):
        if parameters.get(name):
            parameters[name] = _json(parameters[name].encode(), field=name)
        else:
            parameters.pop(name, None)
    return _request(parameters)


def _request(parameters: dict[str, Any]) -> GraphQLRequest:
    for name, expected in TYPES:
        value = parameters.get(name)
        if value is not None and value.__class__ is not expected:
            raise CodedError(ErrorCode.BAD_REQUEST, field=name)
    query, document_id = parameters.get("query"), parameters.get("documentId") or None
    extensions = parameters.get("extensions")
    if extensions and not isinstance(extensions.get("dryRun"), bool | None):
        raise CodedError(ErrorCode.BAD_REQUEST, field="extensions.dryRun", hint=BOOLEAN)
    is_named = document_id is not None or bool(extensions and "persistedQuery" in extensions)
    if (query is not None or not is_named) and not (query or "").strip():
        raise CodedError(ErrorCode.BAD_REQUEST, field="query")
    variables = parameters.get("variables")
    check_variables(variables)
    operation_name = parameters.get("operationName") or None
    return GraphQLRequest(query or "", operation_name, variables, document_id, extensions)


def _json(raw: bytes, *, field: str) -> Any:
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        if "depth limit" in str(error):
            raise CodedError(ErrorCode.JSON_TOO_DEEP, field=field, limit=MAX_JSON_DEPTH) from error
        raise CodedError(ErrorCode.BAD_JSON, field=field) from error
    check_json_depth(value)
    return value


def _body(environ: WSGIEnvironment) -> bytes:
    """Return the body; one that is too large is read no further than a little beyond the limit."""
    stream = environ["wsgi.input"]
    length = environ.get("CONTENT_LENGTH") or ""
    if length:
        if not (length.isascii() and length.isdigit()):
            raise CodedError(ErrorCode.BAD_REQUEST, field="Content-Length")
        if len(length) > 18 or int(length) > MAX_BODY_BYTES:
            raise CodedError(ErrorCode.BODY_TOO_LARGE, limit=MAX_BODY_BYTES)
        body = read_body(stream, int(length))
        environ[IS_READ] = True
        return body
    if "chunked" not in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
        return b""
    body = read_body(stream, MAX_BODY_BYTES + 1, is_whole=False)
    if len(body) > MAX_BODY_BYTES:
        raise CodedError(ErrorCode.BODY_TOO_LARGE, limit=MAX_BODY_BYTES)
    environ[IS_READ] = True
    return body
