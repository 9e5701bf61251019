"""Waiting for what comes true by itself, as long as it takes and no longer."""

import time
from collections.abc import Callable

PAUSE_SECONDS = 0.02


def eventually(condition: Callable[[], object], seconds: float = 20) -> bool:
    """Whether the condition comes true within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(PAUSE_SECONDS)
    return False
