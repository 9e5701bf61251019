"""What a person's request that only reads looks up once: lists ask for the same of each of their rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Found = TypeVar("Found")

_memory: ContextVar[dict[Hashable, Any] | None] = ContextVar("request_memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Remember until the block ends."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def remembered(key: Hashable, find: Callable[[], Found]) -> Found:
    """Return what was found under this key before, or find it; outside of such a request it is always found anew."""
    memory = _memory.get()
    if memory is None:
        return find()
    if key not in memory:
        memory[key] = find()
    found: Found = memory[key]
    return found
