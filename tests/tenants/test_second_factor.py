"""The second factor: proved after the password, set up once, by codes that are good once, in all processes."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from tenants.account_mails import password_url
from tenants.keyring import new_key
from tenants.known_browsers import COOKIE
from tenants.models import AuditEntry, RecoveryCode, TotpDevice, User, UserSession
from tenants.scope import scope_of_all_tenants
from tenants.second_factor.checking import CODES, CODES_IN_A_DAY
from tenants.second_factor.codes import COUNT
from tenants.second_factor.forms import CODE, RECOVERY
from tenants.second_factor.state import KEY
from tenants.services.renew_encryption import renew_encryption
from tenants.services.second_factors import MOST_DEVICES, enrol, renew_recovery_codes, reset_second_factor
from tenants.sessions import remove_ended
from tests.fakes.clock import StoppedClock, stop_clock

from .conftest import World
from .factories import PASSWORD
from .second_factors import (
    LOGIN,
    PROVE,
    SECRET,
    SET_UP,
    STEP_SECONDS,
    Answer,
    by_password,
    code_of,
    enrolled,
    prove,
    shown_secret,
    signed_in,
)

DEVICES = "/admin/account/second-factor/"
REMOVE = "/admin/account/second-factor/remove/"
NEW_CODES = "/admin/account/second-factor/recovery-codes/"
NEW_PASSWORD = "una frase larga y segura"


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("wagtailadmin_account")).status_code == HTTPStatus.OK


def text_of(answer: Answer) -> str:
    content: str = answer.content.decode()
    return content


@pytest.fixture
def user(world: World) -> User:
    """Who signs in."""
    return world.person("own publisher")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> StoppedClock:
    """A clock at the beginning of a step."""
    return stop_clock(monkeypatch, time.time() // STEP_SECONDS * STEP_SECONDS)


def test_who_has_none_signs_in_with_a_password_where_it_is_offered(user: User) -> None:
    assert is_signed_in(by_password(user))


def test_after_the_password_the_code_is_asked_and_then_the_wish_fulfilled(user: User) -> None:
    enrolled(user)
    client = Client()
    wish = reverse("account_sessions:list")
    asked = client.post(LOGIN, {"username": user.username, "password": PASSWORD, "next": wish}, follow=True)

    assert "Escribe el código de seis dígitos de tu aplicación" in text_of(asked)
    assert not is_signed_in(client)
    answer = prove(client, f" {code_of()[:3]} {code_of()[3:]} ", next=wish)
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, wish)
    assert is_signed_in(client)


def test_where_it_is_required_a_newcomer_sets_it_up_first(user: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    client = by_password(user)
    page = client.get("/admin/", follow=True)
    secret = shown_secret(text_of(page))

    assert urlsplit(page.request["PATH_INFO"]).path == SET_UP
    assert "<svg viewBox=" in text_of(page)  # without it a narrow screen shows a part
    assert shown_secret(text_of(client.get(SET_UP))) == secret
    wrong = client.post(SET_UP, {"code": code_of(secret, steps=3)})
    assert "Pon la fecha y la hora del teléfono en automático" in text_of(wrong)
    assert not is_signed_in(client)
    shown = client.post(SET_UP, {"code": code_of(secret), "name": ""})
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", text_of(shown))
    assert len(set(codes)) == COUNT
    assert is_signed_in(client)
    assert client.post("/admin/second-factor/kept/", {"next": "/admin/account/"})["Location"] == "/admin/account/"
    assert secret not in TotpDevice.objects.get(user=user).secret
    assert not any(code in digest for code in codes for digest in RecoveryCode.objects.values_list("digest", flat=True))
    assert all(code not in text_of(client.get(DEVICES)) for code in codes)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２", "1" * 500])
def test_setting_up_asks_for_six_digits(user: User, settings: Settings, code: str) -> None:
    settings.SECOND_FACTOR = "required"

    answer = by_password(user).post(SET_UP, {"code": code})

    assert answer.status_code == HTTPStatus.OK
    assert not TotpDevice.objects.exists()


def test_the_audit_log_tells_of_it(user: User, clock: StoppedClock, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    client = by_password(user)
    client.post(SET_UP, {"code": code_of(shown_secret(text_of(client.get(SET_UP))))})
    codes = renew_recovery_codes(user=user)
    other = by_password(user)
    prove(other, code_of(steps=1000))
    other.post(PROVE, {RECOVERY: codes[0]})
    reset_second_factor(user=user)

    with scope_of_all_tenants():
        entries = AuditEntry.objects.filter(subject_type="tenants.User", subject_id=str(user.pk)).order_by("pk")
        actions = [entry.action.removeprefix("tenants.") for entry in entries]
    assert actions == [
        *("second_factor.enrol", "second_factor.codes", "session.begin", "second_factor.codes"),
        *("second_factor.refuse", "second_factor.recover", "session.begin", "second_factor.reset"),
    ]


def test_the_code_with_which_it_was_set_up_is_used(user: User, clock: StoppedClock, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    first = by_password(user)
    secret = shown_secret(text_of(first.get(SET_UP)))
    first.post(SET_UP, {"code": code_of(secret)})

    answer = prove(by_password(user), code_of(secret))

    assert "Ese código ya se usó" in text_of(answer)


def test_a_session_with_the_password_alone_does_not_set_up_another_phone(user: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    thief = by_password(user)
    secret = shown_secret(text_of(thief.get(SET_UP)))
    enrolled(user)

    answer = thief.post(SET_UP, {"code": code_of(secret)})

    assert answer["Location"].startswith(PROVE)
    assert TotpDevice.objects.count() == 1


def test_a_code_is_good_once_in_all_sessions(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    signed_in(user)

    again = prove(by_password(user), code_of())

    assert again.status_code == HTTPStatus.OK
    assert "Ese código ya se usó. Espera el siguiente" in text_of(again)
    clock.now += STEP_SECONDS
    signed_in(user)


def test_a_clock_that_is_a_step_off_is_learned(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    for drift in (1, 2):  # each time the phone is earlier by another step
        assert prove(by_password(user), code_of(steps=drift)).status_code == HTTPStatus.FOUND
        assert TotpDevice.objects.get().drift == drift
        clock.now += 2 * STEP_SECONDS

    assert prove(by_password(user), code_of(steps=0)).status_code == HTTPStatus.OK


@pytest.mark.parametrize("minutes", [-2, 2])
def test_a_clock_that_is_minutes_off_is_named(user: User, clock: StoppedClock, minutes: int) -> None:
    enrolled(user)

    answer = prove(by_password(user), code_of(steps=minutes * 60 // STEP_SECONDS))

    assert answer.status_code == HTTPStatus.OK
    assert "El reloj de tu teléfono está mal" in text_of(answer)
    assert "Ese código no es correcto" in text_of(prove(by_password(user), code_of(steps=1000)))


@pytest.mark.parametrize("code", ["", "     ", "000", "٣٣٣٣٣٣", "1" * 300, "<script>", "7hq2-mx9d-kkp4"])
def test_what_is_no_code_is_refused(user: User, code: str) -> None:
    enrolled(user)
    client = by_password(user)

    for field in (CODE, RECOVERY):
        answer = client.post(PROVE, {field: code})

        assert answer.status_code == HTTPStatus.OK
        assert "error" in text_of(answer)
    assert not is_signed_in(client)


def test_codes_are_counted_over_all_sessions(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    wrong = code_of(steps=1000)
    statuses = [prove(by_password(user), wrong).status_code for _ in range(CODES.most)]

    refused = prove(by_password(user), code_of())

    assert set(statuses) == {HTTPStatus.OK}
    assert refused.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert "Espera 15 minutos" in text_of(refused)


def test_whoever_guesses_does_not_get_further_in_a_day(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    for tried in range(CODES_IN_A_DAY.most):
        clock.now += CODES.seconds if tried % CODES.most == 0 else 0
        client = by_password(user, REMOTE_ADDR=f"192.0.2.{tried}")
        assert prove(client, code_of(steps=1000)).status_code == HTTPStatus.OK
    clock.now += CODES.seconds

    assert prove(by_password(user), code_of()).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_whoever_guesses_keeps_nobody_from_their_own_browser_in_a_day(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    known = signed_in(user)
    for tried in range(CODES_IN_A_DAY.most):
        clock.now += CODES.seconds if tried % CODES.most == 0 else 0
        assert prove(by_password(user), code_of(steps=1000)).status_code == HTTPStatus.OK
    clock.now += CODES.seconds
    known.post(reverse("wagtailadmin_logout"))
    known.post(LOGIN, {"username": user.username, "password": PASSWORD})

    assert prove(known, code_of()).status_code == HTTPStatus.FOUND


def test_a_password_chosen_by_mail_gives_no_more_tries(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    for _ in range(CODES.most):
        prove(by_password(user), code_of(steps=1000))
    user.refresh_from_db()  # who signs in ends earlier links
    client = Client()
    form = client.get(password_url(user).removeprefix("http://localhost:8000"), follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})
    client.post(LOGIN, {"username": user.username, "password": NEW_PASSWORD})

    assert prove(client, code_of()).status_code == HTTPStatus.TOO_MANY_REQUESTS


def test_whoever_has_the_password_does_not_lock_the_persons_own_browser(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    own = signed_in(user)
    for _ in range(CODES.most + 1):
        prove(by_password(user), code_of(steps=1000))
    own.post(reverse("wagtailadmin_logout"))
    clock.now += STEP_SECONDS
    own.post(LOGIN, {"username": user.username, "password": PASSWORD})

    assert prove(own, code_of()).status_code == HTTPStatus.FOUND


def test_the_password_alone_makes_no_browser_known(user: User) -> None:
    enrolled(user)

    assert COOKIE not in by_password(user).cookies
    assert COOKIE in signed_in(user).cookies


def test_a_recovery_code_is_good_once(user: User) -> None:
    codes = enrolled(user)
    client, other = by_password(user), by_password(user)

    assert client.post(PROVE, {RECOVERY: codes[0].upper().replace("-", " ")}).status_code == HTTPStatus.FOUND
    assert is_signed_in(client)
    again = other.post(PROVE, {RECOVERY: codes[0]})
    assert "No es uno de tus códigos de recuperación" in text_of(again)
    assert "Te quedan 9 códigos de recuperación" in text_of(client.get(DEVICES))


def test_recovery_codes_are_ones_own(world: World, user: User) -> None:
    other = world.person("own editor")
    codes = enrolled(user)
    enrolled(other)

    assert by_password(other).post(PROVE, {RECOVERY: codes[0]}).status_code == HTTPStatus.OK
    assert RecoveryCode.objects.filter(user=user).count() == COUNT


def test_new_recovery_codes_ask_for_a_code_and_end_the_old(user: User, clock: StoppedClock) -> None:
    old = enrolled(user)
    client = signed_in(user)
    asked = client.post(NEW_CODES)
    clock.now += STEP_SECONDS
    shown = client.post(NEW_CODES, {CODE: code_of()})

    assert asked.status_code == HTTPStatus.FORBIDDEN
    new = re.findall(r"<code>(\w{4}-\w{4}-\w{4})</code>", text_of(shown))
    assert len(new) == COUNT
    assert by_password(user).post(PROVE, {RECOVERY: old[0]}).status_code == HTTPStatus.OK
    assert by_password(user).post(PROVE, {RECOVERY: new[0]}).status_code == HTTPStatus.FOUND


def test_choosing_a_password_by_e_mail_does_not_get_around_it(user: User) -> None:
    enrolled(user)
    client = Client()
    form = client.get(password_url(user).removeprefix("http://localhost:8000"), follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD})

    answer = client.post(LOGIN, {"username": user.username, "password": NEW_PASSWORD})

    assert answer["Location"].startswith(PROVE)
    assert not is_signed_in(client)
    assert prove(client, code_of()).status_code == HTTPStatus.FOUND


def test_a_device_that_is_removed_ends_what_other_sessions_have_proved(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    enrol(user=user, secret=SECRET[::-1], name="Tableta", is_proved=True)
    client = signed_in(user)
    clock.now += STEP_SECONDS
    other = signed_in(user)
    clock.now += STEP_SECONDS
    device = TotpDevice.objects.get(name="Tableta").pk

    assert client.post(REMOVE, {"device": device}).status_code == HTTPStatus.FORBIDDEN  # the code is asked
    assert is_signed_in(other)
    assert client.post(REMOVE, {"device": device, CODE: code_of()})["Location"] == DEVICES

    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert other.get("/admin/", follow=True).request["PATH_INFO"] == LOGIN
    assert [each.name for each in TotpDevice.objects.all()] == ["Teléfono de Ana"]


def test_removing_the_last_device_takes_the_recovery_codes_along(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    client = signed_in(user)
    clock.now += STEP_SECONDS

    client.post(REMOVE, {"device": TotpDevice.objects.get().pk, CODE: code_of()})

    assert is_signed_in(client)
    assert not RecoveryCode.objects.exists()
    assert is_signed_in(by_password(user))


def test_who_has_the_password_alone_gains_nothing_when_the_last_device_goes(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    client, waiting = signed_in(user), by_password(user)
    clock.now += STEP_SECONDS

    client.post(REMOVE, {"device": TotpDevice.objects.get().pk, CODE: code_of()})

    assert is_signed_in(client)
    assert not is_signed_in(waiting)
    assert waiting.get(SET_UP)["Location"] == LOGIN


def test_the_last_device_stays_where_it_is_required(user: User, clock: StoppedClock, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    enrolled(user)
    client = signed_in(user)
    clock.now += STEP_SECONDS

    answer = client.post(REMOVE, {"device": TotpDevice.objects.get().pk, CODE: code_of()}, follow=True)

    assert "Agrega otro primero" in text_of(answer)
    assert TotpDevice.objects.filter(user=user).count() == 1
    assert RecoveryCode.objects.filter(user=user).count() == COUNT


@pytest.mark.parametrize("device", ["", "0", "x", "-1", "9" * 30, "٣"])
def test_what_is_no_device_of_ones_own_is_not_there(world: World, user: User, clock: StoppedClock, device: str) -> None:
    enrolled(user)
    enrolled(world.person("own editor"))
    client = signed_in(user)
    foreign = str(TotpDevice.objects.get(user=world.person("own editor")).pk)

    for given in (device, foreign):
        clock.now += STEP_SECONDS
        assert client.post(REMOVE, {"device": given, CODE: code_of()}).status_code == HTTPStatus.NOT_FOUND
    assert TotpDevice.objects.count() == 2


def test_another_phone_is_added_in_the_account(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    client = signed_in(user)
    secret = shown_secret(text_of(client.post("/admin/account/second-factor/add/", follow=True)))

    answer = client.post(SET_UP, {"code": code_of(secret), "name": "Tableta", "next": DEVICES})

    assert answer["Location"] == DEVICES
    page = text_of(client.get(DEVICES))
    assert "Tableta" in page
    assert "Teléfono de Ana" in page
    assert RecoveryCode.objects.count() == COUNT


def test_there_are_not_more_devices_than_one_may_have(user: User) -> None:
    enrolled(user)
    client = signed_in(user)
    for _ in range(MOST_DEVICES - 1):
        enrol(user=user, secret=SECRET, is_proved=True)
    secret = shown_secret(text_of(client.get(SET_UP)))

    answer = client.post(SET_UP, {"code": code_of(secret)}, follow=True)

    assert "Quita uno que no uses" in text_of(answer)
    assert TotpDevice.objects.count() == MOST_DEVICES


def test_a_proof_does_not_outlive_the_session(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    client = signed_in(user)
    client.post(reverse("wagtailadmin_logout"))
    client.post(LOGIN, {"username": user.username, "password": PASSWORD})

    assert not is_signed_in(client)


def test_the_session_before_the_code_opens_nothing_after_it(user: User) -> None:
    enrolled(user)
    client = by_password(user)
    before = client.cookies["sessionid"].value
    prove(client, code_of())

    assert client.cookies["sessionid"].value != before
    assert not UserSession.objects.filter(session_key=before).exists()


def test_an_ordinary_page_takes_as_many_statements_as_without(world: World, user: User) -> None:
    plain, proved = by_password(world.person("other publisher")), by_password(user)
    enrolled(user)
    prove(proved, code_of())
    counts = []
    for client in (plain, proved):
        client.get(reverse("account_sessions:list"))
        with CaptureQueriesContext(connection) as statements:
            client.get(reverse("account_sessions:list"))
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_a_new_ring_of_keys_reads_the_secrets(user: User, settings: Settings) -> None:
    enrolled(user)
    settings.ENCRYPTION_KEYS = [new_key(), *settings.ENCRYPTION_KEYS]
    assert renew_encryption().renewed == 1
    settings.ENCRYPTION_KEYS = settings.ENCRYPTION_KEYS[:1]

    signed_in(user)


def test_a_secret_whose_key_is_gone_is_no_failure(user: User, settings: Settings) -> None:
    codes = enrolled(user)
    settings.ENCRYPTION_KEYS = [new_key()]

    assert prove(by_password(user), code_of()).status_code == HTTPStatus.OK
    assert by_password(user).post(PROVE, {RECOVERY: codes[0]}).status_code == HTTPStatus.FOUND


@pytest.mark.parametrize("address", [PROVE, SET_UP])
def test_a_stranger_is_led_to_signing_in(db: None, address: str) -> None:
    for answer in (Client().get(address), Client().post(address, {CODE: "123456", "code": "123456"})):
        assert answer["Location"] == LOGIN


def test_next_leads_nowhere_else(user: User) -> None:
    enrolled(user)
    client = by_password(user)

    answer = prove(client, code_of(), next="https://example.org/")

    assert answer["Location"] == "/admin/"


def test_a_session_that_waits_for_the_code_ends_like_any_other(user: User) -> None:
    enrolled(user)
    client = by_password(user)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))

    assert prove(client, code_of())["Location"] == LOGIN


def abandoned(user: User) -> int:
    with scope_of_all_tenants():
        return AuditEntry.objects.filter(action="tenants.second_factor.abandon", subject_id=str(user.pk)).count()


def test_a_right_password_that_no_code_follows_is_in_the_audit_log_once(user: User, clock: StoppedClock) -> None:
    enrolled(user)
    client = by_password(user)
    client.post(LOGIN, {"username": user.username, "password": PASSWORD})
    at_once = abandoned(user)
    by_password(user)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))

    removed = remove_ended()
    remove_ended()

    assert (at_once, removed > 0, abandoned(user)) == (1, True, 1)


def test_a_right_password_is_in_the_audit_log_when_its_session_ended_by_itself(user: User) -> None:
    enrolled(user)
    by_password(user)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))

    remove_ended()

    assert abandoned(user) == 1


def test_a_sign_in_with_its_code_is_not_called_abandoned(world: World, user: User, clock: StoppedClock) -> None:
    enrolled(user)
    signed_in(user).post("/admin/logout/")
    without = world.person("own editor")
    by_password(without)
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(hours=3))

    remove_ended()

    assert (abandoned(user), abandoned(without)) == (0, 0)


def test_nothing_of_the_proof_is_in_a_session_by_password(user: User) -> None:
    enrolled(user)

    assert KEY not in by_password(user).session
