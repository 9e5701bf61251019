"""Whether the database stands behind what is answered."""

from __future__ import annotations

from typing import Any

from delivery import state_view
from tenants import listening


def is_available() -> bool:
    """Whether the database answers, as far as this process knows.

    Without it, readers get what memory has: correct as of the last moment that this process heard of changes.
    """
    return not (state_view.is_unavailable() or listening.is_cut_off())


def as_extensions(*, is_unavailable: bool = False) -> dict[str, Any]:
    """Return what the body of an answer says of the store: nothing while all is well.

    Args:
        is_unavailable: whether the database did not answer while the answer was made.
    """
    return {"store": {"available": False}} if is_unavailable or not is_available() else {}
