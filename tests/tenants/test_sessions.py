"""Sessions: their two limits, the list of one's own, ending them, and signing out."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone
from wagtail.models import Page

from tenants.account_mails import password_url
from tenants.known_browsers import COOKIE
from tenants.models import AuditEntry, User, UserSession
from tenants.scope import scope_of_all_tenants
from tenants.sessions import browser_name, remove_ended
from tenants.sign_ins import NAME_AND_SOURCE

from .conftest import World
from .factories import PASSWORD

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36"
LIST = "/admin/account/sessions/"
END = "/admin/account/sessions/end/"
END_OTHERS = "/admin/account/sessions/end-others/"
LOGOUT = "/admin/logout/"


def signed_in(user: User, browser: str = FIREFOX, address: str = "203.0.113.7") -> Client:
    """A browser in which somebody has signed in."""
    client = Client(HTTP_USER_AGENT=browser, REMOTE_ADDR=address)
    answer = client.post(reverse("wagtailadmin_login"), {"username": user.username, "password": PASSWORD})
    assert answer.status_code == HTTPStatus.FOUND
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("wagtailadmin_account")).status_code == HTTPStatus.OK


def session_of(client: Client) -> UserSession:
    return UserSession.objects.get(session_key=client.cookies["sessionid"].value)


def last_seen(client: Client, ago: timedelta) -> None:
    """Let a session be used so long ago for the last time."""
    UserSession.objects.filter(pk=session_of(client).pk).update(last_seen_at=timezone.now() - ago)


def account(user: User, **others: str) -> dict[str, str]:
    """What the form of one's account sends."""
    return {
        "name_email-first_name": "Ana",
        "name_email-last_name": "López",
        "name_email-email": user.email,
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        **others,
    }


@pytest.fixture
def user(world: World) -> User:
    """Whose sessions they are."""
    return world.person("own editor")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (FIREFOX, "Firefox · Linux"),
        (PHONE, "Chrome · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_a_browser_has_a_short_name(header: str, name: str) -> None:
    assert browser_name(header) == name


def test_the_list_shows_ones_own_sessions_and_no_key(user: User, world: World) -> None:
    here, phone = signed_in(user), signed_in(user, PHONE, "2001:db8:1:2::9")
    other = signed_in(world.person("own publisher"), "Edg/ Windows")

    page = here.get(LIST).content.decode()

    assert [name in page for name in ("Firefox · Linux", "Chrome · Android", "Edge")] == [True, True, False]
    assert [network in page for network in ("203.0.113.0/24", "2001:db8:1::/48")] == [True, True]
    assert page.count("Este navegador, ahora") == 1
    assert [key for one in (here, phone, other) if (key := one.cookies["sessionid"].value) in page] == []


def test_a_visitor_has_no_list(world: World) -> None:
    answers = [Client().get(LIST), Client().post(END), Client().post(END_OTHERS)]

    assert [answer.status_code for answer in answers] == [302, 403, 403]  # a form comes to the page about unsent ones


def test_all_others_are_ended(user: User, world: World) -> None:
    here, others = signed_in(user), [signed_in(user), signed_in(user, PHONE)]
    colleague = signed_in(world.person("own publisher"))

    answer = here.post(END_OTHERS, follow=True)

    assert "Se cerraron 2 sesiones más" in answer.content.decode()
    assert "Solo has entrado aquí" in answer.content.decode()
    assert [is_signed_in(one) for one in (here, *others, colleague)] == [True, False, False, True]


def test_ending_none_leaves_no_entry(user: User) -> None:
    signed_in(user).post(END_OTHERS)

    with scope_of_all_tenants():
        assert not AuditEntry.objects.filter(action="tenants.session.end").exists()


def test_one_is_ended(user: User) -> None:
    here, lost, phone = signed_in(user), signed_in(user), signed_in(user, PHONE)

    here.post(END, {"session": session_of(lost).handle})

    assert [is_signed_in(one) for one in (here, lost, phone)] == [True, False, True]


@pytest.mark.parametrize("who", ["own publisher", "other editor", "administrator"])
def test_another_persons_session_is_absent(user: User, world: World, who: str) -> None:
    theirs, mine = signed_in(user), signed_in(world.person(who))

    foreign = mine.post(END, {"session": session_of(theirs).handle})
    absent = mine.post(END, {"session": "0" * 32})
    keyed = mine.post(END, {"session": session_of(theirs).session_key})
    odd = [mine.post(END, fields) for fields in ({}, {"session": "ñ" * 1000})]
    mine.post(END_OTHERS)

    assert {answer.status_code for answer in (foreign, absent, keyed, *odd)} == {HTTPStatus.NOT_FOUND}
    assert foreign.content == absent.content
    assert is_signed_in(theirs)


def test_a_session_ends_once_nothing_was_done_for_a_while(user: User) -> None:
    limit = timedelta(seconds=django_settings.SESSION_IDLE_SECONDS)
    early, late = signed_in(user), signed_in(user)
    last_seen(early, limit - timedelta(seconds=30))
    last_seen(late, limit + timedelta(seconds=1))

    assert (is_signed_in(early), is_signed_in(late)) == (True, False)
    assert timezone.now() - session_of(early).last_seen_at < timedelta(seconds=30)


def test_what_an_open_page_asks_for_by_itself_is_no_use(user: User, world: World) -> None:
    client = signed_in(user)
    last_seen(client, timedelta(minutes=30))
    home = Page.objects.get(pk=world.tabasco.root_page_id)
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", home.pk, 1])

    status = client.post(ping).status_code
    seen_at = session_of(client).last_seen_at

    assert status == HTTPStatus.OK
    assert timezone.now() - seen_at > timedelta(minutes=29)


def test_a_session_ends_so_long_after_signing_in_whatever_is_done(user: User) -> None:
    client = signed_in(user)
    before = session_of(client).expire_date
    key = client.cookies["sessionid"].value
    client.post(reverse("wagtailadmin_account"), account(user))  # gives the session another key
    renewed = session_of(client)

    assert renewed.session_key != key
    assert abs((renewed.expire_date - before).total_seconds()) < 0.01
    assert renewed.browser == "Firefox · Linux"
    UserSession.objects.update(expire_date=timezone.now())
    assert not is_signed_in(client)


def test_signing_in_again_begins_another_session(user: User) -> None:
    client = signed_in(user)
    before = session_of(client)

    client.post(reverse("wagtailadmin_login"), {"username": user.username, "password": PASSWORD})

    assert session_of(client).signed_in_at > before.signed_in_at  # type: ignore[operator]  # both signed in
    assert not UserSession.objects.filter(pk=before.pk).exists()


def test_the_session_of_a_request_is_open_where_the_list_has_it(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    second = timedelta(seconds=1)
    for expires_in in (-second, timedelta(), second):
        for left in (-second, timedelta(), second):  # until nothing was done for too long
            seen_at = now + left - timedelta(seconds=django_settings.SESSION_IDLE_SECONDS)
            key = f"key {expires_in.total_seconds()} {left.total_seconds()}"
            UserSession.objects.create(
                session_key=key, session_data="", expire_date=now + expires_in, last_seen_at=seen_at, user=user
            )

    keys = set(UserSession.objects.values_list("session_key", flat=True))
    read = {key for key in keys if UserSession.read_open(key)}
    assert read == set(UserSession.objects.open().values_list("session_key", flat=True)) == {"key 1.0 1.0"}
    assert set(UserSession.objects.ended().values_list("session_key", flat=True)) == keys - read


def test_ended_sessions_are_removed(user: User) -> None:
    idle, over, alive = signed_in(user), signed_in(user), signed_in(user)
    last_seen(idle, timedelta(days=1))
    UserSession.objects.filter(pk=session_of(over).pk).update(expire_date=timezone.now())

    assert remove_ended() == 2
    assert is_signed_in(alive)


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_address_of_signing_out_asks_first(user: User, method: str) -> None:
    client = signed_in(user)

    answer = getattr(client, method)(LOGOUT)

    assert answer.status_code == HTTPStatus.OK
    assert is_signed_in(client)
    if method == "get":
        assert "¿Quieres cerrar sesión?" in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options"])
def test_other_methods_sign_nobody_out(user: User, method: str) -> None:
    client = signed_in(user)

    assert getattr(client, method)(LOGOUT).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert is_signed_in(client)


def test_signing_out_leaves_nothing_but_what_the_browser_is_known_for(user: User) -> None:
    client = signed_in(user)
    client.get(LOGOUT)
    kept = {name: morsel.value for name, morsel in client.cookies.items()}

    answer = client.post(LOGOUT)

    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_login"))
    assert UserSession.objects.filter(user=user).count() == 0
    assert {name for name, morsel in client.cookies.items() if morsel.value} <= {COOKIE, "messages"}
    client.get(reverse("wagtailadmin_login"))  # shows the message
    assert not client.cookies["messages"].value
    thief = Client()
    for name, value in kept.items():
        thief.cookies[name] = value
    assert not is_signed_in(thief)


def test_a_visitor_who_opens_the_address_of_signing_out_may_sign_in(world: World) -> None:
    answer = Client().get(LOGOUT)

    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_login"))


def test_another_password_removes_the_other_sessions_and_keeps_the_browser_known(user: User) -> None:
    here, _elsewhere = signed_in(user), signed_in(user, PHONE)
    new = "una frase larga y segura"
    passwords = {"password-old_password": PASSWORD, "password-new_password1": new, "password-new_password2": new}

    here.post(reverse("wagtailadmin_account"), account(user, **passwords))
    left = [session.session_key for session in UserSession.objects.filter(user=user)]
    here.post(LOGOUT)
    for _ in range(NAME_AND_SOURCE.most):
        failed = Client(REMOTE_ADDR="203.0.113.7")
        failed.post(reverse("wagtailadmin_login"), {"username": user.username, "password": "wrong"})
    again = here.post(reverse("wagtailadmin_login"), {"username": user.username, "password": new})

    assert len(left) == 1
    assert again.status_code == HTTPStatus.FOUND


def test_a_password_chosen_by_mail_removes_all_sessions(user: User) -> None:
    signed_in(user)
    user.refresh_from_db()  # a link is for who has not signed in since
    client = Client()
    form = client.get(password_url(user).replace("http://localhost:8000", ""), follow=True)
    new = {"new_password1": "una frase larga y segura", "new_password2": "una frase larga y segura"}

    client.post(form.redirect_chain[-1][0], new)

    assert UserSession.objects.filter(user=user).count() == 0


@pytest.mark.parametrize("path", ["login/", "logout/", "account/", "account/sessions/", "password_reset/"])
def test_pages_about_an_account_are_kept_nowhere(user: User, path: str) -> None:
    client = Client() if path in {"login/", "password_reset/"} else signed_in(user)

    answer = client.get(f"/admin/{path}")

    assert answer.status_code == HTTPStatus.OK
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_signing_in_holds_no_transaction_while_a_password_is_checked() -> None:
    assert resolve("/admin/login/").func._non_atomic_requests == {"default"}  # type: ignore[attr-defined]  # Django's
