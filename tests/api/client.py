"""Speaking HTTP to a WSGI application, without a server in between."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def codes(self) -> list[str]:
        """The codes of the errors, in order."""
        return [error["extensions"]["code"] for error in self.json.get("errors", [])]


def send(
    application: WSGIApplication,
    method: str = "POST",
    path: str = "/graphql",
    *,
    query_string: str = "",
    body: bytes = b"",
    headers: dict[str, str] | None = None,
    **variables: Any,
) -> Answer:
    """Send one request and return the answer.

    Args:
        variables: further ones of the environment, such as `SERVER_PROTOCOL`.
    """
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query_string,
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in (headers or {}).items():
        variable = name.upper().replace("-", "_")
        environ[variable if variable in ("CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR") else f"HTTP_{variable}"] = (
            value
        )
    environ |= variables
    setup_testing_defaults(environ)
    begun: list[tuple[str, list[tuple[str, str]]]] = []
    start: Callable[..., Any] = lambda status, fields, _error=None: begun.append((status, fields))  # noqa: E731
    content = b"".join(application(environ, start))
    (status, fields), *_ = begun
    return Answer(int(status.split()[0]), dict(fields), content)
