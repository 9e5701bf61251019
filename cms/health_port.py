"""`/healthz` and `/readyz` on an address and threads of their own, which requests can neither hold nor queue before."""

from __future__ import annotations

import threading
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .health import with_health

CLIENT_SECONDS = 5
"""So long a client has for its request."""


def start() -> None:
    """Answer on `HEALTH_ADDRESS` from now on; without the setting nothing is done.

    Processes of one machine share the address, and the system hands each connection to one that is alive.

    Raises:
        ImproperlyConfigured: the address is none, or cannot be had.
    """
    if not settings.HEALTH_ADDRESS:
        return
    server = _serving(settings.HEALTH_ADDRESS)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()


def _serving(address: str) -> _Server:
    host, _, port = address.rpartition(":")
    if not (host and port.isascii() and port.isdigit()):
        raise ImproperlyConfigured(f"HEALTH_ADDRESS must be like 127.0.0.1:9100, not “{address}”.")
    try:
        server = _Server((host.strip("[]"), int(port)), _Handler)
    except OSError as error:
        raise ImproperlyConfigured(f"HEALTH_ADDRESS {address} cannot be used: {error.strerror}.") from error
    server.set_app(with_health(_nothing))
    return server


def _nothing(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain"), ("Content-Length", "10")])
    return [b"Not Found\n"]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    allow_reuse_port = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error."""


class _Handler(WSGIRequestHandler):
    timeout = CLIENT_SECONDS

    def log_message(self, format: str, *arguments: Any) -> None:
        """Log nothing: it is asked every few seconds."""
