"""Operators and supervisors at work: leases, colleagues, hand-overs, and what each sees of the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from assistance.models import CallBack, Handover, OperatorAssignment, OperatorPresence
from assistance.operators.handovers import EXPIRES_AFTER, KEPT_FOR, OFFERS, remove_old
from tenants.models import StaffRole, Tenant, User, UserSession
from tenants.scope import scope_of_all_tenants

from .conftest import SignedIn

OPERATOR, SUPERVISOR, TRAINEE = StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.TRAINEE
People = Callable[[str, StaffRole], User]
CALL = "8cc0b8f7-ccfe-4b94-92c2-a5426a9a2238"

KEY = "0b9c8a5e-0000-5000-8000-000000000001"
RUN = {
    "role": "VICTIM",
    "scriptKey": KEY,
    "scriptDigest": "a" * 64,
    "answers": [{"node": "inicio", "option": "si-esta"}],
    "referralKeys": [KEY],
    "startedAt": "2026-11-29T18:40:00Z",
    "contactType": "CITIZEN",
    "language": "es-MX",
    "hour": "2026-11-29T09:00:00Z",
    "appointment": "2026-12-03T09:00",
    "municipality": "Villahermosa",
    "read": ["opening", "aviso-1", "0b9c8a5e-0000-5000-8000-000000000002"],
    "isInDanger": True,
    "hasCallBack": True,
    "result": "CALL_BACK",
    "campaign": "FERIA-2026",
}


def post(client: Client, address: str, body: Any) -> Any:
    return client.post(f"/mesa/api/{address}", body, content_type="application/json")


def say(client: Client, state: str = "AVAILABLE", **fields: Any) -> Any:
    return post(client, "presence", {"state": state, "callId": None, "tenant": "TAB", **fields})


def lapse() -> None:
    """Let all leases end."""
    with scope_of_all_tenants():
        OperatorPresence.objects.update(expires_at=timezone.now())


def promised(code: str, window_starts_at: datetime) -> UUID:
    """Somebody of a state is to be called in this hour."""
    with scope_of_all_tenants():
        call = CallBack.objects.create(
            id=uuid4(),
            tenant=Tenant.objects.get(code=code),
            inquiry_id=uuid4(),
            phone="+529931234567",
            may_leave_message=False,
            relationship="SELF",
            language="es-MX",
            role="VICTIM",
            topic_key=KEY,
            window_starts_at=window_starts_at,
            window_ends_at=window_starts_at + timedelta(hours=1),
            expires_at=timezone.now() + timedelta(days=1),
            delete_at=timezone.now() + timedelta(days=2),
        )
    return UUID(str(call.pk))


def assigned(user: User, *codes: str, **fields: Any) -> None:
    with scope_of_all_tenants():
        for tenant in Tenant.objects.with_codes(set(codes)):
            OperatorAssignment.objects.update_or_create(
                user=user,
                tenant=tenant,
                defaults={"channels": ["PHONE"], "starts_at": timezone.now() - timedelta(hours=1), **fields},
            )


def test_who_is_there_is_seen_by_colleagues_of_the_state(signed_in: SignedIn, people: People) -> None:
    ana, beto, foreign = signed_in("TAB", OPERATOR), signed_in("TAB", TRAINEE), signed_in("COA", OPERATOR)
    for client in (ana, beto):
        assert say(client).json()["leaseSeconds"] == 60
    say(foreign, tenant="COA")

    beto_id = people("TAB", TRAINEE).pk
    assert ana.get("/mesa/api/colleagues/TAB").json() == [
        {"id": beto_id, "name": "trainee-tab", "state": "AVAILABLE"},
    ]
    lapse()
    assert ana.get("/mesa/api/colleagues/TAB").json() == []


def test_an_operator_of_several_states_is_a_colleague_in_each(signed_in: SignedIn, people: People) -> None:
    assigned(people("CMX", OPERATOR), "TAB", "COA")
    say(signed_in("CMX", OPERATOR))

    for code, seen in (("TAB", 1), ("COA", 1)):
        assert len(signed_in(code, OPERATOR).get(f"/mesa/api/colleagues/{code}").json()) == seen
    assert signed_in("CMX", TRAINEE).get("/mesa/api/colleagues/CMX").json() == []


def test_calls_of_a_state_are_for_who_answers_calls_there(signed_in: SignedIn, people: People) -> None:
    both = people("CMX", OPERATOR)
    assigned(both, "TAB", languages=["es-MX"])
    assigned(both, "COA", channels=["CHAT"], languages=["en"])
    client, foreign, now = signed_in("CMX", OPERATOR), signed_in("COA", OPERATOR), timezone.now()
    say(client)
    say(foreign, "ON_CALL", callId=CALL, tenant="COA")
    due, others = promised("TAB", now), promised("COA", now)
    offer = {"id": str(uuid4()), "callId": CALL, "to": both.pk, "tenant": "COA", "run": {}}

    assert foreign.get("/mesa/api/colleagues/COA").json() == []
    assert [one["id"] for one in foreign.get("/mesa/api/colleagues/COA?channel=CHAT").json()] == [both.pk]
    assert post(foreign, "handovers", offer).json()["field"] == "to"
    assert [one["id"] for one in client.get("/mesa/api/call-backs").json()] == [str(due)]
    assert say(client).json()["callBacksDue"] == 1
    assert post(client, f"call-backs/{others}/open", {}).json()["code"] == "NOT_FOUND"
    assert post(client, f"call-backs/{due}/release", {}).status_code == HTTPStatus.OK
    with scope_of_all_tenants():
        CallBack.objects.filter(pk=others).update(booked_by=both)  # in a chat
    assert {one["id"] for one in client.get("/mesa/api/call-backs").json()} == {str(due), str(others)}
    assert say(client).json()["callBacksDue"] == 2
    assert post(client, f"call-backs/{others}/release", {}).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"state": "ASLEEP"}, "INVALID", "state"),
        ({"state": None}, "INVALID", "state"),
        ({"state": ["AVAILABLE"]}, "INVALID", "state"),
        ({"state": "ON_CALL"}, "INVALID", "callId"),
        ({"state": "ON_CALL", "callId": "x"}, "INVALID", "callId"),
        ({"state": "ON_CALL", "callId": 5}, "INVALID", "callId"),
        ({"state": "AVAILABLE", "saidAt": "2026-11-30T18:00:00"}, "INVALID", "saidAt"),
        ({"state": "AVAILABLE", "saidAt": 5}, "INVALID", "saidAt"),
        ({"state": "ON_CALL", "callId": CALL, "tenant": "COA"}, "NOT_FOUND", None),
        ({"state": "ON_CALL", "callId": CALL, "tenant": {"a": 1}}, "NOT_FOUND", None),
    ],
)
def test_what_is_no_presence_is_refused(signed_in: SignedIn, body: dict[str, Any], code: str, field: str) -> None:
    answer = post(signed_in("TAB", OPERATOR), "presence", {"tenant": "TAB", **body}).json()

    assert (answer["code"], answer["field"]) == (code, field)


def test_two_browsers_of_one_operator_have_one_call(signed_in: SignedIn, people: People) -> None:
    first, second, call = signed_in("TAB", OPERATOR), signed_in("TAB", OPERATOR), str(uuid4())
    say(first, "ON_CALL", callId=call)

    assert say(second).json()["code"] == "TAKEN"
    assert say(second, "ON_CALL", callId=str(uuid4())).json()["code"] == "TAKEN"
    assert say(second, "ON_CALL", callId=call).status_code == HTTPStatus.OK
    assert say(second).status_code == HTTPStatus.OK
    say(first, "ON_CALL", callId=call)
    lapse()
    assert say(second).status_code == HTTPStatus.OK


def seen_of(user: User) -> tuple[str, UUID | None]:
    with scope_of_all_tenants():
        row = OperatorPresence.objects.get(pk=user.pk)
    return row.state, row.call_id


def test_what_was_said_before_a_call_and_comes_later_changes_nothing(signed_in: SignedIn, people: People) -> None:
    client, ana, now = signed_in("TAB", OPERATOR), people("TAB", OPERATOR), timezone.now()
    first, begun, ended = ((now - timedelta(seconds=seconds)).isoformat() for seconds in (3, 2, 1))
    call = UUID(CALL)

    say(client, saidAt=first)
    say(client, "ON_CALL", callId=CALL, saidAt=begun)
    late = say(client, saidAt=first)

    assert (late.status_code, late.json()["leaseSeconds"], seen_of(ana)) == (HTTPStatus.OK, 60, ("ON_CALL", call))
    say(client, "AFTER_CALL", callId=CALL, saidAt=ended)
    say(client, "ON_CALL", callId=CALL, saidAt=begun)
    assert seen_of(ana) == ("AFTER_CALL", call)
    say(client, saidAt="2990-01-01T00:00:00Z")  # whose clock is wrong does not shut out what comes after it
    say(client, "BREAK")
    assert seen_of(ana) == ("BREAK", None)


@pytest.mark.parametrize(("state", "call"), [("BREAK", {}), ("ON_CALL", {"callId": CALL})])
def test_what_was_said_before_a_word_that_is_repeated_changes_nothing(
    signed_in: SignedIn, people: People, state: str, call: dict[str, str]
) -> None:
    client, ana, now = signed_in("TAB", OPERATOR), people("TAB", OPERATOR), timezone.now()
    first, between, again = ((now - timedelta(seconds=seconds)).isoformat() for seconds in (9, 6, 3))

    say(client, state, saidAt=first, **call)
    say(client, state, saidAt=again, **call)
    say(client, saidAt=between)

    assert seen_of(ana)[0] == state


@pytest.mark.parametrize("far", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_no_hour_that_a_desk_names_stands_in_the_way_of_what_it_says(
    signed_in: SignedIn, people: People, far: str
) -> None:
    client, ana = signed_in("TAB", OPERATOR), people("TAB", OPERATOR)

    statuses = [say(client, saidAt=far).status_code, say(client, "BREAK").status_code]

    assert (statuses, seen_of(ana)) == ([HTTPStatus.OK] * 2, ("BREAK", None))


def test_once_a_lease_is_over_a_clock_that_is_behind_shuts_nobody_out(signed_in: SignedIn, people: People) -> None:
    client, ana, now = signed_in("TAB", OPERATOR), people("TAB", OPERATOR), timezone.now()
    say(client, "ON_CALL", callId=CALL)
    with scope_of_all_tenants():
        ended = {"said_at": now - timedelta(minutes=2), "expires_at": now - timedelta(minutes=1)}
        OperatorPresence.objects.filter(pk=ana.pk).update(**ended)

    say(client, saidAt=(now - timedelta(minutes=10)).isoformat())

    assert seen_of(ana) == ("AVAILABLE", None)


def test_what_is_said_again_is_written_once_in_a_while(signed_in: SignedIn, people: People) -> None:
    client, ana = signed_in("TAB", OPERATOR), people("TAB", OPERATOR)

    def written() -> datetime:
        say(client)
        with scope_of_all_tenants():
            return OperatorPresence.objects.get(pk=ana.pk).expires_at

    first = written()
    assert written() == first
    with scope_of_all_tenants():
        OperatorPresence.objects.update(expires_at=first - timedelta(seconds=16))
    assert written() > first


def test_a_supervisor_sees_calls_of_the_own_states_only(signed_in: SignedIn, people: People) -> None:
    shared, foreign = people("CMX", OPERATOR), people("COA", OPERATOR)
    assigned(shared, "TAB", "COA")
    say(signed_in("CMX", OPERATOR), "ON_CALL", callId=str(uuid4()), tenant="COA")
    say(signed_in("COA", OPERATOR), tenant="COA")
    say(signed_in("TAB", OPERATOR), "ON_CALL", callId=str(uuid4()))

    seen = {one["name"]: one for one in signed_in("TAB", SUPERVISOR).get("/mesa/api/supervision").json()["operators"]}

    assert seen.keys() == {"operator-cmx", "operator-tab"}
    assert (seen["operator-tab"]["tenant"], seen["operator-tab"]["callSeconds"]) == ("TAB", 0)
    assert (seen["operator-cmx"]["state"], seen["operator-cmx"]["tenant"]) == ("ON_CALL", None)
    assert seen["operator-cmx"]["callSeconds"] is None
    assert foreign.username not in seen
    assert signed_in("TAB", OPERATOR).get("/mesa/api/supervision").json()["code"] == "NOT_FOUND"


def test_calls_that_are_due_are_counted_and_shown_to_supervisors_of_their_state(signed_in: SignedIn) -> None:
    now = timezone.now()
    overdue, later = (promised("TAB", now + timedelta(hours=hours)) for hours in (-2, 2))
    promised("COA", now - timedelta(minutes=5))

    shown = signed_in("TAB", SUPERVISOR).get("/mesa/api/supervision").json()["callBacks"]

    assert [(one["id"], one["tenant"], one["isOverdue"]) for one in shown] == [
        (str(overdue), "TAB", True),
        (str(later), "TAB", False),
    ]
    assert {(one["role"], one["topicKey"]) for one in shown} == {("VICTIM", KEY)}
    assert say(signed_in("TAB", OPERATOR)).json()["callBacksDue"] == len(shown)


def test_signing_out_leaves_at_once(signed_in: SignedIn) -> None:
    ana = signed_in("TAB", OPERATOR)
    say(ana)
    ana.post("/mesa/salir/")

    [seen] = signed_in("TAB", SUPERVISOR).get("/mesa/api/supervision").json()["operators"]
    assert seen["state"] == "AWAY"
    assert say(ana).json()["code"] == "SIGNED_OUT"


def test_an_assignment_that_ends_during_a_call_lets_it_be_finished(signed_in: SignedIn, people: People) -> None:
    ana, call = signed_in("CMX", OPERATOR), str(uuid4())
    assigned(people("CMX", OPERATOR), "TAB")
    say(ana, "ON_CALL", callId=call)
    assigned(people("CMX", OPERATOR), "TAB", ends_at=timezone.now())
    assigned(people("CMX", OPERATOR), "CMX", ends_at=timezone.now())

    assert say(ana, "ON_CALL", callId=call).status_code == HTTPStatus.OK
    assert say(ana, "ON_CALL", callId=str(uuid4())).json()["code"] == "NOT_FOUND"
    windows = "/mesa/api/call-backs/windows/TAB"
    assert ana.get(windows, {"contact": call}).status_code == HTTPStatus.OK
    assert ana.get(windows).json()["code"] == ana.get(windows, {"contact": str(uuid4())}).json()["code"] == "NOT_FOUND"
    promise = {"state": "TAB", "inquiryId": call}
    assert post(ana, "call-backs", {**promise, "inquiryId": str(uuid4())}).json()["code"] == "NOT_FOUND"
    assert post(ana, "call-backs", promise).json()["field"] == "id"  # not that it is another state's
    assert ana.get("/mesa/api/session").json()["states"] == []
    assert ana.get("/mesa/api/colleagues/TAB").json()["code"] == "NOT_ASSIGNED"
    assert ana.get("/mesa/").status_code == HTTPStatus.OK


def test_what_the_desk_asks_by_itself_keeps_no_session_open(signed_in: SignedIn) -> None:
    ana = signed_in("TAB", SUPERVISOR)
    long_ago = timezone.now() - timedelta(minutes=30)
    UserSession.objects.update(last_seen_at=long_ago)

    say(ana)
    ana.get("/mesa/api/supervision")
    assert UserSession.objects.get().last_seen_at == long_ago

    ana.get("/mesa/api/colleagues/TAB")
    assert UserSession.objects.get().last_seen_at > long_ago


class TestHandingOver:
    """A call of Tabasco from Ana to Beto."""

    @pytest.fixture(autouse=True)
    def _both_are_there(self, signed_in: SignedIn, people: People) -> None:
        self.ana, self.beto = signed_in("TAB", OPERATOR), signed_in("TAB", TRAINEE)
        self.beto_id = people("TAB", TRAINEE).pk
        self.call, self.id = str(uuid4()), str(uuid4())
        say(self.ana, "ON_CALL", callId=self.call)
        say(self.beto)

    def offer(self, **fields: Any) -> Any:
        body = {"id": self.id, "callId": self.call, "to": self.beto_id, "tenant": "TAB", "run": RUN, **fields}
        return post(self.ana, "handovers", body)

    def accept(self, client: Client) -> Any:
        return post(client, f"handovers/{self.id}/accept", {})

    def sent(self) -> list[str]:
        return [one["outcome"] for one in say(self.ana, "ON_CALL", callId=self.call).json()["sentHandovers"]]

    def test_the_call_goes_on_with_its_id_and_its_run(self) -> None:
        assert self.offer().status_code == HTTPStatus.OK
        [waiting] = say(self.beto).json()["handovers"]
        assert (waiting["id"], waiting["from"], waiting["state"]) == (self.id, "operator-tab", "TAB")
        assert (waiting["scriptKey"], waiting["isInDanger"], self.sent()) == (KEY, RUN["isInDanger"], ["WAITING"])

        assert self.accept(self.beto).json() == {"callId": self.call, "tenant": "TAB", "run": RUN}

        assert self.sent() == ["ACCEPTED"]
        assert say(self.beto).json()["handovers"] == []

    def test_it_is_accepted_once(self, signed_in: SignedIn) -> None:
        self.offer()
        assert self.accept(self.ana).json()["code"] == "NOT_FOUND"
        assert self.accept(signed_in("TAB", SUPERVISOR)).json()["code"] == "NOT_FOUND"

        first = self.accept(self.beto).json()

        assert self.accept(self.beto).json() == first, "the answer was lost on the way"
        assert self.accept(signed_in("TAB", TRAINEE)).json()["code"] == "TAKEN"
        assert post(self.ana, f"handovers/{self.id}/withdraw", {}).json()["code"] == "TAKEN"

    @pytest.mark.parametrize("who", ["ana", "beto"])
    def test_either_takes_it_back(self, who: str) -> None:
        self.offer()

        for _twice in range(2):
            assert post(getattr(self, who), f"handovers/{self.id}/withdraw", {}).status_code == HTTPStatus.OK

        assert self.accept(self.beto).json()["code"] == "STALE"
        assert self.sent() == ["WITHDRAWN"]
        assert self.offer(id=str(uuid4())).status_code == HTTPStatus.OK

    def test_it_expires_and_the_sender_is_told(self) -> None:
        self.offer()
        with scope_of_all_tenants():
            Handover.objects.update(expires_at=timezone.now(), offered_at=timezone.now() - EXPIRES_AFTER)

        assert self.accept(self.beto).json()["code"] == "STALE"
        assert self.sent() == ["EXPIRED"]
        assert self.offer(id=str(uuid4())).status_code == HTTPStatus.OK

    def test_sent_again_it_is_offered_once(self) -> None:
        assert self.offer().json() == self.offer().json()
        assert self.offer(run={**RUN, "role": "ACCUSED"}).json()["code"] == "IDEMPOTENCY_CONFLICT"
        assert self.offer(id=str(uuid4())).json()["code"] == "STALE"
        with scope_of_all_tenants():
            assert Handover.objects.count() == 1

    def test_nobody_gets_it_who_is_not_there(self, people: People, signed_in: SignedIn) -> None:
        say(signed_in("COA", OPERATOR), tenant="COA")
        absent = [people("COA", OPERATOR).pk, people("TAB", SUPERVISOR).pk, people("TAB", OPERATOR).pk, 10**30, -1]

        for receiver in absent:
            assert self.offer(to=receiver).json()["field"] == "to", receiver

    @pytest.mark.parametrize(
        "wrong",
        [
            {"id": "x"},
            {"callId": None},
            {"to": "1"},
            {"to": True},
            {"tenant": "COA"},
            {"run": None},
            {"run": {**RUN, "note": "Juan"}},
            {"run": {**RUN, "answers": [{"node": "inicio", "option": "si", "said": "Juan"}]}},
            {"run": {**RUN, "answers": [{"node": "Juan Pérez", "option": "si"}]}},
            {"run": {**RUN, "answers": [{"node": "9931234567", "option": "si"}]}},
            {"run": {**RUN, "answers": [{"node": "a", "option": "b"}] * 201}},
            {"run": {**RUN, "referralKeys": "x"}},
            {"run": {**RUN, "scriptDigest": "A"}},
            {"run": {**RUN, "startedAt": "ayer"}},
            {"run": {**RUN, "role": ["VICTIM"]}},
            {"run": {**RUN, "role": {"a": 1}}},
            {"run": {**RUN, "contactType": "FRIEND"}},
            {"run": {**RUN, "language": 5}},
            {"run": {**RUN, "hasCallBack": "yes"}},
            {"run": {**RUN, "result": "Juan Pérez"}},
            {"run": {**RUN, "campaign": "Juan"}},
            {"run": {**RUN, "hour": "2026-11-29T09:00:00"}},
            {"run": {**RUN, "appointment": "2026-12-03T09:00:00Z"}},
            {"run": {**RUN, "appointment": "2026-12-03"}},
            {"run": {**RUN, "appointment": ["2026-12-03T09:00"]}},
            {"run": {**RUN, "appointment": "el jueves"}},
            {"run": {**RUN, "municipality": "Saltillo"}},
            {"run": {**RUN, "municipality": ["Villahermosa"]}},
            {"run": {**RUN, "read": ["Juan Pérez"]}},
            {"run": {**RUN, "read": ["a"] * 61}},
            {"run": {**RUN, "language": "x" * 17_000}},
        ],
        ids=lambda wrong: str(wrong)[:60],
    )
    def test_what_is_no_run_is_refused(self, wrong: dict[str, Any]) -> None:
        assert self.offer(**wrong).status_code in {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND}
        with scope_of_all_tenants():
            assert not Handover.objects.exists()

    def test_too_many_offers_have_to_wait(self) -> None:
        for _each in range(OFFERS.most):
            handover_id = str(uuid4())
            self.offer(id=handover_id)
            post(self.ana, f"handovers/{handover_id}/withdraw", {})

        answer = self.offer()
        assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.TOO_MANY_REQUESTS, "TOO_MANY")
        assert int(answer["Retry-After"]) > 0

    def test_it_is_deleted_a_day_later(self) -> None:
        self.offer()

        assert remove_old(timezone.now() + KEPT_FOR - timedelta(minutes=1)) == 0
        assert remove_old(timezone.now() + KEPT_FOR) == 1
