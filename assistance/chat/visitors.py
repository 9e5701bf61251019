"""What the person who writes does: write, read, stay, end, erase. Whoever has the secret is that person, nobody else.

Each of these verifies the secret, opens the scope of the state, and says of another state's conversation what it says
of one that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from assistance.models import Author, Conversation, ConversationEvent, ConversationState, EndReason, MessageKind
from tenants.scope import tenant_scope

from . import assignment, crisis, errors, messages
from .conversation_selectors import shown_of, shown_with_place
from .ending import end_locked, erase_locked
from .errors import ChatErrorCode, ChatRefused, HasLeft, not_found
from .message_text import read_text
from .queue import mark_absent, mark_present
from .shown import ShownConversation, ShownMessage
from .visitor_access import Access, verified
from .waking import wake_queue

AGAIN_SECONDS = 10
SEEN_EVERY = timedelta(seconds=30)
"""How often it is noted that somebody is there; `queue.ABSENT_AFTER` is three times as long."""

SEEN_EVERY_BY_FORMS = timedelta(seconds=10)
"""How often it is of the page without JavaScript, whose frame refreshes itself every few seconds."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is stored; `is_new`: it was not before."""

    seq: int
    sent_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Read:
    """Where a conversation stands, and what was said since."""

    conversation: ShownConversation
    messages: list[ShownMessage]


LATE = timedelta(seconds=30)
"""What comes so long after it was written was written without a connection, and says so."""


def send(*, access: Access, client_id: UUID, text: str, now: datetime, written_at: datetime | None = None) -> Sent:
    """Store what the person writes; the same once more gets the first answer. Danger in it is answered at once.

    Args:
        written_at: when it was written, as their clock says; it is kept where that was long before it comes, and after
            the conversation began, so that it is taken for no answer to what was said meanwhile.

    What was on its way when the person left by the quick exit, or waits in a page that does not know of it, is not
    stored any more.

    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `INVALID`, `TOO_LONG`, `TOO_MANY`, `BLOCKED`, `IDEMPOTENCY_CONFLICT`.
    """
    content = {"text": read_text(text)}
    with tenant_scope([access.tenant_id]):
        writing = messages.lock_for_visitor(access.conversation_id, access.tenant_id, now)
        if writing is None:
            raise not_found()
        conversation = _stayed(verified(writing.conversation, access))
        if writing.is_blocked:
            raise ChatRefused(ChatErrorCode.BLOCKED)
        if writing.is_fast:
            raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=AGAIN_SECONDS)
        was_absent = conversation.absent_since is not None
        if written_at is not None and conversation.started_at <= written_at < now - LATE:
            content["written_at"] = written_at.isoformat(timespec="seconds")
        stored = messages.store(
            conversation,
            author=Author.VISITOR,
            kind=MessageKind.TEXT,
            client_id=client_id,
            now=now,
            content=content,
        )
        if stored.is_new:
            crisis.answer(conversation, content["text"], now)
        if was_absent:
            wake_queue(conversation.tenant_id)
    return Sent(stored.seq, stored.sent_at, stored.is_new)


def read(*, access: Access, after: int = 0) -> Read:
    """Return where a conversation stands, and the messages behind a place.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        conversation = _stayed(_found(access))
        return Read(shown_with_place(conversation), messages.read_messages(conversation, after=after))


def read_since(*, access: Access, after: int) -> list[ShownMessage]:
    """Return the messages behind a place, in order.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        return messages.read_messages(_stayed(_found(access)), after=after)


def shown(access: Access) -> ShownConversation:
    """Return where a conversation stands.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        return shown_with_place(_stayed(_found(access)))


def require_stayed(access: Access) -> None:
    """Raise unless the person is there still, as far as is known.

    Raises:
        ChatRefused: `NOT_FOUND`; `HasLeft`: they left by the quick exit.
    """
    with tenant_scope([access.tenant_id]):
        _stayed(_found(access))


def stay(*, access: Access, now: datetime) -> ShownConversation:
    """Go on with a conversation in which nobody has written for a while; of one that was not warned, nothing changes.

    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`.
    """
    with _open(access) as conversation:
        if conversation.warned_at is None:
            return shown_with_place(conversation)
        conversation.visitor_seen_at, conversation.visitor_stayed_at, conversation.warned_at = now, now, None
        messages.save_changed(conversation, "visitor_seen_at", "visitor_stayed_at", "warned_at")
        return shown_with_place(conversation)


def end(*, access: Access, now: datetime) -> ShownConversation:
    """End a conversation; of one that has ended, nothing changes.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with _locked(access) as conversation:
        if conversation.state != ConversationState.ENDED:
            end_locked(conversation, EndReason.VISITOR, now=now)
        return shown_of(conversation)


def erase(*, access: Access, now: datetime) -> ShownConversation:
    """Remove all that was said, at once and for both sides; a conversation that is open ends with it.

    Nobody is called any more, and the number is deleted, too.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with _locked(access) as conversation:
        erase_locked(conversation, now=now)
        return shown_of(conversation)


def rate(*, access: Access, rating: object, now: datetime) -> ShownConversation:
    """Store how good the help was, from 1 to 5; the last mark counts.

    Raises:
        ChatRefused: `NOT_FOUND`, `INVALID`.
    """
    if not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= 5:
        raise errors.invalid("rating", errors.NO_RATING)
    with _locked(access) as conversation:
        _stayed(conversation)
        if conversation.rating != rating:
            conversation.rating = rating
            messages.save_changed(conversation, "rating")
        return shown_with_place(conversation)


def has_come(access: Access, shown: ShownConversation) -> bool:
    """Return whether whoever has the conversation that an access shows has opened it; False: nobody has it."""
    if shown.state != ConversationState.ATTENDED:
        return False
    with tenant_scope([access.tenant_id]):
        return assignment.has_come(shown.id)


def left_quickly(*, access: Access, now: datetime, erases: bool = False) -> None:
    """Notify the operator, once, that the person left the page quickly.

    There is no way back: what this device, or whoever has it, sends or asks for from then on is refused as if there
    were no such conversation, but for ending and erasing it and calling off its call, none of which shows it. It stays
    open for its operator for `queue.LEFT_KEPT_FOR`; one that waits is out of the queue at once.

    Args:
        erases: whether it is erased with it (`erase`), in one transaction: neither is done without the other.
    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with _locked(access) as conversation:
        if conversation.left_quickly_at is None:
            conversation.left_quickly_at = now
            messages.save_changed(conversation, "left_quickly_at")
            if conversation.state == ConversationState.WAITING and conversation.absent_since is None:
                mark_absent(conversation, now)
            if conversation.state != ConversationState.ENDED:
                messages.store_event(conversation, ConversationEvent.QUICK_EXIT, now=now)
        if erases:
            erase_locked(conversation, now=now)


def seen(*, access: Access, now: datetime, every: timedelta = SEEN_EVERY) -> None:
    """Note that the person is there; whoever was absent is there again, and in the queue again if they wait.

    Nobody is there any more who has left by the quick exit, whatever their pages still send.

    Args:
        every: how often it is noted.
    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        conversation = _found(access)
        if conversation.left_quickly_at is not None:
            return
        seen_at, is_absent = conversation.visitor_seen_at, conversation.absent_since is not None
        if seen_at is None or not timedelta() <= now - seen_at < every or is_absent:
            Conversation.objects.open().filter(pk=conversation.pk).update(visitor_seen_at=now)
        if not is_absent:
            return
        locked = messages.lock(access.conversation_id, [access.tenant_id])
        if locked is not None and locked.absent_since is not None and locked.state != ConversationState.ENDED:
            mark_present(locked)


def line_closed(*, access: Access, closed_at: datetime) -> None:
    """Note that the person whom somebody attends has gone, unless they were heard of since their connection closed.

    Whoever waits keeps their place in the queue until nothing was heard of them for `queue.ABSENT_AFTER`: telephones
    close connections of pages that are not looked at for a moment.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        if not _is_gone_since(_found(access), closed_at):
            return
        conversation = verified(messages.lock(access.conversation_id, [access.tenant_id]), access)
        if _is_gone_since(conversation, closed_at):
            mark_absent(conversation, closed_at)


def _is_gone_since(conversation: Conversation, closed_at: datetime) -> bool:
    seen_at = conversation.visitor_seen_at
    is_attended = conversation.state == ConversationState.ATTENDED
    return is_attended and conversation.absent_since is None and (seen_at is None or seen_at <= closed_at)


@contextmanager
def _locked(access: Access) -> Iterator[Conversation]:
    """Yield the conversation, locked within the scope of its state."""
    with tenant_scope([access.tenant_id]):
        conversation = messages.lock(access.conversation_id, [access.tenant_id])
        yield verified(conversation, access)


@contextmanager
def _open(access: Access) -> Iterator[Conversation]:
    with _locked(access) as conversation:
        if _stayed(conversation).state == ConversationState.ENDED:
            raise ChatRefused(ChatErrorCode.ENDED)
        yield conversation


def _stayed(conversation: Conversation) -> Conversation:
    """Return a conversation of whose person nobody said that they left by the quick exit.

    Raises:
        HasLeft: they did.
    """
    if conversation.left_quickly_at is not None:
        raise HasLeft
    return conversation


def _found(access: Access) -> Conversation:
    return verified(messages.find(access.conversation_id, [access.tenant_id]), access)
