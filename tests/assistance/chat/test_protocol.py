"""What a visitor's client is answered, whatever carries its frames."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from assistance.chat import visitor_access, waking
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.frames import LONGEST_BYTES, Frame, decoded, refusal
from assistance.chat.protocol import Session
from assistance.chat.waking import Signal, WakeUp
from assistance.models import Author, Conversation
from tenants.models import Tenant
from tests.assistance.chat.conversations import events_of
from tests.assistance.chat.waiting import says, waiting

pytestmark = pytest.mark.django_db

SECRET = "s" * 43
CLIENT_ID = "01936d5e-7cf0-7000-8000-00000000000a"


@pytest.fixture
def conversation() -> Conversation:
    """Somebody of Tabasco, who has written two messages."""
    tabasco = Tenant.objects.get(code="TAB")
    begun = waiting(tabasco, text="Detuvieron a mi hermano", secret_digest=visitor_access.digest_of(SECRET))
    says(begun, "Anoche", begun.started_at)
    return begun


@pytest.fixture
def session(conversation: Conversation) -> Session:
    """A client that has been greeted."""
    session = Session(conversation.tenant_id)
    session.receive(hello(conversation))
    return session


def hello(conversation: Conversation, after: int = 0) -> Frame:
    return {"type": "hello", "conversation": str(conversation.pk), "secret": SECRET, "after": after}


def message(text: str, client_id: str = "") -> Frame:
    return {"type": "message", "clientId": client_id or str(uuid4()), "text": text}


def refused(session: Session, frame: Frame) -> ChatErrorCode:
    with pytest.raises(ChatRefused) as caught:
        session.receive(frame)
    return caught.value.code


def test_hello_is_answered_with_what_the_client_lacks(conversation: Conversation) -> None:
    (welcome,) = Session(conversation.tenant_id).receive(hello(conversation, after=1))

    assert welcome["type"] == "welcome"
    assert welcome["conversation"]["state"] == "WAITING"
    assert [(one["seq"], one["text"]) for one in welcome["messages"]] == [(2, "Anoche")]


def test_a_client_is_told_the_time(conversation: Conversation) -> None:
    session = Session(conversation.tenant_id, clock=lambda: datetime(2026, 11, 30, 18, 40, tzinfo=UTC))

    told = [session.receive(frame)[0]["serverTime"] for frame in (hello(conversation), {"type": "ping"})]

    assert told == ["2026-11-30T18:40:00+00:00"] * 2


def test_a_client_that_claims_more_than_there_is_gets_everything(conversation: Conversation) -> None:
    (welcome,) = Session(conversation.tenant_id).receive(hello(conversation, after=9))

    assert [one["seq"] for one in welcome["messages"]] == [1, 2]


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        ("a wrong secret", {"secret": "x" * 43}),
        ("no secret", {"secret": None}),
        ("a secret of any length", {"secret": "s" * 100_000}),
        ("no such conversation", {"conversation": "01936d5e-7cf0-7000-8000-000000000001"}),
    ],
)
def test_whoever_may_not_come_in_learns_nothing(conversation: Conversation, case: str, changed: Frame) -> None:
    assert refused(Session(conversation.tenant_id), {**hello(conversation), **changed}) == ChatErrorCode.NOT_FOUND


def test_another_states_host_does_not_know_it(conversation: Conversation) -> None:
    coahuila = Tenant.objects.get(code="COA")

    assert refused(Session(coahuila.pk), hello(conversation)) == ChatErrorCode.NOT_FOUND


@pytest.mark.parametrize(
    ("case", "frame"),
    [
        ("no type", {}),
        ("an unknown type", {"type": "shout"}),
        ("a file, of which there are none", {"type": "file", "clientId": CLIENT_ID, "data": "/9j/"}),
        ("a message that is a file only", {"type": "message", "clientId": CLIENT_ID, "file": "/9j/"}),
        ("a type that is none", {"type": ["message"]}),
        ("no client id", {"type": "message", "text": "hola"}),
        ("a client id that is none", {"type": "message", "text": "hola", "clientId": "1"}),
        ("a text that is none", {"type": "message", "text": {"a": 1}, "clientId": CLIENT_ID}),
        ("half a character", {"type": "message", "text": "\ud800", "clientId": CLIENT_ID}),
        ("a place that is none", {"type": "read", "seq": "1"}),
        ("a negative place", {"type": "read", "seq": -1}),
        ("a rating beyond 5", {"type": "rate", "rating": 6}),
    ],
)
def test_frames_that_are_not_right_are_refused(session: Session, case: str, frame: Frame) -> None:
    assert refused(session, frame) == ChatErrorCode.INVALID


@pytest.mark.parametrize("kind", ["message", "typing", "read", "stay", "end", "erase", "rate", "exit", "cancelCall"])
def test_nothing_is_done_before_hello(conversation: Conversation, kind: str) -> None:
    frame = {**message("hola"), "type": kind, "seq": 1, "rating": 5}

    assert refused(Session(conversation.tenant_id), frame) == ChatErrorCode.NOT_FOUND


def test_message_is_acknowledged_and_not_read_back(session: Session) -> None:
    frame = message("¿Dónde está?")

    (ack,) = session.receive(frame)

    assert (ack["type"], ack["clientId"], ack["seq"]) == ("ack", frame["clientId"], 3)
    assert session.pull() == []


def test_same_message_again_is_the_same_and_other_words_are_a_conflict(session: Session) -> None:
    frame = message("¿Dónde está?")
    first = session.receive(frame)

    assert session.receive(frame) == first
    assert refused(session, {**frame, "text": "Otra cosa"}) == ChatErrorCode.IDEMPOTENCY_CONFLICT


def test_messages_of_others_come_in_order_and_once(session: Session, conversation: Conversation) -> None:
    says(conversation, "Desde otra ventana", conversation.started_at)
    (ack,) = session.receive(message("Desde esta"))

    (told,) = session.pull()

    assert ack["seq"] == 4
    assert [(one["seq"], one["text"]) for one in told["messages"]] == [(3, "Desde otra ventana"), (4, "Desde esta")]
    assert session.pull() == []


def test_end_and_rating_are_told_and_what_comes_after_is_refused(session: Session) -> None:
    (ended,) = session.receive({"type": "end"})
    (rated,) = session.receive({"type": "rate", "rating": 4})

    assert (ended["type"], ended["conversation"]["endReason"]) == ("state", "VISITOR")
    assert rated["conversation"]["rating"] == 4
    assert [one["event"] for frame in session.pull() for one in frame["messages"]] == ["ENDED"]
    assert refused(session, message("¿Sigue ahí?")) == ChatErrorCode.ENDED


def test_quick_exit_is_noted_and_ends_the_connection(session: Session, conversation: Conversation) -> None:
    (left,) = session.receive({"type": "exit"})

    assert (left["type"], left["reason"]) == ("bye", "exit")
    assert events_of(conversation) == ["QUICK_EXIT"]


def test_a_page_that_does_not_know_of_the_quick_exit_is_told_to_leave(
    session: Session, conversation: Conversation
) -> None:
    other = Session(conversation.tenant_id)
    other.receive(hello(conversation))
    session.receive({"type": "exit"})

    late = Session(conversation.tenant_id)
    answers = [other.pull(), other.receive(message("Esperaba su turno")), late.receive(hello(conversation))]

    assert [[(one["type"], one["reason"]) for one in answer] for answer in answers] == [[("bye", "exit")]] * 3
    assert late.receive({"type": "exit", "erases": True})[0]["type"] == "bye"
    assert events_of(conversation) == ["QUICK_EXIT", "ENDED"]


@pytest.mark.parametrize(
    "frame",
    [{"type": "end"}, {"type": "erase"}, {"type": "cancelCall"}, {"type": "rate", "rating": 4}, {"type": "stay"}],
)
def test_what_is_done_after_the_quick_exit_shows_nothing_of_the_conversation(
    session: Session, conversation: Conversation, frame: Frame
) -> None:
    session.receive({"type": "exit"})

    for _ in range(2):
        assert [(one["type"], one["reason"]) for one in session.receive(frame)] == [("bye", "exit")]


def test_typing_and_reading_are_told_and_not_stored(session: Session, conversation: Conversation) -> None:
    told: list[WakeUp] = []
    waking._callbacks.append(told.append)
    try:
        session.receive({"type": "typing"})
        session.receive({"type": "typing"})
        session.receive({"type": "read", "seq": 99})
    finally:
        waking._callbacks.remove(told.append)

    assert [one for wake_up in told for one in wake_up.signals] == [
        Signal(conversation.pk, Author.VISITOR),
        Signal(conversation.pk, Author.VISITOR, read_seq=2),
    ]
    assert session.pull() == []


def test_client_is_told_of_the_other_side_only(session: Session, conversation: Conversation) -> None:
    assert session.signalled(Signal(conversation.pk, Author.VISITOR)) == []
    assert session.signalled(Signal(conversation.pk, Author.OPERATOR)) == [{"type": "typing", "author": "OPERATOR"}]
    assert session.signalled(Signal(conversation.pk, Author.OPERATOR, read_seq=2)) == [{"type": "read", "seq": 2}]


@pytest.mark.parametrize(
    ("case", "text", "code"),
    [
        ("no JSON", "hola", ChatErrorCode.INVALID),
        ("no object", "[1]", ChatErrorCode.INVALID),
        ("no number", '{"seq": NaN}', ChatErrorCode.INVALID),
        ("too deep", "[" * 10_000, ChatErrorCode.INVALID),
        ("too long", '"' + "a" * LONGEST_BYTES, ChatErrorCode.TOO_LONG),
        ("bytes that are no text", b'{"text": "\xff"}', ChatErrorCode.INVALID),
    ],
)
def test_what_cannot_be_read_is_refused(case: str, text: str | bytes, code: ChatErrorCode) -> None:
    with pytest.raises(ChatRefused) as caught:
        decoded(text)

    assert caught.value.code == code


def test_refusal_says_which_message_it_was_and_nothing_of_its_words() -> None:
    frame = message("mi secreto")

    shown = refusal(ChatRefused(ChatErrorCode.ENDED), frame)

    assert shown["clientId"] == frame["clientId"]
    assert shown["code"] == "ENDED"
    assert "secreto" not in str(shown)
