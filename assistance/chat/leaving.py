"""Telling the operator that somebody left quickly, without letting who leaves wait for it."""

from __future__ import annotations

import logging
import threading
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
from .visitors import Access

logger = logging.getLogger(__name__)

PATH = "/chat/salir/"
AT_ONCE = 4
"""Of more who leave in the same moment nothing is told; that they are silent shows."""

TURN_SECONDS = 60
"""So long an erasure waits for its turn."""

_free = threading.BoundedSemaphore(AT_ONCE)


def farewell(request: HttpRequest) -> HttpResponse:
    """Return what takes the conversation out of the browser and leads to a harmless site; no database is asked.

    Raises:
        DisallowedHost: the request is for none of our hosts.
    """
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = settings.QUICK_EXIT_URL
    secure(request, response)
    sessions.clear(response)
    sessions.mark_left(response)
    return response


def notify_operator(access: Access, now: datetime, *, erases: bool) -> None:
    """Let the operator know in a thread of its own; within a transaction at once, as only it sees what it wrote.

    Args:
        erases: whether the conversation is erased with it, which waits for its turn rather than not be done.
    """
    if connection.in_atomic_block:
        _notify(access, now, erases)
    elif erases:
        threading.Thread(target=_erase_in_turn, args=(access, now), daemon=True).start()
    elif _free.acquire(blocking=False):
        threading.Thread(target=_notify_and_close, args=(access, now, False), daemon=True).start()


def _erase_in_turn(access: Access, now: datetime) -> None:
    if _free.acquire(timeout=TURN_SECONDS):
        _notify_and_close(access, now, True)
    else:
        logger.warning("The chat could not erase a conversation whose person left quickly: too many leave at once.")


def _notify_and_close(access: Access, now: datetime, erases: bool) -> None:
    try:
        _notify(access, now, erases)
    finally:
        connections.close_all()
        _free.release()


def _notify(access: Access, now: datetime, erases: bool) -> None:
    try:
        visitors.left_quickly(access=access, now=now)
        if erases:
            visitors.erase(access=access, now=now)
    except ChatRefused:
        return  # it is not there any more
    except (StoreUnavailable, *NO_ANSWER):
        logger.warning("The chat could not tell that somebody left quickly: its database does not answer.")
