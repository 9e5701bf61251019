"""What both sides see of a conversation, the same on every transport."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from assistance.models import Author, ConversationState, MessageKind
from tenants.phones import tel_address_of


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message.

    Attributes:
        author_name: the given name of whoever answers; empty: of nobody, or not known any more.
        text, card: what it says, by its kind; both None: an event, or the text was removed.
        call_starts_at, call_ends_at: between which the call comes that an event is about; None: it is about none, or
            all was removed.
        written_at: when it was written, where that was long before it came: without a connection; None: it came at
            once.
    """

    seq: int
    client_id: UUID
    author: str
    kind: str
    sent_at: datetime
    author_name: str = ""
    event: str = ""
    text: str | None = field(default=None, repr=False)
    card: dict[str, Any] | None = field(default=None, repr=False)
    call_starts_at: datetime | None = None
    call_ends_at: datetime | None = None
    written_at: datetime | None = None

    @property
    def shown_card(self) -> dict[str, Any] | None:
        """The card, with what dials its number: `phoneUrl`; None: it has none that can be dialled."""
        if self.card is None:
            return None
        return {**self.card, "phoneUrl": tel_address_of(str(self.card.get("phone") or "")) or None}

    @property
    def is_automatic(self) -> bool:
        """Whether nobody wrote it: guidance that search suggested."""
        return self.author == Author.SYSTEM and self.kind == MessageKind.CARD

    @property
    def is_removed(self) -> bool:
        """Whether what it said is not there any more."""
        return self.kind != MessageKind.EVENT and self.text is None and self.card is None

    def as_json(self) -> dict[str, Any]:
        """Return what every transport sends of it."""
        return {
            "seq": self.seq,
            "clientId": str(self.client_id),
            "author": self.author,
            "authorName": self.author_name,
            "kind": self.kind,
            "event": self.event,
            "text": self.text,
            "card": self.shown_card,
            "isAutomatic": self.is_automatic,
            "isRemoved": self.is_removed,
            "callStartsAt": _instant(self.call_starts_at),
            "callEndsAt": _instant(self.call_ends_at),
            "sentAt": self.sent_at.isoformat(),
            "writtenAt": _instant(self.written_at),
        }


@dataclass(frozen=True, slots=True)
class ShownConversation:
    """Where a conversation stands.

    Attributes:
        operator_name: the given name of whoever attends; empty: nobody, or they have none.
        supervisor_name: that of a second person, or that it is a supervisor; empty: there is none.
        role: of the person, as they gave it; empty: not given.
        was_attended: whether somebody has attended them before; how long they were here is no waiting then.
        position: in the queue, from 1; None: not in it, or somebody of another state may come before.
        wait_seconds: how long it may take; None: not known, or not in the queue.
        is_nearly_inactive: whether somebody must write by `ends_at`, or it ends.
        call_starts_at, call_ends_at: between which the person is called, as was promised last; None: no call was.
        may_ring: whether a page offers a call by itself: not to whoever has said that they are in danger, or do not
            know: somebody beside them may hear the telephone.
        call_number: the last digits of the number that is called; empty: no call is to be made any more, or the key
            ring does not read the number.
        call_code: the three digits by which the person can name that call; empty: none is to be made any more.
        content_state: the name of the state whose content answers; empty: the conversation's own.
        is_erased: whether the text was removed.
        is_nobody_there: whether they wait, and no operator answers chats now.
        is_outside_hours: whether they wait, and the hours of service are over.
        opens_at: when these begin again, of whoever waits outside them or was not attended to before; None: not known.
        is_absent: whether the person was last known not to be there; for whoever has a connection of theirs, not sent.
    """

    id: UUID
    state: str
    version: int
    last_seq: int
    language: str
    started_at: datetime
    operator_name: str = ""
    supervisor_name: str = ""
    role: str = ""
    was_attended: bool = False
    position: int | None = None
    wait_seconds: int | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    rating: int | None = None
    is_nearly_inactive: bool = False
    ends_at: datetime | None = None
    is_erased: bool = False
    is_absent: bool = False
    call_starts_at: datetime | None = None
    call_ends_at: datetime | None = None
    call_number: str = field(default="", repr=False)
    call_code: str = ""
    may_ring: bool = True
    content_state: str = ""
    is_nobody_there: bool = False
    is_outside_hours: bool = False
    opens_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether both sides may write."""
        return self.state != ConversationState.ENDED

    @property
    def is_waiting(self) -> bool:
        """Whether it is in the queue."""
        return self.state == ConversationState.WAITING

    def as_json(self) -> dict[str, Any]:
        """Return what every transport sends of it."""
        return {
            "id": str(self.id),
            "state": self.state,
            "version": self.version,
            "lastSeq": self.last_seq,
            "language": self.language,
            "startedAt": self.started_at.isoformat(),
            "operatorName": self.operator_name,
            "supervisorName": self.supervisor_name,
            "role": self.role,
            "wasAttended": self.was_attended,
            "position": self.position,
            "waitSeconds": self.wait_seconds,
            "endedAt": _instant(self.ended_at),
            "endReason": self.end_reason,
            "rating": self.rating,
            "isNearlyInactive": self.is_nearly_inactive,
            "endsAt": _instant(self.ends_at),
            "isErased": self.is_erased,
            "callStartsAt": _instant(self.call_starts_at),
            "callEndsAt": _instant(self.call_ends_at),
            "callNumber": self.call_number,
            "callCode": self.call_code,
            "mayRing": self.may_ring,
            "contentState": self.content_state,
            "isNobodyThere": self.is_nobody_there,
            "isOutsideHours": self.is_outside_hours,
            "opensAt": _instant(self.opens_at),
        }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
