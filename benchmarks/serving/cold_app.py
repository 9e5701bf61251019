"""The API with its memory of content emptied before each request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cms.wsgi import application as warm
from publishing import state_view


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Forget, and answer."""
    state_view.forget_everything()
    return warm(environ, start_response)
