"""Telling the operator that somebody left quickly, without letting who leaves wait for it.

Whoever has chosen that all is erased with it is answered once that is stored, so that no killed process forgets it; but
they do not wait for a database that does not answer.
"""

from __future__ import annotations

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse

from publishing.errors import StoreUnavailable
from tenants.errors import NO_ANSWER

from . import sessions, visitors
from .errors import ChatRefused
from .security import secure
from .tickets import is_link_of_ours, is_only_looking
from .visitor_access import Access

logger = logging.getLogger(__name__)

PATH = "/chat/salir/"
AT_ONCE = 4
"""Of more who leave in the same moment nothing is told; that they are silent shows."""

MOST_ERASURES = 1_000
"""So many wait for their turn; who stops the process in order waits for them."""

ERASED_WITHIN_SECONDS = 1.0
"""Longer nobody who leaves is kept waiting for what is erased; then it is done beside the answer."""

PATIENCE_SECONDS = 60.0
"""So long an erasure is tried again while the database is away: a restart is over by then."""

PAUSE_SECONDS = 2.0

_pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="leaving")
_notices = threading.BoundedSemaphore(AT_ONCE)
_erasures = threading.BoundedSemaphore(MOST_ERASURES)


def farewell(request: HttpRequest) -> HttpResponse:
    """Return what takes the conversation out of the browser and leads to a harmless site; no database is asked.

    A browser that fetches it in advance gets nothing to keep, so that it asks again when somebody leaves.

    Raises:
        DisallowedHost: the request is for none of our hosts.
    """
    if is_only_looking(request) and request.method != "HEAD":
        response = HttpResponse(status=HTTPStatus.FORBIDDEN)
        secure(request, response)
        return response
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = settings.QUICK_EXIT_URL
    secure(request, response)
    if request.method != "HEAD":
        sessions.clear(response)
        sessions.mark_left(response)
    return response


def erases_on_exit(request: HttpRequest) -> bool:
    """Whether a request for `PATH` erases a conversation: the person has chosen it, and has pressed a link of ours."""
    return not is_only_looking(request) and is_link_of_ours(request) and sessions.erases_on_exit(request)


def notify_operator(access: Access, now: datetime, *, erases: bool) -> None:
    """Let the operator know in a thread beside the request; within a transaction at once: only it sees what it wrote.

    Args:
        erases: whether the conversation is erased with it, which waits for its turn rather than not be done, and for
            which the request waits `ERASED_WITHIN_SECONDS`.
    """
    room = _erasures if erases else _notices
    if connection.in_atomic_block:
        _notify(access, now, erases)
    elif room.acquire(blocking=False):
        done = _pool.submit(_notify_and_close, access, now, erases, room)
        if erases:
            wait([done], timeout=ERASED_WITHIN_SECONDS)
    elif erases:
        logger.warning("The chat could not erase a conversation whose person left quickly: too many leave at once.")


def _notify_and_close(access: Access, now: datetime, erases: bool, room: threading.BoundedSemaphore) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    try:
        while not _notify(access, now, erases) and erases and time.monotonic() < until:
            connections.close_all()
            time.sleep(PAUSE_SECONDS)
    finally:
        connections.close_all()
        room.release()


def _notify(access: Access, now: datetime, erases: bool) -> bool:
    """Notify and erase; return whether the database has answered."""
    try:
        visitors.left_quickly(access=access, now=now, erases=erases)
    except ChatRefused:
        pass  # it is not there any more
    except (StoreUnavailable, *NO_ANSWER):
        logger.warning("The chat could not tell that somebody left quickly: its database does not answer.")
        return False
    return True
