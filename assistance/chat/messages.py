"""Storing what is said, in order and once, and reading it: the only functions that write messages.

Whoever stores has locked the conversation: its place is `last_seq + 1`, and nobody else takes it. Statements are
written by hand where each message needs them: the ORM's cost several times as much as the database's own work.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db import connection

from assistance.models import (
    Author,
    Conversation,
    ConversationEvent,
    ConversationKey,
    ConversationState,
    MessageKind,
    Transport,
)
from tenants.models import User
from tenants.statements import Statement

from . import errors
from .encryption import new_key, open_sealed, seal, unwrap, wrap
from .errors import ChatErrorCode, ChatRefused
from .ids import uuid7
from .shown import ShownMessage
from .waking import wake

MOST_MESSAGES = 2_000
"""Of one conversation. What both sides see is read whole, by people and by what they read it with."""

MOST_READ = 500
"""How many are read at once; whoever has more to read asks again."""

FAST, FAST_BY_FORMS, FAST_WITHIN = 20, 8, timedelta(seconds=10)
"""So many messages of a conversation in so short a time are more than people type; without JavaScript fewer."""

_STORE = Statement(
    "chat_store",
    """
    WITH stored AS (
        INSERT INTO assistance_message
            (tenant_id, conversation_id, seq, client_id, author, operator_id, kind, event, body, call_starts_at,
             call_ends_at, sent_at)
        VALUES ($1, $2::uuid, $3::int, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (conversation_id, client_id) DO NOTHING
        RETURNING seq
    )
    UPDATE assistance_conversation SET
        last_seq = $3::int, version = version + 1, visitor_wrote_at = $13, visitor_seen_at = $14,
        operator_wrote_at = $15, warned_at = $16, absent_since = $17
    WHERE id = $2::uuid AND EXISTS (SELECT FROM stored)
    RETURNING version
    """,
)
_FIRST = """
    SELECT seq, author, operator_id, kind, body, sent_at FROM assistance_message
    WHERE conversation_id = %s AND client_id = %s
"""
_AUTHOR = Statement(
    "chat_author",
    "SELECT author FROM assistance_message WHERE conversation_id = $1 AND client_id = $2 AND operator_id = $3",
)
_MESSAGE = """
    message.seq, message.client_id, message.author, message.kind, message.event, message.body, message.sent_at,
    coalesce(person.first_name, ''), message.call_starts_at, message.call_ends_at
"""
_READ = Statement(
    "chat_read",
    f"""
    SELECT {_MESSAGE}
    FROM assistance_message message LEFT JOIN tenants_user person ON person.id = message.operator_id
    WHERE conversation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3
    """,
)
_READ_BY_DESK = Statement(
    "chat_read_by_desk",
    f"""
    SELECT own.id, own.tenant_id, own.operator_id, held.wrapped, {_MESSAGE}
    FROM unnest($1::uuid[], $2::int[]) AS asked (id, after)
    JOIN assistance_conversation own ON own.id = asked.id
    LEFT JOIN assistance_conversationkey held ON held.conversation_id = own.id
    LEFT JOIN LATERAL (
        SELECT * FROM assistance_message WHERE conversation_id = asked.id AND seq > asked.after ORDER BY seq LIMIT $3
    ) message ON true
    LEFT JOIN tenants_user person ON person.id = message.operator_id
    WHERE own.tenant_id = ANY($4) AND NOT own.is_logged AND $5 IN (own.operator_id, own.supervisor_id)
    ORDER BY asked.id, message.seq
    """,
)


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A message in its place; `is_new`: it was not there before."""

    seq: int
    sent_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """A locked conversation to which its visitor wants to write.

    Attributes:
        is_fast: whether more was written within some seconds than anybody types.
        is_blocked: whether its network may not write to the state today.
    """

    conversation: Conversation
    is_fast: bool
    is_blocked: bool


def lock(conversation_id: UUID, tenant_ids: Collection[int]) -> Conversation | None:
    """Return a conversation, locked until the transaction ends, with its key; None: these states have no such.

    The scope must hold these states.
    """
    row = _row(_locking(), conversation_id, tenant_ids)
    return None if row is None else _with_names(*row)


def find(conversation_id: UUID, tenant_ids: Collection[int]) -> Conversation | None:
    """Return a conversation as `lock` does, and lock nothing."""
    row = _row(_finding(), conversation_id, tenant_ids)
    return None if row is None else _with_names(*row)


def lock_for_visitor(conversation_id: UUID, tenant_id: int, now: datetime) -> Writing | None:
    """Return a conversation as `lock` does, with what may keep its visitor from writing."""
    row = _row(_locking_for_visitor(), conversation_id, [tenant_id], now)
    if row is None:
        return None
    conversation, earlier_at, is_blocked = row
    is_fast = earlier_at is not None and timedelta(0) <= now - earlier_at < FAST_WITHIN
    return Writing(conversation, is_fast, is_blocked)


def key_of(conversation: Conversation) -> bytes | None:
    """Return the key of a conversation; None: it was deleted, or no key of the ring reads it."""
    try:
        return unwrap(conversation.encryption_key.wrapped)
    except ConversationKey.DoesNotExist:
        return None


def store(
    conversation: Conversation,
    *,
    author: Author,
    kind: MessageKind,
    client_id: UUID,
    now: datetime,
    content: dict[str, Any] | None = None,
    event: ConversationEvent | str = "",
    operator_id: int | None = None,
    call: tuple[datetime, datetime] | None = None,
) -> StoredMessage:
    """Store a message in the next place; the same once more gets the first answer.

    Whoever reads is woken up when the transaction has been committed.

    Args:
        conversation: locked by this transaction; its `last_seq` and `version` are what they are afterwards.
        content: `{"text": …}` or `{"card": …}`, by the kind; None for an event.
        operator_id: who writes it, or whom an event is about.
        call: between which the call comes that an event is about.
    Raises:
        ChatRefused: `ENDED`; `IDEMPOTENCY_CONFLICT`: the client id was sent with something else; `TOO_MANY`: the
            conversation is full; `UNAVAILABLE`: its key cannot be read by this installation.
    """
    seq = conversation.last_seq + 1
    if kind != MessageKind.EVENT and (conversation.state == ConversationState.ENDED or seq > MOST_MESSAGES):
        first = first_answer(conversation, author, kind, client_id, content, operator_id)
        if first is None:
            if conversation.state == ConversationState.ENDED:
                raise ChatRefused(ChatErrorCode.ENDED)
            raise ChatRefused(ChatErrorCode.TOO_MANY, sentence=errors.FULL)
        return first
    body = None
    if content is not None:
        body = seal_body(conversation, seq, content)
    written = _written(conversation, author, kind, now)
    rows = _STORE.rows(
        [
            conversation.tenant_id,
            conversation.pk,
            seq,
            client_id,
            str(author),
            operator_id,
            str(kind),
            str(event),
            body,
            *(call or (None, None)),
            now,
            *written.values(),
        ]
    )
    if not rows:
        first = first_answer(conversation, author, kind, client_id, content, operator_id)
        assert first is not None  # the conversation is locked: what was in the way is there
        return first
    for name, value in {"last_seq": seq, "version": rows[0][0], **written}.items():
        setattr(conversation, name, value)
    wake_readers(conversation)
    return StoredMessage(seq, now, is_new=True)


def store_event(
    conversation: Conversation,
    event: ConversationEvent,
    *,
    now: datetime,
    operator_id: int | None = None,
    call: tuple[datetime, datetime] | None = None,
) -> StoredMessage:
    """Store that something happened; of a conversation that has ended, too.

    Args:
        conversation: locked by this transaction.
        operator_id: whom it is about.
        call: between which the call comes that it is about.
    """
    return store(
        conversation,
        author=Author.SYSTEM,
        kind=MessageKind.EVENT,
        client_id=uuid7(),
        now=now,
        event=event,
        operator_id=operator_id,
        call=call,
    )


def save_changed(conversation: Conversation, *fields: str) -> None:
    """Save fields of a locked conversation as a further version of it, and wake whoever reads it."""
    conversation.version += 1
    conversation.save(update_fields=[*fields, "version"])
    wake_readers(conversation)


def wake_readers(conversation: Conversation) -> None:
    """Wake whoever reads a conversation, once the transaction has been committed."""
    wake(conversation.pk, conversation.tenant_id)


def read_messages(conversation: Conversation, *, after: int = 0, most: int = MOST_READ) -> list[ShownMessage]:
    """Return the messages behind a place, in order; what its key does not read any more is there without words."""
    rows = _READ.rows([conversation.pk, after, most])
    key = key_of(conversation) if rows else None
    return [_shown(conversation.tenant_id, conversation.pk, key, row) for row in rows]


@dataclass(frozen=True, slots=True)
class ReadByDesk:
    """What was said in a conversation behind a place, and whose it is."""

    operator_id: int | None
    messages: list[ShownMessage]


def read_by_desk(user_id: int, tenant_ids: Collection[int], after: Mapping[UUID, int]) -> dict[UUID, ReadByDesk]:
    """Return what was said behind a place in each conversation that somebody has or has joined, in one statement.

    Conversations of other states, of others, and those whose result is registered are missing.

    Args:
        after: the place, by the conversation's primary key.
    """
    parameters = [list(after), list(after.values()), MOST_READ, list(tenant_ids), user_id]
    found: dict[UUID, ReadByDesk] = {}
    for pk, rows in groupby(_READ_BY_DESK.rows_of(tenant_ids, parameters), key=itemgetter(0)):
        (_, tenant_id, operator_id, wrapped, *first), *others = rows
        said = [tuple(first), *(row[4:] for row in others)] if first[0] is not None else []
        key = unwrap(wrapped) if said and wrapped is not None else None
        found[pk] = ReadByDesk(operator_id, [_shown(tenant_id, pk, key, row) for row in said])
    return found


def _shown(tenant_id: int, conversation_id: UUID, key: bytes | None, row: Sequence[Any]) -> ShownMessage:
    """Return a row of `_MESSAGE`."""
    seq, client_id, author, kind, event, body, sent_at, name, call_starts_at, call_ends_at = row
    content = open_sealed(key, tenant_id=tenant_id, conversation_id=conversation_id, seq=seq, body=body) or {}
    return ShownMessage(
        seq=seq,
        client_id=client_id,
        author=author,
        kind=kind,
        sent_at=sent_at,
        author_name=name,
        event=event,
        text=content.get("text"),
        card=content.get("card"),
        call_starts_at=call_starts_at,
        call_ends_at=call_ends_at,
        written_at=datetime.fromisoformat(content["written_at"]) if "written_at" in content else None,
    )


def open_body(
    conversation: Conversation, key: bytes | None, seq: int | UUID, body: bytes | memoryview | None
) -> dict[str, Any] | None:
    """Return what a body of this conversation says; None: nothing any more."""
    return open_sealed(key, tenant_id=conversation.tenant_id, conversation_id=conversation.pk, seq=seq, body=body)


def seal_body(conversation: Conversation, seq: int | UUID, content: dict[str, Any]) -> bytes:
    """Return a body of this conversation that says something.

    Args:
        seq: as for `seal`.
    Raises:
        ChatRefused: `UNAVAILABLE`: its key cannot be read by this installation.
    """
    return seal(
        _writing_key(conversation),
        tenant_id=conversation.tenant_id,
        conversation_id=conversation.pk,
        seq=seq,
        content=content,
    )


def _writing_key(conversation: Conversation) -> bytes:
    """Return the key that encrypts; a restored conversation without one gets a new one."""
    try:
        key = unwrap(conversation.encryption_key.wrapped)
    except ConversationKey.DoesNotExist:
        return make_key(conversation)
    if key is None:
        raise ChatRefused(ChatErrorCode.UNAVAILABLE)
    return key


def make_key(conversation: Conversation) -> bytes:
    """Store a key for a conversation that has none, and return it."""
    key = new_key()
    conversation.encryption_key = ConversationKey.objects.create(
        conversation=conversation, tenant_id=conversation.tenant_id, wrapped=wrap(key)
    )
    return key


def _written(
    conversation: Conversation, author: Author, kind: MessageKind, now: datetime
) -> dict[str, datetime | None]:
    """Return what a message changes of who wrote when, in the order of `_STORE`."""
    is_of_visitor = author == Author.VISITOR and kind != MessageKind.EVENT
    is_of_operator = author in (Author.OPERATOR, Author.SUPERVISOR) and kind != MessageKind.EVENT
    return {
        "visitor_wrote_at": now if is_of_visitor else conversation.visitor_wrote_at,
        "visitor_seen_at": now if is_of_visitor else conversation.visitor_seen_at,
        "operator_wrote_at": now if is_of_operator else conversation.operator_wrote_at,
        "warned_at": None if is_of_visitor or is_of_operator else conversation.warned_at,
        "absent_since": None if is_of_visitor else conversation.absent_since,
    }


def author_of(conversation: Conversation, client_id: UUID, operator_id: int) -> Author | None:
    """Return as whom somebody wrote a message of a conversation; None: they did not write it."""
    rows = _AUTHOR.rows([conversation.pk, client_id, operator_id])
    return Author(rows[0][0]) if rows else None


def first_answer(
    conversation: Conversation,
    author: Author,
    kind: MessageKind,
    client_id: UUID,
    content: dict[str, Any] | None,
    operator_id: int | None = None,
) -> StoredMessage | None:
    """Return what was answered when a message was sent before; None: it was not.

    Raises:
        ChatRefused: `IDEMPOTENCY_CONFLICT`: something else was sent under this client id.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [conversation.pk, client_id])
        row = cursor.fetchone()
    if row is None:
        return None
    seq, *who_and_what, body, sent_at = row
    said = open_body(conversation, key_of(conversation), seq, body)
    # What was removed cannot be compared any more.
    is_other = said is not None and _without_time(said) != _without_time(content)
    if who_and_what != [str(author), operator_id, str(kind)] or is_other:
        raise ChatRefused(ChatErrorCode.IDEMPOTENCY_CONFLICT, "clientId")
    return StoredMessage(seq, sent_at, is_new=False)


def _without_time(content: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a body says, but for when it was written: each try knows that anew."""
    return {name: value for name, value in (content or {}).items() if name != "written_at"}


_ITS_OWN = "WHERE own.id = $1 AND own.tenant_id = ANY($2)"
_NAMES = "operator.first_name, supervisor.first_name"
_NAMED = f"""
    LEFT JOIN tenants_user operator ON operator.id = own.operator_id
    LEFT JOIN tenants_user supervisor ON supervisor.id = own.supervisor_id
    {_ITS_OWN}
"""
_HINDRANCES = f"""
    (SELECT sent_at FROM assistance_message
     WHERE conversation_id = own.id
       AND seq = own.last_seq + 1 - CASE WHEN own.transport = '{Transport.FORMS}' THEN {FAST_BY_FORMS} ELSE {FAST} END),
    EXISTS (SELECT FROM assistance_blockedsource blocked
            WHERE blocked.tenant_id = own.tenant_id AND digest = own.source_digest AND expires_at > $3)
"""


@cache
def _finding() -> Statement:
    return _selecting("chat_find", _NAMES, _NAMED)


@cache
def _locking() -> Statement:
    return _selecting("chat_lock", _NAMES, f"{_NAMED} FOR UPDATE OF own")


@cache
def _locking_for_visitor() -> Statement:
    return _selecting("chat_lock_for_visitor", _HINDRANCES, f"{_ITS_OWN} FOR UPDATE OF own")


def _selecting(name: str, more: str, which: str) -> Statement:
    """Return the statement that reads a conversation with its key, and two values more."""
    columns = ", ".join(f"own.{field.column}" for field in Conversation._meta.concrete_fields)
    return Statement(
        name,
        f"SELECT {columns}, held.wrapped, {more} FROM assistance_conversation own"
        f" LEFT JOIN assistance_conversationkey held ON held.conversation_id = own.id {which}",
    )


def _row(
    statement: Statement, conversation_id: UUID, tenant_ids: Collection[int], *more: Any
) -> tuple[Conversation, Any, Any] | None:
    """Return a conversation with its key, and the two values more."""
    rows = statement.rows([conversation_id, list(tenant_ids), *more])
    if not rows:
        return None
    *values, wrapped, one, other = rows[0]
    conversation = Conversation.from_db("default", _field_names(), values)
    # What `select_related` leaves; it cannot lock one side of outer joins.
    if wrapped is not None:
        ConversationKey(conversation=conversation, wrapped=wrapped)  # which is then found at the conversation
    return conversation, one, other


@cache
def _field_names() -> list[str]:
    return [field.attname for field in Conversation._meta.concrete_fields]


def _with_names(conversation: Conversation, operator: str | None, supervisor: str | None) -> Conversation:
    for name, given_name in (("operator", operator), ("supervisor", supervisor)):
        user_id = getattr(conversation, f"{name}_id")
        if user_id is not None:
            setattr(conversation, name, User.from_db("default", ["id", "first_name"], [user_id, given_name]))
    return conversation
