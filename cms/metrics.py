"""`/metrics`: figures in the words of Prometheus, for who has the token."""

import hmac
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings

from api.exposition import exposition
from cms import figures

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PATH = "/metrics"


def with_metrics(application: Application) -> Application:
    """Return a WSGI application that answers `/metrics` and hands on all the rest.

    Without the setting `METRICS_TOKEN`, and for requests without it as a bearer token, the answer is 404.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if settings.METRICS_TOKEN:
            figures.start()
        if environ.get("PATH_INFO") != PATH:
            return application(environ, start_response)
        if not is_allowed(environ.get("HTTP_AUTHORIZATION", "")):
            return _send(start_response, HTTPStatus.NOT_FOUND, b"Not Found\n", "text/plain; charset=utf-8", environ)
        body, media_type = exposition(figures.all_figures(), environ.get("HTTP_ACCEPT", ""))
        return _send(start_response, HTTPStatus.OK, body, media_type, environ)

    return answer


def is_allowed(authorization: str) -> bool:
    """Whether a header `Authorization` has the token; nobody is allowed where none is set."""
    scheme, _, token = authorization.partition(" ")
    is_right = hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    return bool(settings.METRICS_TOKEN) and scheme.lower() == "bearer" and is_right


def _send(
    start_response: StartResponse, status: HTTPStatus, body: bytes, media_type: str, environ: WSGIEnvironment
) -> Iterable[bytes]:
    start_response(
        f"{status.value} {status.phrase}",
        [("Content-Type", media_type), ("Content-Length", str(len(body))), ("Cache-Control", "no-store")],
    )
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
