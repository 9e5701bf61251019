"""How much this process has learnt so far of what it holds in memory: one number, read by every cached answer."""

from __future__ import annotations

import threading


class ChangeCounter:
    """Counts whatever makes a cached answer worth another look.

    That is: content, keys or clients' documents that may have changed, and a listening connection that was lost.
    Whoever notes a change in memory counts it right afterwards, so that what was read before is looked at again.

    Attributes:
        count: rises with each of them. To be read before whatever depends on it is read.
    """

    __slots__ = ("_lock", "count")

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        """Count one more."""
        with self._lock:
            self.count += 1


change_counter = ChangeCounter()
