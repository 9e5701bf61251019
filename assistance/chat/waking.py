"""Waking whoever waits for a conversation: in this process at once, in all others some hundredths of a second later.

A wake-up says which conversations and queues may have changed, never what; a reader asks the database. So a lost one
costs no more than the readers' own poll, every two seconds. They are gathered and sent together, at most 50 times a
second from a process, on a connection of their own: a NOTIFY within a message's transaction would make all
commits wait for each other. That somebody types, or has read, travels in the same way and is stored nowhere.

Redis carries them where `REDIS_URL` is set; while it is away PostgreSQL does, and both are always listened to.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

import psycopg2
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

from assistance.models import Author
from tenants import listening

if TYPE_CHECKING:
    import redis

logger = logging.getLogger(__name__)

CHANNEL = "jpt_chat"
PAUSE_SECONDS = 0.02
"""Between two sendings of one process."""

MOST_BYTES = 7_900
"""Of one notification; PostgreSQL takes less than 8,000."""

MOST_WAITING = 20_000
"""Wake-ups that wait to be sent; with more, readers find out by their polls."""

REDIS_SECONDS = 1.0
REDIS_AGAIN_SECONDS = 5.0
APPLICATION_NAME = "jpt waking"


@dataclass(frozen=True, slots=True)
class Signal:
    """What is told and not stored: somebody types (`read_seq` is None), or has read up to a message."""

    conversation_id: UUID
    author: Author
    read_seq: int | None = None


@dataclass(frozen=True, slots=True)
class WakeUp:
    """What may have changed.

    Args:
        conversations: the tenant of each, by its id.
        queues: the tenants whose queue it is.
        is_everything: notifications may have been missed: whatever is followed is to be looked at.
    """

    conversations: Mapping[UUID, int] = field(default_factory=dict)
    queues: frozenset[int] = frozenset()
    signals: tuple[Signal, ...] = ()
    is_everything: bool = False


Callback = Callable[[WakeUp], None]


def wake(conversation_id: UUID, tenant_id: int) -> None:
    """Wake who follows a conversation: once the present transaction commits, or at once without one."""
    _after_commit(WakeUp(conversations={conversation_id: tenant_id}))


def wake_queue(tenant_id: int) -> None:
    """Wake who follows a state's queue: once the present transaction commits, or at once without one."""
    _after_commit(WakeUp(queues=frozenset({tenant_id})))


def signal(sent: Signal) -> None:
    """Notify who follows a conversation that somebody types or has read; nothing is stored."""
    _wake(WakeUp(signals=(sent,)))


def subscribe(callback: Callback) -> None:
    """Call `callback` with each wake-up from now on, from this process and all others.

    It is called on the thread that wakes or hears, and must be quick; an error in it goes no further. Subscribing
    twice is the same as once.
    """
    with _lock:
        if callback not in _callbacks:
            _callbacks.append(callback)
    listening.subscribe(CHANNEL, _heard)
    listening.start()
    if settings.REDIS_URL:
        _redis_listener.start()


def unsubscribe(callback: Callback) -> None:
    """Call `callback` no more; one that was never subscribed is no error."""
    with _lock:
        if callback in _callbacks:
            _callbacks.remove(callback)
        is_last = not _callbacks
    if is_last:
        listening.unsubscribe(CHANNEL, _heard)
        _redis_listener.stop()


def flush(seconds: float = 2.0) -> bool:
    """Wait until what was woken has been sent; False: it has not within the time."""
    return _sender.flush(seconds)


_callbacks: list[Callback] = []
_lock = threading.Lock()


def close() -> None:
    """Close the connection that wakes others, once all is sent; the next wake-up opens it again."""
    if flush():
        _sender.close()


def _after_commit(wake_up: WakeUp) -> None:
    # Without a transaction Django would connect only to find that out.
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        transaction.on_commit(lambda: _wake(wake_up), robust=True)
    else:
        _wake(wake_up)


def _wake(wake_up: WakeUp) -> None:
    _call_back(wake_up)
    _sender.add(_tokens(wake_up))


def _call_back(wake_up: WakeUp) -> None:
    with _lock:
        callbacks = list(_callbacks)
    for callback in callbacks:
        try:
            callback(wake_up)
        except Exception:  # one subscriber's fault must not silence the others
            logger.exception("A subscriber of the chat's wake-ups failed.")


def _heard(payload: str | None) -> None:
    if payload is None:
        _call_back(WakeUp(is_everything=True))
        return
    sender, _, tokens = payload.partition(",")
    if sender != _sender.name:  # who called this process's own subscribers already
        _call_back(_wake_up(tokens.split(",")))


_LETTERS = {Author.VISITOR: "v", Author.OPERATOR: "o", Author.SUPERVISOR: "s"}
_AUTHORS = {letter: author for author, letter in _LETTERS.items()}


def _tokens(wake_up: WakeUp) -> list[str]:
    conversations = [f"c{one.hex}.{tenant_id}" for one, tenant_id in wake_up.conversations.items()]
    queues = [f"q{tenant_id}" for tenant_id in wake_up.queues]
    signals = [
        f"t{one.conversation_id.hex}.{_LETTERS[one.author]}"
        if one.read_seq is None
        else f"r{one.conversation_id.hex}.{_LETTERS[one.author]}.{one.read_seq}"
        for one in wake_up.signals
    ]
    return [*conversations, *queues, *signals]


def _wake_up(tokens: Iterable[str]) -> WakeUp:
    """Read tokens; whatever is none is passed over, as any role of the database may notify."""
    conversations: dict[UUID, int] = {}
    queues: set[int] = set()
    signals: list[Signal] = []
    for token in tokens:
        with contextlib.suppress(ValueError, KeyError):
            match token[:1], token[1:].split("."):
                case "c", [one, tenant_id]:
                    conversations[UUID(hex=one)] = int(tenant_id)
                case "q", [tenant_id]:
                    queues.add(int(tenant_id))
                case "t", [one, letter]:
                    signals.append(Signal(UUID(hex=one), _AUTHORS[letter]))
                case "r", [one, letter, seq]:
                    signals.append(Signal(UUID(hex=one), _AUTHORS[letter], int(seq)))
    return WakeUp(conversations, frozenset(queues), tuple(signals))


class _Sender:
    """Gathers wake-ups and sends them to other processes, on a thread and connections of its own."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._pid = os.getpid()
        self.name = secrets.token_hex(6)
        self._changed = threading.Condition()
        self._waiting: dict[str, None] = {}
        self._is_sending = False
        self._thread: threading.Thread | None = None
        self._connection: Any = None
        self._redis: redis.Redis | None = None
        self._redis_again_at = 0.0
        self._is_away = False

    def add(self, tokens: Iterable[str]) -> None:
        """Send these soon."""
        if self._pid != os.getpid():  # a fork copies the object but not the thread
            self._forget()
        with self._changed:
            if len(self._waiting) < MOST_WAITING:
                self._waiting.update(dict.fromkeys(tokens))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="waking", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def flush(self, seconds: float) -> bool:
        """Wait until nothing waits any more."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._waiting and not self._is_sending, timeout=seconds)

    def close(self) -> None:
        """Close the connection, if nothing is being sent."""
        with self._changed:
            if not self._is_sending:
                self._disconnect()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._waiting))
                tokens, self._waiting = list(self._waiting), {}
                self._is_sending = True
            try:
                self._send(_payloads(self.name, tokens))
            except Exception:  # the next ones are sent, or fail, by themselves
                logger.exception("The chat's wake-ups could not be sent.")
            with self._changed:
                self._is_sending = False
                self._changed.notify_all()
            time.sleep(PAUSE_SECONDS)

    def _send(self, payloads: list[str]) -> None:
        if settings.REDIS_URL and time.monotonic() >= self._redis_again_at:
            from redis import RedisError  # only where it is used: it brings much with it

            try:
                self._publish(payloads)
            except RedisError as error:
                logger.warning("Redis is away; PostgreSQL carries the chat's wake-ups: %s", error)
                self._redis_again_at = time.monotonic() + REDIS_AGAIN_SECONDS
            else:
                return
        self._notify(payloads)

    def _publish(self, payloads: list[str]) -> None:
        if self._redis is None:
            self._redis = _redis_client()
        for payload in payloads:
            self._redis.publish(CHANNEL, payload)

    def _notify(self, payloads: list[str]) -> None:
        for is_last_try in (False, True):
            try:
                if self._connection is None:
                    self._connection = _connect()
                with self._connection.cursor() as cursor:
                    cursor.execute("SELECT pg_notify(%s, payload) FROM unnest(%s) payload", [CHANNEL, payloads])
            except psycopg2.Error as error:
                self._disconnect()
                if is_last_try and not self._is_away:
                    logger.warning("PostgreSQL is away; the chat's readers find out by their polls: %s", error)
                self._is_away = self._is_away or is_last_try
            else:
                self._is_away = False
                return

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(psycopg2.Error):
                connection.close()


_sender = _Sender()


def _payloads(name: str, tokens: list[str]) -> list[str]:
    """Return as few payloads as there must be, each with the sender's name in front."""
    payloads, size = [], MOST_BYTES
    for token in tokens:
        if size + len(token) + 1 > MOST_BYTES:
            payloads.append([name])
            size = len(name)
        payloads[-1].append(token)
        size += len(token) + 1
    return [",".join(payload) for payload in payloads]


def _connect() -> Any:
    database = connections[DEFAULT_DB_ALIAS]
    # The backend's own way, so that a server that hangs is given up here as well.
    connection = database.get_new_connection({**database.get_connection_params(), "application_name": APPLICATION_NAME})
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")  # nothing is stored that a crash could lose
    return connection


def _redis_client() -> redis.Redis:
    from redis import Redis

    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, decode_responses=True
    )


class _RedisListener:
    """Receives what others publish in Redis, as long as somebody subscribes; connects again when it must."""

    def __init__(self) -> None:
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._stopping = threading.Event()

    def start(self) -> None:
        """Start the thread; called again, or in a forked child, it does what is missing."""
        if self._thread is not None and self._thread.is_alive() and self._pid == os.getpid():
            return
        self._pid = os.getpid()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, args=[self._stopping], name="waking-redis", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread with its next look; not started is no error."""
        self._stopping.set()

    def _run(self, stopping: threading.Event) -> None:
        from redis import RedisError

        while not stopping.is_set():
            try:
                with contextlib.closing(_redis_client()) as client, client.pubsub() as heard:
                    heard.subscribe(CHANNEL)
                    self._follow(heard, stopping)
            except (RedisError, OSError) as error:
                logger.warning("Redis is away, trying again: %s", error)
                stopping.wait(REDIS_AGAIN_SECONDS)

    @staticmethod
    def _follow(heard: Any, stopping: threading.Event) -> None:
        while not stopping.is_set():
            message = heard.get_message(timeout=REDIS_SECONDS / 2)
            if message is None:
                continue
            if message["type"] == "subscribe":
                _heard(None)
            elif message["type"] == "message":
                _heard(message["data"])


_redis_listener = _RedisListener()
