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


def notify_operator(access: Access, now: datetime) -> None:
    """Let the operator know in a thread of its own; within a transaction at once, as only it sees what it wrote."""
    if connection.in_atomic_block:
        _notify(access, now)
    elif _free.acquire(blocking=False):
        threading.Thread(target=_notify_and_close, args=(access, now), daemon=True).start()


def _notify_and_close(access: Access, now: datetime) -> None:
    try:
        _notify(access, now)
    finally:
        connections.close_all()
        _free.release()


def _notify(access: Access, now: datetime) -> None:
    try:
        visitors.left_quickly(access=access, now=now)
    except ChatRefused:
        return  # it is not there any more
    except (StoreUnavailable, *NO_ANSWER):
        logger.warning("The chat could not tell that somebody left quickly: its database does not answer.")
