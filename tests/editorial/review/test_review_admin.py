"""The screens of review: who reaches them, and what each says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content_models.models import GuidancePage
from publishing.models import ReviewOutcome, ReviewTask
from tenants.models import Adoption, Tenant
from tests.editorial.adapting.test_adapting_view import signed_in, text_url
from tests.world import World

from .review_desk import (
    changed_review,
    fresh,
    in_english,
    law_task,
    paragraphs,
    seen,
    task_url,
    waiting_review,
)


@pytest.mark.parametrize(
    ("who", "listed", "opened", "settings", "decided", "changes_settings"),
    [
        ("own editor", 200, 200, 200, True, False),
        ("own publisher", 200, 200, 200, True, True),
        ("administrator", 200, 200, 200, True, True),
        ("national editor", 200, 200, 200, False, False),
        ("editor of another state", 200, 404, 404, False, False),
        ("visitor", 302, 302, 302, False, False),
    ],
)
def test_who_reads_and_decides_the_reviews_of_a_state(
    world: World,
    changed: ReviewTask,
    who: str,
    listed: int,
    opened: int,
    settings: int,
    decided: bool,
    changes_settings: bool,
) -> None:
    client = signed_in(world, who)
    settings_url = reverse("reviews:settings", args=["XNO"])

    statuses = [client.get(url).status_code for url in (reverse("reviews:list"), task_url(changed), settings_url)]
    client.post(task_url(changed, "keep"), {"address": changed.addresses[0]})
    client.post(settings_url, {"adoption": "reviewed"})

    assert statuses == [listed, opened, settings]
    assert bool(fresh(world, changed).decisions) is decided
    world.tenants["XNO"].refresh_from_db()
    assert (world.tenants["XNO"].adoption == Adoption.REVIEWED) is changes_settings
    assert world.differences() == []


@pytest.mark.parametrize("act", ["keep", "take", "accept", "reviewed", "publish", "submit"])
def test_another_states_review_does_not_exist(world: World, changed: ReviewTask, act: str) -> None:
    client = signed_in(world, "editor of another state")
    missing = changed.pk + 1000

    answers = [client.post(reverse("reviews:act", args=[pk, act])) for pk in (changed.pk, missing)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert fresh(world, changed).decisions == []
    assert "Denunciar" not in seen(client, reverse("reviews:list"))
    assert client.get(reverse("reviews:accept_all", args=["XNO"])).status_code == 404


@pytest.mark.parametrize(
    ("who", "shown", "done"),
    [
        ("own editor", 302, False),
        ("own publisher", 200, True),
        ("administrator", 200, True),
        ("national editor", 302, False),
    ],
)
def test_only_publishers_accept_national_editions(
    world: World, page: GuidancePage, waiting: ReviewTask, who: str, shown: int, done: bool
) -> None:
    client = signed_in(world, who)
    accept_all = reverse("reviews:accept_all", args=["XNO"])

    opened = client.get(accept_all).status_code
    client.post(task_url(waiting, "accept"), {"to_number": str(waiting.to_number)})

    # Wagtail sends people who may not back to the start page.
    assert opened == shown
    assert (paragraphs(world, page)[0] == "Tienes sesenta días.") is done
    assert (fresh(world, waiting).outcome == "accepted") is done
    assert world.differences() == []


def test_the_list_says_why_and_by_when_with_urgent_and_overdue_reviews_first(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    key = str(page.translation_key)
    yesterday = timezone.localdate() - timedelta(days=1)
    overdue = law_task(world, "XNO", key, due_on=yesterday)
    urgent = law_task(world, "XNO", "00000000-0000-4000-8000-000000000001", is_urgent=True)

    content = seen(in_english(signed_in(world, "own editor")), reverse("reviews:list"))

    places = [content.index(f'href="{task_url(task)}"') for task in (overdue, urgent, changed)]
    assert places == sorted(places)
    assert "It was due on" in content
    assert "1 day ago" in content
    assert "The national text changed in 2 parts that Norte had changed." in content
    assert "A law that this text cites has changed: CNPP art. 187." in content
    assert "Reviews (3)" in content


def test_the_list_says_by_when_by_the_clocks_of_each_state(
    world: World, page: GuidancePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    Tenant.objects.filter(code="XSU").update(time_zone="America/Tijuana")
    late, due = (law_task(world, code, str(page.translation_key), due_on=date(2030, 6, 15)) for code in ("XNO", "XSU"))
    monkeypatch.setattr(timezone, "now", lambda: datetime(2030, 6, 16, 6, 30, tzinfo=UTC))
    client = in_english(signed_in(world, "national editor"))

    said = [
        (("It was due on" in shown), ("It is due today." in shown))
        for shown in (seen(client, reverse("reviews:list"), state=code) for code in ("XNO", "XSU"))
    ]
    of_one = [("It is due today." in seen(client, task_url(task))) for task in (late, due)]

    assert said == [(True, False), (False, True)]
    assert of_one == [False, True]


@pytest.mark.parametrize("open_one", [changed_review, waiting_review])
def test_a_review_is_due_so_many_days_after_the_states_own_day(
    world: World,
    page: GuidancePage,
    monkeypatch: pytest.MonkeyPatch,
    open_one: Callable[[World, GuidancePage], ReviewTask],
) -> None:
    Tenant.objects.filter(code="XNO").update(time_zone="America/Cancun")
    monkeypatch.setattr(timezone, "now", lambda: datetime(2030, 6, 16, 5, 30, tzinfo=UTC))  # 0:30 in Cancún

    assert open_one(world, page).due_on == date(2030, 7, 16)


def test_the_list_is_narrowed_by_reason(world: World, page: GuidancePage, changed: ReviewTask) -> None:
    law = law_task(world, "XNO", str(page.translation_key))
    client = signed_in(world, "own editor")

    content = seen(client, reverse("reviews:list"), reason="law")

    assert task_url(law) in content
    assert f'href="{task_url(changed)}"' not in content


def test_the_librarys_people_see_all_states_and_choose_one(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    own, of_south = (law_task(world, code, str(page.translation_key)) for code in ("NAC", "XSU"))
    client = signed_in(world, "national editor")

    everything = seen(client, reverse("reviews:list"))
    south = seen(client, reverse("reviews:list"), state="XSU")

    assert all(f'href="{task_url(task)}"' in everything for task in (changed, own, of_south))
    assert [f'href="{task_url(task)}"' in south for task in (changed, own, of_south)] == [False, False, True]


def test_an_empty_list_says_that_nothing_is_to_be_done(world: World, page: GuidancePage) -> None:
    client = in_english(signed_in(world, "own editor"))

    waiting = seen(client, reverse("reviews:list"))
    history = seen(client, reverse("reviews:history"))
    start = seen(client, reverse("wagtailadmin_home"))

    assert "There is nothing to decide." in waiting
    assert "Nothing has been decided yet." in history
    assert "No national change waits for a decision." in start


def test_a_closed_review_stays_readable_and_offers_nothing(world: World, changed: ReviewTask) -> None:
    client = in_english(signed_in(world, "own publisher"))
    client.post(task_url(changed, "keep"))

    content = seen(client, task_url(changed))

    assert "This review is closed." in content
    assert "Citizens still read your text." not in content
    assert "Own text kept" in content
    assert task_url(changed, "keep") not in content


def test_the_workbench_and_the_start_page_lead_to_an_open_review(
    world: World, page: GuidancePage, changed: ReviewTask
) -> None:
    client = in_english(signed_in(world, "own editor"))

    bench, start = seen(client, text_url(page)), seen(client, reverse("wagtailadmin_home"))

    assert "This text has an open review" in bench
    assert task_url(changed) in bench
    assert "Texts to review" in start
    assert task_url(changed) in start


def test_lists_ask_as_many_statements_for_many_reviews_as_for_one(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    addresses = [reverse("reviews:list"), reverse("reviews:history"), reverse("wagtailadmin_home")]
    law_task(world, "XNO", str(page.translation_key))
    few = [statements(client, address) for address in addresses]

    for number in range(30):
        law_task(world, "XNO", f"00000000-0000-4000-8000-{number:012}")
    many = [statements(client, address) for address in addresses]

    assert many == few


def test_of_closed_reviews_only_the_page_that_is_shown_is_read(world: World, page: GuidancePage) -> None:
    client = signed_in(world, "own editor")
    closed = {"closed_at": timezone.now(), "outcome": ReviewOutcome.REVIEWED}
    for number in range(43):
        law_task(world, "XNO", f"00000000-0000-4000-8000-{number:012}", **closed)

    read = []
    pages = []
    for number in (1, 2):
        with CaptureQueriesContext(connection) as asked:
            pages.append(seen(client, reverse("reviews:history"), p=str(number)))
        tasks = [one["sql"] for one in asked.captured_queries if 'FROM "publishing_reviewtask"' in one["sql"]]
        read.append([("COUNT(" in sql, "LIMIT" in sql) for sql in tasks if '"closed_at" IS NULL)' in sql])

    assert [content.count('class="review-task"') for content in pages] == [40, 3]
    assert all("43 revisiones" in content for content in pages)
    assert read == [[(True, False), (False, True)]] * 2


def statements(client: Client, address: str) -> int:
    client.get(address)  # what is read once a process is not counted
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)
