"""Telling the operator that somebody left quickly, without letting who leaves wait for it."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from django.db import connection, connections

from publishing.errors import StoreUnavailable
from tenants.errors import NO_ANSWER

from . import visitors
from .errors import ChatRefused
from .visitors import Access

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Of more who leave in the same moment nothing is told; that they are silent shows."""

_free = threading.BoundedSemaphore(AT_ONCE)


def tell(access: Access, now: datetime) -> None:
    """Tell the operator in a thread of its own; within a transaction at once, as only it sees what it wrote."""
    if connection.in_atomic_block:
        _tell(access, now)
    elif _free.acquire(blocking=False):
        threading.Thread(target=_tell_and_close, args=(access, now), daemon=True).start()


def _tell_and_close(access: Access, now: datetime) -> None:
    try:
        _tell(access, now)
    finally:
        connections.close_all()
        _free.release()


def _tell(access: Access, now: datetime) -> None:
    try:
        visitors.left_quickly(access=access, now=now)
    except ChatRefused:
        return  # it is not there any more
    except (StoreUnavailable, *NO_ANSWER):
        logger.warning("The chat could not tell that somebody left quickly: its database does not answer.")
