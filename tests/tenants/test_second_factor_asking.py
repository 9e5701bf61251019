"""Asking for a code again before sensitive acts, and losing nothing of what was typed."""

from __future__ import annotations

import time
from http import HTTPStatus

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from tenants.admin_access.acts import RECENT_SECONDS
from tenants.models import ApiClient, RecoveryCode, StaffRole, TotpDevice, User
from tenants.second_factor.checking import CODES
from tenants.second_factor.forms import CODE, RECOVERY
from tenants.services.second_factors import renew_recovery_codes, reset_second_factor
from tests.fakes.clock import StoppedClock, stop_clock
from tests.fakes.tasks import run_tasks

from .conftest import World
from .factories import client_of, member
from .second_factors import PROVE, STEP_SECONDS, by_password, code_of, enrolled, held, signed_in

ADD = "api_clients:add"
ORIGINS = "https://uno.example.mx\r\nhttps://dos.example.mx"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    """A clock at the beginning of a step."""
    return stop_clock(monkeypatch, time.time() // STEP_SECONDS * STEP_SECONDS)


@pytest.fixture
def user(world: World) -> User:
    """A publisher of Tabasco with a phone."""
    user = world.person("own publisher")
    enrolled(user)
    return user


@pytest.fixture
def client(user: User, clock: StoppedClock) -> Client:
    """Their browser, eleven minutes after the code."""
    client = signed_in(user)
    clock.now += RECENT_SECONDS + 60
    return client


def fields(world: World) -> dict[str, object]:
    """What the form of an API client sends."""
    return {
        "name": "Sitio nuevo",
        "origins": ORIGINS,
        "tenants": [world.tabasco.pk],
        "scopes": ["content", "scripts"],
        "environment": "production",
        "budget_per_minute": "500",
    }


def test_an_act_asks_for_a_code_and_then_happens_with_what_was_typed(world: World, client: Client) -> None:
    asked = client.post(reverse(ADD), fields(world))

    assert asked.status_code == HTTPStatus.FORBIDDEN
    assert "no-store" in asked["Cache-Control"]
    assert not ApiClient.objects.exists()
    sent = held(asked)
    assert (sent["origins"], sent["scopes"]) == ([ORIGINS], ["content", "scripts"])
    assert client.post(reverse(ADD), {**sent, CODE: code_of()}).status_code == HTTPStatus.FOUND
    assert [each.name for each in ApiClient.objects.all()] == ["Sitio nuevo"]


def test_a_wrong_code_loses_nothing_either(world: World, client: Client) -> None:
    wrong = client.post(reverse(ADD), {**fields(world), CODE: code_of(steps=1000)})
    none = client.post(reverse(ADD), {**held(wrong), CODE: "", RECOVERY: ""})

    assert (wrong.status_code, none.status_code) == (HTTPStatus.FORBIDDEN, HTTPStatus.FORBIDDEN)
    assert "Ese código no es correcto" in wrong.content.decode()
    assert held(wrong) == held(none)
    assert "name" in held(none)
    assert not ApiClient.objects.exists()


def test_after_too_many_wrong_codes_one_waits_and_nothing_is_lost(world: World, client: Client) -> None:
    for _ in range(CODES.most):
        client.post(reverse(ADD), {CODE: code_of(steps=1000)})

    refused = client.post(reverse(ADD), {**fields(world), CODE: code_of()})

    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert held(refused)["origins"] == [ORIGINS]
    assert not ApiClient.objects.exists()


def test_after_a_code_it_is_not_asked_for_ten_minutes(world: World, user: User, clock: StoppedClock) -> None:
    client = signed_in(user)
    clock.now += RECENT_SECONDS - 1

    assert client.post(reverse(ADD), fields(world)).status_code == HTTPStatus.FOUND
    clock.now += 1
    assert client.post(reverse(ADD), fields(world)).status_code == HTTPStatus.FORBIDDEN


def test_a_recovery_code_will_do(world: World, user: User, client: Client) -> None:
    code = renew_recovery_codes(user=user)[0]

    assert client.post(reverse(ADD), {**fields(world), RECOVERY: code}).status_code == HTTPStatus.FOUND
    assert RecoveryCode.objects.count() == 9


@pytest.mark.parametrize("headers", [{"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}, {"HTTP_ACCEPT": "application/json"}])
def test_a_program_is_told_in_its_language(world: World, client: Client, headers: dict[str, str]) -> None:
    client_id = client_of(world.tabasco).pk

    answer = client.post(reverse("api_clients:new_key", args=[client_id]), {}, **headers)  # type: ignore[arg-type]

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer.json()["error_code"] == "code_needed"


def test_reading_asks_for_nothing(client: Client) -> None:
    assert client.get(reverse("api_clients:index")).status_code == HTTPStatus.OK
    assert client.get(reverse(ADD)).status_code == HTTPStatus.OK


def test_what_is_anothers_is_not_there_rather_than_asked_for(world: World, client: Client) -> None:
    foreign = client_of(world.jalisco).pk

    assert client.post(reverse("api_clients:new_key", args=[foreign])).status_code == HTTPStatus.NOT_FOUND


def test_whoever_has_none_is_not_asked_where_it_is_offered(world: World, clock: StoppedClock) -> None:
    client = by_password(world.person("own publisher"))
    clock.now += RECENT_SECONDS + 60

    assert client.post(reverse(ADD), fields(world)).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("people:invite", ""),
        ("people:person", ""),
        *(("people:act", act) for act in ("close", "reopen", "reset", "resend", "withdraw")),
        ("wagtailusers_groups:edit", ""),
    ],
)
def test_acts_on_people_and_roles_ask(world: World, clock: StoppedClock, name: str, act: str) -> None:
    administrator, other = world.person("administrator"), world.person("own editor")
    enrolled(administrator)
    client = signed_in(administrator)
    clock.now += RECENT_SECONDS + 60
    group = other.groups.get().pk
    arguments = [] if name.endswith(":invite") else [group if "groups" in name else other.pk]

    answer = client.post(reverse(name, args=[*arguments, *filter(None, [act])]), {})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Escribe el código de seis dígitos" in answer.content.decode()


def test_launching_asks(world: World, clock: StoppedClock) -> None:
    administrator = world.person("administrator")
    enrolled(administrator)
    client = signed_in(administrator)
    clock.now += RECENT_SECONDS + 60

    for name in ("states:launch", "states:suspend"):
        answer = client.post(reverse(name, args=["TAB"]), {})

        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "Escribe el código de seis dígitos" in answer.content.decode()


def test_an_administrator_resets_it_for_who_lost_everything(world: World, clock: StoppedClock) -> None:
    administrator, other = world.person("administrator"), world.person("own editor")
    enrolled(administrator)
    enrolled(other)
    session, client = signed_in(other), signed_in(administrator)

    client.post(reverse("people:act", args=[other.pk, "reset"]))

    other.refresh_from_db()
    assert other.second_factor_stamp == ""
    assert not TotpDevice.objects.filter(user=other).exists()
    assert not other.recovery_codes.exists()
    assert session.get(reverse("wagtailadmin_account")).status_code == HTTPStatus.FOUND
    run_tasks()
    assert mail.outbox[0].to == [other.email]
    assert "porque alguien dijo que perdiste tu teléfono" in mail.outbox[0].body


@pytest.mark.parametrize("by", ["own publisher", "other publisher", "library publisher"])
def test_nobody_else_resets_it(world: World, by: str) -> None:
    other = world.person("own editor")
    enrolled(other)

    with pytest.raises(PermissionDenied):
        reset_second_factor(user=other, by=world.person(by))
    answer = world.client(by).post(reverse("people:act", args=[other.pk, "reset"]))
    assert answer.status_code == HTTPStatus.NOT_FOUND
    assert TotpDevice.objects.filter(user=other).exists()


def test_a_coordinator_resets_it_for_the_people_of_their_state(world: World) -> None:
    coordinator = member(world.tabasco, StaffRole.COORDINATOR)
    for who in ("own editor", "other editor", "administrator"):
        enrolled(world.person(who))

    reset_second_factor(user=world.person("own editor"), by=coordinator)

    for who in ("other editor", "administrator"):
        with pytest.raises(PermissionDenied):
            reset_second_factor(user=world.person(who), by=coordinator)
    assert {device.user.username for device in TotpDevice.objects.all()} == {"editor-jal", "administrator"}


def test_administrators_do_not_reset_their_own(world: World) -> None:
    administrator = world.person("administrator")
    enrolled(administrator)

    with pytest.raises(PermissionDenied):
        reset_second_factor(user=administrator, by=administrator)


def test_the_steps_of_signing_in_do_not_ask_again(user: User, clock: StoppedClock) -> None:
    client = signed_in(user)
    clock.now += RECENT_SECONDS + 60

    assert client.post(reverse("wagtailadmin_logout")).status_code == HTTPStatus.FOUND
    assert client.get(PROVE)["Location"] == reverse("wagtailadmin_login")
