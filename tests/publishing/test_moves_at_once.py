"""A page is moved while another is published or moved, each over a connection: the tree stays whole."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from content_models.models import NoticePage
from publishing.services.publish import move_page, publish_page
from tenants.models import StaffRole
from tests.at_once import WAIT_SECONDS, at_once, waits_for_lock
from tests.tenants.factories import member
from tests.world import World, committed

__all__ = ["committed"]


@pytest.fixture
def notices(committed: World) -> list[NoticePage]:
    """Four published notices of the North, in their order."""
    return [
        committed.new(NoticePage, "XNO", "avisos", title=f"Aviso {name}", slug=f"aviso-{name}", text="<p>Hoy.</p>")
        for name in "abcd"
    ]


def in_order(world: World) -> str:
    """The last letters of the notices, in the order of the tree."""
    return "".join(page.slug[-1] for page in world.section("XNO", "avisos").get_children() if "aviso-" in page.slug)


def whole() -> bool:
    """Whether treebeard finds nothing wrong with the tree."""
    return not any(Page.find_problems())


@pytest.fixture
def clients(committed: World) -> list[Client]:
    """Two publishers of the North in their browsers."""
    found = [Client(), Client()]
    for number, client in enumerate(found):
        client.force_login(member(committed.tenants["XNO"], StaffRole.PUBLISHER, f"publica-{number}"))
    return found


def dragged(client: Client, page: Page, position: int) -> Callable[[], Any]:
    """A request as Wagtail's list sends it when somebody drags a page."""
    url = reverse("wagtailadmin_pages:set_page_position", args=[page.pk])
    return lambda: client.post(f"{url}?position={position}")


def test_a_page_that_was_moved_meanwhile_is_published_where_it_stands(
    committed: World, notices: list[NoticePage]
) -> None:
    first, _, third, _ = notices
    first.title = "Otro título"
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            move_page(page=third, target=Page.objects.get(pk=first.pk), position="left")
            waiting = pool.submit(at_once, lambda: publish_page(page=first))
            is_waiting = waits_for_lock()
        (published,) = waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert published == first
    assert in_order(committed) == "cabd"
    assert whole()
    assert Page.objects.get(pk=first.pk).title == "Otro título"
    assert committed.differences() == []


def test_pages_that_are_dragged_at_once_stay_a_tree(
    committed: World, notices: list[NoticePage], clients: list[Client]
) -> None:
    for first, last in ((0, 3), (3, 0), (1, 2)):
        answers = at_once(dragged(clients[0], notices[0], first), dragged(clients[1], notices[3], last))

        assert [answer.status_code for answer in answers] == [200, 200]
        assert sorted(in_order(committed)) == list("abcd")
        assert whole()
    assert committed.differences() == []


def test_who_drags_second_drags_what_was_dragged_first(
    committed: World, notices: list[NoticePage], clients: list[Client]
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            move_page(page=notices[3], target=notices[0], position="left")
            waiting = pool.submit(at_once, dragged(clients[0], notices[0], 3))
            is_waiting = waits_for_lock()
        (answer,) = waiting.result(WAIT_SECONDS)

    assert is_waiting
    assert answer.status_code == 200
    assert sorted(in_order(committed)) == list("abcd")
    assert whole()
    assert committed.differences() == []
