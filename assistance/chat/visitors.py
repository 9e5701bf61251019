"""What the person who writes does: write, read, stay, end, erase. Whoever has the secret is that person, nobody else.

Each of these verifies the secret, opens the scope of the state, and says of another state's conversation what it says
of one that does not exist.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext

from assistance.call_backs.services import erase_calls, last_open_calls, masked_phone
from assistance.hours.selectors import staffing_of
from assistance.models import (
    Author,
    CallBack,
    ChatSettings,
    Conversation,
    ConversationEvent,
    ConversationState,
    EndReason,
    MessageKind,
)
from content_models.choices import Channel
from content_models.languages import interface_language
from tenants.keyring import KeyMissing
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from . import assignment, errors, ledger, messages
from .errors import ChatErrorCode, ChatRefused, HasLeft, not_found
from .queue import mark_absent, mark_present
from .retention import blank
from .shown import ShownConversation, ShownMessage
from .wait_times import Place, places_in
from .waking import wake_queue

SECRET_BYTES = 32
AGAIN_SECONDS = 10
SEEN_EVERY = timedelta(seconds=30)
"""How often it is noted that somebody is there; `queue.ABSENT_AFTER` is three times as long."""

SEEN_EVERY_BY_FORMS = timedelta(seconds=10)
"""How often it is of the page without JavaScript, whose frame refreshes itself every few seconds."""

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
LONGEST_TEXT = 2_000
"""Characters of one message."""


@dataclass(frozen=True, slots=True)
class Access:
    """How somebody comes into a conversation."""

    tenant_id: int
    conversation_id: UUID
    secret: str = field(repr=False)


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
    """Store what the person writes; the same once more gets the first answer.

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
        _erase(conversation, now)
        return shown_of(conversation)


def _erase(conversation: Conversation, now: datetime) -> None:
    if conversation.state != ConversationState.ENDED:
        end_locked(conversation, EndReason.ERASED, now=now)
    erase_calls(conversation.pk)
    if conversation.call_starts_at is not None:
        conversation.call_starts_at = conversation.call_ends_at = None
        messages.save_changed(conversation, "call_starts_at", "call_ends_at")
    if conversation.blanked_at is None:
        conversation.blank_at = now
        blank(conversation, now=now)


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
            _erase(conversation, now)


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


def end_locked(conversation: Conversation, reason: EndReason, *, now: datetime) -> None:
    """End a locked conversation for a reason, say so in it, and set when its text is removed.

    Its network is forgotten with it, but where the person ended what somebody attended: until its result is registered
    (`ledger.log_ended`) the operator can still say that it was spam, so that ending first is no way around a block.
    """
    settings = _settings_of(conversation)
    conversation.state, conversation.end_reason, conversation.ended_at = ConversationState.ENDED, reason, now
    conversation.attended_until = conversation.offered_to_id = conversation.offered_until = None
    conversation.warned_at = None
    if conversation.operator_id is None or reason not in ledger.LEFT:
        conversation.source_digest = ""
    conversation.blank_at = now + timedelta(days=settings.keep_days)
    messages.save_changed(
        conversation,
        "state",
        "end_reason",
        "ended_at",
        "attended_until",
        "offered_to",
        "offered_until",
        "warned_at",
        "source_digest",
        "blank_at",
    )
    messages.store_event(conversation, ConversationEvent.ENDED, now=now)
    wake_queue(conversation.tenant_id)


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """What both sides see of conversations and other rows hold.

    Attributes:
        calls: the call that is to be made as was promised last, by the conversation's primary key.
        states: the names of the states whose content answers, by primary key.
        end_after_minutes: after how long a conversation of a state ends in which nobody writes.
    """

    calls: Mapping[UUID, CallBack]
    states: Mapping[int, str]
    end_after_minutes: Mapping[int, int]


def related_to(conversations: Collection[Conversation]) -> RelatedRows:
    """Read what is related to conversations, in as many statements however many they are."""
    states = {one.content_tenant_id for one in conversations if one.content_tenant_id is not None}
    warned = {one.tenant_id for one in conversations if one.warned_at is not None}
    settings = ChatSettings.objects.filter(tenant_id__in=warned)
    return RelatedRows(
        calls=last_open_calls([one.pk for one in conversations if one.call_starts_at is not None]),
        states=dict(Tenant.objects.filter(pk__in=states).values_list("pk", "name")) if states else {},
        end_after_minutes=dict(settings.values_list("tenant_id", "end_after_minutes")) if warned else {},
    )


def shown_of(
    conversation: Conversation, place: Place | None = None, related: RelatedRows | None = None
) -> ShownConversation:
    """Return what both sides see of a conversation.

    Args:
        place: where it stands in the queue; None: not in it, or the queue was not looked at.
        related: what was read for it and others at once; None: it is read now.
    """
    related = related or related_to([conversation])
    is_attended = conversation.state == ConversationState.ATTENDED
    operator, supervisor = (conversation.operator, conversation.supervisor) if is_attended else (None, None)
    return ShownConversation(
        id=conversation.pk,
        state=conversation.state,
        version=conversation.version,
        last_seq=conversation.last_seq,
        language=conversation.language,
        started_at=conversation.started_at,
        operator_name=operator.first_name if operator else "",
        supervisor_name=_name_of_supervisor(supervisor, conversation.language),
        role=conversation.role,
        was_attended=conversation.first_attended_at is not None,
        position=None if place is None else place.position,
        wait_seconds=None if place is None else place.wait_seconds,
        ended_at=conversation.ended_at,
        end_reason=conversation.end_reason,
        rating=conversation.rating,
        is_nearly_inactive=conversation.warned_at is not None,
        ends_at=_ends_at(conversation, related),
        is_erased=conversation.blanked_at is not None,
        call_starts_at=conversation.call_starts_at,
        call_ends_at=conversation.call_ends_at,
        call_number=_call_number(related.calls.get(conversation.pk)),
        content_state=related.states.get(conversation.content_tenant_id or 0, ""),
        is_nobody_there=place is not None and not place.is_anybody_there,
        is_outside_hours=place is not None and place.is_outside_hours,
        opens_at=_opens_at(conversation) if place is None else place.opens_at,
        is_absent=conversation.absent_since is not None,
    )


def _name_of_supervisor(supervisor: User | None, language: str) -> str:
    """Return the given name of a second person, or, where that is not known, that it is a supervisor; empty: nobody.

    Whoever comes in is seen by the person.
    """
    if supervisor is None:
        return ""
    with translation.override(interface_language(language)):
        return supervisor.first_name or gettext("a supervisor")


def _opens_at(conversation: Conversation) -> datetime | None:
    """Return when somebody answers next, of a conversation that ended because nobody did.

    None: it is not known, or the conversation is another one.
    """
    if conversation.end_reason != EndReason.UNATTENDED:
        return None
    tenant = Tenant.objects.get(pk=conversation.tenant_id)
    return staffing_of(tenant=tenant, channel=Channel.CHAT, at=timezone.now()).opens_at


def _call_number(call: CallBack | None) -> str:
    """Return the last digits of the number that is to be called; empty: nobody calls any more."""
    if call is None:
        return ""
    try:
        return masked_phone(call)
    except KeyMissing:
        return ""


def shown_with_place(conversation: Conversation) -> ShownConversation:
    """Return what both sides see, with the place in the queue as it was within the last second."""
    if conversation.state != ConversationState.WAITING or conversation.absent_since is not None:
        return shown_of(conversation)
    looked_at, places = _looks.get(conversation.tenant_id, (0.0, {}))
    if conversation.pk not in places or time.monotonic() - looked_at > LOOK_SECONDS:
        looked_at, places = time.monotonic(), places_in(conversation.tenant_id, timezone.now())
        _looks[conversation.tenant_id] = looked_at, places
    return shown_of(conversation, places.get(conversation.pk))


LOOK_SECONDS = 1.0
_looks: dict[int, tuple[float, dict[UUID, Place]]] = {}
"""The queues of states as they were looked at: with many who wait, each of them asks where they stand."""


def _ends_at(conversation: Conversation, related: RelatedRows) -> datetime | None:
    """Return when a conversation ends in which nobody has written for a while, unless somebody does."""
    if conversation.warned_at is None:
        return None
    minutes = related.end_after_minutes.get(conversation.tenant_id, ChatSettings().end_after_minutes)
    return conversation.warned_at + timedelta(minutes=minutes)


def _settings_of(conversation: Conversation) -> ChatSettings:
    return ChatSettings.objects.filter(tenant_id=conversation.tenant_id).first() or ChatSettings()


def read_text(text: object) -> str:
    """Return what somebody wrote as it is stored: whatever it looks like, it is text, and is shown as such.

    Raises:
        ChatRefused: `INVALID`: it is empty, or no text; `TOO_LONG`.
    """
    if not isinstance(text, str):
        raise errors.invalid("text", errors.NOT_TEXT)
    try:
        text.encode()
    except UnicodeEncodeError as error:  # half of a surrogate pair
        raise errors.invalid("text", errors.NOT_TEXT) from error
    if "\0" in text:
        raise errors.invalid("text", errors.NOT_TEXT)
    cleaned = text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
    if not cleaned:
        raise errors.invalid("text", errors.EMPTY)
    if len(cleaned) > LONGEST_TEXT:
        raise ChatRefused(ChatErrorCode.TOO_LONG, "text", most=LONGEST_TEXT)
    return cleaned


def new_secret() -> str:
    """Return a secret: 43 letters of URL-safe base64."""
    return secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """Return what is stored in the place of a secret; with 256 random bits it needs neither salt nor slow hashing."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


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


def verified(conversation: Conversation | None, access: Access) -> Conversation:
    """Return a conversation if somebody has its secret.

    Raises:
        ChatRefused: `NOT_FOUND`: they have not, or there is none.
    """
    digest = digest_of(access.secret)
    if conversation is None or not hmac.compare_digest(conversation.secret_digest, digest):
        raise not_found()
    return conversation


def access_of(*, tenant_ids: Collection[int], conversation_id: UUID, secret: str) -> Access | None:
    """Return how somebody comes into a conversation, whose secret the services then verify.

    Args:
        tenant_ids: the states it may belong to; with only one, nothing is looked up.
    Returns:
        None: none of these states has such a conversation.
    """
    if len(tenant_ids) == 1:
        [tenant_id] = tenant_ids
        return Access(tenant_id, conversation_id, secret)
    with tenant_scope(tenant_ids):
        conversations = Conversation.objects.for_tenants(tenant_ids).filter(pk=conversation_id)
        found = conversations.values_list("tenant_id", flat=True).first()
    return None if found is None else Access(found, conversation_id, secret)
