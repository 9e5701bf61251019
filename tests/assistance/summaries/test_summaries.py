"""Summaries of calls: keys only, once for an id, under a code of eight digits and in a signed link."""

from __future__ import annotations

import itertools
import secrets
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assistance.models import CallSummary
from assistance.selectors.snapshots import script_with_digest
from assistance.summaries import services
from assistance.summaries.links import summary_in, token_of
from assistance.summaries.selectors import summary_with_code
from assistance.summaries.services import KEPT_FOR, make_summary, remove_expired
from content_models.kinds import ItemKind
from content_models.paths import SUMMARIES_PATH
from delivery import state_view
from delivery.state_view import StateView
from tenants.models import StaffRole, Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind
from tests.assistance.desk.conftest import SignedIn
from tests.uuid7 import uuid7

URL = "/mesa/api/summaries"
UNKNOWN = "0190a5b8-0000-4000-8000-000000000000"
WAY = [("q-donde", "si-se-donde-esta"), ("q-horas", "mas-de-48-horas"), ("w-48", "sigo-con-la-orientacion")]


def view_of(code: str = "TAB") -> StateView:
    tenant = Tenant.objects.get(code=code)
    return state_view.for_viewer(Viewer(kind=ViewerKind.USER, tenants={code: tenant.pk}), code)


def given(code: str = "TAB", **fields: Any) -> dict[str, Any]:
    """What the desk sends of a call about a relative who was detained."""
    view = view_of(code)
    script: Any = view.by_slug(ItemKind.SCRIPT, "familiar-detenido")
    return {
        "id": str(uuid7()),
        "state": code,
        "locale": "es-MX",
        "scriptKey": script["key"],
        "scriptDigest": view.pinned_script(script).digest,
        "answers": [{"node": node, "option": option} for node, option in WAY],
        "officeKeys": [view.all(ItemKind.OFFICE)[0]["key"]],
        **fields,
    }


def post(client: Client, body: dict[str, Any]) -> tuple[int, Any]:
    answer = client.post(URL, body, content_type="application/json")
    return answer.status_code, answer.json()


@pytest.fixture
def desk(signed_in: SignedIn) -> Client:
    """An operator of Tabasco."""
    return signed_in("TAB", StaffRole.OPERATOR)


def test_a_summary_is_a_link_a_picture_of_it_and_a_code_and_the_same_when_sent_again(desk: Client) -> None:
    body = given()

    (status, first), again = (post(desk, body) for _ in range(2))

    assert (200, first) == again == (status, first)
    assert first["url"].startswith(f"http://tabasco.localhost:8000{SUMMARIES_PATH}")
    assert first["code"].isdecimal()
    assert len(first["code"]) == 8
    assert first["qrSvg"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    with tenant_scope([view_of().tenant.id]):
        kept = CallSummary.objects.get()
    held = summary_in(first["url"].rsplit("/", 2)[1], code="TAB", now=timezone.now())
    assert held is not None
    assert held.options == tuple(option for _node, option in WAY)
    assert [*held.office_keys] == body["officeKeys"]
    assert held.expires_at == kept.expires_at
    assert sorted(kept.payload) == ["answers", "locale", "officeKeys", "scriptDigest", "scriptKey"]


def test_a_summary_takes_the_line_that_answers_in_the_place_of_a_kind(desk: Client) -> None:
    [line, *_others] = view_of().directory.substitutes()

    status, answer = post(desk, given(officeKeys=[line["key"]]))

    assert status == 200
    held = summary_in(answer["url"].rsplit("/", 2)[1], code="TAB", now=timezone.now())
    assert held is not None
    assert [*held.office_keys] == [line["key"]]


@pytest.mark.parametrize(
    ("fields", "status", "code", "field"),
    [
        ({"id": "7"}, 422, "INVALID", "id"),
        ({"hour": "ayer", "timeZone": "America/Mexico_City"}, 422, "INVALID", "hour"),
        ({"hour": "9999-12-31T23:59:59-14:00", "timeZone": "America/Mexico_City"}, 422, "INVALID", "hour"),
        ({"hour": "9999-12-31T00:00:00+00:00", "timeZone": "America/Mexico_City"}, 422, "INVALID", "hour"),
        ({"hour": "0001-01-01T00:00:00+14:00", "timeZone": "America/Mexico_City"}, 422, "INVALID", "hour"),
        ({"hour": "2026-01-29T18:40:00Z", "timeZone": "Europe/Madrid"}, 422, "INVALID", "timeZone"),
        ({"hour": "2026-01-29T18:40:00Z", "timeZone": []}, 422, "INVALID", "timeZone"),
        ({"hour": "2026-01-29T18:40:00Z", "timeZone": {}}, 422, "INVALID", "timeZone"),
        ({"appointment": "jueves a las 9"}, 422, "INVALID", "appointment"),
        ({"appointment": "2031-01-01T09:00"}, 422, "INVALID", "appointment"),
        ({"state": "COA"}, 404, "NOT_FOUND", None),
        ({"locale": "fr"}, 404, "NOT_FOUND", None),
        ({"scriptKey": "Rosa"}, 422, "INVALID", "scriptKey"),
        ({"scriptKey": UNKNOWN}, 422, "INVALID", "scriptDigest"),
        ({"scriptDigest": "0" * 64}, 422, "INVALID", "scriptDigest"),
        ({"scriptDigest": None}, 422, "INVALID", "scriptDigest"),
        ({"answers": [{"node": "q-donde", "option": "no-hay"}]}, 422, "INVALID", "answers"),
        ({"answers": [{"node": "q-donde", "option": "9933136550"}]}, 422, "INVALID", "answers"),
        ({"answers": [{"node": "q-donde", "option": "x", "note": "Rosa"}]}, 422, "INVALID", "answers"),
        ({"answers": "x"}, 422, "INVALID", "answers"),
        ({"officeKeys": [UNKNOWN]}, 422, "INVALID", "officeKeys"),
        ({"officeKeys": ["Calle Uno 1"]}, 422, "INVALID", "officeKeys"),
    ],
)
def test_what_is_no_run_of_a_script_of_the_state_is_refused(
    desk: Client, fields: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    found, answer = post(desk, given(**fields) if "state" not in fields else {**given(), **fields})

    assert (found, answer["code"], answer["field"]) == (status, code, field)
    with tenant_scope([view_of().tenant.id]):
        assert not CallSummary.objects.exists()


def test_an_id_is_of_one_summary_in_all_states(desk: Client, signed_in: SignedIn) -> None:
    body = given()
    post(desk, body)

    other_way = post(desk, {**body, "answers": []})
    other_state = post(signed_in("COA", StaffRole.OPERATOR), given("COA", id=body["id"]))

    assert [(status, answer["code"]) for status, answer in (other_way, other_state)] == [
        (409, "IDEMPOTENCY_CONFLICT")
    ] * 2


def test_a_code_that_is_taken_in_any_state_is_drawn_again(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = itertools.chain([7, 7, 7, 8])
    monkeypatch.setattr(secrets, "randbelow", lambda _below: next(drawn))

    made = [make_summary(view=view_of(code), given=given(code), now=timezone.now()) for code in ("TAB", "COA")]

    assert [one.code for one in made] == ["00000007", "00000008"]


def test_a_code_leads_to_a_summary_of_its_own_state_until_it_expires(db: None) -> None:
    now = timezone.now()
    own, other = view_of().tenant.id, view_of("COA").tenant.id
    code = make_summary(view=view_of(), given=given(), now=now).code

    assert summary_with_code(tenant_id=own, code=code, now=now) is not None
    assert summary_with_code(tenant_id=other, code=code, now=now) is None
    assert summary_with_code(tenant_id=own, code=code, now=now + KEPT_FOR) is None


def test_an_hour_is_kept_where_a_deadline_runs_from_it_and_not_where_one_counts_back(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, whole = timezone.now(), script_with_digest
    hour = {"hour": (now - timedelta(hours=2)).isoformat(), "timeZone": "America/Mexico_City"}

    def counted_back(view: StateView, digest: str) -> dict[str, Any]:
        script: Any = whole(view, digest)
        blocks = {key: {**block, "countsBack": True} for key, block in script["deadlineBlocks"].items()}
        return {**script, "deadlineBlocks": blocks}

    runs = make_summary(view=view_of(), given=given(**hour), now=now)
    monkeypatch.setattr(services, "script_with_digest", counted_back)
    back = make_summary(view=view_of(), given=given(**hour), now=now)

    assert ["sinceMinute" in one.payload for one in (runs, back)] == [True, False]


def test_what_somebody_is_summoned_to_is_kept_where_a_deadline_counts_back_from_it_and_can_be_read(db: None) -> None:
    now = timezone.now()
    noted = f"{now + timedelta(days=3):%Y-%m-%dT09:00}"
    script: Any = view_of().by_slug(ItemKind.SCRIPT, "me-llego-citatorio")
    summons = {"scriptKey": script["key"], "scriptDigest": view_of().pinned_script(script).digest, "answers": []}
    hour = {"hour": (now - timedelta(hours=2)).isoformat(), "timeZone": "America/Mexico_City"}

    kept = make_summary(view=view_of(), given=given(**summons, **hour, appointment=noted), now=now)
    of_arrest = make_summary(view=view_of(), given=given(**hour, appointment=noted), now=now)

    token = token_of(kept, code="TAB")
    held = summary_in(token, code="TAB", now=now)
    assert held is not None
    assert (held.since, f"{held.appointment:%Y-%m-%dT%H:%M}") == (None, noted)
    assert ("appointment" in of_arrest.payload, "sinceMinute" in of_arrest.payload) == (False, True)
    page = Client(headers={"host": "tabasco.localhost"}).get(f"/{SUMMARIES_PATH.lstrip('/')}{token}/").content.decode()
    assert "Tu cita: " in page
    assert ", 09:00, hora del lugar." in page


def test_expired_summaries_are_deleted(db: None) -> None:
    now = timezone.now()
    old, fresh = (
        make_summary(view=view_of(), given=given(), now=at) for at in (now - KEPT_FOR - timedelta(seconds=1), now)
    )

    assert remove_expired() == 1
    with tenant_scope([view_of().tenant.id]):
        assert list(CallSummary.objects.all()) == [fresh]
    assert old != fresh


def test_a_way_that_no_link_could_hold_is_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_CHARACTERS", 100)

    status, answer = post(desk, given())

    assert (status, answer["field"]) == (422, "answers")
