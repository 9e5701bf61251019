"""The watcher of a realtime process: one question for all that is followed there, instead of one for each reader.

It asks every two seconds for the versions of all conversations that are followed, and right after a wake-up for those
that it names. Who follows one is called when it has changed, and then reads for itself. It lives on the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from tenants.statements import Statement

from . import waking
from .conversation_selectors import note_queue_changed
from .errors import ChatRefused
from .pool import DatabasePool
from .waking import Signal, WakeUp

logger = logging.getLogger(__name__)

POLL_SECONDS = 2.0
JITTER_SECONDS = 0.2
"""Processes that started together do not ask together."""

PLACES_A_SECOND = 25
"""How many people in the queue are told their new places in a second; others follow."""

VERSIONS = Statement("chat_versions", "SELECT id, version FROM assistance_conversation WHERE id = ANY($1)")
QUEUES = Statement(
    "chat_queues",
    """
    SELECT tenant_id, count(*), count(*) FILTER (WHERE state = 'WAITING'), sum(assignment_epoch),
        sum(hashtext(id::text)) FILTER (WHERE state = 'WAITING' AND absent_since IS NULL), max(offered_until),
        sum(offered_to_id),
        sum(supervisor_id)
    FROM assistance_conversation WHERE state <> 'ENDED' AND tenant_id = ANY($1) GROUP BY tenant_id
    """,
)
"""What is different when somebody comes into a queue or leaves it, or is had, offered or joined; not by a message."""


class Follower(Protocol):
    """Who follows conversations or queues. It is called on the event loop, and must be quick."""

    def conversation_changed(self, conversation_id: UUID, version: int) -> None:
        """A conversation has this version now, which it may have already told."""

    def queue_changed(self, tenant_id: int) -> None:
        """The queue of a state is another one."""

    def signalled(self, signal: Signal) -> None:
        """Somebody types, or has read."""


@dataclass
class _Wanted:
    """What is to be asked for next."""

    conversations: set[UUID]
    queues: set[int]
    is_everything: bool = False

    def is_anything(self) -> bool:
        return bool(self.conversations or self.queues or self.is_everything)


class Watcher:
    """Follows conversations and queues for those who read them."""

    def __init__(self, pool: DatabasePool) -> None:
        self._pool = pool
        self._conversations: dict[UUID, set[Follower]] = defaultdict(set)
        self._queues: dict[int, set[Follower]] = defaultdict(set)
        self._known_queues: dict[int, Any] = {}
        self._moved: dict[Callable[[], None], None] = {}
        self._has_moved = asyncio.Event()
        self._wanted = _Wanted(set(), set())
        self._has_work = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._loop = asyncio.get_running_loop()
        self._is_away = False

    def start(self) -> None:
        """Watch from now on."""
        waking.subscribe(self._woken)
        self._tasks = [self._loop.create_task(self._run()), self._loop.create_task(self._tell_places())]

    def stop(self) -> None:
        """Watch no more."""
        waking.unsubscribe(self._woken)
        for task in self._tasks:
            task.cancel()

    def follow(self, follower: Follower, conversation_id: UUID) -> None:
        """Call a follower for a conversation from now on."""
        self._conversations[conversation_id].add(follower)

    def follow_queue(self, follower: Follower, tenant_id: int) -> None:
        """Call a follower for a state's queue from now on."""
        self._queues[tenant_id].add(follower)

    def leave(self, follower: Follower, conversations: Iterable[UUID] = (), queues: Iterable[int] = ()) -> None:
        """Call a follower for these no more; one that does not follow them is no error."""
        for one in conversations:
            _discard(self._conversations, one, follower)
        for tenant_id in queues:
            _discard(self._queues, tenant_id, follower)

    def follows(self, conversation_id: UUID) -> bool:
        """Whether anybody follows a conversation."""
        return conversation_id in self._conversations

    def ask(self, conversation_id: UUID) -> None:
        """Ask for the version of a conversation now: it may have changed before it was followed."""
        self._wanted.conversations.add(conversation_id)
        self._has_work.set()

    def tell_place_later(self, call: Callable[[], None]) -> None:
        """Call soon, though not at once where many are to be called: each has to be looked up."""
        self._moved[call] = None
        self._has_moved.set()

    def _woken(self, wake_up: WakeUp) -> None:
        # On whatever thread committed or heard.
        self._loop.call_soon_threadsafe(self._take, wake_up)

    def _take(self, wake_up: WakeUp) -> None:
        self._wanted.conversations |= wake_up.conversations.keys() & self._conversations.keys()
        self._wanted.queues |= wake_up.queues & self._queues.keys()
        self._wanted.is_everything |= wake_up.is_everything
        if self._wanted.is_anything():
            self._has_work.set()
        for signal in wake_up.signals:
            for follower in list(self._conversations.get(signal.conversation_id, ())):
                follower.signalled(signal)

    async def _run(self) -> None:
        poll_at = 0.0
        while True:
            try:
                async with asyncio.timeout(max(0.0, poll_at - time.monotonic())):
                    await self._has_work.wait()
            except TimeoutError:
                self._wanted.is_everything = True
            wanted, self._wanted = self._wanted, _Wanted(set(), set())
            self._has_work.clear()
            if wanted.is_everything:
                wanted.conversations = set(self._conversations)
                wanted.queues = set(self._queues)
                poll_at = time.monotonic() + POLL_SECONDS + random.uniform(0, JITTER_SECONDS)
            try:
                await self._look(wanted)
                self._is_away = False
            except ChatRefused:  # the database is away: the next look finds what was missed
                self._is_away = True
            except Exception:
                logger.exception("The watcher of the chat failed, and goes on.")

    async def _look(self, wanted: _Wanted) -> None:
        if not (wanted.conversations or wanted.queues):
            return
        ids, tenant_ids = list(wanted.conversations), list(wanted.queues)
        versions, queues = await self._pool.run(lambda: _versions(ids, tenant_ids), may_repeat=True)
        for conversation_id, version in versions.items():
            for follower in list(self._conversations.get(conversation_id, ())):
                follower.conversation_changed(conversation_id, version)
        for tenant_id in tenant_ids:
            if self._known_queues.get(tenant_id) != queues.get(tenant_id):
                self._known_queues[tenant_id] = queues.get(tenant_id)
                note_queue_changed(tenant_id)
                for follower in list(self._queues.get(tenant_id, ())):
                    follower.queue_changed(tenant_id)

    async def _tell_places(self) -> None:
        while True:
            await self._has_moved.wait()
            await asyncio.sleep(1 / PLACES_A_SECOND)
            if not self._moved:
                self._has_moved.clear()
            elif not self._is_away:
                call = next(iter(self._moved))
                del self._moved[call]
                call()


def _versions(ids: list[UUID], tenant_ids: list[int]) -> tuple[Mapping[UUID, int], Mapping[int, Any]]:
    versions = dict(VERSIONS.rows_of(None, [ids])) if ids else {}
    queues = QUEUES.rows_of(None, [tenant_ids]) if tenant_ids else []
    return versions, {tenant_id: rest for tenant_id, *rest in queues}


def _discard(followers: dict[Any, set[Follower]], key: Any, follower: Follower) -> None:
    found = followers.get(key)
    if found is not None:
        found.discard(follower)
        if not found:
            del followers[key]
