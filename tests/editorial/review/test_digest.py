"""The daily e-mail about reviews: who gets it, when, and that nobody gets it twice. Django keeps what it would send."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.users.models import UserProfile

from content_models.kinds import ItemKind
from content_models.piece_labels import in_words
from editorial.review import services as review
from editorial.review.digest import send_digests
from publishing.models import DigestSent
from tenants.models import User
from tests.desk import Desk
from tests.editorial.reviews import FAMILY, adapt_field, only, set_nationally
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once

__all__ = ["desk", "module_desk"]

ZONE = ZoneInfo("America/Mexico_City")
MORNING = datetime(2031, 3, 4, 7, 30, tzinfo=ZONE)


@made_once
def made_reader(module_desk: Desk) -> User:
    key = module_desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(module_desk, key, "summary", "Resumen de aquí.")
    set_nationally(module_desk, key, summary="Otro resumen.")
    return wanting(module_desk.people["TAB", "editor"])


@pytest.fixture
def reader(made_reader: User, desk: Desk) -> User:
    """Tabasco's editor, who wants the e-mail; a review waits there, and none in Coahuila."""
    return desk.people["TAB", "editor"]


def wanting(user: User) -> User:
    """Somebody who has asked for the e-mail."""
    user.wants_review_digest = True
    user.save(update_fields=["wants_review_digest"])
    return user


def html_of(message: mail.EmailMessage) -> str:
    """What a letter says to those who see formatted ones."""
    assert isinstance(message, mail.EmailMultiAlternatives)
    ((content, mimetype),) = message.alternatives
    assert mimetype == "text/html"
    return str(content)


def test_who_asked_for_it_is_told_what_waits_with_links(desk: Desk, reader: User) -> None:
    with override_settings(WAGTAILADMIN_BASE_URL="https://admin.example.org"):
        sent = send_digests(MORNING)

    (message,) = mail.outbox
    task = only(desk)
    address = f"https://admin.example.org{reverse('reviews:task', args=[task.pk])}"
    assert (sent, message.to, message.from_email) == (1, [reader.email], "Justicia para Ti <no-responder@localhost>")
    assert message.subject.startswith("Tabasco: 1 ")
    for body in (message.body, html_of(message)):
        assert task.title in body
        assert in_words(task.details["labels"]["summary"]) in body
        assert address in body
        assert f"https://admin.example.org{reverse('wagtailadmin_account')}" in body


def test_it_comes_once_a_day(reader: User) -> None:
    sent = [send_digests(MORNING.replace(day=day, hour=hour)) for day, hour in ((4, 7), (4, 7), (4, 19), (5, 8))]

    assert sent == [1, 0, 0, 1]
    assert list(DigestSent.objects.values_list("user", "day")) == [
        (reader.pk, date(2031, 3, 4)),
        (reader.pk, date(2031, 3, 5)),
    ]


@pytest.mark.parametrize(("hour", "expected"), [(0, 0), (6, 0), (7, 1), (23, 1)])
def test_it_does_not_come_before_its_hour_by_the_states_clock(reader: User, hour: int, expected: int) -> None:
    assert send_digests(MORNING.replace(hour=hour)) == expected


def test_a_states_clock_is_its_own(desk: Desk, reader: User) -> None:
    tabasco = desk.tenants["TAB"]
    tabasco.time_zone = "America/Tijuana"
    tabasco.save(update_fields=["time_zone"])

    assert (send_digests(MORNING), send_digests(MORNING.replace(hour=10))) == (0, 1)


def test_without_open_reviews_nobody_is_written_to(desk: Desk, reader: User) -> None:
    wanting(desk.people["COA", "editor"])
    review.keep(task_id=only(desk).pk, by=desk.people["TAB", "publisher"])

    assert (send_digests(MORNING), mail.outbox, DigestSent.objects.count()) == (0, [], 0)


@pytest.mark.parametrize(
    "change", [{"wants_review_digest": False}, {"is_active": False}, {"email": ""}, {"tenant": None, "role": ""}]
)
def test_who_does_not_want_or_cannot_have_it_gets_none(reader: User, change: dict[str, Any]) -> None:
    for name, value in change.items():
        setattr(reader, name, value)
    reader.save()

    assert (send_digests(MORNING), mail.outbox) == (0, [])


def test_other_states_reviews_are_not_in_it(desk: Desk, reader: User) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "question", "¿Qué hago en Coahuila?", code="COA")
    set_nationally(desk, key, question="¿Y ahora qué hago?")
    wanting(desk.people["COA", "publisher"])

    send_digests(MORNING)

    urls = {code: reverse("reviews:task", args=[only(desk, code).pk]) for code in ("TAB", "COA")}
    bodies = {message.to[0].split("@")[1]: message.body for message in mail.outbox}
    assert sorted(bodies) == ["coahuila.example.org", "tabasco.example.org"]
    assert urls["TAB"] in bodies["tabasco.example.org"]
    assert urls["COA"] not in bodies["tabasco.example.org"]
    assert urls["TAB"] not in bodies["coahuila.example.org"]


def test_overdue_ones_are_counted_in_the_subject(reader: User) -> None:
    send_digests(datetime(2020, 3, 4, 8, tzinfo=ZONE))
    send_digests(datetime(2040, 3, 4, 8, tzinfo=ZONE))

    assert ["(1 " in message.subject for message in mail.outbox] == [False, True]


def test_it_speaks_the_language_that_its_reader_chose(reader: User) -> None:
    UserProfile.objects.update_or_create(user=reader, defaults={"preferred_language": "en"})

    send_digests(MORNING)

    assert mail.outbox[0].subject == "Tabasco: 1 review is waiting (1 overdue)"
    assert 'lang="en"' in html_of(mail.outbox[0])


def test_one_that_cannot_be_sent_keeps_back_no_other_and_is_tried_again(desk: Desk, reader: User) -> None:
    wanting(desk.people["TAB", "publisher"])

    with override_settings(EMAIL_BACKEND="tests.fakes.mail.UnreachableForEditors"):
        first = send_digests(MORNING)
    second = send_digests(MORNING)

    assert (first, second) == (1, 1)
    assert [message.to for message in mail.outbox] == [[desk.people["TAB", "publisher"].email], [reader.email]]


def test_everybody_chooses_it_on_their_account(desk: Desk) -> None:
    editor = desk.people["TAB", "editor"]
    client = Client()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")

    shown = client.get(reverse("wagtailadmin_account"))
    form = {
        "name_email-first_name": "Ana",
        "name_email-last_name": "López",
        "name_email-email": editor.email,
        "locale-preferred_language": "es-mx",
        "theme-theme": "system",
        "theme-density": "default",
        "theme-contrast": "system",
        "reviews-wants_review_digest": "on",
    }
    client.post(reverse("wagtailadmin_account"), form)

    editor.refresh_from_db()
    assert "reviews-wants_review_digest" in shown.content.decode()
    assert editor.wants_review_digest is True
