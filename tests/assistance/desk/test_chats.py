"""Chats at the desk over HTTP: who sees and does what, what is sent once, and what is refused in which words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assistance.chat import assignment, desk_selectors
from assistance.chat.cards import emergency_office_key
from assistance.models import (
    CallBack,
    Conversation,
    ConversationNote,
    ConversationState,
    Inquiry,
    OperatorAssignment,
    Relationship,
)
from assistance.operators.rights import Answering
from delivery import state_view
from tenants.keyring import Purpose, encrypt
from tenants.models import StaffRole, Tenant, User, UserSession
from tenants.scope import scope_of_all_tenants, tenant_scope
from tenants.viewer import Viewer, ViewerKind
from tests.assistance.chat.waiting import waiting

from .conftest import SignedIn

OPERATOR, SUPERVISOR, EDITOR = StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.EDITOR
People = Callable[[str, StaffRole], User]
ID = "0190a5b8-0000-7000-8000-000000000000"
SECRET = "Me golpeó mi vecino"


def post(client: Client, address: str, body: Any = None) -> Any:
    return client.post(f"/mesa/api/chats/{address}", body or {}, content_type="application/json")


def tenant(code: str) -> Tenant:
    return Tenant.objects.get(code=code)


def somebody_waits(code: str = "TAB", **fields: Any) -> Conversation:
    """Somebody who has written to a state a minute ago."""
    return waiting(tenant(code), text=SECRET, **fields)


def present(conversation: Conversation) -> Conversation:
    with scope_of_all_tenants():
        return Conversation.objects.get(pk=conversation.pk)


def taken(client: Client, conversation: Conversation) -> int:
    """Let somebody take it, as the desk does, which knows of no assignment yet; return the epoch."""
    answer = post(client, f"{conversation.pk}/accept", {"epoch": 0})
    assert answer.status_code == HTTPStatus.OK, answer.content
    return int(answer.json()["epoch"])


def text(epoch: int, words: str = "¿Está a salvo?", **fields: Any) -> dict[str, Any]:
    return {"clientId": str(uuid4()), "epoch": epoch, "text": words, **fields}


def assigned(user: User, code: str, *channels: str) -> None:
    with scope_of_all_tenants():
        OperatorAssignment.objects.update_or_create(
            user=user,
            tenant=tenant(code),
            defaults={"channels": list(channels), "starts_at": timezone.now() - timedelta(hours=1)},
        )


def test_a_chat_from_the_queue_to_the_ledger(signed_in: SignedIn, people: People) -> None:
    ana, conversation = signed_in("TAB", OPERATOR), somebody_waits(role="VICTIM", is_in_danger=True)

    [seen] = ana.get("/mesa/api/chats").json()["waiting"]
    assert (seen["id"], seen["state"], seen["role"], seen["isInDanger"]) == (
        str(conversation.pk),
        "TAB",
        "VICTIM",
        True,
    )
    assert SECRET not in ana.get("/mesa/api/chats").content.decode()

    epoch = taken(ana, conversation)
    first = text(epoch)
    sent = post(ana, f"{conversation.pk}/messages", first)
    assert sent.status_code == HTTPStatus.OK
    assert post(ana, f"{conversation.pk}/messages", first).json() == sent.json()
    assert post(ana, f"{conversation.pk}/notes", {"id": str(uuid4()), "text": "Está con su hija"}).status_code == 200
    called = [post(ana, f"{conversation.pk}/emergency-call", {"isCalled": to}).json() for to in (True, False, True)]
    assert [one["emergencyCall"] is not None for one in called] == [True, False, True]

    answer = ana.get("/mesa/api/chats").json()
    [held] = answer["conversations"]
    words = [(one["author"], one["text"], one["event"]) for one in answer["messages"][str(conversation.pk)]]
    assert words == [
        ("VISITOR", SECRET, ""),
        ("SYSTEM", None, "ATTENDED"),
        ("OPERATOR", "¿Está a salvo?", ""),
    ]
    assert (answer["waiting"], held["epoch"], held["tenant"]) == ([], epoch, "TAB")
    assert [(one["kind"], one["text"]) for one in held["notes"]] == [
        ("NOTE", "Está con su hija"),
        ("EMERGENCY_CALL", ""),
        ("EMERGENCY_CALL", ""),
    ]
    assert [one["withdrawnAt"] is None for one in held["notes"]] == [True, False, True]

    later = ana.get(f"/mesa/api/chats?after={conversation.pk}:2").json()["messages"][str(conversation.pk)]
    assert [one["seq"] for one in later] == [3]
    assert ana.get(f"/mesa/api/chats?after={conversation.pk}:3").json()["messages"] == {}

    end = {"epoch": epoch, "outcome": "INFORMED", "referralKeys": []}
    for _ in range(2):
        assert post(ana, f"{conversation.pk}/end", end).status_code == HTTPStatus.OK
    with tenant_scope([conversation.tenant_id]):
        [row] = Inquiry.objects.for_tenants([conversation.tenant_id]).filter(pk=conversation.pk)
    assert (row.channel, row.outcome, row.is_served) == ("CHAT", "INFORMED", True)
    assert row.operator_id == people("TAB", OPERATOR).pk
    viewer = Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": conversation.tenant_id})
    assert row.referral_keys == [emergency_office_key(state_view.for_viewer(viewer, "TAB"))]
    assert ana.get("/mesa/api/chats").json()["conversations"] == []


def test_what_goes_back_to_the_queue_meanwhile_costs_nothing_else(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, gone, kept = signed_in("TAB", OPERATOR), somebody_waits(), somebody_waits()
    epochs = {one.pk: taken(ana, one) for one in (gone, kept)}
    listed = desk_selectors.conversations_of

    def listed_and_then_released(*, operator: Answering, now: datetime) -> list[desk_selectors.Held]:
        found = listed(operator=operator, now=now)
        assignment.release(operator=operator, conversation_id=gone.pk, epoch=epochs[gone.pk], now=now)
        return found

    monkeypatch.setattr(desk_selectors, "conversations_of", listed_and_then_released)
    answer = ana.get("/mesa/api/chats")

    assert answer.status_code == HTTPStatus.OK
    assert list(answer.json()["messages"]) == [str(kept.pk)]


def test_a_pull_takes_as_many_statements_however_many_chats_somebody_has(signed_in: SignedIn, people: People) -> None:
    ana, user = signed_in("TAB", OPERATOR), people("TAB", OPERATOR)
    chats = [eventful_chat() for _ in range(4)]

    def statements_with(conversations: list[Conversation]) -> int:
        now = timezone.now()
        with scope_of_all_tenants():
            Conversation.objects.filter(pk__in=[one.pk for one in conversations]).update(
                state=ConversationState.ATTENDED,
                operator=user,
                attended_until=now + timedelta(minutes=2),
                first_attended_at=now,
            )
        with CaptureQueriesContext(connection) as asked:
            answer = ana.get("/mesa/api/chats").json()
        assert len(answer["messages"]) == len(answer["conversations"]) == len(conversations)
        assert all(one["notes"] and one["callNumber"] for one in answer["conversations"])
        return len(asked)

    assert statements_with(chats[:1]) == statements_with(chats)


def eventful_chat() -> Conversation:
    """One with a note, a promised call, a warning and another state's content: with all that is looked up beside it."""
    now, conversation = timezone.now(), somebody_waits(call_starts_at=timezone.now(), warned_at=timezone.now())
    with scope_of_all_tenants():
        Conversation.objects.filter(pk=conversation.pk).update(content_tenant=tenant("COA"))
        CallBack.objects.create(
            id=uuid4(),
            tenant=tenant("TAB"),
            inquiry_id=conversation.pk,
            phone=encrypt("+529933136550", Purpose.CALL_BACK),
            may_leave_message=False,
            relationship=Relationship.SELF,
            language="es-MX",
            window_starts_at=now,
            window_ends_at=now + timedelta(hours=1),
            expires_at=now + timedelta(days=1),
            delete_at=now + timedelta(days=2),
        )
        ConversationNote.objects.create(
            id=uuid4(), tenant_id=conversation.tenant_id, conversation=conversation, written_at=now
        )
    return present(conversation)


ACTS: dict[str, dict[str, Any]] = {
    "accept": {},
    "messages": {"clientId": "0190a5b8-0000-7000-8000-000000000000", "epoch": 1, "text": "Hola"},
    "notes": {"id": "0190a5b8-0000-7000-8000-000000000001", "text": "Nota"},
    "emergency-call": {"isCalled": True},
    "withdraw-danger": {"epoch": 1, "readSeq": 9},
    "run": {"epoch": 1, "text": "Municipio: Centro", "run": {"municipality": "Centro"}},
    "hand-over": {"epoch": 1, "to": 1},
    "release": {"epoch": 1},
    "end": {"epoch": 1, "outcome": "INFORMED", "referralKeys": []},
    "spam": {"epoch": 1},
    "join": {},
    "leave": {},
    "take-over": {},
    "read": {"reason": "Queja de la persona"},
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("who", "code"),
    [
        (("COA", OPERATOR), "NOT_FOUND"),
        (("COA", SUPERVISOR), "NOT_FOUND"),
        (("TAB", EDITOR), "NOT_ASSIGNED"),
        (None, "SIGNED_OUT"),
    ],
    ids=["operator of another state", "supervisor of another state", "editor", "signed out"],
)
def test_of_another_states_chat_nobody_is_told_that_it_is_there(
    signed_in: SignedIn, who: tuple[str, StaffRole] | None, code: str, act: str
) -> None:
    conversation = somebody_waits()
    before = present(conversation)
    client = Client() if who is None else signed_in(*who)

    foreign = post(client, f"{conversation.pk}/{act}", ACTS[act])
    absent = post(client, f"{uuid4()}/{act}", ACTS[act])

    assert foreign.json() == absent.json()
    assert foreign.json()["code"] == code
    assert SECRET not in client.get("/mesa/api/chats").content.decode()
    after = present(conversation)
    assert (after.version, after.last_seq, after.state) == (before.version, before.last_seq, "WAITING")


@pytest.mark.parametrize("act", ["join", "leave", "take-over", "read"])
def test_what_supervisors_do_operators_do_not(signed_in: SignedIn, act: str) -> None:
    conversation = somebody_waits()

    assert post(signed_in("TAB", OPERATOR), f"{conversation.pk}/{act}", ACTS[act]).json()["code"] == "NOT_FOUND"
    assert signed_in("TAB", OPERATOR).get("/mesa/api/chats/board").json()["code"] == "NOT_FOUND"
    assert present(conversation).version == conversation_version(conversation)


def conversation_version(conversation: Conversation) -> int:
    return present(conversation).version


def test_whoever_answers_only_the_telephone_has_no_chats(signed_in: SignedIn, people: People) -> None:
    conversation = somebody_waits()
    assigned(people("TAB", OPERATOR), "TAB", "PHONE")
    ana = signed_in("TAB", OPERATOR)

    answer = ana.get("/mesa/api/chats").json()

    assert (answer["waiting"], answer["conversations"], answer["messages"]) == ([], [], {})
    assert post(ana, f"{conversation.pk}/accept").json()["code"] == "NOT_FOUND"


def test_a_colleague_has_it_once_and_the_first_ones_words_are_refused(signed_in: SignedIn, people: People) -> None:
    ana, conversation = signed_in("TAB", OPERATOR), somebody_waits()
    marta = signed_in("TAB", SUPERVISOR)
    epoch = taken(ana, conversation)

    assert post(signed_in("TAB", StaffRole.TRAINEE), f"{conversation.pk}/accept").json()["code"] == "TAKEN"
    assert post(marta, f"{conversation.pk}/take-over").status_code == HTTPStatus.OK
    refused = post(ana, f"{conversation.pk}/messages", text(epoch))

    assert (refused.status_code, refused.json()["code"]) == (HTTPStatus.CONFLICT, "STALE")
    assert ana.get("/mesa/api/chats").json()["conversations"] == []
    assert [one["id"] for one in marta.get("/mesa/api/chats").json()["conversations"]] == [str(conversation.pk)]
    assert post(ana, "lease").json() == {}


def test_a_supervisor_sees_joins_and_reads_for_a_reason(signed_in: SignedIn) -> None:
    ana, marta, conversation = signed_in("TAB", OPERATOR), signed_in("TAB", SUPERVISOR), somebody_waits()
    somebody_waits("COA")
    taken(ana, conversation)

    [row] = marta.get("/mesa/api/chats/board").json()["conversations"]
    assert (row["id"], row["operatorName"], row["state"]) == (str(conversation.pk), "operator-tab", "ATTENDED")
    short = post(marta, f"{conversation.pk}/read", {"reason": "ya"}).json()
    assert (short["code"], short["field"]) == ("INVALID", "reason")
    read = post(marta, f"{conversation.pk}/read", {"reason": "Queja de la persona"}).json()
    assert read["messages"][0]["text"] == SECRET

    assert post(marta, f"{conversation.pk}/join").status_code == HTTPStatus.OK
    [joined] = marta.get("/mesa/api/chats").json()["conversations"]
    assert joined["isSupervised"] is True
    assert post(marta, f"{conversation.pk}/messages", text(0, "Sigo aquí")).status_code == HTTPStatus.OK
    assert post(marta, f"{conversation.pk}/leave").status_code == HTTPStatus.OK
    assert marta.get("/mesa/api/chats").json()["conversations"] == []


@pytest.mark.parametrize(
    ("act", "body", "code", "field"),
    [
        ("messages", {"clientId": "x"}, "INVALID", "clientId"),
        ("messages", {"epoch": True}, "INVALID", "epoch"),
        ("messages", {"epoch": -1}, "INVALID", "epoch"),
        ("messages", {"epoch": 2**40}, "INVALID", "epoch"),
        ("messages", {"text": ""}, "INVALID", "text"),
        ("messages", {"text": 5}, "INVALID", "text"),
        ("messages", {"text": "x" * 2001}, "TOO_LONG", "text"),
        ("messages", {"text": None, "card": {"kind": "office", "key": "x"}}, "INVALID", "card.key"),
        ("messages", {"text": None, "card": "x"}, "INVALID", "card"),
        ("notes", {"id": None}, "INVALID", "id"),
        ("notes", {"kind": "EMERGENCY_CALL"}, "INVALID", "kind"),
        ("emergency-call", {"isCalled": None}, "INVALID", "isCalled"),
        ("withdraw-danger", {"epoch": None}, "INVALID", "epoch"),
        ("run", {"run": {"name": "Ana"}}, "INVALID", "run"),
        ("run", {"text": ""}, "INVALID", "text"),
        ("hand-over", {"to": "x"}, "INVALID", "to"),
        ("hand-over", {"to": None, "state": 5}, "INVALID", "state"),
        ("hand-over", {"to": None, "state": "COA"}, "INVALID", "state"),
        ("hand-over", {"to": None, "phone": "993"}, "INVALID", "phone"),
        ("end", {"outcome": "SOLVED"}, "INVALID", "outcome"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    signed_in: SignedIn, act: str, body: dict[str, Any], code: str, field: str
) -> None:
    ana, conversation = signed_in("TAB", OPERATOR), somebody_waits()
    epoch = taken(ana, conversation)
    before = present(conversation).version

    answer = post(ana, f"{conversation.pk}/{act}", {**ACTS[act], "epoch": epoch, **body}).json()

    assert (answer["code"], answer["field"]) == (code, field)
    assert present(conversation).version == before


@pytest.mark.parametrize("after", ["x", "x:1", ID, f"{ID}:-1", f"{ID}:99999999999999999999"])
def test_what_is_no_place_in_a_chat_is_refused(signed_in: SignedIn, after: str) -> None:
    assert signed_in("TAB", OPERATOR).get("/mesa/api/chats", {"after": after}).json()["field"] == "after"


def test_a_chat_that_the_person_ended_waits_for_its_result(signed_in: SignedIn) -> None:
    ana, conversation = signed_in("TAB", OPERATOR), somebody_waits()
    epoch = taken(ana, conversation)
    with tenant_scope([conversation.tenant_id]):
        Conversation.objects.filter(pk=conversation.pk).update(
            state="ENDED", ended_at=timezone.now(), end_reason="VISITOR", attended_until=None
        )

    [held] = ana.get("/mesa/api/chats").json()["conversations"]
    assert (held["state"], held["hasToBeRegistered"]) == ("ENDED", True)
    assert post(ana, f"{conversation.pk}/messages", text(epoch)).json()["message"] == "Esta conversación ya terminó."
    assert post(ana, f"{conversation.pk}/end", {**ACTS["end"], "epoch": epoch}).status_code == HTTPStatus.OK
    assert ana.get("/mesa/api/chats").json()["conversations"] == []


def test_what_the_desk_asks_of_chats_by_itself_keeps_no_session_open(signed_in: SignedIn) -> None:
    marta = signed_in("TAB", SUPERVISOR)
    long_ago = timezone.now() - timedelta(minutes=30)
    UserSession.objects.update(last_seen_at=long_ago)

    marta.get("/mesa/api/chats")
    marta.get("/mesa/api/chats/board")
    post(marta, "lease")
    assert UserSession.objects.get().last_seen_at == long_ago


def test_the_desk_is_told_where_the_live_feed_is(signed_in: SignedIn, settings: Any) -> None:
    settings.CHAT_URL = "http://localhost:8001"
    ana = signed_in("TAB", OPERATOR)

    here = {"host": "localhost:8000"}
    assert ana.get("/mesa/api/session", headers=here).json()["chatFeed"] == "http://localhost:8001/chat/desk/"
    page = ana.get("/mesa/", headers=here)
    assert "connect-src 'self' ws://localhost:8001;" in page["Content-Security-Policy"]
    settings.CHAT_URL = ""
    assert ana.get("/mesa/api/session").json()["chatFeed"] == "/chat/desk/"
    assert "connect-src 'self';" in ana.get("/mesa/")["Content-Security-Policy"]
