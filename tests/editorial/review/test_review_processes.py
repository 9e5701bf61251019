"""With real commits: people, states, the library and two workers at the same instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import override_settings
from wagtail.models import Page

from content_models.models import GlossaryTerm
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import StaleAdaptation
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.review import services as review
from editorial.review.digest import send_digests
from editorial.review.errors import PieceSettled, ReviewClosed
from publishing.errors import DomainError
from publishing.models import DigestSent, ReviewTask
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import User
from tenants.scope import tenant_scope
from tests.at_once import at_once
from tests.desk import person
from tests.fakes.mail import NotesWhatIsCommitted
from tests.world import World

MORNING = datetime(2031, 3, 4, 8, tzinfo=ZoneInfo("America/Mexico_City"))


@pytest.fixture
def people(committed: World) -> dict[str, User]:
    """The publishers of both states."""
    return {code: person(committed.tenants[code], "publisher") for code in ("XNO", "XSU")}


@pytest.fixture
def page(committed: World, people: dict[str, User]) -> Any:
    """A national term that the North has adapted."""
    draft = committed.draft(GlossaryTerm, "NAC", "glosario", title="Uno", slug="prueba-t", definition="<p>Uno.</p>")
    page = publish_page(page=draft)
    adapted(committed, people, page, "definition", "<p>Del norte.</p>")
    return page


def adapted(world: World, people: dict[str, User], page: Any, name: str, value: str) -> None:
    """The North sets a field, and publishes it."""
    who = text(world, people, page)
    before = selectors.workbench(who).revision
    operation = OperationInput(OperationKind.SET, field=name, value=value)
    saved = adapt.put_operation(who, operation=operation, expected_revision=before)
    adapt.publish_adaptation(who, expected_revision=saved.latest_revision_id)


def text(world: World, people: dict[str, User], page: Any) -> AdaptationTarget:
    """What every act of the North is told."""
    tenant = world.tenants["XNO"]
    return AdaptationTarget(tenant=tenant, key=str(page.translation_key), locale="es-MX", by=people["XNO"])


def retell(page: Any, definition: str) -> None:
    """The library publishes another definition."""
    fresh = Page.objects.get(pk=page.pk).specific
    fresh.definition = definition
    publish_page(page=fresh)


def tasks(world: World) -> list[ReviewTask]:
    """The reviews of the North."""
    with tenant_scope([world.tenants["XNO"].pk]):
        return list(ReviewTask.objects.order_by("pk"))


def test_of_two_who_decide_at_the_same_instant_one_is_told(
    committed: World, people: dict[str, User], page: Any
) -> None:
    retell(page, "<p>Dos.</p>")
    (task,) = tasks(committed)
    seen = review.review_of(task_id=task.pk, by=people["XNO"])
    asked: dict[str, Any] = {"task_id": task.pk, "by": people["XNO"], "seen_revision": seen.revision}

    results = at_once(lambda: review.keep(**asked), lambda: review.take(**asked))

    refused = [one for one in results if isinstance(one, DomainError)]
    assert len(refused) == 1
    assert isinstance(refused[0], StaleAdaptation | ReviewClosed | PieceSettled)
    (task,) = tasks(committed)
    assert task.closed_at is not None
    assert len(task.decisions) == 1
    assert committed.differences() == []


@pytest.mark.parametrize("act", [review.keep, review.take])
def test_deciding_about_a_withdrawn_text_while_the_library_publishes_it_again(
    committed: World, people: dict[str, User], page: Any, act: Callable[..., Any]
) -> None:
    unpublish_page(page=Page.objects.get(pk=page.pk))
    (task,) = tasks(committed)

    results = at_once(lambda: act(task_id=task.pk, by=people["XNO"]), lambda: retell(page, "<p>Dos.</p>"))

    assert [type(one) for one in results if isinstance(one, DomainError)] in ([], [ReviewClosed])
    assert [one.closed_at is None for one in tasks(committed) if one.pk == task.pk] == [False]
    assert committed.differences() == []


def test_an_adaptation_published_beside_a_national_edit_is_reviewed(
    committed: World, people: dict[str, User], page: Any
) -> None:
    who = text(committed, people, page)
    for number in range(3):
        operation = OperationInput(OperationKind.SET, field="title", value=f"Del norte {number}")
        saved = adapt.put_operation(
            who, operation=operation, expected_revision=selectors.workbench(who).revision, confirm=True
        )
        fresh = Page.objects.get(pk=page.pk).specific
        fresh.title = f"Nacional {number}"

        def publish_nationally(fresh: Any = fresh) -> Any:
            return publish_page(page=fresh)

        def publish_here(revision: int = saved.latest_revision_id) -> Any:
            return adapt.publish_adaptation(who, expected_revision=revision)

        results = at_once(publish_nationally, publish_here)

        assert [one for one in results if isinstance(one, DomainError)] == []
        (task,) = [task for task in tasks(committed) if task.closed_at is None]
        assert task.addresses == ["title"]
        review.keep(task_id=task.pk, by=people["XNO"])
    assert committed.differences() == []


def test_two_workers_send_one_e_mail(committed: World, people: dict[str, User], page: Any) -> None:
    retell(page, "<p>Dos.</p>")
    for user in people.values():
        user.wants_review_digest = True
        user.save(update_fields=["wants_review_digest"])

    sent = at_once(*[lambda: send_digests(MORNING)] * 4)

    assert sum(sent) == 1
    assert [message.to for message in mail.outbox] == [[people["XNO"].email]]
    assert DigestSent.objects.count() == 1


def test_it_is_noted_for_good_before_it_leaves(committed: World, people: dict[str, User], page: Any) -> None:
    """Whatever happens to the worker's transaction afterwards, nobody is written to twice."""
    retell(page, "<p>Dos.</p>")
    people["XNO"].wants_review_digest = True
    people["XNO"].save(update_fields=["wants_review_digest"])

    with override_settings(EMAIL_BACKEND="tests.fakes.mail.NotesWhatIsCommitted"):
        assert (send_digests(MORNING), send_digests(MORNING)) == (1, 0)

    assert NotesWhatIsCommitted.noted == [[people["XNO"].pk]]
