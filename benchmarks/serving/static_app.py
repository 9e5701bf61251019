"""The same bytes for every request: the most that the server and its interface can send."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

BODY = b"x" * int(os.environ["STATIC_BYTES"])
HEADERS = [("Content-Type", "application/json; charset=utf-8"), ("Content-Length", str(len(BODY)))]


def application(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer."""
    start_response("200 OK", HEADERS)
    return [BODY]
