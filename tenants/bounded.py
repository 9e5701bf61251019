"""A mapping of limited size that keeps the entries used last."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class BoundedMap(Generic[Key, Value]):
    """At most `limit` entries; the one unused for longest goes first. Safe to share between threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key) -> Value | None:
        """Return the value of a key, or None."""
        entries = self._entries
        with self._lock:
            value = entries.get(key)
            if value is not None:
                entries.move_to_end(key)
            return value

    def put(self, key: Key, value: Value) -> None:
        """Store a value."""
        with self._lock:
            self._entries[key] = value
            self._entries.move_to_end(key)
            while len(self._entries) > self._limit:
                self._entries.popitem(last=False)

    def remove(self, key: Key) -> None:
        """Drop one entry; a missing one is no error."""
        with self._lock:
            self._entries.pop(key, None)

    def remove_where(self, is_meant: Callable[[Value], bool]) -> None:
        """Drop the entries whose value matches."""
        with self._lock:
            for key in [key for key, value in self._entries.items() if is_meant(value)]:
                del self._entries[key]

    def clear(self) -> None:
        """Drop everything."""
        with self._lock:
            self._entries.clear()

    def keys(self) -> list[Key]:
        """Return the keys, the one unused for longest first."""
        with self._lock:
            return list(self._entries)

    def __len__(self) -> int:
        """How many entries there are."""
        with self._lock:
            return len(self._entries)
