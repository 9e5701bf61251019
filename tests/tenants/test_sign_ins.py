"""Signing in: failures are counted before passwords are checked, and nobody locks another person's browser."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tenants import account_views, limits
from tenants.account_mails import password_url
from tenants.known_browsers import AGE_SECONDS, COOKIE, MOST_PEOPLE
from tenants.models import AttemptCount, StaffRole, User
from tenants.sign_ins import KNOWN_BROWSER, NAME, NAME_AND_SOURCE, SOURCE, Slots, slots
from tests.fakes.clock import stop_clock
from tests.waiting import eventually

from .conftest import World
from .factories import PASSWORD, member, person
from .test_sessions import account

LOGIN = "/admin/login/"
NEW_PASSWORD = "una frase larga y segura"
HOME = "203.0.113.7"
ELSEWHERE = "198.51.100.9"

Answer = Any
"""What the test client returns: Django's response, with the templates."""


def sign_in(client: Client, name: str, password: str = PASSWORD) -> Answer:
    """Send the form."""
    return client.post(LOGIN, {"username": name, "password": password})


def failures(client: Client, name: str, count: int) -> list[int]:
    """Fail so often; return the statuses."""
    return [sign_in(client, name, "wrong").status_code for _ in range(count)]


def known_browser(name: str, address: str = HOME) -> Client:
    """A browser in which somebody has signed in and out."""
    client = Client(REMOTE_ADDR=address)
    assert sign_in(client, name).status_code == HTTPStatus.FOUND
    client.post(reverse("wagtailadmin_logout"))
    return client


def flood(name: str) -> None:
    """Let strangers at many addresses fail until the name is locked for strangers."""
    for number in range(NAME.most):
        sign_in(Client(REMOTE_ADDR=f"192.0.2.{number // 4 + 1}"), name, "wrong")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which passwords are checked or hashed, in turn."""
    checked: list[str] = []
    encode = hashers.MD5PasswordHasher.encode

    def noted(self: Any, password: str, salt: str) -> str:
        checked.append(password)
        return str(encode(self, password, salt))

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", noted)
    return checked


def test_a_name_may_fail_so_often_from_one_source(world: World, checks: list[str]) -> None:
    user = world.person("own editor")
    client = Client(REMOTE_ADDR=HOME)
    statuses = failures(client, user.username, NAME_AND_SOURCE.most)
    checks.clear()

    refused = sign_in(client, user.username)

    assert set(statuses) == {HTTPStatus.OK}
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert checks == []
    assert "tenants/locked_out.html" in [template.name for template in refused.templates]
    assert 0 < int(refused.headers["Retry-After"]) <= NAME_AND_SOURCE.seconds
    assert "nadie puede entrar a ella desde aquí durante 15 minutos" in refused.content.decode()
    assert reverse("wagtailadmin_password_reset") in refused.content.decode()
    assert sign_in(client, world.person("own publisher").username).status_code == HTTPStatus.FOUND
    assert sign_in(Client(REMOTE_ADDR=ELSEWHERE), user.username).status_code == HTTPStatus.FOUND


def test_an_unknown_name_is_refused_like_a_known_one(world: World) -> None:
    known, unknown = Client(REMOTE_ADDR=HOME), Client(REMOTE_ADDR=ELSEWHERE)
    name = world.person("own editor").username

    answers = [
        [sign_in(client, each, "wrong") for _ in range(NAME_AND_SOURCE.most + 1)]
        for client, each in ((known, name), (unknown, "nadie"))
    ]

    assert [one.status_code for one in answers[0]] == [one.status_code for one in answers[1]]
    assert answers[0][-1].content == answers[1][-1].content


@pytest.mark.parametrize(("network", "is_one"), [("2001:db8:1:2::{:x}", True), ("2001:db8:1:{:x}::1", False)])
def test_all_addresses_of_one_ipv6_network_are_one_source(world: World, network: str, is_one: bool) -> None:
    name = world.person("own editor").username
    for number in range(1, NAME_AND_SOURCE.most + 1):
        sign_in(Client(REMOTE_ADDR=network.format(number)), name, "wrong")

    refused = sign_in(Client(REMOTE_ADDR=network.format(99)), name)

    assert (refused.status_code == HTTPStatus.TOO_MANY_REQUESTS) is is_one


@pytest.mark.parametrize(("count", "is_counted"), [(1, True), (0, False)])
def test_behind_proxies_the_address_that_they_saw_counts(
    world: World, settings: Settings, count: int, is_counted: bool
) -> None:
    settings.PROXY_COUNT = count
    name = world.person("own editor").username
    attacker, other = (
        Client(REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=f"1.2.3.4, {address}") for address in (ELSEWHERE, HOME)
    )
    failures(attacker, name, NAME_AND_SOURCE.most)

    assert sign_in(attacker, name).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert (sign_in(other, name).status_code == HTTPStatus.FOUND) is is_counted


def test_one_source_may_not_try_all_names(world: World, checks: list[str]) -> None:
    user = world.person("own editor")
    client = Client(REMOTE_ADDR=ELSEWHERE)
    statuses = [sign_in(client, f"nadie{number}", "wrong").status_code for number in range(SOURCE.most)]
    checks.clear()

    refused = sign_in(client, user.username)

    assert set(statuses) == {HTTPStatus.OK}
    assert (refused.status_code, checks) == (HTTPStatus.TOO_MANY_REQUESTS, [])
    assert "Desde tu conexión llegaron demasiadas contraseñas equivocadas" in refused.content.decode()
    assert sign_in(Client(REMOTE_ADDR=HOME), user.username).status_code == HTTPStatus.FOUND


def test_many_sources_may_not_go_on_with_one_name(world: World, checks: list[str]) -> None:
    name = world.person("own editor").username
    flood(name)
    checks.clear()

    refused = sign_in(Client(REMOTE_ADDR=HOME), name)

    assert (refused.status_code, checks) == (HTTPStatus.TOO_MANY_REQUESTS, [])
    assert sign_in(Client(REMOTE_ADDR=HOME), world.person("own publisher").username).status_code == HTTPStatus.FOUND


def test_no_stranger_locks_a_known_browser(world: World) -> None:
    name = world.person("own editor").username
    client = known_browser(name)
    flood(name)
    for number in range(SOURCE.most):  # from the same office, too
        sign_in(Client(REMOTE_ADDR=HOME), f"nadie{number}", "wrong")

    assert sign_in(Client(REMOTE_ADDR=HOME), name).status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert sign_in(client, name).status_code == HTTPStatus.FOUND


def test_a_known_browser_has_a_limit_of_its_own(world: World) -> None:
    name = world.person("own editor").username
    client, other = known_browser(name), known_browser(name)

    statuses = failures(client, name, KNOWN_BROWSER.most + 1)

    assert statuses == [HTTPStatus.OK] * KNOWN_BROWSER.most + [HTTPStatus.TOO_MANY_REQUESTS]
    assert sign_in(other, name).status_code == HTTPStatus.FOUND
    assert sign_in(Client(REMOTE_ADDR=HOME), name).status_code == HTTPStatus.FOUND


def test_the_cookie_of_a_known_browser_is_closed_to_scripts(world: World, settings: Settings) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()

    sign_in(client, world.person("own editor").username)

    cookie = client.cookies[COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["max-age"]) == ("/admin/", AGE_SECONDS)
    assert world.person("own editor").username not in cookie.value


@pytest.mark.parametrize(
    ("fault", "change"),
    [
        ("another person's", lambda value, other: other),
        ("one letter another", lambda value, other: value[:-1] + ("A" if value[-1] != "A" else "B")),
        ("another id under the same signature", lambda value, other: ("x" if value[0] != "x" else "y") + value[1:]),
        ("no token", lambda value, other: "....:::" + "~" * 50),
        ("very many", lambda value, other: ".".join([other] * (MOST_PEOPLE + 1) + [value])),
    ],
)
def test_a_cookie_is_not_forged(world: World, fault: str, change: Any) -> None:
    name = world.person("own editor").username
    client, other = known_browser(name), known_browser(world.person("own publisher").username)
    flood(name)
    client.cookies[COOKIE] = change(client.cookies[COOKIE].value, other.cookies[COOKIE].value)

    assert sign_in(client, name).status_code == HTTPStatus.TOO_MANY_REQUESTS, fault


def test_a_new_password_ends_what_browsers_were_known_for(world: World) -> None:
    user = world.person("own editor")
    client = known_browser(user.username)
    user.set_password(NEW_PASSWORD)
    user.save()
    flood(user.username)

    assert sign_in(client, user.username, NEW_PASSWORD).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_a_browser_is_known_for_half_a_year(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    name = world.person("own editor").username
    clock = stop_clock(monkeypatch, 1_800_000_000.0)
    client = known_browser(name)
    statuses = []
    for seconds in (AGE_SECONDS - 1, AGE_SECONDS + 1):
        clock.now = 1_800_000_000.0 + seconds
        flood(name)
        statuses.append(sign_in(client, name, "wrong").status_code)

    assert statuses == [HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]


def test_a_browser_is_known_for_all_who_share_it(world: World) -> None:
    people = [member(world.tabasco, StaffRole.EDITOR, f"p{number}") for number in range(MOST_PEOPLE + 1)]
    client = Client(REMOTE_ADDR=HOME)
    for user in people:
        sign_in(client, user.username)
        client.post(reverse("wagtailadmin_logout"))

    known = []
    for user in (people[-1], people[1], people[0]):
        flood(user.username)
        known.append(sign_in(client, user.username, "wrong").status_code)

    assert known == [HTTPStatus.OK, HTTPStatus.OK, HTTPStatus.TOO_MANY_REQUESTS]


def test_who_chose_a_password_by_mail_signs_in_at_once(world: World) -> None:
    user = world.person("own editor")
    flood(user.username)
    client = Client(REMOTE_ADDR=HOME)
    form = client.get(password_url(user).replace("http://localhost:8000", ""), follow=True)
    client.post(form.redirect_chain[-1][0], {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

    assert sign_in(client, user.username, NEW_PASSWORD).status_code == HTTPStatus.FOUND


def test_who_signs_in_at_last_does_not_count_against_their_office(world: World) -> None:
    names = [world.person(who).username for who in ("own editor", "own publisher")]
    for name in names:
        failures(Client(REMOTE_ADDR=HOME), name, NAME_AND_SOURCE.most - 1)
        assert sign_in(Client(REMOTE_ADDR=HOME), name).status_code == HTTPStatus.FOUND

    assert set(AttemptCount.objects.values_list("count", flat=True)) == {0}


def test_a_limit_ends_with_its_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stop_clock(monkeypatch, 1_800_000_000.0)
    name = world.person("own editor").username
    client = Client(REMOTE_ADDR=HOME)
    failures(client, name, NAME_AND_SOURCE.most)
    clock.now += 600
    refused = sign_in(client, name)
    clock.now += NAME_AND_SOURCE.seconds - 600

    assert (refused.status_code, refused.headers["Retry-After"]) == (HTTPStatus.TOO_MANY_REQUESTS, "300")
    assert sign_in(client, name).status_code == HTTPStatus.FOUND


def test_counts_name_nobody_and_go_when_their_time_is_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stop_clock(monkeypatch, 1_800_000_000.0)
    sign_in(Client(REMOTE_ADDR=HOME), "nadie", "wrong")
    rows = str(list(AttemptCount.objects.values_list()))
    clock.now += NAME_AND_SOURCE.seconds
    removed = limits.remove_expired()

    assert not [text for text in ("nadie", HOME) if text in rows]
    assert (removed, AttemptCount.objects.count()) == (2, 1)


def test_many_tries_at_once_are_counted_one_by_one(committed_db: None) -> None:
    person("ana")
    barrier = threading.Barrier(NAME_AND_SOURCE.most + 4)

    def fail() -> int:
        barrier.wait()
        try:
            return sign_in(Client(REMOTE_ADDR=HOME), "ana", "wrong").status_code
        finally:
            connections.close_all()

    slots.cache_clear()
    with ThreadPoolExecutor(barrier.parties) as pool:
        statuses = sorted(one.result() for one in [pool.submit(fail) for _ in range(barrier.parties)])

    assert statuses == [HTTPStatus.OK] * NAME_AND_SOURCE.most + [HTTPStatus.TOO_MANY_REQUESTS] * 4
    assert list(AttemptCount.objects.values_list("count", flat=True)) == [NAME_AND_SOURCE.most] * 3


def test_few_passwords_are_checked_at_once_and_known_browsers_have_their_own_slots(
    committed_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_CHECKS_AT_ONCE = 1
    slots.cache_clear()
    person("ana")
    known = known_browser("ana")
    entered, go_on = threading.Semaphore(0), threading.Event()
    encode = hashers.MD5PasswordHasher.encode

    def slow(self: Any, password: str, salt: str) -> str:
        if password == "wrong":
            entered.release()
            go_on.wait(20)
        return str(encode(self, password, salt))

    def fail(number: int) -> HttpResponse:
        try:
            return sign_in(Client(REMOTE_ADDR=ELSEWHERE), f"nadie{number}", "wrong")
        finally:
            connections.close_all()

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", slow)
    with ThreadPoolExecutor(9) as pool:
        tries = [pool.submit(fail, number) for number in range(9)]
        assert entered.acquire(timeout=20)
        signed_in = sign_in(known, "ana")
        assert eventually(lambda: sum(one.done() for one in tries) == 6, 20)
        go_on.set()
        answers = [one.result() for one in tries]
    slots.cache_clear()

    assert signed_in.status_code == HTTPStatus.FOUND
    assert sorted(one.status_code for one in answers) == [HTTPStatus.OK] * 3 + [HTTPStatus.SERVICE_UNAVAILABLE] * 6
    assert {one.headers["Retry-After"] for one in answers if one.status_code != HTTPStatus.OK} == {"2"}
    assert sorted(AttemptCount.objects.values_list("count", flat=True))[-1] == 3  # what was put off does not count


def test_a_slot_is_free_again_whatever_happened() -> None:
    few = Slots(1)
    for _ in range(5):
        with pytest.raises(ValueError, match="wrong"), few.one():
            raise ValueError("wrong")

    with few.one():
        pass


@pytest.mark.parametrize(
    "wished",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
    ],
)
def test_who_signs_in_or_out_is_not_led_to_another_host(world: World, wished: str) -> None:
    client = Client()
    name = world.person("own editor").username

    signed_in = client.post(LOGIN, {"username": name, "password": PASSWORD, "next": wished})
    again = client.get(LOGIN, {"next": wished})
    signed_out = client.post(reverse("wagtailadmin_logout"), {"next": wished})

    assert [answer["Location"] for answer in (signed_in, again, signed_out)] == ["/admin/", "/admin/", LOGIN]


def test_where_to_go_on_to_without_a_slash_is_a_bad_request(world: World) -> None:
    name = world.person("own editor").username

    answer = Client().post(LOGIN, {"username": name, "password": PASSWORD, "next": "\\\\evil.example"})

    assert answer.status_code == HTTPStatus.BAD_REQUEST


def other_password(user: User, old: str) -> dict[str, str]:
    """What the form of one's account sends for another password."""
    return {
        **account(user),
        "password-old_password": old,
        "password-new_password1": NEW_PASSWORD,
        "password-new_password2": NEW_PASSWORD,
    }


def test_the_present_password_of_ones_account_is_guessed_as_rarely(world: World, checks: list[str]) -> None:
    user = world.person("own editor")
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(user)
    address = reverse("wagtailadmin_account")
    statuses = [client.post(address, other_password(user, "wrong")).status_code for _ in range(NAME_AND_SOURCE.most)]
    counted = list(checks)
    checks.clear()

    refused = client.post(address, other_password(user, PASSWORD))

    user.refresh_from_db()
    assert set(statuses) == {HTTPStatus.OK}
    assert counted == ["wrong"] * NAME_AND_SOURCE.most
    assert (refused.status_code, checks) == (HTTPStatus.TOO_MANY_REQUESTS, [])
    assert 0 < int(refused.headers["Retry-After"]) <= NAME_AND_SOURCE.seconds
    assert "Se enviaron demasiadas contraseñas equivocadas. Espera 15 minutos" in refused.content.decode()
    assert user.check_password(PASSWORD)


def test_while_many_passwords_are_checked_ones_own_is_not(world: World, checks: list[str]) -> None:
    user = world.person("own editor")
    client = Client(REMOTE_ADDR=HOME)
    client.force_login(user)
    places = account_views._slots()._places
    taken = 0
    while places.acquire(blocking=False):
        taken += 1

    put_off = client.post(reverse("wagtailadmin_account"), other_password(user, PASSWORD))
    for _ in range(taken):
        places.release()
    saved = client.post(reverse("wagtailadmin_account"), other_password(user, PASSWORD))

    assert (put_off.status_code, put_off.headers["Retry-After"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "2")
    assert "No se revisó tu contraseña." in put_off.content.decode()
    assert saved.status_code == HTTPStatus.FOUND
