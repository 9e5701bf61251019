"""The protocol of a visitor: frames in, frames out. It knows of no transport, and all of them speak it.

A `Session` belongs to one connection, or to one request of a client that has none. Its calls work with the database
and are made one after another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone

from assistance.models import Author, ConversationState

from . import call_requests, errors, visitors, waking
from .errors import HasLeft, not_found
from .frames import Frame, bye, id_in, seq_in
from .shown import ShownConversation, ShownMessage
from .visitor_access import Access
from .visitors import SEEN_EVERY
from .waking import Signal

TYPING_EVERY = timedelta(seconds=1)
HEARD_FOR = timedelta(seconds=45)
"""For so long a connection over which something came is one of somebody who is there; clients say so every 20 s."""

EXIT = "exit"
"""Why a connection ends whose person left by the quick exit, in this page or in another one of theirs."""

MOST_READS = 8
"""So often the next messages are read for one answer: more than a conversation may have."""


class Session:
    """What one visitor's client has been told, and what it says.

    Args:
        tenant_id: the state of the host that the client came to.
        clock: the present instant.

    Attributes:
        access: None before the first `hello`.
        after: the place of the last message that the client has.
        version: of the conversation as the client knows it.
    """

    def __init__(self, tenant_id: int, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self._tenant_id = tenant_id
        self._clock = clock
        self.access: Access | None = None
        self.after = 0
        self.version = -1
        self._shown: ShownConversation | None = None
        self._seen_at: datetime | None = None
        self._heard_at: datetime | None = None
        self._typed_at: datetime | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the conversation is in the queue, as far as the client knows."""
        return self._shown is not None and self._shown.state == ConversationState.WAITING

    def receive(self, frame: Frame) -> list[Frame]:
        """Do what a frame asks for; return what is answered.

        Raises:
            ChatRefused: as the services behind it; `NOT_FOUND` for whatever comes before a `hello`; `INVALID`.
        """
        kind = frame.get("type")
        self._heard_at = self._clock()
        if kind == "hello":
            return self.hello(frame)
        if kind == "ping":
            if self.access is not None:
                self._note_presence(self.access)
            return [{"type": "pong", "serverTime": self._clock().isoformat()}]
        handlers: dict[object, Callable[[Access, Frame], list[Frame]]] = {
            "message": self._message,
            "typing": self._typing,
            "read": self._read,
            "stay": self._stay,
            "end": self._end,
            "erase": self._erase,
            "rate": self._rate,
            "cancelCall": self._cancel_call,
            "exit": self._exit,
        }
        handler = handlers.get(kind) if isinstance(kind, str) else None
        if handler is None:
            raise errors.invalid("type")
        try:
            return handler(self._entered(), frame)
        except HasLeft:
            return [bye(EXIT)]

    def hello(self, frame: Frame) -> list[Frame]:
        """Come into a conversation, or ask once more for what is missing.

        A page that does not know yet that its person left by the quick exit is told to leave, too (`bye`).

        Raises:
            ChatRefused: `NOT_FOUND`, also for another conversation than before; `INVALID`.
        """
        secret = frame.get("secret")
        if not isinstance(secret, str) or not secret or len(secret) > 200:
            raise not_found()
        conversation_id = id_in(frame, "conversation")
        if self.access is not None and self.access.conversation_id != conversation_id:
            raise not_found()
        access = Access(self._tenant_id, conversation_id, secret)
        after = seq_in(frame, "after")
        # First: whoever has left the queue is shown their place in it again. And always: an earlier connection of
        # theirs may just have closed.
        now = self._heard_at = self._seen_at = self._clock()
        visitors.seen(access=access, now=now, every=timedelta())
        try:
            shown, messages = _read_all(access, after)
        except HasLeft:
            self.access = access
            return [bye(EXIT)]
        # A client that says it has what there is not yet has been told by nobody: it gets all.
        if after > shown.last_seq:
            shown, messages = _read_all(access, 0)
        self.access = access
        self._note_sent(shown, messages, min(after, shown.last_seq))
        return [
            {
                "type": "welcome",
                "serverTime": now.isoformat(),
                "conversation": shown.as_json(),
                "messages": [message.as_json() for message in messages],
            }
        ]

    def pull(self) -> list[Frame]:
        """Return what the client has not been told yet.

        Raises:
            ChatRefused: `NOT_FOUND`.
        """
        access = self._entered()
        before = self._shown
        try:
            shown, messages = _read_all(access, self.after)
        except HasLeft:
            return [bye(EXIT)]
        if shown.is_absent and self._is_heard():  # another connection of theirs has closed
            visitors.seen(access=access, now=self._clock())
        self._note_sent(shown, messages, self.after)
        frames: list[Frame] = []
        if messages:
            frames.append({"type": "messages", "messages": [message.as_json() for message in messages]})
        if before is None or _without_counts(before) != _without_counts(shown):
            frames.append({"type": "state", "conversation": shown.as_json()})
        return frames

    def signalled(self, signal: Signal) -> list[Frame]:
        """Return what the client is told of what is not stored."""
        if signal.author == Author.VISITOR:
            return []
        if signal.read_seq is None:
            return [{"type": "typing", "author": signal.author.value}]
        return [{"type": "read", "seq": signal.read_seq}]

    def _entered(self) -> Access:
        if self.access is None:
            raise not_found()
        return self.access

    def _message(self, access: Access, frame: Frame) -> list[Frame]:
        client_id = id_in(frame, "clientId")
        # What is no text is refused there.
        text: str = frame.get("text", "")
        now = self._clock()
        sent = visitors.send(
            access=access, client_id=client_id, text=text, now=now, written_at=_written_at(frame.get("writtenAgo"), now)
        )
        if sent.is_new and sent.seq == self.after + 1:
            # It is the next one, and the client has it: it need not be read again.
            self.after, self.version = sent.seq, self.version + 1
        self._seen_at = now
        return [
            {"type": "ack", "clientId": str(client_id), "seq": sent.seq, "sentAt": sent.sent_at.isoformat()},
        ]

    def _typing(self, access: Access, frame: Frame) -> list[Frame]:
        now = self._clock()
        if self._typed_at is None or now - self._typed_at >= TYPING_EVERY:
            self._typed_at = now
            waking.signal(Signal(access.conversation_id, Author.VISITOR))
        return []

    def _read(self, access: Access, frame: Frame) -> list[Frame]:
        seq = min(seq_in(frame, "seq"), self.after)
        waking.signal(Signal(access.conversation_id, Author.VISITOR, read_seq=seq))
        self._note_presence(access)
        return []

    def _stay(self, access: Access, frame: Frame) -> list[Frame]:
        return self._changed(access, visitors.stay(access=access, now=self._clock()))

    def _end(self, access: Access, frame: Frame) -> list[Frame]:
        return self._changed(access, visitors.end(access=access, now=self._clock()))

    def _erase(self, access: Access, frame: Frame) -> list[Frame]:
        return self._changed(access, visitors.erase(access=access, now=self._clock()))

    def _rate(self, access: Access, frame: Frame) -> list[Frame]:
        return self._changed(access, visitors.rate(access=access, rating=frame.get("rating"), now=self._clock()))

    def _cancel_call(self, access: Access, frame: Frame) -> list[Frame]:
        return self._changed(access, call_requests.cancel_call(access=access, now=self._clock()))

    def _exit(self, access: Access, frame: Frame) -> list[Frame]:
        visitors.left_quickly(access=access, now=self._clock(), erases=frame.get("erases") is True)
        return [bye(EXIT)]

    def _changed(self, access: Access, shown: ShownConversation) -> list[Frame]:
        visitors.require_stayed(access)  # what is done for whoever has left is not shown to whoever has their device
        # Its version stays as it was known, so that the messages that came with the change are read.
        self._shown = shown
        return [{"type": "state", "conversation": shown.as_json()}]

    def _note_sent(self, shown: ShownConversation, messages: list[ShownMessage], after: int) -> None:
        self._shown, self.version = shown, shown.version
        self.after = messages[-1].seq if messages else after

    def _is_heard(self) -> bool:
        return self._heard_at is not None and self._clock() - self._heard_at < HEARD_FOR

    def _note_presence(self, access: Access) -> None:
        now = self._clock()
        if self._seen_at is None or now - self._seen_at >= SEEN_EVERY:
            visitors.seen(access=access, now=now)
            self._seen_at = now


def _written_at(seconds_ago: object, now: datetime) -> datetime | None:
    """Return when something was written, as the client counts it; None: at once, or it does not say."""
    if not isinstance(seconds_ago, int) or not 0 < seconds_ago <= LONGEST_AGO_SECONDS:
        return None
    return now - timedelta(seconds=seconds_ago)


LONGEST_AGO_SECONDS = 7 * 24 * 60 * 60


def _read_all(access: Access, after: int) -> tuple[ShownConversation, list[ShownMessage]]:
    """Read all that there is behind a place; services give so many at a time."""
    messages: list[ShownMessage] = []
    for _ in range(MOST_READS):
        read = visitors.read(access=access, after=messages[-1].seq if messages else after)
        messages += read.messages
        if not read.messages or messages[-1].seq >= read.conversation.last_seq:
            break
    return read.conversation, messages


def _without_counts(shown: ShownConversation) -> ShownConversation:
    """Return what of a conversation a client is told by itself: not what each message changes, nor each second."""
    wait_minutes = None if shown.wait_seconds is None else -(-shown.wait_seconds // 60)
    return replace(shown, version=0, last_seq=0, wait_seconds=wait_minutes, is_absent=False)
