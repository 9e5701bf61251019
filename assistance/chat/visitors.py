"""What the person who writes does: begin, write, read, end, erase. Whoever has the secret is that person, nobody else.

Each of these verifies the secret, opens the scope of the state, and says of another state's conversation what it says
of one that does not exist.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NoReturn
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from assistance.hours.selectors import staffing_of
from assistance.inquiries.selectors import keys_had
from assistance.models import (
    Author,
    ChatSettings,
    Conversation,
    ConversationEvent,
    ConversationState,
    EndReason,
    MessageKind,
    Transport,
)
from assistance.models.inquiries import KEY
from content_models.choices import Channel, Role
from content_models.kinds import ItemKind
from delivery import state_view
from delivery.state_view import LocaleNotServed, NotVisible, StateView
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from . import challenges, errors, ledger, messages, sources
from .errors import ChatErrorCode, ChatRefused, not_found
from .ids import uuid7
from .queue import Place, places_in, return_to_queue
from .retention import blank
from .shown import ShownConversation, ShownMessage
from .suggesting import suggested_cards
from .waking import wake_queue

SECRET_BYTES = 32
_SECRET = re.compile(r"[A-Za-z0-9_-]{43,128}")
_KEY = re.compile(KEY)
AGAIN_SECONDS = 10
SAID_EVERY = timedelta(minutes=1)
SEEN_EVERY = timedelta(seconds=30)
"""How often it is noted that somebody is there; `queue.ABSENT_AFTER` is three times as long."""

_CONTROLS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
LONGEST_TEXT = 2_000
"""Characters of one message."""


@dataclass(frozen=True, slots=True)
class Access:
    """How somebody comes into a conversation."""

    tenant_id: int
    conversation_id: UUID
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInput:
    """What somebody says before they are in the queue.

    Attributes:
        text, client_id: the first message; without it nothing is suggested.
        language: a BCP 47 tag that the state serves; None: its first one.
        secret: what the client has made up as its secret, so that the same start once more is the same conversation;
            None: the server makes one up.
        proof: the answer to the challenge of an earlier refusal.
    """

    text: str = field(default="", repr=False)
    client_id: UUID | None = None
    role: str = ""
    topic_key: str = ""
    language: str | None = None
    is_in_danger: bool = False
    secret: str | None = field(default=None, repr=False)
    proof: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Started:
    """A conversation that has begun; the secret is shown to its client, and kept nowhere."""

    conversation: ShownConversation
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


def start(
    *, tenant: Tenant, given: StartInput, key_id: int | None, source: str, transport: Transport, now: datetime
) -> Started:
    """Begin a conversation: it waits in the queue, with its first message, if there is one.

    Args:
        key_id: the API key of the app or of the page that shows the chat; None: the state's own site.
        source: the network that asks (`tenants.proxies.client_network`); kept as a digest for a day. Empty: not known.
    Raises:
        ChatRefused: `INVALID`, `TOO_LONG`, with the field; `CLOSED`; `BLOCKED`; `TOO_MANY`; `CHALLENGE`; `NOT_FOUND`:
            the state serves nothing; `IDEMPOTENCY_CONFLICT`: the same secret began with another message.
        StoreUnavailable: the database does not answer.
    """
    given = replace(given, text=read_text(given.text) if given.text else "")
    _check(given)
    with tenant_scope([tenant.pk]):
        known = _begun_with(given, tenant)
        if known is not None:
            return known
    digest = sources.digest_of(source, now=now)
    try:
        view, cards = _opened(tenant, given, now)
    except ChatRefused as refused:
        if refused.code == ChatErrorCode.CLOSED:
            ledger.log_out_of_hours(
                tenant=tenant,
                source_digest=digest,
                language=given.language,
                role=given.role,
                topic_key=given.topic_key,
                now=now,
            )
        raise
    sources.take_start(key_id=key_id, digest=digest, transport=transport)
    is_proved = given.proof is not None and challenges.spend(given.proof)
    secret = given.secret or new_secret()
    with transaction.atomic():
        open_of_source = sources.lock_and_count(digest)
        with tenant_scope([tenant.pk]):
            _admit(tenant, transport, digest, open_of_source, now, proof=given.proof, is_proved=is_proved)
            topic_keys = {given.topic_key} - {""}
            if keys_had(tenant.pk, topic_keys, ItemKind.GUIDANCE) != topic_keys:
                raise errors.invalid("topicKey")
            conversation = Conversation(
                id=uuid7(),
                tenant_id=tenant.pk,
                secret_digest=digest_of(secret),
                transport=transport,
                key_id=key_id,
                role=given.role,
                topic_key=given.topic_key,
                language=view.locale,
                is_in_danger=given.is_in_danger,
                started_at=now,
                waiting_since=now,
                visitor_seen_at=now,
                source_digest=digest,
            )
            try:
                with transaction.atomic():
                    conversation.save(force_insert=True)
            except IntegrityError:  # the same start is under way, or the secret is taken in another state
                return _begun_with(given, tenant) or _refuse_secret()
            messages.make_key(conversation)
            _say_first(conversation, given, cards, now)
            wake_queue(tenant.pk)
            return Started(_shown(conversation), secret)


def send(*, access: Access, client_id: UUID, text: str, now: datetime) -> Sent:
    """Store what the person writes; the same once more gets the first answer.

    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`, `INVALID`, `TOO_LONG`, `TOO_MANY`, `BLOCKED`, `IDEMPOTENCY_CONFLICT`.
    """
    content = {"text": read_text(text)}
    with tenant_scope([access.tenant_id]):
        writing = messages.lock_for_visitor(access.conversation_id, access.tenant_id, now)
        if writing is None:
            raise not_found()
        conversation = verified(writing.conversation, access)
        if writing.is_blocked:
            raise ChatRefused(ChatErrorCode.BLOCKED)
        if writing.is_fast:
            raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=AGAIN_SECONDS)
        was_absent = conversation.absent_since is not None
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
        conversation = _found(access)
        return Read(_shown(conversation), messages.read_messages(conversation, after=after))


def read_since(*, access: Access, after: int) -> list[ShownMessage]:
    """Return the messages behind a place, in order.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        return messages.read_messages(_found(access), after=after)


def shown(access: Access) -> ShownConversation:
    """Return where a conversation stands.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        return _shown(_found(access))


def stay(*, access: Access, now: datetime) -> ShownConversation:
    """Go on with a conversation in which nobody has written for a while; of one that was not warned, nothing changes.

    Raises:
        ChatRefused: `NOT_FOUND`, `ENDED`.
    """
    with _open(access) as conversation:
        if conversation.warned_at is None:
            return _shown(conversation)
        conversation.visitor_seen_at, conversation.visitor_stayed_at, conversation.warned_at = now, now, None
        messages.save_changed(conversation, "visitor_seen_at", "visitor_stayed_at", "warned_at")
        return _shown(conversation)


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

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with _locked(access) as conversation:
        if conversation.state != ConversationState.ENDED:
            end_locked(conversation, EndReason.ERASED, now=now)
        if conversation.blanked_at is None:
            conversation.blank_at = now
            blank(conversation, now=now)
        return shown_of(conversation)


def rate(*, access: Access, rating: object, now: datetime) -> ShownConversation:
    """Say how good the help was, from 1 to 5; the last word counts.

    Raises:
        ChatRefused: `NOT_FOUND`, `INVALID`.
    """
    if not isinstance(rating, int) or isinstance(rating, bool) or not 1 <= rating <= 5:
        raise errors.invalid("rating", errors.NO_RATING)
    with _locked(access) as conversation:
        if conversation.rating != rating:
            conversation.rating = rating
            messages.save_changed(conversation, "rating")
        return _shown(conversation)


def left_quickly(*, access: Access, now: datetime) -> None:
    """Tell the operator that the person left the page quickly, once a minute; it stays open for a return.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with _locked(access) as conversation:
        left_at = conversation.left_quickly_at
        if conversation.state == ConversationState.ENDED or (left_at and abs(now - left_at) < SAID_EVERY):
            return
        conversation.left_quickly_at = now
        messages.save_changed(conversation, "left_quickly_at")
        messages.store_event(conversation, ConversationEvent.QUICK_EXIT, now=now)


def seen(*, access: Access, now: datetime) -> None:
    """Note that the person is there, at most every `SEEN_EVERY`; whoever has left the queue is in it again.

    Raises:
        ChatRefused: `NOT_FOUND`.
    """
    with tenant_scope([access.tenant_id]):
        conversation = _found(access)
        seen_at, is_absent = conversation.visitor_seen_at, conversation.absent_since is not None
        if seen_at is None or not timedelta() <= now - seen_at < SEEN_EVERY or is_absent:
            Conversation.objects.open().filter(pk=conversation.pk).update(visitor_seen_at=now)
        if not is_absent:
            return
        locked = messages.lock(access.conversation_id, [access.tenant_id])
        if locked is not None and locked.absent_since is not None and locked.state == ConversationState.WAITING:
            return_to_queue(locked)


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


def shown_of(conversation: Conversation, place: Place | None = None) -> ShownConversation:
    """Return what both sides see of a conversation.

    Args:
        place: where it stands in the queue; None: not in it, or the queue was not looked at.
    """
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
        supervisor_name=supervisor.first_name if supervisor else "",
        role=conversation.role,
        position=None if place is None else place.position,
        wait_seconds=None if place is None else place.wait_seconds,
        ended_at=conversation.ended_at,
        end_reason=conversation.end_reason,
        rating=conversation.rating,
        is_nearly_inactive=conversation.warned_at is not None,
        ends_at=_ends_at(conversation),
        is_erased=conversation.blanked_at is not None,
        call_starts_at=conversation.call_starts_at,
        call_ends_at=conversation.call_ends_at,
        content_state=_content_state(conversation),
    )


def _content_state(conversation: Conversation) -> str:
    """Return the name of the other state whose content answers; empty: the conversation's own answers."""
    if conversation.content_tenant_id is None:
        return ""
    return Tenant.objects.values_list("name", flat=True).get(pk=conversation.content_tenant_id)


def _shown(conversation: Conversation) -> ShownConversation:
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


def _ends_at(conversation: Conversation) -> datetime | None:
    """Return when a conversation ends in which nobody has written for a while, unless somebody does."""
    if conversation.warned_at is None:
        return None
    return conversation.warned_at + timedelta(minutes=_settings_of(conversation).end_after_minutes)


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
        if conversation.state == ConversationState.ENDED:
            raise ChatRefused(ChatErrorCode.ENDED)
        yield conversation


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


def _check(given: StartInput) -> None:
    if given.role and given.role not in Role.values:
        raise errors.invalid("role")
    if given.topic_key and _KEY.fullmatch(given.topic_key) is None:
        raise errors.invalid("topicKey")
    if given.text and given.client_id is None:
        raise errors.invalid("clientId")
    if given.secret is not None and _SECRET.fullmatch(given.secret) is None:
        raise errors.invalid("secret")


def _begun_with(given: StartInput, tenant: Tenant) -> Started | None:
    """Return the conversation that the same start began before; None: it did not.

    Raises:
        ChatRefused: `IDEMPOTENCY_CONFLICT`: it began with another message.
    """
    if given.secret is None:
        return None
    begun = Conversation.objects.for_tenants([tenant.pk]).filter(secret_digest=digest_of(given.secret)).first()
    if begun is None:
        return None
    if given.text and given.client_id is not None:
        content = {"text": given.text}
        first = messages.first_answer(begun, Author.VISITOR, MessageKind.TEXT, given.client_id, content)
        if first is None:
            raise ChatRefused(ChatErrorCode.IDEMPOTENCY_CONFLICT, "clientId")
    return Started(_shown(begun), given.secret)


def _refuse_secret() -> NoReturn:
    raise errors.invalid("secret")


def _opened(tenant: Tenant, given: StartInput, now: datetime) -> tuple[StateView, list[dict[str, Any]]]:
    """Return what a state that answers now serves, and what search finds in the first message."""
    viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="chat")
    try:
        view = state_view.for_viewer(viewer, tenant.code, given.language)
    except LocaleNotServed as error:
        raise errors.invalid("language") from error
    except NotVisible as error:
        raise not_found() from error
    staffing = staffing_of(tenant=tenant, channel=Channel.CHAT, at=now)
    if not staffing.is_open:
        raise ChatRefused(ChatErrorCode.CLOSED, opens_at=staffing.opens_at, zone=tenant.time_zone)
    if not given.text:
        return view, []
    return view, suggested_cards(view=view, text=given.text, role=given.role, now=now)


def _admit(
    tenant: Tenant,
    transport: Transport,
    digest: str,
    open_of_source: int,
    now: datetime,
    *,
    proof: str | None,
    is_proved: bool,
) -> None:
    """Check that a network may begin another conversation."""
    if sources.is_blocked(tenant_id=tenant.pk, digest=digest, now=now):
        raise ChatRefused(ChatErrorCode.BLOCKED)
    sources.check_open(open_of_source, transport)
    if is_proved or transport == Transport.FORMS:
        return
    waiting = Conversation.objects.for_tenants([tenant.pk]).in_queue().count()
    if challenges.is_needed(open_of_source=open_of_source, waiting=waiting):
        sentence = None if proof is None else errors.UNPROVED
        raise ChatRefused(ChatErrorCode.CHALLENGE, "proof", sentence=sentence, challenge=challenges.new_challenge(now))


def _say_first(conversation: Conversation, given: StartInput, cards: list[dict[str, Any]], now: datetime) -> None:
    if not given.text or given.client_id is None:
        return
    messages.store(
        conversation,
        author=Author.VISITOR,
        kind=MessageKind.TEXT,
        client_id=given.client_id,
        now=now,
        content={"text": given.text},
    )
    for card in cards:
        messages.store(
            conversation,
            author=Author.SYSTEM,
            kind=MessageKind.CARD,
            client_id=uuid7(),
            now=now,
            content={"card": card},
        )
