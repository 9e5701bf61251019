"""How much the tests try that could go on for ever: `make test` a little, `make test-all` (`LONG_TESTS=1`) more."""

from __future__ import annotations

import os

IS_LONG = bool(os.environ.get("LONG_TESTS"))


def tries(usual: int, *, long: int) -> int:
    """Return how many examples to try, or requests to send."""
    return long if IS_LONG else usual
