"""A national page comes to the path of a state's own page: the state looks at it, until one of them is elsewhere."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Page, PageLogEntry

from content_models.models import NoticePage
from editorial.review import services as review
from editorial.review.errors import NotDecidableSo, ReviewClosed
from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from publishing.services.publish import publish_page, unpublish_page
from tenants.scope import tenant_scope
from tests.desk import person
from tests.world import World


def notice(world: World, code: str, slug: str = "corte", title: str = "Corte") -> Any:
    """A published notice."""
    draft = world.draft(NoticePage, code, "avisos", title=title, slug=slug, text="<p>Hoy.</p>")
    return world.publish(draft)


def tasks(world: World, code: str) -> list[ReviewTask]:
    """The reviews of a state."""
    with tenant_scope([world.tenants[code].pk]):
        return list(ReviewTask.objects.order_by("pk"))


@pytest.fixture
def pages(world: World) -> tuple[Any, Any]:
    """The North's notice, and a national one that has come to its path."""
    local = notice(world, "XNO", title="Corte local")
    return local, notice(world, "NAC", title="Corte nacional")


def test_the_state_is_told_where_both_pages_stand(world: World, pages: tuple[Any, Any]) -> None:
    local, national = pages

    (task,) = tasks(world, "XNO")
    assert (task.reason, task.key, task.kind) == (ReviewReason.PATH, str(national.translation_key), "NOTICE")
    assert task.title == "Corte nacional"
    assert task.details == {
        "path": "/avisos/corte/",
        "localKey": str(local.translation_key),
        "localTitle": "Corte local",
    }
    assert task.closed_at is None
    assert tasks(world, "XSU") == []
    assert world.differences() == []


def test_publishing_the_national_page_again_asks_nothing_new(world: World, pages: tuple[Any, Any]) -> None:
    pages[1].title = "Otro corte"

    world.publish(pages[1])

    assert [(task.title, task.closed_at) for task in tasks(world, "XNO")] == [("Otro corte", None)]


@pytest.mark.parametrize("which", [0, 1], ids=["the state’s page", "the national page"])
@pytest.mark.parametrize("way", ["moved", "withdrawn"])
def test_it_is_settled_once_one_of_them_is_elsewhere(
    world: World, pages: tuple[Any, Any], which: int, way: str
) -> None:
    page = Page.objects.get(pk=pages[which].pk).specific

    if way == "moved":
        page.slug = "otro-lugar"
        publish_page(page=page)
    else:
        unpublish_page(page=page)

    (task,) = tasks(world, "XNO")
    assert task.outcome == ReviewOutcome.SUPERSEDED
    assert world.differences() == []


def test_other_pages_of_the_state_settle_nothing(world: World, pages: tuple[Any, Any]) -> None:
    notice(world, "XNO", slug="otro", title="Otro")

    assert [task.closed_at for task in tasks(world, "XNO")] == [None]


def test_who_has_looked_at_it_is_not_asked_again_while_both_stay(world: World, pages: tuple[Any, Any]) -> None:
    editor = person(world.tenants["XNO"], "editor")
    (task,) = tasks(world, "XNO")

    with pytest.raises(NotDecidableSo):
        review.keep(task_id=task.pk, by=editor)
    done = review.mark_reviewed(task_id=task.pk, by=editor, note="  Así está bien. ")
    world.publish(pages[1])
    with pytest.raises(ReviewClosed):
        review.mark_reviewed(task_id=task.pk, by=editor)

    (task,) = tasks(world, "XNO")
    assert (task.outcome, task.closed_by_id, task.note) == (ReviewOutcome.REVIEWED, editor.pk, "Así está bien.")
    assert done.closed_at == task.closed_at
    entry = PageLogEntry.objects.get(page=pages[0].pk, action="publishing.review.done")
    assert (entry.user, "Así está bien." in entry.message) == (editor, True)
