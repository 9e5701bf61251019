"""Beginning a conversation: who may, with what it waits in the queue, and that the same start once more is the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, NoReturn
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from assistance.hours.selectors import staffing_of
from assistance.inquiries.selectors import keys_had
from assistance.models import Author, Conversation, ConversationNote, DangerWords, MessageKind, Transport
from assistance.models.inquiries import KEY
from content_models.choices import Channel, Role
from content_models.kinds import ItemKind
from delivery import state_view
from delivery.state_view import LocaleNotServed, NotVisible, StateView
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from . import challenges, crisis, errors, ledger, messages, sources
from .call_requests import windows_for_visitors
from .call_wishes import wants_call
from .cards import call_card, suggested_cards
from .conversation_selectors import shown_with_place
from .errors import ChatErrorCode, ChatRefused, not_found
from .ids import uuid7
from .message_text import read_text
from .shown import ShownConversation
from .visitor_access import digest_of, new_secret
from .waking import wake_queue

_SECRET = re.compile(r"[A-Za-z0-9_-]{43,128}")


_KEY = re.compile(KEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartInput:
    """What somebody says before they are in the queue.

    Attributes:
        text, client_id: the first message; without it nothing is suggested.
        language: a BCP 47 tag that the state serves; None: its first one.
        secret: what the client has made up as its secret, so that the same start once more is the same conversation;
            None: the server makes one up.
        is_role_missing: of whoever does not choose one they are refused who are safe and write of no danger; of whoever
            does, danger counts as if they had declared it.
        is_unsure: they do not know whether they are safe: the queue and whoever answers see it.
        proof: the answer to the challenge of an earlier refusal.
    """

    text: str = field(default="", repr=False)
    client_id: UUID | None = None
    role: str = ""
    topic_key: str = ""
    is_role_missing: bool = False
    language: str | None = None
    is_in_danger: bool = False
    is_unsure: bool = False
    secret: str | None = field(default=None, repr=False)
    proof: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Started:
    """A conversation that has begun; the secret is shown to its client, and kept nowhere."""

    conversation: ShownConversation
    secret: str = field(repr=False)


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
        view = _opened(tenant, given, now)
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
    words = _danger_words(given, view, now)
    has_declared, given = given.is_in_danger, replace(given, is_in_danger=given.is_in_danger or words != "")
    cards = [] if words == DangerWords.SUICIDE else _first_cards(tenant, view, given, now)
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
                has_declared_danger=has_declared,
                danger_words=words,
                is_unsure=given.is_unsure and not has_declared,
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
            _store_first_messages(conversation, given, cards, now)
            if words == DangerWords.SUICIDE:
                crisis.respond(conversation, DangerWords.SUICIDE, now)
            if conversation.is_unsure:
                _note_unsure(conversation, now)
            wake_queue(tenant.pk)
            return Started(shown_with_place(conversation), secret)


def _note_unsure(conversation: Conversation, now: datetime) -> None:
    """Note for whoever answers, and nobody else, that the person does not know whether they are safe."""
    note_id = uuid7()
    with translation.override(settings.LANGUAGE_CODE):
        text = _("Asked whether they are safe now, they answered “I do not know”.")
    ConversationNote.objects.create(
        id=note_id,
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.pk,
        body=messages.seal_body(conversation, note_id, {"text": text}),
        written_at=now,
    )


def _check(given: StartInput) -> None:
    if given.role and given.role not in Role.values:
        raise errors.invalid("role")
    if given.topic_key and _KEY.fullmatch(given.topic_key) is None:
        raise errors.invalid("topicKey")
    if given.text and given.client_id is None:
        raise errors.invalid("clientId", errors.NO_CLIENT_ID)
    if given.secret is not None and _SECRET.fullmatch(given.secret) is None:
        raise errors.invalid("secret", errors.NO_SECRET)


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
    return Started(shown_with_place(begun), given.secret)


def _refuse_secret() -> NoReturn:
    raise errors.invalid("secret")


def _opened(tenant: Tenant, given: StartInput, now: datetime) -> StateView:
    """Return what a state that answers now serves."""
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
    return view


def _danger_words(given: StartInput, view: StateView, now: datetime) -> DangerWords | Literal[""]:
    """Return of what danger somebody writes first; empty: of none, or of some that they have declared.

    Raises:
        ChatRefused: `INVALID`: no role was chosen, and neither words nor answers tell of danger.
    """
    if given.is_in_danger:
        return DangerWords.SUICIDE if crisis.tells_of_suicide(given.text) else ""
    words = crisis.danger_words_of(view, given.text, given.role, now)
    if given.is_role_missing and not (words or given.is_unsure):
        raise errors.invalid("role", errors.NO_ROLE)
    return words


def _first_cards(tenant: Tenant, view: StateView, given: StartInput, now: datetime) -> list[dict[str, Any]]:
    """Return what the first message is answered with.

    Whoever asks to be called reads how, and no page that search may have guessed beside it; not whoever may not be
    safe: others may hear the telephone.
    """
    may_ring = not (given.is_in_danger or given.is_unsure)
    if may_ring and wants_call(given.text) and windows_for_visitors(tenant=tenant, now=now):
        return [call_card(view)]
    return suggested_cards(view=view, text=given.text, role=given.role, now=now, is_in_danger=given.is_in_danger)


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


def _store_first_messages(
    conversation: Conversation, given: StartInput, cards: list[dict[str, Any]], now: datetime
) -> None:
    if given.text and given.client_id is not None:
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
