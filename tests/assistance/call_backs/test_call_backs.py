"""Promised calls: within the hours of service, encrypted, made by one operator at a time, and soon deleted."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from assistance.call_backs.attempts import is_over
from assistance.call_backs.services import remove_old
from assistance.call_backs.windows import windows_of
from assistance.models import CallBack, CallBackResult, Inquiry, ServiceHours
from tenants.models import AuditEntry, StaffRole, Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.assistance.desk.conftest import SignedIn
from tests.assistance.test_ledger import ROW
from tests.uuid7 import uuid7

PHONE = "993 313 6550"
NUMBER = re.compile(r"993\W?313\W?6550")
DAYS = ["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]
URL = "/mesa/api/call-backs"
VECTORS = Path(__file__).resolve().parents[3] / "frontend" / "src" / "desk" / "vectors_call_backs.json"


@pytest.mark.parametrize(("end", "code"), [("3e7", "999"), ("3e8", "000"), ("02a", "042")])
def test_a_call_has_the_three_digits_that_the_desk_tells(end: str, code: str) -> None:
    assert CallBack(pk=UUID(f"01932f6b-0000-7000-8000-000000000{end}")).short_code == code


@pytest.fixture
def tabasco(db: None) -> Tenant:
    """It answers day and night, and calls two people back in an hour."""
    tenant = Tenant.objects.get(code="TAB")
    with tenant_scope([tenant.pk]):
        ServiceHours.objects.create(
            tenant=tenant,
            channel="PHONE",
            schedule=[("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})],
            call_backs_per_hour=2,
        )
    return tenant


@pytest.fixture
def operator(signed_in: SignedIn) -> Client:
    return signed_in("TAB", StaffRole.OPERATOR)


def given(operator: Client, **fields: Any) -> dict[str, Any]:
    """A promise for the next hour."""
    first = operator.get(f"{URL}/windows/TAB").json()[0]
    return {
        "id": str(uuid7()),
        "inquiryId": str(uuid7()),
        "state": "TAB",
        "phone": PHONE,
        "isSafeToContact": True,
        "mayLeaveMessage": False,
        "relationship": "SELF",
        "passPhrase": "la bicicleta azul",
        "windowStartsAt": first["startsAt"],
        "role": "VICTIM",
        "topicKey": None,
        "language": "es-MX",
        **fields,
    }


def post(client: Client, body: dict[str, Any], path: str = "") -> tuple[int, Any]:
    answer = client.post(f"{URL}{path}", body, content_type="application/json")
    return answer.status_code, answer.json()


def open_call(client: Client, pk: str) -> tuple[int, Any]:
    return post(client, {}, f"/{pk}/open")


def test_a_promise_is_kept_encrypted_and_listed_without_its_number(tabasco: Tenant, operator: Client) -> None:
    body = given(operator)
    answers = [post(operator, body) for _ in range(2)]

    listed = operator.get(URL).json()

    assert answers == [(200, {"id": body["id"]})] * 2
    assert [one["id"] for one in listed] == [body["id"]]
    assert not NUMBER.search(str(listed))
    with connection.cursor() as cursor, tenant_scope([tabasco.pk]):
        cursor.execute("SELECT assistance_callback::text FROM assistance_callback")
        stored = cursor.fetchone()[0]
    assert not NUMBER.search(stored)
    assert "bicicleta" not in stored


def test_of_those_who_said_that_they_are_in_danger_the_call_stands_first(tabasco: Tenant, operator: Client) -> None:
    calm, danger = given(operator, passPhrase=""), given(operator, isInDanger=True)
    for body in (calm, danger):
        post(operator, body)

    assert [(one["id"], one["isInDanger"]) for one in operator.get(URL).json()] == [
        (danger["id"], True),
        (calm["id"], False),
    ]


def test_the_topic_that_was_found_after_the_promise_stands_in_the_list(tabasco: Tenant, operator: Client) -> None:
    body, topic = given(operator, passPhrase=""), str(uuid7())
    post(operator, body)
    before = operator.get(URL).json()
    with tenant_scope([tabasco.pk]):
        Inquiry.objects.create(id=body["inquiryId"], tenant=tabasco, **{**ROW, "topic_key": topic})

    assert [one["topicKey"] for one in (*before, *operator.get(URL).json())] == [None, topic]


def test_a_contact_that_was_corrected_stands_in_the_list_as_it_was_corrected_last(
    tabasco: Tenant, operator: Client
) -> None:
    first, second, third = (str(uuid7()) for _ in range(3))
    promised, voided = given(operator, topicKey=first), given(operator, topicKey=first, passPhrase="")
    for body in (promised, voided):
        post(operator, body)
    with tenant_scope([tabasco.pk]):
        row = {"tenant": tabasco, **ROW}
        wrong = Inquiry.objects.create(id=promised["inquiryId"], **{**row, "topic_key": first})
        again = Inquiry.objects.create(
            id=uuid7(), **{**row, "corrects": wrong, "reason": "MISTAKE", "topic_key": second}
        )
        last = {"corrects": again, "reason": "MISTAKE", "topic_key": third, "role": "ACCUSED"}
        Inquiry.objects.create(id=uuid7(), **{**row, **last})
        wrong = Inquiry.objects.create(id=voided["inquiryId"], **{**row, "topic_key": first})
        Inquiry.objects.create(id=uuid7(), **{**row, "corrects": wrong, "reason": "TEST", "topic_key": second})

    listed = {one["id"]: (one["role"], one["topicKey"]) for one in operator.get(URL).json()}

    assert listed == {promised["id"]: ("ACCUSED", third), voided["id"]: ("VICTIM", first)}


def test_a_correction_without_role_and_topic_takes_none_from_the_call_that_is_to_be_made(
    tabasco: Tenant, operator: Client
) -> None:
    topic = str(uuid7())
    promised = given(operator, topicKey=topic)
    post(operator, promised)
    with tenant_scope([tabasco.pk]):
        row = {"tenant": tabasco, **ROW, "topic_key": topic}
        wrong = Inquiry.objects.create(id=promised["inquiryId"], **row)
        silent = {"corrects": wrong, "reason": "MISTAKE", "contact_type": "SILENT", "role": "", "topic_key": ""}
        Inquiry.objects.create(id=uuid7(), **{**row, **silent})

    [listed] = operator.get(URL).json()

    assert (listed["role"], listed["topicKey"]) == ("VICTIM", topic)


def test_a_promise_calls_off_only_what_the_same_operator_promised_in_the_contact(
    tabasco: Tenant, operator: Client, signed_in: SignedIn
) -> None:
    first = given(operator, passPhrase="")
    post(operator, first)
    colleague = signed_in("TAB", StaffRole.SUPERVISOR)
    same = {**first, "windowStartsAt": operator.get(f"{URL}/windows/TAB").json()[1]["startsAt"]}

    assert post(colleague, {**same, "id": str(uuid7())})[0] == 200
    assert len(colleague.get(URL).json()) == 2
    assert post(operator, {**same, "id": str(uuid7())})[0] == 200
    assert first["id"] not in {one["id"] for one in operator.get(URL).json()}
    assert len(operator.get(URL).json()) == 2


def test_an_id_of_another_states_call_or_attempt_is_a_conflict(
    tabasco: Tenant, operator: Client, signed_in: SignedIn
) -> None:
    with scope_of_all_tenants():
        hours = ServiceHours.objects.get(tenant=tabasco, channel="PHONE")
        hours.pk, hours.tenant, hours._state.adding = None, Tenant.objects.get(code="COA"), True
        hours.save()
    foreign, body = signed_in("COA", StaffRole.OPERATOR), given(operator)
    own = {**body, "id": str(uuid7()), "state": "COA", "inquiryId": body["inquiryId"]}
    attempt = {"id": str(uuid7()), "result": "NO_ANSWER"}
    post(operator, body)
    post(operator, attempt, f"/{body['id']}/attempts")

    assert post(foreign, {**own, "id": body["id"]})[1]["code"] == "IDEMPOTENCY_CONFLICT"
    assert post(foreign, own)[0] == 200
    assert post(foreign, attempt, f"/{own['id']}/attempts")[1]["code"] == "IDEMPOTENCY_CONFLICT"
    assert [one["id"] for one in operator.get(URL).json()] == [body["id"]]


def test_the_same_id_for_another_promise_is_a_conflict(tabasco: Tenant, operator: Client) -> None:
    body = given(operator)
    post(operator, body)

    status, answer = post(operator, {**body, "phone": "993 313 6551"})

    assert (status, answer["code"]) == (409, "IDEMPOTENCY_CONFLICT")


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"phone": "993 313"}, 422, "INVALID", "phone"),
        ({"phone": "911"}, 422, "INVALID", "phone"),
        ({"phone": None}, 422, "INVALID", "phone"),
        ({"isSafeToContact": False}, 422, "INVALID", "isSafeToContact"),
        ({"relationship": "BOSS"}, 422, "INVALID", "relationship"),
        ({"passPhrase": "993 313 6550"}, 422, "INVALID", "passPhrase"),
        ({"passPhrase": "x" * 61}, 422, "INVALID", "passPhrase"),
        ({"windowStartsAt": "2020-01-01T00:00:00Z"}, 422, "INVALID", "windowStartsAt"),
        ({"windowStartsAt": "mañana"}, 422, "INVALID", "windowStartsAt"),
        ({"language": "x y"}, 422, "INVALID", "language"),
        ({"id": "7"}, 422, "INVALID", "id"),
        ({"language": 10**30}, 422, "INVALID", "language"),
        ({"state": "COA"}, 404, "NOT_FOUND", None),
        ({"state": "ZZZ"}, 404, "NOT_FOUND", None),
    ],
)
def test_what_cannot_be_promised_is_refused_with_its_field(
    tabasco: Tenant, operator: Client, fields: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    found, answer = post(operator, given(operator, **fields))

    assert (found, answer["code"], answer["field"]) == (status, code, field)
    assert not operator.get(URL).json()


def test_an_hour_takes_no_more_promises_than_it_has_room_for(tabasco: Tenant, operator: Client) -> None:
    for _ in range(2):
        assert post(operator, given(operator))[0] == 200

    status, answer = post(operator, given(operator))

    assert (status, answer["code"], answer["field"]) == (409, "TAKEN", "windowStartsAt")
    first = operator.get(f"{URL}/windows/TAB").json()[0]
    assert (first["booked"], first["capacity"]) == (2, 2)


def test_a_state_without_hours_promises_no_calls(signed_in: SignedIn) -> None:
    assert signed_in("COA", StaffRole.OPERATOR).get(f"{URL}/windows/COA").json() == []


def test_windows_begin_with_the_hours_of_service(db: None) -> None:
    tenant = Tenant.objects.get(code="COA")
    period = {"days": DAYS, "opens_at": time(9, 30), "closes_at": time(12)}
    with tenant_scope([tenant.pk]):
        ServiceHours.objects.create(
            tenant=tenant,
            channel="PHONE",
            schedule=[("schedule", {"is_always_open": False, "periods": [period], "holidays": "OPEN"})],
        )

    found = windows_of(tenant=tenant, now=datetime(2026, 11, 30, 16, 20, tzinfo=UTC))  # 10:20 there

    assert [f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}" for one in found][:3] == [
        "16:30-17:30",
        "17:30-18:00",
        "15:30-16:30",
    ]


def test_one_operator_at_a_time_sees_a_number_and_that_is_in_the_log(
    tabasco: Tenant, operator: Client, signed_in: SignedIn
) -> None:
    body = given(operator, relationship="FAMILY")
    post(operator, body)
    supervisor = signed_in("TAB", StaffRole.SUPERVISOR)

    opened = open_call(operator, body["id"])
    again = open_call(operator, body["id"])
    other = open_call(supervisor, body["id"])

    assert (opened[0], opened[1]["phone"], opened[1]["passPhrase"]) == (200, "+529933136550", "la bicicleta azul")
    assert (opened[1]["relationship"], opened[1]["notes"]) == ("FAMILY", [])
    assert again[0] == 200
    assert (other[0], other[1]["code"]) == (409, "TAKEN")
    assert [operator.get(URL).json()[0][name] for name in ("isTaken", "isMine")] == [True, True]
    with scope_of_all_tenants():
        entries = list(AuditEntry.objects.filter(tenant=tabasco, action="assistance.call_back.open"))
    assert len(entries) == 1
    assert "313" not in f"{entries[0].subject}{entries[0].details}"


def test_what_a_colleague_makes_is_not_counted_as_due(tabasco: Tenant, operator: Client, signed_in: SignedIn) -> None:
    bodies = [given(operator), given(operator)]
    for body in bodies:
        post(operator, body)
    supervisor = signed_in("TAB", StaffRole.SUPERVISOR)

    def counted(client: Client) -> int:
        said = {"state": "AVAILABLE", "callId": None, "tenant": "TAB", "content": None}
        due: int = client.post("/mesa/api/presence", said, content_type="application/json").json()["callBacksDue"]
        return due

    assert (counted(operator), counted(supervisor)) == (2, 2)
    open_call(supervisor, bodies[0]["id"])
    assert (counted(operator), counted(supervisor)) == (1, 2)
    post(supervisor, {}, f"/{bodies[0]['id']}/release")
    assert counted(operator) == 2


def test_promises_of_one_hour_and_subject_say_who_gave_them(
    tabasco: Tenant, operator: Client, signed_in: SignedIn
) -> None:
    supervisor = signed_in("TAB", StaffRole.SUPERVISOR)
    for client in (operator, supervisor):
        post(client, given(client))

    listed = operator.get(URL).json()

    assert len({one["promisedBy"] for one in listed}) == 2
    assert [(one["isPromisedByMe"], one["isOfChat"]) for one in listed] == [(True, False), (False, False)]
    assert all(one["promisedAt"] for one in listed)


def test_who_took_it_long_ago_no_longer_has_it(tabasco: Tenant, operator: Client, signed_in: SignedIn) -> None:
    body = given(operator)
    post(operator, body)
    open_call(operator, body["id"])
    with tenant_scope([tabasco.pk]):
        CallBack.objects.update(taken_until=timezone.now())

    assert open_call(signed_in("TAB", StaffRole.SUPERVISOR), body["id"])[0] == 200


def test_who_took_a_call_and_nobody_else_gives_it_back(tabasco: Tenant, operator: Client, signed_in: SignedIn) -> None:
    body = given(operator)
    post(operator, body)
    supervisor = signed_in("TAB", StaffRole.SUPERVISOR)
    open_call(operator, body["id"])

    refused = post(supervisor, {}, f"/{body['id']}/release")
    still_taken = operator.get(URL).json()[0]["isMine"]
    given_back = [post(operator, {}, f"/{body['id']}/release") for _ in range(2)]

    assert (refused[0], refused[1]["code"], still_taken) == (409, "TAKEN", True)
    assert given_back == [(200, {"id": body["id"]})] * 2
    assert open_call(supervisor, body["id"])[0] == 200


@pytest.mark.parametrize("result", ["REACHED", "WRONG_NUMBER", "NOT_SAFE"])
def test_a_call_that_was_made_is_not_made_again(tabasco: Tenant, operator: Client, result: str) -> None:
    body = given(operator)
    post(operator, body)
    sent = {"id": str(uuid7()), "result": result}
    assert post(operator, sent, f"/{body['id']}/attempts")[1]["code"] == "STALE"  # nobody has taken it
    open_call(operator, body["id"])

    answers = [post(operator, sent, f"/{body['id']}/attempts") for _ in range(2)]

    assert answers == [(200, {"id": body["id"], "isCompleted": True})] * 2
    assert not operator.get(URL).json()
    assert open_call(operator, body["id"])[0] == 404


def test_nobody_is_called_more_than_three_times(tabasco: Tenant, operator: Client) -> None:
    body = given(operator)
    post(operator, body)

    completed = [
        post(operator, {"id": str(uuid7()), "result": "NO_ANSWER"}, f"/{body['id']}/attempts")[1]["isCompleted"]
        for _ in range(3)
    ]

    assert completed == [False, False, True]


def test_who_promised_a_call_moves_it_and_nobody_else(tabasco: Tenant, operator: Client, signed_in: SignedIn) -> None:
    body = given(operator)
    post(operator, body)
    later = {"windowStartsAt": operator.get(f"{URL}/windows/TAB").json()[40]["startsAt"]}  # the day after tomorrow
    supervisor = signed_in("TAB", StaffRole.SUPERVISOR)

    refused = post(supervisor, later, f"/{body['id']}/move")
    moved = [post(operator, later, f"/{body['id']}/move") for _ in range(2)]

    assert (refused[0], refused[1]["code"]) == (404, "NOT_FOUND")
    assert moved == [(200, {"id": body["id"]})] * 2
    [mine] = operator.get(URL).json()
    assert [mine[name] for name in ("windowStartsAt", "isPromisedByMe", "isSoon")] == [
        later["windowStartsAt"],
        True,
        False,
    ]
    [listed] = supervisor.get(URL).json()  # a person who asks after it is not told that there is none
    assert (listed["id"], listed["isPromisedByMe"], listed["isSoon"]) == (body["id"], False, False)
    assert datetime.fromisoformat(mine["promisedAt"]) < timezone.now()
    booked = {one["startsAt"]: one["booked"] for one in operator.get(f"{URL}/windows/TAB").json()}
    assert (booked[body["windowStartsAt"]], booked[later["windowStartsAt"]]) == (0, 1)
    with scope_of_all_tenants():
        assert AuditEntry.objects.filter(tenant=tabasco, action="assistance.call_back.move").count() == 1
        call = CallBack.objects.get()
    assert call.delete_at - call.window_ends_at == timedelta(hours=48)


def test_a_call_is_moved_to_no_hour_that_is_full_or_is_none(tabasco: Tenant, operator: Client) -> None:
    body = given(operator)
    full = operator.get(f"{URL}/windows/TAB").json()[3]["startsAt"]
    post(operator, body)
    for _ in range(2):
        post(operator, given(operator, windowStartsAt=full))

    answers = [
        post(operator, {"windowStartsAt": at}, f"/{body['id']}/move") for at in (full, "2026-01-01T00:00:00Z", None)
    ]

    assert [(status, answer["code"]) for status, answer in answers] == [
        (409, "TAKEN"),
        (422, "INVALID"),
        (422, "INVALID"),
    ]


def test_who_promised_a_call_calls_it_off_and_nobody_else(
    tabasco: Tenant, operator: Client, signed_in: SignedIn
) -> None:
    body = given(operator)
    post(operator, body)
    supervisor = signed_in("TAB", StaffRole.SUPERVISOR)
    given_id = {"id": str(uuid7())}

    refused = post(supervisor, given_id, f"/{body['id']}/call-off")
    by_attempt = post(operator, {**given_id, "result": "CALLED_OFF"}, f"/{body['id']}/attempts")
    called_off = [post(operator, given_id, f"/{body['id']}/call-off") for _ in range(2)]

    assert (refused[0], refused[1]["code"]) == (404, "NOT_FOUND")
    assert by_attempt[1]["code"] == "INVALID"
    assert called_off == [(200, {"id": body["id"]})] * 2
    assert operator.get(URL).json() == []
    assert open_call(operator, body["id"])[0] == 404
    assert operator.get(f"{URL}/windows/TAB").json()[0]["booked"] == 0  # its hour has begun
    with tenant_scope([tabasco.pk]):
        call = CallBack.objects.get()
        assert [one.result for one in call.attempts.all()] == ["CALLED_OFF"]
        assert (call.phone, call.pass_phrase) == ("", "")  # its person is told so at once
        assert call.delete_at - timezone.now() <= timedelta(hours=24)


def test_nobody_moves_or_calls_off_what_a_colleague_is_making(
    tabasco: Tenant, operator: Client, signed_in: SignedIn
) -> None:
    body = given(operator)
    post(operator, body)
    open_call(signed_in("TAB", StaffRole.SUPERVISOR), body["id"])

    answers = [
        post(operator, {"id": str(uuid7()), "windowStartsAt": body["windowStartsAt"]}, f"/{body['id']}/{act}")
        for act in ("move", "call-off")
    ]

    assert [(status, answer["code"]) for status, answer in answers] == [(409, "TAKEN")] * 2


def test_of_another_state_nothing_is_there(tabasco: Tenant, operator: Client, signed_in: SignedIn) -> None:
    body = given(operator)
    post(operator, body)
    foreign = signed_in("COA", StaffRole.OPERATOR)
    attempt = {"id": str(uuid7()), "result": "REACHED"}

    answers = [
        post(foreign, sent, f"/{pk}/{act}")
        for act, sent in (("open", {}), ("attempts", attempt))
        for pk in (body["id"], str(uuid7()), "x")
    ]

    assert foreign.get(URL).json() == []
    assert foreign.get(f"{URL}/windows/TAB").status_code == 404
    assert {status for status, _answer in answers} == {404}
    assert len({str(answer) for _status, answer in answers}) == 1
    coahuila, now = Tenant.objects.get(code="COA"), timezone.now()
    with tenant_scope([coahuila.pk]):
        assert not CallBack.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            CallBack.objects.create(
                id=uuid7(),
                tenant=tabasco,
                inquiry_id=uuid7(),
                may_leave_message=False,
                window_starts_at=now,
                window_ends_at=now + timedelta(hours=1),
                expires_at=now,
                delete_at=now,
            )


def test_what_was_made_or_given_up_is_deleted_with_its_attempts(tabasco: Tenant, operator: Client) -> None:
    bodies = [given(operator) for _ in range(2)]
    for body in bodies:
        post(operator, body)
    open_call(operator, bodies[0]["id"])
    post(operator, {"id": str(uuid7()), "result": "REACHED"}, f"/{bodies[0]['id']}/attempts")

    assert remove_old() == 0
    with tenant_scope([tabasco.pk]):
        made = CallBack.objects.get(pk=bodies[0]["id"])
        assert timedelta(hours=23) < made.delete_at - timezone.now() <= timedelta(hours=24)
        CallBack.objects.filter(pk=made.pk).update(delete_at=timezone.now())

    assert remove_old() == 1
    assert [one["id"] for one in operator.get(URL).json()] == [bodies[1]["id"]]


def test_nobody_calls_again_where_the_desk_says_so() -> None:
    vectors = json.loads(VECTORS.read_text())

    assert {one["result"] for one in vectors} == set(CallBackResult.values)
    assert [is_over(one["result"], one["attempts"]) for one in vectors] == [one["isOver"] for one in vectors]
