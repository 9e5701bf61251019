"""The protocol of the desk's live feed: it shows what an operator has, and what waits. Acting is the desk's own.

A `DeskSession` belongs to one connection; its calls work with the database and are made one after another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from assistance.models import Author, MessageKind
from assistance.operators.rights import Answering

from . import desk_selectors, errors, operators, waking
from .frames import Frame, id_in, seq_in
from .waking import Signal

TYPING_NOTED_EVERY = timedelta(seconds=10)
"""So often it is noted that an operator types in a conversation, and is there."""


class DeskSession:
    """What one operator's desk has been shown.

    Attributes:
        held: the version of each conversation as the desk knows it.
        after: the place in each of them up to which the desk has the messages.
    """

    def __init__(self, operator: Answering, *, clock: Callable[[], datetime] = timezone.now) -> None:
        self.operator = operator
        self._clock = clock
        self.held: dict[UUID, int] = {}
        self.after: dict[UUID, int] = {}
        self._typed_at: dict[UUID, datetime] = {}
        self._queue: Frame | None = None
        self._conversations: Frame | None = None

    @property
    def tenant_ids(self) -> list[int]:
        """The states whose queue is shown."""
        return list(self.operator.tenants.values())

    def receive(self, frame: Frame) -> list[Frame]:
        """Do what a frame asks for; return what is answered.

        Raises:
            ChatRefused: `INVALID`, `NOT_FOUND`.
        """
        match frame.get("type"):
            case "ping":
                operators.renew_lease(operator=self.operator, now=self._clock())
                return [{"type": "pong"}]
            case "after":
                return self._messages_after({id_in(frame, "conversation"): seq_in(frame, "seq")})
            case "typing":
                return self._typing(self._held(frame), is_told=True)
            case "noting":
                return self._typing(self._held(frame), is_told=False)
            case "read":
                waking.signal(Signal(self._held(frame), self._author(), read_seq=seq_in(frame, "seq")))
                return []
        raise errors.invalid("type")

    def _typing(self, conversation_id: UUID, *, is_told: bool) -> list[Frame]:
        """Note that the operator types: a message, of which the person is told, or a note, of which they are not."""
        now = self._clock()
        if is_told:
            waking.signal(Signal(conversation_id, self._author()))
        typed_at = self._typed_at.get(conversation_id)
        if typed_at is not None and now - typed_at < TYPING_NOTED_EVERY:
            return []
        self._typed_at[conversation_id] = now
        operators.note_typing(operator=self.operator, conversation_id=conversation_id, now=now)
        return self.pull()

    def pull(self) -> list[Frame]:
        """Return the queue and the conversations, as far as they have changed, and the messages that are new."""
        now = self._clock()
        held = desk_selectors.conversations_of(operator=self.operator, now=now)
        waiting = desk_selectors.queue_of(operator=self.operator, now=now)
        queue: Frame = {"type": "queue", "waiting": [one.as_json() for one in waiting]}
        conversations: Frame = {"type": "conversations", "conversations": [one.as_json() for one in held]}
        before = self.held
        self.held = {one.conversation.id: one.conversation.version for one in held}
        for known in (self.after, self._typed_at):
            for conversation_id in known.keys() - self.held:
                del known[conversation_id]
        frames = []
        if queue != self._queue:
            self._queue = queue
            frames.append(queue)
        if conversations != self._conversations:
            self._conversations = conversations
            frames.append(conversations)
        changed = [pk for pk, version in self.held.items() if before.get(pk) != version]
        return frames + self.messages_of(*changed)

    def catch_up(self, conversation_id: UUID, version: int) -> tuple[list[Frame], bool]:
        """Return the new messages of a conversation that has this version now, and whether that is all that changed.

        Each message makes one version. Where there are more versions, or something happened, `pull` has to look.
        """
        before = self.held.get(conversation_id)
        frames = self.messages_of(conversation_id)
        new = [message for frame in frames for message in frame["messages"]]
        is_all = (
            before is not None
            and version <= before + len(new)
            and all(message["kind"] != MessageKind.EVENT for message in new)
        )
        if before is not None and is_all:
            self.held[conversation_id] = before + len(new)
        return frames, is_all

    def messages_of(self, *conversation_ids: UUID) -> list[Frame]:
        """Return the messages of conversations that the desk has not been sent; of such as are not theirs, none."""
        return self._messages_after({pk: self.after.get(pk, 0) for pk in conversation_ids})

    def _messages_after(self, after: Mapping[UUID, int]) -> list[Frame]:
        found = desk_selectors.read_each(operator=self.operator, after=after)
        for conversation_id, messages in found.items():
            self.after[conversation_id] = messages[-1].seq if messages else after[conversation_id]
        return [
            {"type": "messages", "conversation": str(pk), "messages": [message.as_json() for message in messages]}
            for pk, messages in found.items()
            if messages
        ]

    def signalled(self, signal: Signal) -> list[Frame]:
        """Return what the desk is told of what is not stored."""
        if signal.author != Author.VISITOR:
            return []
        conversation = str(signal.conversation_id)
        if signal.read_seq is None:
            return [{"type": "typing", "conversation": conversation}]
        return [{"type": "read", "conversation": conversation, "seq": signal.read_seq}]

    def _held(self, frame: Frame) -> UUID:
        conversation_id = id_in(frame, "conversation")
        if conversation_id not in self.held:
            raise errors.not_found()
        return conversation_id

    @staticmethod
    def _author() -> Author:
        return Author.OPERATOR
