"""E-mails with links: sent by the worker, limited, and telling strangers nothing of who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from cms.background_tasks import KEPT, remove_finished
from tenants.account_mails import MOST_TRIES, TRIED_AGAIN_AFTER
from tenants.limits import LimitReached
from tenants.models import StaffRole, User
from tenants.password_resets import ADDRESS, SOURCE
from tenants.services.accounts import INVITED, INVITER, invite_user, send_invitation
from tests.fakes.clock import stop_clock
from tests.fakes.tasks import run_tasks

from .conftest import World

HOME = "203.0.113.7"
PATH = "/admin/password_reset/"
NOBODY = "nadie@example.org"

Answer = Any


def ask(address: str, source: str = HOME) -> Answer:
    """Ask for a link."""
    return Client(REMOTE_ADDR=source).post(PATH, {"email": address})


def sent_to() -> list[str]:
    """Run the worker once; return whom it has written to."""
    run_tasks()
    return [address for message in mail.outbox for address in message.to]


class Unreachable(EmailBackend):
    """A mail server that is down."""

    def send_messages(self, messages: Any) -> int:
        """Refuse.

        Raises:
            ConnectionRefusedError: always.
        """
        raise ConnectionRefusedError


@pytest.fixture
def user(world: World) -> User:
    """Who forgot their password."""
    return world.person("own editor")


def test_nothing_is_sent_before_the_answer(user: User) -> None:
    answer = ask(user.email)

    assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_password_reset_done"))
    assert mail.outbox == []
    assert sent_to() == [user.email]


def test_an_address_is_found_however_its_letters_are_written(user: User) -> None:
    ask("  Editor-TAB@Example.org ")

    assert sent_to() == [user.email]


def test_the_same_is_done_and_answered_for_an_address_that_nobody_has(user: User) -> None:
    def traced(address: str) -> tuple[list[str], bytes, list[tuple[str, str]]]:
        with CaptureQueriesContext(connection) as captured:
            answer = ask(address)
        statements = [re.sub(r"""'[^']*'(::\w+)?|"s\d+_x\d+\"""", "?", query["sql"]) for query in captured]
        # When it expires is the moment at which it was made.
        headers = {name: value for name, value in answer.headers.items() if name != "Expires"}
        return statements, answer.content, sorted(headers.items())

    traced(NOBODY)
    known, unknown = traced(user.email), traced(NOBODY)

    assert known == unknown
    assert not [statement for statement in known[0] if "tenants_user" in statement]


def test_the_queue_holds_neither_addresses_nor_links(user: User) -> None:
    for address in (user.email, NOBODY):
        ask(address)
    invite_user(email="ana@example.org", is_superuser=True)
    waiting = str(list(DBTaskResult.objects.values_list()))
    run_tasks()
    done = str(list(DBTaskResult.objects.values_list()))
    results = {str(each.return_value) for each in DBTaskResult.objects.all()}

    assert [text for text in ("example.org", "admin/password_reset") if text in waiting + done] == []
    assert results == {"None"}
    assert len(mail.outbox) == 2


def test_who_asks_again_and_again_is_told_to_look_into_the_mailbox(user: User) -> None:
    statuses = {
        address: [ask(address, f"192.0.2.{number}") for number in range(ADDRESS.most + 1)]
        for address in (user.email, NOBODY)
    }

    known, unknown = statuses.values()
    assert [answer.status_code for answer in known] == [302] * ADDRESS.most + [429]
    assert [answer.status_code for answer in unknown] == [302] * ADDRESS.most + [429]
    assert known[-1].content == unknown[-1].content
    assert 0 < int(known[-1].headers["Retry-After"]) <= ADDRESS.seconds
    assert "Revisa tu correo" in known[-1].content.decode()
    assert sent_to() == [user.email] * ADDRESS.most


def test_one_source_may_ask_for_so_many_addresses(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stop_clock(monkeypatch, 1_800_000_000.0)
    statuses = [ask(f"nadie{number}@example.org").status_code for number in range(SOURCE.most + 1)]
    elsewhere = ask(user.email, "198.51.100.9").status_code
    clock.now += SOURCE.seconds

    assert statuses == [302] * SOURCE.most + [429]
    assert (elsewhere, ask(user.email).status_code) == (302, 302)


def test_a_link_leads_to_the_services_own_host(user: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    Client(HTTP_HOST="evil.example").post(PATH, {"email": user.email})
    run_tasks()

    assert re.findall(r"https?://[^/]+", str(mail.outbox[0].body)) == ["http://localhost:8000"]


def test_an_account_that_is_closed_or_has_no_password_yet_is_sent_nothing(user: User, world: World) -> None:
    invited = world.person("own publisher")
    User.objects.filter(pk=user.pk).update(is_active=False)
    invited.set_unusable_password()
    invited.save()

    for address in (user.email, invited.email):
        ask(address)

    assert sent_to() == []


def test_a_mail_server_that_is_down_is_tried_again_and_given_up(
    user: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"
    ask(user.email)
    for _ in range(MOST_TRIES + 1):
        run_tasks()
        waiting = DBTaskResult.objects.filter(status="READY")
        assert not [each for each in waiting if not each.run_after or each.run_after < timezone.now()]
        waiting.update(run_after=timezone.now() - timedelta(seconds=1))
    tries = DBTaskResult.objects.count()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    ask(user.email)

    assert tries == MOST_TRIES
    assert timedelta(0) < TRIED_AGAIN_AFTER
    assert user.email not in caplog.text
    assert sent_to() == [user.email]


def test_invitations_are_limited_by_person_and_inviter(world: World) -> None:
    administrator = world.person("administrator")
    user = invite_user(email="ana@example.org", tenant=world.tabasco, role=StaffRole.EDITOR, by=administrator)
    for _ in range(INVITED.most - 1):
        send_invitation(user=user, by=administrator)

    with pytest.raises(LimitReached) as reached:
        send_invitation(user=user, by=administrator)
    again = world.client("administrator").post(reverse("people:act", args=[user.pk, "resend"]), follow=True)

    assert reached.value.limit is INVITED
    assert "Vuelve a intentarlo en 24 horas" in again.content.decode()
    assert sent_to() == ["ana@example.org"] * INVITED.most


def test_who_has_invited_very_many_is_told_and_no_account_is_made(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenants.services.accounts.INVITER", type(INVITER)("test", most=1, seconds=60))
    client = world.client("administrator")
    answers = [
        client.post(
            reverse("people:invite"),
            {
                "email": f"{name}@example.org",
                "first_name": "Ana",
                "last_name": "López",
                "tenant": world.tabasco.pk,
                "role": "editor",
            },
        )
        for name in ("ana", "eva")
    ]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert list(User.objects.filter(first_name="Ana").values_list("email", flat=True)) == ["ana@example.org"]
    assert sent_to() == ["ana@example.org"]


def test_what_has_been_run_is_deleted_after_a_day(user: User) -> None:
    ask(user.email)
    run_tasks()
    ask(NOBODY)
    young = remove_finished()
    DBTaskResult.objects.filter(status="SUCCESSFUL").update(finished_at=timezone.now() - KEPT - timedelta(seconds=1))

    assert (young, remove_finished(), DBTaskResult.objects.count()) == (0, 1, 1)
