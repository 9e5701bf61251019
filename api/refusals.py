"""Answers that are nothing but errors, and errors beside data; worded in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIEnvironment

import orjson
from django.utils import translation
from graphql import ExecutionResult, GraphQLError

from tenants.viewer import Viewer

from .engine.documents import InvalidDocument
from .engine.validation import SchemaError
from .errors.coded_error import CodedError, formatted
from .http.negotiation import GRAPHQL_RESPONSE, answer_type
from .http.origins import cors_headers
from .http.reader_languages import language_of
from .http.responses import Response, headers_of_refusal, json_response
from .request_state import RequestState


def refusal(error: CodedError, request_state: RequestState) -> Response:
    """Return the answer to a request that is refused whole."""
    environ = request_state.environ
    request_state.record.refused(error.code)
    with translation.override(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        body = {"errors": [error.formatted()], **request_state.cost.refusal()}
    allow = "POST" if environ["REQUEST_METHOD"] == "GET" else "GET, HEAD, OPTIONS, POST"
    headers = [*cors_headers(environ), *headers_of_refusal(error.status, allow=allow)]
    return json_response(error.status, body, answer_type(environ.get("HTTP_ACCEPT", "")), headers)


def plain_refusal(error: CodedError, environ: WSGIEnvironment) -> Response:
    """Return the refusal of a request of which only the headers were read."""
    with translation.override(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        body = {"errors": [error.formatted()]}
    return json_response(error.status, body, answer_type(environ.get("HTTP_ACCEPT", "")), cors_headers(environ))


def invalid(error: InvalidDocument, request_state: RequestState) -> Response:
    """Return the answer to a document that cannot be run.

    400 for GraphQL's own media type, 200 for plain JSON (GraphQL over HTTP, 6.4).
    """
    environ = request_state.environ
    media_type = answer_type(environ.get("HTTP_ACCEPT", ""))
    status = HTTPStatus.BAD_REQUEST if media_type == GRAPHQL_RESPONSE else HTTPStatus.OK
    explained = _for_key(error.errors, request_state.record.viewer)
    errors = _translated(explained, environ, request_state.record.request_id)
    request_state.record.refused(errors[0]["extensions"]["code"])
    return json_response(status, {"errors": errors, **request_state.cost.refusal()}, media_type, cors_headers(environ))


def body_of(result: ExecutionResult, request_state: RequestState) -> dict[str, Any]:
    """Return the body of an answer, with the errors that its fields met."""
    if not result.errors:
        return {"data": result.data}
    errors = _translated(result.errors, request_state.environ, request_state.record.request_id)
    request_state.record.code = errors[0]["extensions"]["code"]
    return {"errors": errors, "data": result.data}


def _translated(errors: list[GraphQLError], environ: WSGIEnvironment, request_id: str) -> list[dict[str, Any]]:
    with translation.override(language_of(environ.get("HTTP_ACCEPT_LANGUAGE", ""))):
        return _without_duplicates(formatted(error, request_id=request_id) for error in errors)


def _without_duplicates(errors: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return errors without those that say the same of the same path; the first has their places in the query, too."""
    found: dict[bytes, dict[str, Any]] = {}
    for error in errors:
        what = orjson.dumps({name: value for name, value in error.items() if name != "locations"})
        first = found.setdefault(what, error)
        locations = first.get("locations", [])
        places = [place for place in error.get("locations", ()) if place not in locations]
        if places:
            first["locations"] = [*locations, *places]
    return list(found.values())


def _for_key(errors: Iterable[GraphQLError], viewer: Viewer | None) -> list[GraphQLError]:
    """Return the errors of a document; names of the schema are suggested only to keys of a sandbox."""
    is_in_sandbox = viewer is not None and viewer.is_in_sandbox
    return list(errors) if is_in_sandbox else [_without_schema(each) for each in errors]


def _without_schema(error: GraphQLError) -> GraphQLError:
    original = error.original_error
    if not isinstance(original, SchemaError):
        return error
    plain = original.without_schema()
    return GraphQLError(error.message, error.nodes, error.source, error.positions, error.path, plain)
