"""What the person who writes does: in order, once, behind a secret, whatever is sent."""

from __future__ import annotations

import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assistance.chat import conversation_selectors, crisis, messages, visitors
from assistance.chat.assignment import accept
from assistance.chat.desk_selectors import notes_in
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.queue import ABSENT_AFTER, mark_absent
from assistance.chat.starting import Started, StartInput
from assistance.chat.visitor_access import Access
from assistance.models import (
    Author,
    Conversation,
    ConversationKey,
    ConversationNote,
    ConversationState,
    EndReason,
    Message,
    MessageKind,
)
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.uuid7 import uuid7

from .conversations import WORDS, answering, begin, events_of, refused, row_of, send
from .waiting import answers

UNKNOWN = UUID("0190a5b8-0000-7000-8000-000000000000")
NOON = datetime(2026, 11, 30, 18, tzinfo=UTC)
"""Of a Monday in Tabasco."""


@pytest.fixture
def tabasco(db: None) -> Tenant:
    return answering("TAB")


@pytest.fixture
def access(tabasco: Tenant) -> Access:
    return begin(tabasco)


def texts(access: Access, after: int = 0) -> list[tuple[int, str | None]]:
    return [(one.seq, one.text) for one in visitors.read_since(access=access, after=after)]


def test_what_is_written_is_read_in_order_from_any_place_on(access: Access) -> None:
    for text in ("Hola", "Necesito ayuda", "¿Hay alguien?"):
        send(access, text)

    assert texts(access) == [(1, "Hola"), (2, "Necesito ayuda"), (3, "¿Hay alguien?")]
    assert texts(access, after=2) == [(3, "¿Hay alguien?")]
    assert texts(access, after=9) == []


def test_the_first_message_waits_in_the_queue_with_guidance_that_nobody_wrote(tabasco: Tenant) -> None:
    access = begin(tabasco, text=WORDS, client_id=uuid7(), role="THIRD_PARTY", is_in_danger=True)

    first, card, number = visitors.read_since(access=access, after=0)

    assert (first.author, first.text, first.is_automatic) == (Author.VISITOR, WORDS, False)
    assert (card.author, card.kind, card.is_automatic) == (Author.SYSTEM, MessageKind.CARD, True)
    assert card.card is not None
    assert card.card["kind"] == "guidance"
    assert number.card is not None
    assert number.card["phone"] == "911"
    assert card.card["title"] == "Detuvieron a mi familiar"
    assert card.card["url"] == "http://tabasco.localhost:8000/tercero/familiar-detenido/"
    conversation = row_of(access)
    assert (conversation.state, conversation.role, conversation.is_in_danger) == ("WAITING", "THIRD_PARTY", True)


def test_whoever_answers_reads_that_the_person_does_not_know_whether_they_are_safe(tabasco: Tenant) -> None:
    said = {unsure: begin(tabasco, text=WORDS, client_id=uuid7(), is_unsure=unsure) for unsure in (True, False)}

    with tenant_scope([tabasco.pk]):
        notes = {unsure: notes_in(row_of(access)) for unsure, access in said.items()}
    assert [[note.text for note in notes[unsure]] for unsure in (True, False)] == [
        ["A «¿Estás a salvo ahora?» contestó «No sé»."],
        [],
    ]
    assert "No sé" not in str(texts(said[True]))
    assert [row_of(said[unsure]).is_unsure for unsure in (True, False)] == [True, False]


def test_what_says_nothing_yet_suggests_nothing(tabasco: Tenant) -> None:
    access = begin(tabasco, text="hola", client_id=uuid7())

    assert texts(access) == [(1, "hola")]


@pytest.mark.parametrize("words", ["Quiero saber cuál es mi papel en las audiencias y el juicio", "Me está golpeando"])
def test_in_danger_the_emergency_number_comes_and_nothing_but_what_is_to_be_done_at_once(
    tabasco: Tenant, words: str
) -> None:
    safe = begin(tabasco, text=words, client_id=uuid7(), role="VICTIM")
    in_danger = begin(tabasco, text=words, client_id=uuid7(), role="VICTIM", is_in_danger=True)

    assert len(visitors.read_since(access=safe, after=0)) > 1
    card = visitors.read_since(access=in_danger, after=0)[-1]
    assert card.card is not None
    assert card.card["phone"] == "911"


def test_in_danger_the_emergency_number_comes_without_a_word(tabasco: Tenant) -> None:
    [only] = visitors.read_since(access=begin(tabasco, is_in_danger=True), after=0)

    assert only.card is not None
    assert (only.card["kind"], only.card["phone"]) == ("office", "911")


def test_the_same_message_again_gets_the_first_answer_and_is_stored_once(access: Access) -> None:
    client_id, then = uuid7(), timezone.now()
    first = send(access, "Hola", client_id=client_id, now=then)

    again = send(access, "Hola", client_id=client_id, now=then + timedelta(seconds=3))

    assert (first.seq, first.is_new) == (1, True)
    assert again == visitors.Sent(1, first.sent_at, is_new=False)
    assert refused(send, access, "Otra cosa", client_id=client_id) == (ChatErrorCode.IDEMPOTENCY_CONFLICT, "clientId")
    assert texts(access) == [(1, "Hola")]


def test_what_was_written_without_a_connection_says_when_and_each_try_is_the_same_message(access: Access) -> None:
    now = timezone.now() + timedelta(minutes=10)
    late, at_once, before = uuid7(), uuid7(), uuid7()
    written_at = now - timedelta(minutes=2)

    first = visitors.send(access=access, client_id=late, text="Aquí", now=now, written_at=written_at)
    again = visitors.send(
        access=access, client_id=late, text="Aquí", now=now + timedelta(minutes=1), written_at=written_at
    )
    now += timedelta(minutes=2)
    visitors.send(access=access, client_id=at_once, text="Sí", now=now, written_at=now - timedelta(seconds=5))
    now += timedelta(minutes=2)
    visitors.send(access=access, client_id=before, text="No", now=now, written_at=now - timedelta(days=1))

    said = visitors.read(access=access).messages
    assert (first.seq, again.seq, again.is_new) == (first.seq, first.seq, False)
    assert [one.written_at for one in said if one.author == "VISITOR"][-3:] == [
        written_at.replace(microsecond=0),
        None,
        None,
    ]


def test_a_message_sent_again_after_the_end_gets_the_first_answer_and_a_new_one_none(access: Access) -> None:
    client_id = uuid7()
    first = send(access, "Hola", client_id=client_id)
    visitors.end(access=access, now=timezone.now())

    assert send(access, "Hola", client_id=client_id).seq == first.seq
    assert refused(send, access, "¿Siguen ahí?") == (ChatErrorCode.ENDED, None)


@pytest.mark.parametrize(
    ("what", "text", "expected"),
    [
        ("nothing", "", (ChatErrorCode.INVALID, "text")),
        ("only space", " \n\t ", (ChatErrorCode.INVALID, "text")),
        ("no text", 7, (ChatErrorCode.INVALID, "text")),
        ("a NUL", "ho\0la", (ChatErrorCode.INVALID, "text")),
        ("half a surrogate pair, as JSON may have it", "hola \ud83d", (ChatErrorCode.INVALID, "text")),
        ("one character too many", "x" * 2_001, (ChatErrorCode.TOO_LONG, "text")),
        ("a megabyte", "x" * 1_000_000, (ChatErrorCode.TOO_LONG, "text")),
    ],
)
def test_what_is_no_message_is_refused(
    access: Access, what: str, text: str, expected: tuple[ChatErrorCode, str]
) -> None:
    assert refused(send, access, text) == expected
    assert texts(access) == []


@pytest.mark.parametrize(
    ("what", "text", "stored"),
    [
        ("markup", "<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("lines of Windows", "uno\r\ndos\rtres", "uno\ndos\ntres"),
        ("controls of terminals", "a\x1b[31mb\x07\x9bc", "a[31mbc"),
        ("signs beyond the first plane", "😢" * 2_000, "😢" * 2_000),
    ],
)
def test_whatever_is_written_is_text(access: Access, what: str, text: str, stored: str) -> None:
    send(access, text)

    assert texts(access) == [(1, stored)]


def test_neither_a_wrong_secret_nor_another_state_s_conversation_is_told_from_none(
    access: Access, tabasco: Tenant
) -> None:
    coahuila = Tenant.objects.get(code="COA")
    strangers = [
        Access(tabasco.pk, access.conversation_id, secrets.token_urlsafe(32)),
        Access(tabasco.pk, access.conversation_id, ""),
        Access(tabasco.pk, access.conversation_id, "ñ\ud800"),
        Access(coahuila.pk, access.conversation_id, access.secret),
        Access(tabasco.pk, UNKNOWN, access.secret),
    ]
    now = timezone.now()

    for stranger in strangers:
        outcomes = [
            refused(send, stranger, "Hola"),
            refused(visitors.read, access=stranger),
            refused(visitors.read_since, access=stranger, after=0),
            refused(visitors.shown, stranger),
            refused(visitors.stay, access=stranger, now=now),
            refused(visitors.end, access=stranger, now=now),
            refused(visitors.erase, access=stranger, now=now),
            refused(visitors.rate, access=stranger, rating=5, now=now),
            refused(visitors.left_quickly, access=stranger, now=now),
            refused(visitors.seen, access=stranger, now=now),
        ]
        assert set(outcomes) == {(ChatErrorCode.NOT_FOUND, None)}

    conversation = row_of(access)
    assert (conversation.state, conversation.version, conversation.rating) == (ConversationState.WAITING, 0, None)


def test_a_secret_is_in_no_text_that_is_logged(access: Access, tabasco: Tenant) -> None:
    given = StartInput(text=WORDS, client_id=uuid7(), secret=access.secret, proof="prueba")
    shown = repr([access, given, Started(visitors.shown(access), access.secret), row_of(access)])
    send(access, WORDS)
    shown += repr(visitors.read(access=access))

    assert access.secret not in shown
    assert WORDS not in shown


def test_nothing_of_a_conversation_is_logged(access: Access, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        send(access, "canario amarillo")
        refused(send, access, "canario amarillo" * 200)
        visitors.erase(access=access, now=timezone.now())

    without_statements = [record for record in caplog.records if record.name != "django.db.backends"]
    assert "canario" not in " ".join(record.getMessage() for record in without_statements)
    assert access.secret not in caplog.text


def test_what_is_stored_has_no_word_of_it(access: Access) -> None:
    send(access, "canario amarillo")

    with scope_of_all_tenants(), connection.cursor() as cursor:
        for table in ("conversation", "conversationkey", "message"):
            cursor.execute(f"SELECT row_to_json(t)::text FROM assistance_{table} t")
            rows = "".join(row for (row,) in cursor.fetchall())
            assert "canario" not in rows
            assert b"canario".hex() not in rows
            assert access.secret not in rows


def test_a_state_that_does_not_answer_says_when_it_does(db: None) -> None:
    morning = {
        "is_always_open": False,
        "periods": [{"days": ["TUESDAY"], "opens_at": "09:00", "closes_at": "15:00"}],
        "holidays": "OPEN",
    }
    tenant = answering("TAB", morning)

    with pytest.raises(ChatRefused) as closed:
        begin(tenant, now=NOON)

    assert closed.value.as_json() | {"message": ""} == {
        "code": "CLOSED",
        "message": "",
        "field": None,
        "retryAfter": None,
        "opensAt": "2026-12-01T15:00:00+00:00",
        "zone": "America/Mexico_City",
    }
    assert begin(tenant, now=datetime(2026, 12, 1, 18, tzinfo=UTC))


def test_a_state_without_hours_takes_no_conversation(db: None) -> None:
    tenant = Tenant.objects.get(code="TAB")

    with pytest.raises(ChatRefused) as closed:
        begin(tenant, now=NOON)

    assert (closed.value.code, closed.value.named["opens_at"]) == (ChatErrorCode.CLOSED, None)
    with tenant_scope([tenant.pk]):
        assert not Conversation.objects.exists()


def test_a_state_without_operators_keeps_a_conversation_waiting(access: Access) -> None:
    shown = visitors.shown(access)

    assert (shown.state, shown.position, shown.wait_seconds) == (ConversationState.WAITING, 1, None)


@pytest.mark.parametrize(
    ("what", "fields", "field"),
    [
        ("a role", {"role": "JUDGE"}, "role"),
        ("a topic that is none", {"topic_key": str(UNKNOWN)}, "topicKey"),
        ("a topic that no text can be", {"topic_key": "\0"}, "topicKey"),
        ("a topic of half a character", {"topic_key": "\ud800"}, "topicKey"),
        ("a language that is not served", {"language": "fr"}, "language"),
        ("a message without an id", {"text": "Hola"}, "clientId"),
        ("a secret that can be guessed", {"secret": "1234"}, "secret"),
        ("a message with a NUL", {"text": "\0", "client_id": UNKNOWN}, "text"),
    ],
)
def test_a_start_with_a_wrong_value_begins_nothing(
    tabasco: Tenant, what: str, fields: dict[str, Any], field: str
) -> None:
    assert refused(begin, tabasco, **fields) == (ChatErrorCode.INVALID, field)
    with tenant_scope([tabasco.pk]):
        assert not Conversation.objects.exists()


def test_a_start_that_is_sent_again_is_the_same_conversation(tabasco: Tenant) -> None:
    fields: dict[str, Any] = {"secret": secrets.token_urlsafe(32), "text": "Hola", "client_id": uuid7()}
    first = begin(tabasco, **fields)

    again = begin(tabasco, source="198.51.100.7", now=timezone.now() + timedelta(minutes=2), **fields)

    assert again == first
    for other in ({"text": "Otra cosa"}, {"client_id": uuid7()}):
        outcome = refused(begin, tabasco, **{**fields, **other})
        assert outcome == (ChatErrorCode.IDEMPOTENCY_CONFLICT, "clientId")
    assert texts(first) == [(1, "Hola")]


def test_a_secret_that_another_state_s_conversation_has_is_refused(tabasco: Tenant) -> None:
    taken = begin(answering("COA"), secret=secrets.token_urlsafe(32))

    assert refused(begin, tabasco, secret=taken.secret) == (ChatErrorCode.INVALID, "secret")


def test_the_end_is_told_once_and_sets_when_the_text_goes(access: Access) -> None:
    now = timezone.now()

    ended, again = (visitors.end(access=access, now=now + timedelta(minutes=later)) for later in (0, 5))

    assert (ended.state, ended.end_reason, ended.ended_at) == (ConversationState.ENDED, EndReason.VISITOR, now)
    assert again == ended
    assert [one.event for one in visitors.read_since(access=access, after=0)] == ["ENDED"]
    assert row_of(access).blank_at == now + timedelta(days=30)


def test_what_is_erased_is_gone_at_once_and_what_is_counted_stays(access: Access) -> None:
    now = timezone.now()
    send(access, "canario amarillo")
    with tenant_scope([access.tenant_id]):
        ConversationNote.objects.create(
            id=uuid7(), tenant_id=access.tenant_id, conversation=row_of(access), body=b"nota", written_at=now
        )

    erased, again = (visitors.erase(access=access, now=now + timedelta(minutes=later)) for later in (0, 5))

    assert (erased.end_reason, erased.is_erased, erased.last_seq) == (EndReason.ERASED, True, 2)
    assert again == erased
    removed, event = visitors.read_since(access=access, after=0)
    assert (removed.text, removed.is_removed, removed.as_json()["text"]) == (None, True, None)
    assert (event.event, event.is_removed) == ("ENDED", False)
    with tenant_scope([access.tenant_id]):
        assert not ConversationKey.objects.exists()
        assert {
            *Message.objects.values_list("body", flat=True),
            *ConversationNote.objects.values_list("body", flat=True),
        } == {None}


def test_what_has_ended_can_still_be_erased_for_the_reason_that_it_ended(access: Access) -> None:
    send(access, "Hola")
    visitors.end(access=access, now=timezone.now())

    erased = visitors.erase(access=access, now=timezone.now())

    assert (erased.end_reason, erased.is_erased) == (EndReason.VISITOR, True)


@pytest.mark.parametrize("rating", [0, 6, True, "5", None, 2.5], ids=repr)
def test_a_rating_is_one_of_five(access: Access, rating: object) -> None:
    assert refused(visitors.rate, access=access, rating=rating, now=timezone.now()) == (ChatErrorCode.INVALID, "rating")


def test_the_last_rating_counts(access: Access) -> None:
    for rating in (2, 5):
        shown = visitors.rate(access=access, rating=rating, now=timezone.now())

    assert shown.rating == 5


def test_an_operator_is_told_that_somebody_left_quickly(access: Access) -> None:
    version, now = row_of(access).version, timezone.now()

    for later in (0, 1, 59):
        visitors.left_quickly(access=access, now=now + timedelta(seconds=later))

    assert row_of(access).left_quickly_at is not None
    assert row_of(access).version > version
    assert events_of(row_of(access)) == ["QUICK_EXIT"]
    assert row_of(access).absent_since == row_of(access).left_quickly_at == now  # out of the queue, and never back


@pytest.mark.parametrize("is_ended", [False, True], ids=["open", "ended"])
def test_after_the_quick_exit_nothing_is_stored_or_shown(access: Access, is_ended: bool) -> None:
    now = timezone.now()
    send(access, "Antes")
    if is_ended:
        visitors.end(access=access, now=now)

    visitors.left_quickly(access=access, now=now)
    before = row_of(access)
    visitors.seen(access=access, now=now + timedelta(minutes=1), every=timedelta())

    later = now + timedelta(minutes=2)
    assert {
        refused(visitors.send, access=access, client_id=uuid7(), text="Sigo aquí", now=later),
        refused(visitors.read, access=access),
        refused(visitors.read_since, access=access, after=0),
        refused(visitors.shown, access),
        refused(visitors.stay, access=access, now=later),
        refused(visitors.rate, access=access, rating=1, now=later),
    } == {(ChatErrorCode.NOT_FOUND, None)}
    assert (row_of(access).version, row_of(access).rating) == (before.version, before.rating)
    assert (row_of(access).last_seq, row_of(access).visitor_seen_at) == (before.last_seq, before.visitor_seen_at)
    visitors.left_quickly(access=access, now=later, erases=True)
    assert row_of(access).blanked_at is not None


def test_who_stays_is_warned_no_more(access: Access) -> None:
    warned_at = timezone.now()
    with tenant_scope([access.tenant_id]):
        Conversation.objects.filter(pk=access.conversation_id).update(warned_at=warned_at)
    shown = visitors.shown(access)
    assert shown.is_nearly_inactive
    assert shown.ends_at == warned_at + timedelta(minutes=5)

    stayed = visitors.stay(access=access, now=timezone.now())
    assert not stayed.is_nearly_inactive
    assert visitors.stay(access=access, now=timezone.now()).version == stayed.version


def test_nobody_types_so_fast(access: Access) -> None:
    now = timezone.now()
    for number in range(messages.FAST):
        send(access, str(number), now=now)

    assert refused(send, access, "más", now=now + timedelta(seconds=9)) == (ChatErrorCode.TOO_MANY, None)
    assert send(access, "más", now=now + timedelta(seconds=10)).seq == messages.FAST + 1
    # A server's clock that was an hour ahead keeps nobody from writing.
    assert send(access, "aún más", now=now - timedelta(hours=1)).seq == messages.FAST + 2


def test_a_conversation_ends_somewhere(access: Access, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "MOST_MESSAGES", 1)
    send(access, "Hola")

    assert refused(send, access, "¿Hay alguien?") == (ChatErrorCode.TOO_MANY, None)
    assert visitors.end(access=access, now=timezone.now()).last_seq == 2


def test_a_key_that_is_gone_hides_what_it_hid_and_lets_the_rest_go_on(access: Access) -> None:
    send(access, "antes")
    with tenant_scope([access.tenant_id]):
        ConversationKey.objects.all().delete()  # as after a restored backup

    send(access, "después")

    assert texts(access) == [(1, None), (2, "después")]


def test_how_many_queries_a_message_and_a_look_cost(access: Access) -> None:
    send(access, "Hola")

    with CaptureQueriesContext(connection) as writing:
        send(access, "¿Hay alguien?")
    with CaptureQueriesContext(connection) as reading:
        visitors.read(access=access, after=1)

    scope = 4  # with the savepoint, as the test has a transaction already
    its_state = 1  # whose search looks for danger, while nobody reads what is written
    assert len(writing) == scope + 2 + its_state
    assert len(reading) == scope + 2


# Whoever waits, and closes the page


def absent(access: Access) -> None:
    """Nothing was heard of the person, who has left the queue."""
    with tenant_scope([access.tenant_id]):
        conversation = messages.lock(access.conversation_id, [access.tenant_id])
        assert conversation is not None
        mark_absent(conversation, timezone.now())


@pytest.mark.parametrize("returns", ["is seen", "writes"])
def test_whoever_comes_back_in_time_has_their_place_again(
    tabasco: Tenant, monkeypatch: pytest.MonkeyPatch, returns: str
) -> None:
    monkeypatch.setattr(conversation_selectors, "LOOK_SECONDS", -1.0)
    first, second = begin(tabasco), begin(tabasco, source="192.0.2.2")
    waited = row_of(first).waiting_since
    absent(first)
    assert (visitors.shown(first).position, visitors.shown(second).position) == (None, 1)

    if returns == "writes":
        send(first, "Ya volví")
    else:
        visitors.seen(access=first, now=timezone.now())

    assert (visitors.shown(first).position, visitors.shown(second).position) == (1, 2)
    assert (row_of(first).absent_since, row_of(first).waiting_since) == (None, waited)


def test_that_somebody_is_there_is_noted_now_and_then(tabasco: Tenant) -> None:
    access = begin(tabasco)
    began = row_of(access).visitor_seen_at
    assert began is not None

    visitors.seen(access=access, now=began + visitors.SEEN_EVERY - timedelta(seconds=1))
    assert row_of(access).visitor_seen_at == began
    visitors.seen(access=access, now=began + visitors.SEEN_EVERY)

    assert row_of(access).visitor_seen_at == began + visitors.SEEN_EVERY
    assert visitors.SEEN_EVERY * 3 <= ABSENT_AFTER


@pytest.mark.parametrize(
    "words",
    [
        "Quiero morirme",
        "me kiero morir",
        "ya no kiero bibir",
        "Hola. Me boy a matar",
        "kiero suisidarme",
        "tengo ganas de morirme",
        "me voy a quitar la bida",
        "no kero vivir asi",
        "ya no quiero vivir con este dolor",
        "no quiero seguir viviendo",
        "me kiero murir",
        "me voy a colgar",
        "Ya no quiero vivir me quede sola con mis hijos",
        "ya no quiero vivir mi esposo me dejo con tres hijos",
        "no quiero vivir me encerraron en mi casa y me pegan",
        "no quiero vivir no se donde ir",
        "mi hija ya no quiere vivir hable con ella",
        "ya no quiero vivir con depresion",
        "me suicido hoy",
        "no tiene sentido vivir, hoy se acaba todo",
        "ya no le encuentro sentido a la vida",
        "me boy a dar un tiro",
    ],
)
@pytest.mark.parametrize("when", ["first", "later"])
def test_whoever_writes_of_wanting_to_die_reads_whom_to_call_and_comes_first(
    tabasco: Tenant, words: str, when: str
) -> None:
    if when == "first":
        access = begin(tabasco, text=words, client_id=uuid7(), role="THIRD_PARTY")
    else:
        send(access := begin(tabasco), words)

    said, card = visitors.read_since(access=access, after=0)

    assert said.text == words
    assert card.is_automatic
    assert card.shown_card is not None
    assert (card.shown_card["title"], card.shown_card["phoneUrl"]) == ("Llama al 911", "tel:911")
    assert card.shown_card["kind"] == "crisis"
    assert card.shown_card["text"].startswith("Gracias por decirlo. No tienes que pasar por esto a solas.")
    conversation = row_of(access)
    assert (conversation.is_in_danger, conversation.is_marked_in_danger) == (True, False)
    assert not visitors.shown(access).may_ring


def test_wanting_to_die_is_answered_once_however_often_it_is_written(tabasco: Tenant) -> None:
    access, client_id = begin(tabasco), uuid7()
    send(access, "Me quiero morir", client_id=client_id)
    send(access, "Me quiero morir", client_id=client_id)
    send(access, "me kiero matar")

    assert [one.kind for one in visitors.read_since(access=access, after=0)] == ["TEXT", "CARD", "TEXT"]


@pytest.mark.parametrize(
    "words",
    [
        "Me quieren matar",
        "Lo van a matar. Quiero saber qué hacer",
        "Murió mi papá",
        "No sé. Quiero vivir aquí",
        "No, quiero vivir en paz",
        "mi esposo me intentó ahorcar",
        "dijo que me va a dar un tiro",
        "Dijo que se va a matar a mi mamá",
        "no quiero vivir cerca de mi agresor",
        "no quiero vivir bajo el mismo techo",
        "Ya no quiero vivir con mi esposo porque me pega",
        "mi esposa ya no quiere vivir conmigo",
        "Mi hijo no quiere vivir con su papá",
        "no quiero vivir en la misma casa que mi agresor",
        "mi hermano se suicidó en el penal y no me dan el cuerpo",
    ],
)
def test_who_speaks_of_death_otherwise_is_not_answered_so(tabasco: Tenant, words: str) -> None:
    send(access := begin(tabasco), words)

    cards = [one.shown_card for one in visitors.read_since(access=access, after=0) if one.shown_card is not None]
    assert "crisis" not in [card["kind"] for card in cards]
    assert row_of(access).danger_words != "SUICIDE"


@pytest.mark.parametrize("role", ["VICTIM", ""])
@pytest.mark.parametrize("answered", ["safe", "unsure"])
def test_whoever_writes_of_danger_counts_as_in_danger_whatever_they_answered(
    tabasco: Tenant, role: str, answered: str
) -> None:
    said: dict[str, Any] = {"role": role, "is_unsure": answered == "unsure"}
    in_danger = begin(tabasco, text="Mi esposo me está pegando", client_id=uuid7(), **said)
    in_none = begin(tabasco, text="Quiero saber cuál es mi papel en el juicio", client_id=uuid7(), **said)

    row, other = row_of(in_danger), row_of(in_none)
    assert (row.is_in_danger, row.danger_words, row.has_declared_danger) == (True, "DANGER", False)
    assert row.is_unsure == (answered == "unsure")
    assert "911" in [one.card["phone"] for one in visitors.read_since(access=in_danger, after=0) if one.card]
    assert (other.is_in_danger, other.danger_words) == (False, "")


def test_an_arrest_that_somebody_tells_of_is_no_danger_of_theirs(tabasco: Tenant) -> None:
    access = begin(tabasco, text="Se llevaron a mi hermano anoche", client_id=uuid7(), role="THIRD_PARTY")
    send(access, "Lo están golpeando")

    assert not row_of(access).is_in_danger
    assert visitors.shown(access).may_ring


def test_danger_that_is_written_while_nobody_reads_it_leads_to_the_front_of_the_queue(tabasco: Tenant) -> None:
    access, client_id = begin(tabasco, text="Hola", client_id=uuid7(), role="VICTIM"), uuid7()
    for _ in range(2):
        send(access, "Ya llegó y me quiere matar", client_id=client_id)
    send(access, "me está pegando")

    _hola, _said, card, _again = visitors.read_since(access=access, after=0)
    row = row_of(access)
    assert (row.is_in_danger, row.danger_words, row.has_declared_danger) == (True, "DANGER", False)
    assert card.is_automatic
    assert card.shown_card is not None
    assert (card.shown_card["kind"], card.shown_card["phoneUrl"]) == ("office", "tel:911")


def test_danger_that_is_written_to_whoever_attends_is_theirs_to_mark(tabasco: Tenant) -> None:
    access = begin(tabasco)
    with tenant_scope([tabasco.pk]):
        accept(operator=answers(tabasco), conversation_id=access.conversation_id, now=timezone.now())

    send(access, "me está pegando")

    assert "CARD" not in [one.kind for one in visitors.read_since(access=access, after=0)]
    assert not row_of(access).is_in_danger


def test_of_a_mark_from_before_words_were_kept_nobody_knows_that_it_was_by_words(tabasco: Tenant) -> None:
    access = begin(tabasco)
    with tenant_scope([tabasco.pk]):
        Conversation.objects.filter(pk=access.conversation_id).update(is_in_danger=True)

    send(access, "Me quiero morir")

    row = row_of(access)
    assert (row.has_declared_danger, row.danger_words) == (True, "SUICIDE")
    assert not crisis.may_be_withdrawn(row)


def test_what_its_person_writes_of_counts_more_than_an_operators_mark(tabasco: Tenant) -> None:
    access = begin(tabasco)
    with tenant_scope([tabasco.pk]):
        Conversation.objects.filter(pk=access.conversation_id).update(is_in_danger=True, is_marked_in_danger=True)

    send(access, "Me quiero morir")

    assert not visitors.shown(access).may_ring
