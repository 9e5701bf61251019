"""The state of the database behind the answers."""

from __future__ import annotations

from typing import Any

from delivery import state_view
from tenants import listening


def is_available() -> bool:
    """Return whether the database answered when this process last used it.

    Without it, answers are made from memory: correct as of the last notification that this process received.
    """
    return not (state_view.is_unavailable() or listening.is_cut_off())


def as_extensions(*, is_unavailable: bool = False) -> dict[str, Any]:
    """Return what the body of an answer says of the store: nothing while all is well.

    Args:
        is_unavailable: whether the database did not answer while the answer was made.
    """
    return {"store": {"available": False}} if is_unavailable or not is_available() else {}
