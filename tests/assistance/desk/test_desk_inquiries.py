"""Contacts that the desk sends: written once, of one's own states, and corrected by those who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assistance.models import Inquiry, OperatorAssignment
from tenants.models import StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.assistance.contacts import given
from tests.uuid7 import uuid7

from .conftest import SignedIn

NOBODYS = "8cc0b8f7-ccfe-4b94-92c2-a5426a9a2238"
"""The id of nothing: the same in each run, since it stands in the names of tests."""

URL = "/mesa/api/inquiries"


def post(client: Client, url: str = URL, **fields: Any) -> tuple[int, Any]:
    answer = client.post(url, given(**{"state": "TAB", **fields}), content_type="application/json")
    return answer.status_code, answer.json()


def counted(code: str) -> list[str]:
    tenant = Tenant.objects.get(code=code)
    with tenant_scope([tenant.pk]):
        return [str(inquiry.pk) for inquiry in Inquiry.objects.counted().filter(tenant=tenant)]


def test_a_contact_is_written_once(signed_in: SignedIn) -> None:
    client = signed_in("TAB", StaffRole.OPERATOR)
    sent = given(state="TAB")

    answers = [client.post(URL, sent, content_type="application/json").json() for _ in range(2)]

    assert [answer["isNew"] for answer in answers] == [True, False]
    assert answers[0]["recordedAt"] == answers[1]["recordedAt"]
    assert counted("TAB") == [sent["id"]] == [answers[0]["id"]]


def test_hanging_up_and_what_was_not_read_stand_beside_the_outcome(signed_in: SignedIn) -> None:
    client = signed_in("TAB", StaffRole.OPERATOR)
    plain, sent = given(state="TAB"), given(state="TAB", outcome="EMERGENCY", isHungUp=True, isLeftUnread=True)

    answers = [post(client, **one)[0] for one in (plain, sent, {**plain, "isHungUp": False})]

    assert set(answers) <= {200, 201}
    with scope_of_all_tenants():
        rows = Inquiry.objects.in_bulk([plain["id"], sent["id"]])
    stored = {(row.outcome, row.is_hung_up, row.is_left_unread) for row in rows.values()}
    assert stored == {(plain["outcome"], False, False), ("EMERGENCY", True, True)}


def test_another_contact_under_its_id_is_a_conflict(signed_in: SignedIn) -> None:
    client = signed_in("TAB", StaffRole.OPERATOR)
    sent = given(state="TAB")
    post(client, **sent)

    status, answer = post(client, **{**sent, "durationSeconds": 1})

    assert (status, answer["code"], answer["field"]) == (409, "IDEMPOTENCY_CONFLICT", "id")


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"state": "COA"}, 404, "NOT_FOUND", "state"),
        ({"state": "ZZZ"}, 404, "NOT_FOUND", "state"),
        ({"role": "x"}, 422, "INVALID", "role"),
        ({"note": "993 313 6550"}, 422, "INVALID", "note"),
        ({"topicKey": NOBODYS}, 422, "INVALID", "topicKey"),
        ({"outcome": ""}, 422, "INVALID", "outcome"),
        ({"outcome": "REFERRED"}, 422, "INVALID", "referralKeys"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_in_spanish(
    signed_in: SignedIn, fields: dict[str, str], status: int, code: str, field: str
) -> None:
    got, answer = post(signed_in("TAB", StaffRole.OPERATOR), **fields)

    assert (got, answer["code"], answer["field"]) == (status, code, field)
    assert "“" not in answer["message"]
    assert counted("TAB") == []


def test_a_correction_is_made_by_who_wrote_it_or_watches_over_them(signed_in: SignedIn) -> None:
    operator, supervisor, trainee, foreign = (
        signed_in("TAB", StaffRole.OPERATOR),
        signed_in("TAB", StaffRole.SUPERVISOR),
        signed_in("TAB", StaffRole.TRAINEE),
        signed_in("COA", StaffRole.SUPERVISOR),
    )
    first, second = (post(operator)[1]["id"] for _ in range(2))
    url = f"{URL}/{first}/corrections"

    assert post(trainee, url, reason="TEST")[1]["code"] == "NOT_FOUND"
    assert post(foreign, url, reason="TEST", state="COA")[1]["code"] == "NOT_FOUND"
    assert post(operator, f"{URL}/1/corrections", reason="TEST")[1]["code"] == "NOT_FOUND"
    assert post(operator, f"{URL}/{uuid7()}/corrections", reason="TEST")[1]["code"] == "NOT_FOUND"
    assert post(supervisor, url, reason="TEST")[0] == 200
    assert post(operator, url, reason="TEST")[1]["code"] == "STALE"
    assert counted("TAB") == [second]


def test_a_contact_comes_by_a_channel_of_its_own_state(
    signed_in: SignedIn, people: Callable[[str, StaffRole], User]
) -> None:
    operator = people("CMX", StaffRole.OPERATOR)
    began_at = timezone.now() - timedelta(days=9)
    with scope_of_all_tenants():
        for code, channel, ended_at in (("TAB", "PHONE", None), ("COA", "CHAT", None), ("JAL", "CHAT", timezone.now())):
            OperatorAssignment.objects.create(
                user=operator,
                tenant=Tenant.objects.get(code=code),
                channels=[channel],
                starts_at=began_at,
                ends_at=ended_at,
            )
    client = signed_in("CMX", StaffRole.OPERATOR)
    before = (timezone.now() - timedelta(minutes=5)).isoformat()

    for state in ("COA", "JAL"):
        status, refused = post(client, state=state, startedAt=before)
        assert (status, refused["code"], refused["field"]) == (422, "INVALID", "channel")
        assert post(client, state=state, startedAt=before, channel="CHAT")[0] == 200
    status, written = post(client, state="TAB", startedAt=before)
    assert status == 200
    corrections = f"{URL}/{written['id']}/corrections"
    for wrong in ({"state": "TAB", "channel": "CHAT", "reason": "MISTAKE"}, {"state": "COA", "reason": "WRONG_STATE"}):
        assert post(client, corrections, startedAt=before, **wrong)[1]["field"] == "channel"


def test_whoevers_assignment_ended_during_a_contact_still_logs_it(
    signed_in: SignedIn, people: Callable[[str, StaffRole], User]
) -> None:
    operator, coahuila = people("TAB", StaffRole.OPERATOR), Tenant.objects.get(code="COA")
    ended_at = timezone.now() - timedelta(days=3)  # the desk was without a network meanwhile
    with scope_of_all_tenants():
        OperatorAssignment.objects.create(
            user=operator, tenant=coahuila, channels=["PHONE"], starts_at=ended_at - timedelta(days=9), ends_at=ended_at
        )
    client = signed_in("TAB", StaffRole.OPERATOR)
    before, after = ((ended_at + timedelta(seconds=one)).isoformat() for one in (-60, 60))

    assert post(client, state="COA", startedAt=after)[1]["code"] == "NOT_FOUND"
    status, written = post(client, state="COA", startedAt=before)
    assert status == 200
    assert len(counted("COA")) == 1
    corrections = f"{URL}/{written['id']}/corrections"
    assert post(client, corrections, state="COA", startedAt=before, reason="MISTAKE")[0] == 200
