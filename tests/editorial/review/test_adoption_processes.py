"""With real commits: readers in many threads, a cut connection, and a publish beside an acceptance."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections, transaction

from content_models.models import GlossaryTerm
from delivery import state_view
from editorial.review import adoption
from publishing.models import Pin
from publishing.services.publish import publish_page
from tenants.models import Adoption, User
from tenants.scope import tenant_scope
from tests.delivery.test_processes import PAUSE_SECONDS, line
from tests.desk import person
from tests.fakes.breakable_line import BreakableLine
from tests.waiting import eventually
from tests.world import World

__all__ = ["line"]


@pytest.fixture
def north(committed: World) -> User:
    """A publisher of the North, which reviews first."""
    by = person(committed.tenants["XNO"], "publisher")
    adoption.change_adoption(tenant=committed.tenants["XNO"], adoption=Adoption.REVIEWED, by=by)
    return by


def term_of(world: World, by: User) -> Any:
    """A national term, adopted in the North."""
    draft = world.draft(GlossaryTerm, "NAC", "glosario", title="Término", slug="prueba-t", definition="<p>0</p>")
    page = publish_page(page=draft)
    adoption.accept_all(tenant=world.tenants["XNO"], by=by)
    return page


def read(world: World, code: str, page: Any) -> int:
    item = state_view.for_viewer(world.viewer(code), code).item(str(page.translation_key))
    return int(item["definition"]["plainText"])


def test_readers_in_many_threads_meet_no_edition_that_was_not_adopted(committed: World, north: User) -> None:
    page = term_of(committed, north)
    adopted = {0}
    stop = threading.Event()

    def read_on(code: str) -> list[tuple[int, bool]]:
        seen: list[tuple[int, bool]] = []
        while not stop.wait(PAUSE_SECONDS):
            number = read(committed, code, page)
            if not seen or seen[-1][0] != number:
                seen.append((number, number in adopted))
        connections.close_all()
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = {code: [pool.submit(read_on, code) for _ in range(2)] for code in ("XNO", "XSU")}
        try:
            for number in range(1, 13):
                page.definition = f"<p>{number}</p>"
                publish_page(page=page)
                assert read(committed, "XSU", page) == number
                if number % 3 == 0:
                    adopted.add(number)
                    adoption.accept_all(tenant=committed.tenants["XNO"], by=north)
                    assert read(committed, "XNO", page) == number
        finally:
            stop.set()  # or the pool would wait for its readers for ever
        seen = {code: [one for reader in of_state for one in reader.result()] for code, of_state in readers.items()}

    assert {number for number, _ in seen["XNO"]} <= {0, 3, 6, 9, 12}
    assert all(was_adopted for _, was_adopted in seen["XNO"])
    assert committed.differences() == []


def test_without_the_database_a_state_serves_what_it_had_adopted(
    committed: World, north: User, line: BreakableLine
) -> None:
    page = term_of(committed, north)
    assert [read(committed, code, page) for code in ("XNO", "XSU")] == [0, 0]
    page.definition = "<p>1</p>"
    publish_page(page=page)
    assert read(committed, "XSU", page) == 1

    line.cut()

    assert read(committed, "XNO", page) == 0
    assert read(committed, "XSU", page) == 1
    line.mend()
    assert eventually(lambda: not state_view.is_unavailable())
    assert read(committed, "XNO", page) == 0


def test_what_is_published_while_a_state_accepts_is_not_accepted(committed: World, north: User) -> None:
    page = term_of(committed, north)
    page.definition = "<p>1</p>"
    publish_page(page=page)
    accepted, published = threading.Event(), threading.Event()

    def publish() -> None:
        accepted.wait(10)
        page.definition = "<p>2</p>"
        publish_page(page=page)
        published.set()
        connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        publishing = pool.submit(publish)
        with transaction.atomic():
            adoption.accept_all(tenant=committed.tenants["XNO"], by=north)
            accepted.set()
            assert not published.wait(0.5)
        publishing.result()

    assert [read(committed, code, page) for code in ("XNO", "XSU")] == [1, 2]
    with tenant_scope([committed.tenants["XNO"].pk]):
        assert list(Pin.objects.values_list("number", flat=True)) == [2]
