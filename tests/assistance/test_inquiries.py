"""Logging and correcting inquiries: once each, codes only, and only of what the state has or had."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from assistance.inquiries import errors
from assistance.inquiries.contact import read_contact
from assistance.inquiries.errors import InquiryErrorCode
from assistance.inquiries.services import OF_SOURCE, Recorded, correct_inquiry, log_inquiry
from assistance.models import Campaign
from assistance.selectors.snapshots import pinned_scripts
from content_models.models import GuidancePage, OfficePage, OrganizationPage, ScriptPage
from publishing.services.publish import unpublish_page
from tenants.models import KeyKind, Tenant, TenantStatus
from tenants.scope import scope_of_all_tenants
from tenants.viewer import Viewer, ViewerKind
from tests.assistance.test_snapshots import NODES
from tests.uuid7 import uuid7
from tests.world import GUIDANCE, World

from .contacts import Given, counted, given, invalid, refused, viewer_of

NOBODYS = "8cc0b8f7-ccfe-4b94-92c2-a5426a9a2238"
"""The id of nothing: the same in each run, since it stands in the names of tests."""


@pytest.fixture
def log(world: World) -> Callable[..., Recorded]:
    """Log a contact for the North, by a secret key of it."""

    def log(sent: Given | None = None, /, viewer: Viewer | None = None, **fields: Any) -> Recorded:
        contact = read_contact(sent if sent is not None else given(**fields))
        return log_inquiry(viewer=viewer or viewer_of(world, "XNO"), contact=contact)

    return log


@pytest.fixture
def correct(world: World) -> Callable[..., Recorded]:
    """Correct an inquiry, by a secret key of both states."""

    def correct(inquiry_id: uuid.UUID, /, viewer: Viewer | None = None, **fields: Any) -> Recorded:
        contact = read_contact(given(**fields), is_correction=True)
        viewer = viewer or viewer_of(world, "XNO", "XSU")
        return correct_inquiry(viewer=viewer, inquiry_id=inquiry_id, contact=contact)

    return correct


def test_a_contact_is_written_whole(world: World, log: Callable[..., Recorded]) -> None:
    page = world.new(GuidancePage, "NAC", "victima", title="Robo", slug="robo", roles=["VICTIM"], **GUIDANCE)
    sent = given(role="VICTIM", topicKey=str(page.translation_key), outcome="INFORMED", afterCallSeconds=30)

    recorded = log(sent)

    [inquiry] = counted("XNO", world=world)
    started_at = datetime.fromisoformat(sent["startedAt"])
    local = started_at - timedelta(hours=6)
    assert recorded == Recorded(uuid.UUID(sent["id"]), inquiry.recorded_at, is_new=True)
    assert (inquiry.channel, inquiry.contact_type, inquiry.role) == ("PHONE", "CITIZEN", "VICTIM")
    assert (inquiry.topic_key, inquiry.outcome, inquiry.language) == (sent["topicKey"], "INFORMED", "es-MX")
    assert (inquiry.started_at, inquiry.started_on, inquiry.started_hour) == (started_at, local.date(), local.hour)
    assert (inquiry.duration_seconds, inquiry.after_call_seconds, inquiry.is_served) == (240, 30, True)
    assert (inquiry.client_id, inquiry.operator_id, inquiry.campaign) == (7, None, None)


@pytest.mark.parametrize(
    ("zone", "instant", "day", "hour"),
    [
        ("America/Mexico_City", "2026-11-28T05:59:59Z", date(2026, 11, 27), 23),
        ("America/Mexico_City", "2026-11-28T06:00:00Z", date(2026, 11, 28), 0),
        ("America/Tijuana", "2026-11-28T07:59:00Z", date(2026, 11, 27), 23),
        ("America/Ciudad_Juarez", "2026-11-01T07:30:00Z", date(2026, 11, 1), 1),
        ("America/Ciudad_Juarez", "2026-11-01T08:30:00Z", date(2026, 11, 1), 1),
    ],
)
def test_day_and_hour_are_those_of_the_states_clocks(
    world: World, log: Callable[..., Recorded], monkeypatch: Any, zone: str, instant: str, day: date, hour: int
) -> None:
    Tenant.objects.filter(code="XNO").update(time_zone=zone)
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat("2026-11-28T12:00:00+00:00"))

    log(startedAt=instant)

    [inquiry] = counted("XNO", world=world)
    assert (inquiry.started_on, inquiry.started_hour) == (day, hour)


def test_the_same_contact_gets_the_first_answer(world: World, log: Callable[..., Recorded]) -> None:
    sent = given()
    first = log(sent)
    written_otherwise = {**sent, "startedAt": sent["startedAt"].replace("+00:00", "Z"), "role": None, "campaign": ""}

    again = log(written_otherwise)

    assert (first.is_new, again) == (True, Recorded(first.id, first.recorded_at, is_new=False))
    assert len(counted("XNO", world=world)) == 1


def test_another_contact_under_the_same_id_is_a_conflict(world: World, log: Callable[..., Recorded]) -> None:
    sent = given()
    log(sent)

    conflict = [(InquiryErrorCode.IDEMPOTENCY_CONFLICT, "id")]
    assert refused(log, {**sent, "durationSeconds": 241}) == conflict
    assert refused(log, {**sent, "state": "XSU"}, viewer=viewer_of(world, "XNO", "XSU")) == conflict
    assert len(counted("XNO", "XSU", world=world)) == 1


def test_an_id_of_another_states_contact_is_as_good_as_a_new_one(
    world: World, log: Callable[..., Recorded], correct: Callable[..., Recorded]
) -> None:
    sent, in_south = given(), viewer_of(world, "XSU")
    log(sent)
    own = {**sent, "state": "XSU"}

    first, again = (log(own, viewer=in_south) for _ in range(2))

    assert first == Recorded(uuid.UUID(sent["id"]), first.recorded_at, is_new=True)
    assert again == Recorded(first.id, first.recorded_at, is_new=False)
    conflict = [(InquiryErrorCode.IDEMPOTENCY_CONFLICT, "id")]
    assert refused(log, {**own, "durationSeconds": 1}, viewer=in_south) == conflict
    assert (len(counted("XNO", world=world)), len(counted("XSU", world=world))) == (1, 1)

    correction = {"id": str(uuid7()), "state": "XSU", "reason": "TEST", "startedAt": sent["startedAt"]}
    assert [correct(first.id, viewer=in_south, **correction).is_new for _ in range(2)] == [True, False]
    assert (len(counted("XNO", world=world)), len(counted("XSU", world=world))) == (1, 0)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"state": "ZZZ"}, [(InquiryErrorCode.NOT_FOUND, "state")]),
        ({"state": "XSU"}, [(InquiryErrorCode.NOT_FOUND, "state")]),
        ({"state": "NAC"}, [(InquiryErrorCode.NOT_FOUND, "state")]),
        ({"topicKey": NOBODYS}, invalid("topicKey")),
        ({"scriptKey": NOBODYS}, invalid("scriptKey")),
        ({"scriptDigest": "0" * 64}, invalid("scriptDigest")),
        ({"endNode": "fin"}, invalid("endNode")),
        ({"referralKeys": [NOBODYS]}, invalid("referralKeys")),
        ({"language": "fr"}, invalid("language")),
        ({"campaign": "FERIA-2026"}, invalid("campaign")),
        ({"startedAt": "2099-01-01T00:00:00Z"}, invalid("startedAt")),
        ({"startedAt": "2019-01-01T00:00:00Z"}, invalid("startedAt")),
        ({"startedAt": "0001-01-01T00:00:00+14:00"}, invalid("startedAt")),
        ({"outcome": None}, invalid("outcome")),
        ({"outcome": "REFERRED"}, invalid("referralKeys")),
        ({"outcome": "REFERRED", "contactType": "TRANSFERRED"}, invalid("referralKeys")),
    ],
    ids=str,
)
def test_what_cannot_have_been_is_refused(
    world: World, log: Callable[..., Recorded], fields: Given, wrong: list[Any]
) -> None:
    assert refused(log, **fields) == wrong
    assert counted("XNO", "XSU", world=world) == []


def test_a_language_that_no_state_lists_is_refused_with_those_that_are(log: Callable[..., Recorded]) -> None:
    [message] = messages(log, language="es")

    assert message.endswith(": es-MX.")


def messages(log: Callable[..., Recorded], **fields: Any) -> list[str]:
    """The sentences with which a contact is refused."""
    with pytest.raises(errors.InquiryRefused) as refusal:
        log(**fields)
    return [error.message for error in refusal.value.errors]


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"id": None}, invalid("id")),
        ({"id": "1"}, invalid("id")),
        ({"id": NOBODYS}, invalid("id")),
        ({"state": "Tabasco"}, invalid("state")),
        ({"channel": "FAX"}, invalid("channel")),
        ({"channel": ["PHONE"]}, invalid("channel")),
        ({"contactType": "citizen"}, invalid("contactType")),
        ({"role": "Víctima"}, invalid("role")),
        ({"topicKey": "robo de vehículo"}, invalid("topicKey")),
        ({"scriptKey": 5}, invalid("scriptKey")),
        ({"endNode": "Le dije que fuera a la fiscalía"}, invalid("endNode")),
        ({"outcome": "Se fue contento"}, invalid("outcome")),
        ({"referralKeys": "Fiscalía"}, invalid("referralKeys")),
        ({"referralKeys": [{}]}, invalid("referralKeys")),
        ({"referralKeys": [NOBODYS] * 2}, invalid("referralKeys")),
        ({"referralKeys": ["12345678-1234-4123-8123-123456789012"] * 11}, invalid("referralKeys")),
        ({"language": "español"}, invalid("language")),
        ({"startedAt": "2026-11-28"}, invalid("startedAt")),
        ({"startedAt": "2026-11-28T10:00:00"}, invalid("startedAt")),
        ({"startedAt": 1_764_000}, invalid("startedAt")),
        ({"startedAt": "ayer"}, invalid("startedAt")),
        ({"durationSeconds": -1}, invalid("durationSeconds")),
        ({"durationSeconds": 86_401}, invalid("durationSeconds")),
        ({"durationSeconds": "240"}, invalid("durationSeconds")),
        ({"durationSeconds": True}, invalid("durationSeconds")),
        ({"afterCallSeconds": 1.5}, invalid("afterCallSeconds")),
        ({"isServed": "yes"}, invalid("isServed")),
        ({"isServed": False}, invalid("unservedReason")),
        ({"unservedReason": "HUNG_UP"}, invalid("unservedReason")),
        ({"campaign": "feria"}, invalid("campaign")),
        ({"note": "Llamó muy asustada"}, invalid("note")),
        ({"reason": "TEST"}, invalid("reason")),
        ({"name of caller": "x"}, invalid("?")),
    ],
    ids=str,
)
def test_text_where_a_code_is_expected_is_refused(fields: Given, wrong: list[Any]) -> None:
    assert refused(read_contact, given(**fields)) == wrong


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert refused(read_contact, {"role": "x", "note": "y"}) == invalid(
        "role", "note", "id", "state", "channel", "contactType", "language", "startedAt", "durationSeconds", "isServed"
    )


@pytest.mark.parametrize(
    "personal",
    ["HEGG560427MVZRRL04", "hegg560427mvzrrl04", "993 313 6550", "+52 (993) 313-6550", "9933136550", "ana@example.org"],
)
@pytest.mark.parametrize(
    "field", ["role", "topicKey", "endNode", "campaign", "language", "referralKeys", "startedAt", "outcome", "note"]
)
def test_personal_data_are_refused_by_name_of_the_field(field: str, personal: str) -> None:
    value = [personal] if field == "referralKeys" else personal

    assert refused(read_contact, given(**{field: value})) == [(InquiryErrorCode.PERSONAL_DATA, field)]


def test_what_is_endless_or_nested_for_ever_is_refused_in_no_time() -> None:
    deep: Any = "x"
    for _ in range(900):
        deep = [deep]
    began = time.process_time()

    assert refused(read_contact, given(note=deep, endNode="a" * 60_000, topicKey="b@" * 30_000)) == [
        (InquiryErrorCode.INVALID, "note"),
        (InquiryErrorCode.INVALID, "endNode"),
        (InquiryErrorCode.INVALID, "topicKey"),
    ]
    assert time.process_time() - began < 1


def test_personal_data_are_found_in_numbers_and_deep_inside() -> None:
    personal = [(InquiryErrorCode.PERSONAL_DATA, field) for field in ("durationSeconds", "note")]

    assert refused(read_contact, given(durationSeconds=9_933_136_550, note={"a": ["mi tel 9933136550"]})) == personal


def test_a_script_withdrawn_meanwhile_may_still_be_named(world: World, log: Callable[..., Recorded]) -> None:
    script = world.new(
        ScriptPage, "NAC", "guiones", title="Guion", slug="guion-nuevo", role="VICTIM", urgency="HIGH",
        channels=["CHAT"], start="fin", nodes=NODES,
    )  # fmt: skip
    key = str(script.translation_key)
    [pinned] = [one for one in pinned_scripts(world.view("XNO")) if one.document["key"] == key]
    run = {"scriptKey": key, "scriptDigest": pinned.digest, "endNode": "fin"}
    log(**run, role="THIRD_PARTY")  # before the worker has written its snapshot
    assert messages(log, **{**run, "endNode": "nope"}) == [str(errors.NO_NODE)]
    assert messages(log, endNode="nope") == [str(errors.NO_DIGEST)]

    unpublish_page(page=script)
    world.commit()
    log(**run)

    assert refused(log, **{**run, "endNode": "otro"}) == invalid("endNode")
    assert refused(log, **{**run, "scriptKey": None}) == invalid("scriptDigest")
    inquiries = counted("XNO", world=world)
    assert [inquiry.end_node for inquiry in inquiries] == ["fin", "fin"]
    # A relative may walk a victim's script: who calls is what was said.
    assert sorted(inquiry.role for inquiry in inquiries) == ["", "THIRD_PARTY"]


def test_an_office_of_another_state_is_unknown(world: World, log: Callable[..., Recorded]) -> None:
    keys = {}
    for code in ("XNO", "XSU"):
        organization = world.new(
            OrganizationPage, code, "directorio", title="F", slug="f", organization_kind="PROSECUTOR"
        )
        office = world.draft_below(organization, OfficePage, title="Centro", slug="centro")
        keys[code] = str(world.publish(office).translation_key)

    log(referralKeys=[keys["XNO"]], outcome="REFERRED")

    assert refused(log, referralKeys=[keys["XNO"], keys["XSU"]]) == invalid("referralKeys")


def test_an_office_that_was_withdrawn_after_the_call_began_may_still_be_named(
    world: World, log: Callable[..., Recorded], correct: Callable[..., Recorded]
) -> None:
    organization = world.new(OrganizationPage, "XNO", "directorio", title="F", slug="f", organization_kind="PROSECUTOR")
    office = world.publish(world.draft_below(organization, OfficePage, title="Centro", slug="centro"))
    unpublish_page(page=office)
    named = {"referralKeys": [str(office.translation_key)], "outcome": "REFERRED"}

    first = log(**named)

    assert correct(first.id, reason="MISTAKE", role="ACCUSED", **named).is_new
    assert [inquiry.referral_keys for inquiry in counted("XNO", world=world)] == [named["referralKeys"]]


def test_a_campaign_is_its_states_from_its_first_day_on(world: World, log: Callable[..., Recorded]) -> None:
    today = timezone.now().date()
    with scope_of_all_tenants():
        for code, name, start in (("XNO", "FERIA", today - timedelta(9)), ("XSU", "SUR", today - timedelta(9))):
            Campaign.objects.create(tenant=world.tenants[code], code=name, name=name, starts_on=start, ends_on=today)
        tomorrow = today + timedelta(2)
        Campaign.objects.create(
            tenant=world.tenants["XNO"], code="LUEGO", name="Luego", starts_on=tomorrow, ends_on=tomorrow
        )

    log(campaign="FERIA")

    assert refused(log, campaign="SUR") == invalid("campaign")
    assert refused(log, campaign="LUEGO") == invalid("campaign")


def test_publishable_keys_record_their_own_channels_only(world: World, log: Callable[..., Recorded]) -> None:
    publishable = viewer_of(world, "XNO", key_kind=KeyKind.PUBLISHABLE, key_id=5)

    for channel in ("WEB", "APP"):
        assert log(channel=channel, viewer=publishable).is_new
    for channel in ("PHONE", "CHAT"):
        assert refused(log, channel=channel, viewer=publishable) == invalid("channel")


def test_publishable_keys_record_for_launched_states_only(world: World, log: Callable[..., Recorded]) -> None:
    publishable = viewer_of(world, "XNO", key_kind=KeyKind.PUBLISHABLE, key_id=5)
    Tenant.objects.filter(code="XNO").update(status=TenantStatus.DRAFT)

    assert refused(log, channel="WEB", viewer=publishable) == [(InquiryErrorCode.NOT_FOUND, "state")]
    assert log(channel="WEB").is_new


def test_publishable_keys_are_limited_by_where_they_come_from(world: World) -> None:
    publishable = viewer_of(world, "XNO", key_kind=KeyKind.PUBLISHABLE, key_id=5)

    def log(source: str) -> Recorded:
        return log_inquiry(viewer=publishable, contact=read_contact(given(channel="WEB")), source=source)

    for _ in range(OF_SOURCE.most):
        log("192.0.2.0/24")

    assert refused(log, "192.0.2.0/24") == [(InquiryErrorCode.TOO_MANY, None)]
    assert log("198.51.100.0/24").is_new


def test_a_correction_stands_in_the_place_of_what_it_corrects(
    world: World, log: Callable[..., Recorded], correct: Callable[..., Recorded]
) -> None:
    first = log(role="VICTIM")

    corrected = correct(first.id, role="ACCUSED", reason="MISTAKE")
    again = correct(corrected.id, role="THIRD_PARTY", reason="MISTAKE")

    assert [(inquiry.pk, inquiry.role) for inquiry in counted("XNO", world=world)] == [(again.id, "THIRD_PARTY")]


@pytest.mark.parametrize(
    "fields", [{"contactType": "SILENT"}, {"isServed": False, "unservedReason": "HUNG_UP"}], ids=str
)
def test_who_was_not_answered_needs_no_outcome(log: Callable[..., Recorded], fields: Given) -> None:
    assert log(outcome=None, **fields).is_new


def test_a_correction_says_how_it_ended(log: Callable[..., Recorded], correct: Callable[..., Recorded]) -> None:
    first = log()

    assert refused(correct, first.id, reason="MISTAKE", outcome=None) == invalid("outcome")
    assert refused(correct, first.id, reason="MISTAKE", outcome="REFERRED") == invalid("referralKeys")


@pytest.mark.parametrize("reason", ["DUPLICATE", "TEST"])
def test_a_voided_inquiry_does_not_count(
    world: World, log: Callable[..., Recorded], correct: Callable[..., Recorded], reason: str
) -> None:
    first, other = log(), log()
    voided = correct(first.id, reason=reason)
    assert [inquiry.pk for inquiry in counted("XNO", world=world)] == [other.id]

    restored = correct(voided.id, reason="MISTAKE")

    assert {inquiry.pk for inquiry in counted("XNO", world=world)} == {other.id, restored.id}


def test_an_inquiry_of_another_state_moves_there(
    world: World, log: Callable[..., Recorded], correct: Callable[..., Recorded]
) -> None:
    first = log(role="VICTIM")
    fields = {
        "id": str(uuid7()),
        "state": "XSU",
        "role": "VICTIM",
        "reason": "WRONG_STATE",
        "startedAt": given()["startedAt"],
    }

    moved = correct(first.id, **fields)
    again = correct(first.id, **fields)

    assert (moved.is_new, again) == (True, Recorded(moved.id, moved.recorded_at, is_new=False))
    assert counted("XNO", world=world) == []
    assert [(one.pk, one.role, one.reason) for one in counted("XSU", world=world)] == [(moved.id, "VICTIM", "")]
    assert refused(correct, first.id, state="XSU", reason="WRONG_STATE") == [(InquiryErrorCode.STALE, "inquiryId")]
    assert len(counted("XSU", world=world)) == 1


def test_corrections_are_refused_that_cannot_be(
    world: World, log: Callable[..., Recorded], correct: Callable[..., Recorded]
) -> None:
    first = log()
    foreign = log(state="XSU", viewer=viewer_of(world, "XSU"))
    of_other_client = log(viewer=viewer_of(world, "XNO", client_id=8))
    gone = [(InquiryErrorCode.NOT_FOUND, "inquiryId")]
    in_north = viewer_of(world, "XNO")

    assert refused(correct, first.id) == invalid("reason")
    assert refused(correct, uuid7(), reason="TEST") == gone
    assert refused(correct, foreign.id, reason="TEST", viewer=in_north) == gone
    assert refused(correct, of_other_client.id, reason="TEST") == gone
    assert refused(correct, first.id, reason="WRONG_STATE") == invalid("state")
    assert refused(correct, first.id, reason="MISTAKE", state="XSU") == invalid("state")
    correct(first.id, reason="TEST")
    assert refused(correct, first.id, reason="TEST") == [(InquiryErrorCode.STALE, "inquiryId")]


def test_supervisors_correct_what_others_wrote(world: World) -> None:
    people = {"kind": ViewerKind.USER, "client_id": None, "key_kind": ""}
    operator, supervisor = (viewer_of(world, "XNO", user_id=user, **people) for user in (1, 2))
    first = log_inquiry(viewer=operator, contact=read_contact(given()))
    contact = read_contact(given(reason="TEST"), is_correction=True)

    def correct(is_for_others: bool) -> Recorded:
        return correct_inquiry(viewer=supervisor, inquiry_id=first.id, contact=contact, is_for_others=is_for_others)

    assert refused(correct, False) == [(InquiryErrorCode.NOT_FOUND, "inquiryId")]
    assert correct(True).is_new
