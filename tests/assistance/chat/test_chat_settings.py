"""How a state chats, as its coordinators write it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from assistance.chat import messages
from assistance.chat.ending import end_locked
from assistance.models import ChatSettings, EndReason
from tenants.models import AuditEntry, StaffRole
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.tenants.factories import member
from tests.world import World

from .waiting import NOW, now_is, waiting

GIVEN = {
    "keep_days": "7",
    "warn_after_minutes": "5",
    "end_after_minutes": "3",
    "operator_silence_seconds": "90",
    "seen": "",
}


def url(code: str = "XNO") -> str:
    return reverse("service_hours:chat", args=[code])


@pytest.fixture
def browser(world: World) -> Client:
    client = Client()
    client.force_login(member(world.tenants["XNO"], StaffRole.COORDINATOR, "coordina"))
    return client


def stored(world: World) -> list[Any]:
    with tenant_scope([world.tenants["XNO"].pk]):
        return list(ChatSettings.objects.values_list("keep_days", "operator_silence_seconds"))


def test_a_coordinator_writes_how_the_state_chats(world: World, browser: Client) -> None:
    page = browser.get(url())
    assert page.context["form"].instance.keep_days == 30
    assert url() in browser.get(reverse("service_hours:channels", args=["XNO"])).content.decode()

    answer = browser.post(url(), GIVEN, follow=True)

    assert "Se guardó" in answer.content.decode()
    assert stored(world) == [(7, 90)]
    again = browser.post(url(), {**GIVEN, "keep_days": "0", "seen": browser.get(url()).context["seen"]})
    assert (again.status_code, stored(world)) == (302, [(0, 90)])
    with scope_of_all_tenants():
        entries = AuditEntry.objects.filter(action="assistance.chat.settings").order_by("pk")
        assert [entry.details["keep_days"] for entry in entries] == [7, 0]


def test_fewer_days_hold_for_what_has_ended_and_more_do_not(world: World, browser: Client) -> None:
    north, south = world.tenants["XNO"], world.tenants["XSU"]
    ended = {tenant.code: waiting(tenant) for tenant in (north, south)}
    for one in ended.values():
        with tenant_scope([one.tenant_id]):
            locked = messages.lock(one.pk, [one.tenant_id])
            assert locked is not None
            end_locked(locked, EndReason.OPERATOR, now=NOW)

    def days(code: str) -> int:
        found = now_is(ended[code])
        assert found.blank_at is not None
        return (found.blank_at - NOW).days

    browser.post(url(), GIVEN)
    assert (days("XNO"), days("XSU")) == (7, 30)
    browser.post(url(), {**GIVEN, "keep_days": "60", "seen": browser.get(url()).context["seen"]})
    assert days("XNO") == 7


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("keep_days", "91", "del 0 al 90"),
        ("warn_after_minutes", "1", "del 2 al 60"),
        ("end_after_minutes", "x", "del 2 al 30"),
        ("operator_silence_seconds", "", "del 30 al 1800"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    world: World, browser: Client, field: str, value: str, sentence: str
) -> None:
    answer = browser.post(url(), {**GIVEN, field: value})

    assert answer.status_code == 422
    assert sentence in str(answer.context["form"].errors[field])
    assert stored(world) == []


def test_what_another_person_saved_meanwhile_is_not_undone(world: World, browser: Client) -> None:
    browser.post(url(), GIVEN)

    answer = browser.post(url(), {**GIVEN, "keep_days": "1"})

    assert (answer.status_code, stored(world)) == (409, [(7, 90)])


@pytest.mark.parametrize("role", [StaffRole.EDITOR, StaffRole.PUBLISHER, StaffRole.SUPERVISOR, StaffRole.OPERATOR])
def test_of_others_nothing_is_there(world: World, browser: Client, role: StaffRole) -> None:
    assert browser.get(url("XSU")).status_code == 404
    client = Client()
    client.force_login(member(world.tenants["XNO"], role, "otra"))
    assert client.get(url()).status_code in (302, 404)
    client.post(url(), GIVEN)
    assert stored(world) == []


def test_the_database_shows_no_settings_of_others(world: World) -> None:
    north, south = world.tenants["XNO"], world.tenants["XSU"]
    with tenant_scope([south.pk]):
        ChatSettings.objects.create(tenant=south)
    with tenant_scope([north.pk]):
        assert not ChatSettings.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            ChatSettings.objects.create(tenant=south)
