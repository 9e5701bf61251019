"""A count of the changes to this process's caches: one number, which every cached answer compares."""

from __future__ import annotations

import threading


class ChangeCounter:
    """Counts whatever requires that cached answers are revalidated.

    That is: content, keys or clients' documents that may have changed, and a listening connection that was lost.
    It is counted right after the change of the cache, so that what was read before is revalidated.

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
