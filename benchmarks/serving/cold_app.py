"""The API without its memory of content: each thread has one of its own, which is emptied before each request.

So no request finds, or waits for, what another one reads.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from cms.wsgi import application as warm
from delivery import state_view
from delivery.cache import StateViewCache


class OwnMemory(threading.local, StateViewCache):
    """A memory for each thread."""


state_view._cache = OwnMemory()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Forget, and answer."""
    state_view.reset()
    return warm(environ, start_response)
