"""What one realtime process has: its threads, its watcher, who is connected, and whether it is stopping."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from tenants.bounded import BoundedMap

from . import visitors
from .errors import ChatErrorCode, ChatRefused
from .pool import DatabasePool
from .rates import OF_CONVERSATION, FrameRate
from .visitor_access import Access
from .watching import Watcher

logger = logging.getLogger(__name__)

BYE_SECONDS = 3.0
"""So long the connected have to hear that the process stops."""

RECONNECT_SECONDS = 5.0
"""Within so many seconds, each at a moment of its own, those who were connected come back."""


MOST_RATES = 20_000
"""Of how many conversations it is known how fast their frames came; one that is forgotten begins anew."""


GRACE_SECONDS = {"poll": 15.0}
USUAL_GRACE_SECONDS = 6.0
"""Within so long whoever loads the page anew, or changes networks, is back; who polls comes back after each answer."""


class Connected(Protocol):
    """Somebody who is connected for longer than one answer."""

    async def say_bye(self, reason: str, retry_after: float) -> None:
        """Send that the connection ends, and end it."""


class TooManyConnections(Exception):
    """A source, or the whole process, has as many connections as it may."""


class Realtime:
    """What consumers share. It is made on the event loop that they run on."""

    def __init__(self) -> None:
        self.pool = DatabasePool(settings.CHAT_THREADS)
        self.watcher = Watcher(self.pool)
        self.is_stopping = False
        self._connected: set[Connected] = set()
        self._by_source: Counter[str] = Counter()
        self.by_transport: Counter[str] = Counter()
        self._lines: Counter[UUID] = Counter()
        self._departures: set[asyncio.Task[None]] = set()
        self._rates: BoundedMap[UUID, FrameRate] = BoundedMap(MOST_RATES)

    def start(self) -> None:
        """Begin to watch."""
        self.watcher.start()

    @contextmanager
    def connected(self, who: Connected, *, source: str, transport: str) -> Iterator[None]:
        """Count a connection for the length of the block, and let it hear when the process stops.

        Raises:
            TooManyConnections: its source has as many as it may, or the process stops.
        """
        self.enter(who, source=source, transport=transport)
        try:
            yield
        finally:
            self.leave(who, source=source, transport=transport)

    def enter(self, who: Connected, *, source: str, transport: str) -> None:
        """Count a connection until `leave`.

        Raises:
            TooManyConnections: as above.
        """
        if self.is_stopping or self._by_source[source] >= settings.CHAT_CONNECTIONS_PER_SOURCE:
            raise TooManyConnections
        self._connected.add(who)
        self._by_source[source] += 1
        self.by_transport[transport] += 1

    def leave(self, who: Connected, *, source: str, transport: str) -> None:
        """Count a connection no more; once more is no error."""
        if who not in self._connected:
            return
        self._connected.remove(who)
        self.by_transport[transport] -= 1
        self._by_source[source] -= 1
        if self._by_source[source] <= 0:
            del self._by_source[source]

    def line_opened(self, conversation_id: UUID) -> None:
        """Count a connection of a conversation's person."""
        self._lines[conversation_id] += 1

    def line_closed(self, access: Access, *, transport: str) -> None:
        """Count it no more. Unless another one comes soon, the person is noted to have gone."""
        conversation_id = access.conversation_id
        self._lines[conversation_id] -= 1
        if self._lines[conversation_id] > 0:
            return
        del self._lines[conversation_id]
        seconds = GRACE_SECONDS.get(transport, USUAL_GRACE_SECONDS)
        asyncio.get_running_loop().call_later(seconds, self._note_departure, access, timezone.now())

    def _note_departure(self, access: Access, closed_at: datetime) -> None:
        if self.is_stopping or self._lines[access.conversation_id]:
            return
        task = asyncio.get_running_loop().create_task(self._depart(access, closed_at))
        self._departures.add(task)
        task.add_done_callback(self._departures.discard)

    async def _depart(self, access: Access, closed_at: datetime) -> None:
        # Where the database is away, or the conversation is, the silence shows it (`sweeps.mark_absent_visitors`).
        with suppress(ChatRefused):
            await self.pool.run(partial(visitors.line_closed, access=access, closed_at=closed_at), may_repeat=True)

    def take_frame(self, conversation_id: UUID) -> None:
        """Count a frame of a conversation whose secret was shown, by whatever connection or request.

        Raises:
            ChatRefused: `TOO_MANY`.
        """
        rate = self._rates.get(conversation_id) or FrameRate(*OF_CONVERSATION)
        self._rates.put(conversation_id, rate)
        if not rate.take():
            raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=1)

    async def say_bye(self) -> None:
        """Accept nobody any more, and let all that are connected know that they should come back, not all at once."""
        self.is_stopping = True
        ending = [one.say_bye("restart", random.uniform(0, RECONNECT_SECONDS)) for one in list(self._connected)]
        if ending:
            logger.info("Saying bye to %d connections.", len(ending))
            await asyncio.wait([asyncio.ensure_future(one) for one in ending], timeout=BYE_SECONDS)

    def stop(self) -> None:
        """Watch no more, and end the threads."""
        self.is_stopping = True
        self.watcher.stop()
        self.pool.stop()
