"""Reports that something is wrong: they reach whoever owns the text, once each, and stay until an editor has looked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from content_models.models import GuidancePage, NoticePage, OfficePage, OrganizationPage
from publishing.errors import ReportRefused
from publishing.models import ReportCategory, ReviewOutcome, ReviewReason, ReviewTask
from publishing.services import report_content as reports
from publishing.services.publish import publish_page, unpublish_page
from publishing.services.rebuild import rebuild
from publishing.services.report_content import report_content
from tenants.limits import Limit, LimitReached
from tenants.models import AttemptCount
from tenants.scope import scope_of_all_tenants
from tests.editorial.adapting.test_adapting_view import block_ids, signed_in
from tests.world import World

from .review_desk import adapted, fresh, in_english, publisher, rewritten, seen, task_url, words_in

DIGEST = "a" * 64


def report(
    world: World,
    page: Any,
    code: str = "XNO",
    *,
    node: str | None = None,
    category: ReportCategory = ReportCategory.WRONG,
    digest: str | None = None,
    report_id: UUID | None = None,
    reporter: int = 1,
) -> ReviewTask:
    """Report a page as a state serves it."""
    return report_content(
        tenant=world.tenants[code],
        item=world.view(code)[str(page.translation_key)],
        node=node,
        digest=digest,
        category=category,
        report_id=report_id or uuid4(),
        reporter=("user", reporter),
    )


def reported() -> list[ReviewTask]:
    """All reviews of what was reported, the oldest first."""
    with scope_of_all_tenants():
        tasks = ReviewTask.objects.filter(reason=ReviewReason.REPORTED).select_related("tenant")
        return list(tasks.order_by("pk"))


def counts(task: ReviewTask) -> dict[tuple[str, str], tuple[int, Mapping[str, int]]]:
    """How often what was reported of a review's pieces, and in which states."""
    return {(one["address"], one["category"]): (one["count"], one["states"]) for one in task.details["reports"]}


def test_what_is_reported_reaches_whoever_owns_the_piece(world: World, page: GuidancePage) -> None:
    first, second = block_ids(world, page)
    adapted(world, page, publisher(world), 0, "En el Norte, tres días.")

    whole, own, national = report(world, page), report(world, page, node=first), report(world, page, node=second)
    elsewhere = report(world, page, "XSU", node=first)

    assert [task.tenant.code for task in (whole, own, national, elsewhere)] == ["XNO", "XNO", "NAC", "NAC"]
    assert [task.tenant.code for task in reported()] == ["XNO", "NAC"]
    assert counts(reported()[1]) == {(second, "WRONG"): (1, {"XNO": 1}), (first, "WRONG"): (1, {"XSU": 1})}


def test_a_states_own_office_is_its_own_and_what_it_says_is_kept_by_category(world: World) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Red", slug="p-red", organization_kind="PROSECUTOR"
    )
    office = world.publish(world.draft_below(organization, OfficePage, title="Centro", slug="centro"))

    for category in (ReportCategory.DEAD_PHONE, ReportCategory.OFFICE_CLOSED, ReportCategory.DEAD_PHONE):
        report(world, office, category=category)

    [task] = reported()
    assert (task.tenant.code, task.kind, task.title, task.locale) == ("XNO", "OFFICE", "Centro", "es-MX")
    assert counts(task) == {("", "DEAD_PHONE"): (2, {"XNO": 2}), ("", "OFFICE_CLOSED"): (1, {"XNO": 1})}


def test_reports_of_one_node_join_whatever_state_they_come_from(world: World, page: GuidancePage) -> None:
    [first, _] = block_ids(world, page)

    tasks = [report(world, page, code, node=first, digest=DIGEST) for code in ("XNO", "XSU", "XNO")]

    assert len({task.pk for task in tasks}) == 1
    [task] = reported()
    assert counts(task) == {(first, "WRONG"): (3, {"XNO": 2, "XSU": 1})}
    assert task.details["reports"][0]["digest"] == DIGEST
    assert task.addresses == [first]
    assert (task.opened_by, task.note, task.decisions) == (None, "", [])


def test_the_same_report_sent_again_counts_once_also_when_an_editor_was_quicker(
    world: World, page: GuidancePage
) -> None:
    again = uuid4()
    task = report(world, page, report_id=again)
    report(world, page, report_id=again)
    client = signed_in(world, "administrator")
    client.post(task_url(task, "reviewed"))

    assert report(world, page, report_id=again).pk == task.pk
    assert len(reported()) == 1
    assert counts(reported()[0]) == {("", "WRONG"): (1, {"XNO": 1})}


def test_a_node_that_is_not_there_is_a_report_of_the_whole(world: World, page: GuidancePage) -> None:
    for node in ("no-such-node", "Me llamo Ana y vivo en…", "", "\x00"):
        report(world, page, node=node)

    [task] = reported()
    assert counts(task) == {("", "WRONG"): (4, {"XNO": 4})}
    assert "Ana" not in str(task.details)


@pytest.mark.parametrize("digest", ["", "a", "A" * 64, "a" * 65, "Me llamo Ana"])
def test_what_is_no_digest_is_refused(world: World, page: GuidancePage, digest: str) -> None:
    with pytest.raises(ReportRefused):
        report(world, page, digest=digest)

    assert reported() == []


def test_too_many_reports_are_refused_and_not_kept(
    world: World, page: GuidancePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    AttemptCount.objects.all().delete()
    monkeypatch.setattr(reports, "PER_REPORTER", Limit("reports.reporter", most=2, seconds=60))
    report(world, page)
    report(world, page)

    with pytest.raises(LimitReached) as refusal:
        report(world, page)
    report(world, page, reporter=2)

    assert 0 < refusal.value.wait_seconds <= 60
    assert counts(reported()[0]) == {("", "WRONG"): (3, {"XNO": 3})}


def test_nothing_but_an_editor_closes_it(world: World, page: GuidancePage) -> None:
    first, _ = block_ids(world, page)
    adapted(world, page, publisher(world), 0, "En el Norte, tres días.")
    tasks = [report(world, page, node=first), report(world, page, "XSU", node=first)]

    rewritten(world, page, 0, "Tienes sesenta días.")
    unpublish_page(page=GuidancePage.objects.get(pk=page.pk))
    publish_page(page=GuidancePage.objects.get(pk=page.pk))
    world.new(NoticePage, "XNO", "avisos", title="Otro", slug="otro", text="<p>Hoy.</p>")
    rebuild()

    assert [fresh(world, task).closed_at for task in tasks] == [None, None]
    assert world.differences() == []


def test_an_editor_reads_it_in_words_and_closes_it_with_one_act(world: World, page: GuidancePage) -> None:
    first, _ = block_ids(world, page)
    for code in ("XNO", "XSU"):
        report(world, page, code, node=first, category=ReportCategory.OUTDATED)
    task = reported()[0]
    client = in_english(signed_in(world, "national editor"))

    listed = words_in(seen(client, reverse("reviews:list"), state="NAC"))
    words = words_in(seen(client, task_url(task)))
    closed = client.post(task_url(task, "reviewed"), {"note": "Corregido."})

    assert "2 reports say that something in this text is wrong: It has changed." in listed
    assert "Text 1 : It has changed. Reported 2 times, in Norte, Sur." in words.replace(" :", ":").replace(
        "Text 1:", "Text 1 :"
    )
    assert "First reported on" in words
    assert words.index("What you found or changed") < words.index("What was reported")
    assert "the system" not in words
    assert closed.status_code == 302
    done = fresh(world, task)
    assert (done.outcome, done.note, done.closed_at is not None) == (ReviewOutcome.REVIEWED, "Corregido.", True)
    report(world, page, node=first)
    assert len(reported()) == 2


@pytest.mark.parametrize(
    ("who", "opened", "closes"),
    [
        ("own editor", 200, True),
        ("national editor", 200, False),
        ("editor of another state", 404, False),
        ("visitor", 302, False),
    ],
)
def test_who_reads_and_closes_what_was_reported_of_a_states_text(
    world: World, page: GuidancePage, who: str, opened: int, closes: bool
) -> None:
    first, _ = block_ids(world, page)
    adapted(world, page, publisher(world), 0, "En el Norte, tres días.")
    task = report(world, page, node=first)
    client = signed_in(world, who)

    status = client.get(task_url(task)).status_code
    client.post(task_url(task, "reviewed"))

    assert status == opened
    assert (fresh(world, task).closed_at is not None) is closes
