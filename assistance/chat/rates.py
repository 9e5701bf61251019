"""How many frames are taken: of one connection, and of one conversation over all of its connections and requests."""

from __future__ import annotations

import time

from tenants.limits import Limit

OF_CONNECTION = (5.0, 20.0)
OF_CONVERSATION = (10.0, 60.0)
"""How many a second, and how many at once: two windows of one person come together without being refused."""


FORMS = Limit("chat.forms", most=60, seconds=60)
"""Of one conversation without JavaScript, over all processes."""


class FrameRate:
    """How fast frames come: a bucket that is filled so fast and holds so many.

    Args:
        each_second, at_once: the two limits.
    """

    def __init__(self, each_second: float, at_once: float) -> None:
        self._each_second, self._at_once = each_second, at_once
        self._left = at_once
        self._at = time.monotonic()
        self.refused = 0

    def take(self) -> bool:
        """Whether one frame more may come now."""
        now = time.monotonic()
        self._left = min(self._at_once, self._left + (now - self._at) * self._each_second)
        self._at = now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        return True
