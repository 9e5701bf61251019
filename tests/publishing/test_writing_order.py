"""Two who write at the same moment: each judges by what the other has committed, and nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.models import GuidancePage
from delivery import state_view
from editorial.adapting import services as adapt
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from publishing.errors import ScriptUnreachable, StoreBusy
from publishing.models import ContentItem
from publishing.services.change_tenant import settings_changed
from publishing.services.publish import move_page, publish_page
from publishing.services.rebuild import rebuild
from tenants.models import Tenant, User
from tenants.scope import tenant_scope
from tests.desk import ROLES, Desk, person, retold
from tests.editorial.adapting.test_adapting_schedule import national, renamed_node
from tests.editorial.reviews import SCRIPT, only
from tests.waiting import eventually
from tests.world import GUIDANCE, World, build

SECONDS = 60
WAITING = """SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"""


@pytest.fixture
def desk(committed_db: None) -> Iterator[Desk]:
    """Tabasco and Coahuila with the real content, committed."""
    state_view.reset()
    tenants = {code: Tenant.objects.get(code=code) for code in ("NAC", "TAB", "COA")}
    people = {(code, role): person(tenant, role) for code, tenant in tenants.items() for role in ROLES}
    yield Desk(lambda: None, tenants, people)
    state_view.reset()


@pytest.fixture
def world(committed_db: None) -> Iterator[World]:
    """The small world, committed."""
    state_view.reset()
    yield build(lambda: None)
    state_view.reset()


class Meanwhile:
    """Something that another connection does while this one has yet to commit."""

    def __init__(self, act: Callable[[], Any]) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._act = act
        self._done: Future[Any] | None = None

    def begin(self) -> None:
        """Begin it, and return when it waits for a lock."""
        self._done = self._pool.submit(self._run)
        assert eventually(lambda: is_waiting() or self.is_over, SECONDS)

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._done is not None and self._done.done()

    def result(self) -> Any:
        """What it returned; what it raised is raised."""
        assert self._done is not None
        return self._done.result(SECONDS)

    def _run(self) -> Any:
        try:
            return self._act()
        finally:
            connections.close_all()


def is_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return bool(cursor.fetchone()[0])


def page_of(world: World, code: str, slug: str, title: str = "Uno") -> Any:
    fields = {**GUIDANCE, "title": title, "slug": slug, "roles": ["VICTIM"]}
    section = "victima" if code == "NAC" else "informacion-local"
    return publish_page(page=world.draft(GuidancePage, code, section, **fields))


def test_rebuilding_waits_for_who_publishes_and_undoes_nothing(world: World) -> None:
    page = page_of(world, "NAC", "p-uno")
    with tenant_scope([world.tenants["NAC"].pk]):  # something to be mended, so that it writes
        ContentItem.objects.filter(page_id=page.pk).update(search_text="roto")
    rebuilding = Meanwhile(rebuild)

    with transaction.atomic():
        page.title = "Dos"
        publish_page(page=page)
        rebuilding.begin()
    rebuilding.result()

    assert world.differences() == []
    with tenant_scope([world.tenants["NAC"].pk]):
        assert ContentItem.objects.get(page_id=page.pk).document["title"] == "Dos"


def test_a_move_into_the_library_and_changes_of_states_do_not_wait_in_a_circle(world: World) -> None:
    north, south = page_of(world, "XNO", "p-norte"), page_of(world, "XSU", "p-sur")
    moving = Meanwhile(lambda: move_page(page=south, target=world.section("NAC", "victima")))

    with transaction.atomic():
        north.title = "Dos"
        publish_page(page=north)
        moving.begin()
        settings_changed(tenant=world.tenants["XSU"])
    moving.result()

    assert world.differences() == []
    assert state_view.for_viewer(world.viewer("XNO"), "XNO").item(str(south.translation_key)) is not None


def test_a_script_that_the_library_is_just_changing_is_judged_by_what_it_becomes(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    asked = next(one for one in desk.bench(key).pieces if one.kind is PieceKind.NODE and one.library_value["options"])
    leads_to = asked.library_value["options"][0]["to"]
    desk.put(key, retold(desk, key, asked.address, "<p>¿Dónde?</p>"))
    revision = desk.bench(key).revision
    publishing = Meanwhile(lambda: adapt.publish_adaptation(desk.who(key), expected_revision=revision))
    page = national(desk, key)
    page.nodes, page.walks = renamed_node(page.nodes.get_prep_value(), leads_to, "otro-nombre"), []

    with transaction.atomic():
        publish_page(page=page)
        publishing.begin()

    with pytest.raises(ScriptUnreachable):
        publishing.result()
    assert desk.differences() == []


def test_a_national_script_is_judged_beside_what_a_state_is_just_changing(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    asked = next(one for one in desk.bench(key).pieces if one.kind is PieceKind.NODE and one.library_value["options"])
    leads_to = asked.library_value["options"][0]["to"]
    desk.put(key, retold(desk, key, asked.address, "<p>¿Dónde?</p>"))
    page = national(desk, key)
    page.nodes, page.walks = renamed_node(page.nodes.get_prep_value(), leads_to, "otro-nombre"), []
    publishing = Meanwhile(lambda: publish_page(page=page))

    with transaction.atomic():
        adapt.publish_adaptation(desk.who(key), expected_revision=desk.bench(key).revision)
        publishing.begin()
    publishing.result()

    assert "lleva a un nodo que no existe" in only(desk).details["problems"][0]
    assert desk.differences() == []


def test_two_adaptations_of_one_text_in_one_language_cannot_both_be_stored(desk: Desk) -> None:
    """Whatever was read before: the database itself refuses the second one."""
    key = desk.key(ItemKind.GUIDANCE, "Detuvieron a mi familiar")
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="De aquí."))
    desk.publish(key)

    def store_twice() -> None:
        with tenant_scope([desk.tenants["TAB"].pk]):
            item = ContentItem.objects.get(kind=ItemKind.ADAPTATION, document__adaptsKey=key)
            item.pk, item.key, item.slug, item.path = None, str(uuid4()), "copia", "/copia/"
            item.save(force_insert=True)

    with pytest.raises(IntegrityError, match="content_item_adapted_once"):
        store_twice()


def test_who_waits_too_long_for_others_is_told_so_and_nothing_has_changed(world: World) -> None:
    page = page_of(world, "XNO", "p-uno")
    is_held, is_done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            page_of(world, "NAC", "p-nacional")
            is_held.set()
            is_done.wait(SECONDS)
        connections.close_all()

    holding = ThreadPoolExecutor(1).submit(hold)
    assert is_held.wait(SECONDS)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    page.title = "Dos"
    try:
        with pytest.raises(StoreBusy):
            publish_page(page=page)
    finally:
        is_done.set()
        holding.result(SECONDS)
        connection.close()

    assert world.differences() == []
    assert state_view.for_viewer(world.viewer("XNO"), "XNO")[str(page.translation_key)]["title"] == "Uno"


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_editor_whom_the_database_ends_in_a_circle_is_asked_to_try_again(world: World, accept: str) -> None:
    """Dragging locks the pages of a tree, the oldest first; who locks them otherwise meets it in a circle."""
    pages = [page_of(world, "NAC", f"p-{number}", f"Página {number}") for number in range(3)]
    client = Client(raise_request_exception=False)
    client.force_login(
        User.objects.create_superuser("jefa", "jefa@example.mx", "x"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    paths = list(Page.objects.order_by("pk").values_list("pk", "path"))
    first = list(pages[0].get_parent().get_children()).index(Page.objects.get(pk=pages[0].pk))
    is_held = Event()

    def hold_the_other_way_round() -> None:
        with transaction.atomic():
            list(Page.objects.select_for_update().filter(pk=pages[2].pk))
            is_held.set()
            assert eventually(is_somebody_waiting_for_a_row, SECONDS)
            list(Page.objects.select_for_update().filter(pk=pages[0].pk))
        connections.close_all()

    holding = ThreadPoolExecutor(1).submit(hold_the_other_way_round)
    assert is_held.wait(SECONDS)
    url = reverse("wagtailadmin_pages:set_page_position", args=[pages[2].pk])
    answer = client.post(f"{url}?position={first}", headers={"Accept": accept})
    holding.result(SECONDS)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    if accept == "application/json":
        said = answer.json()["message"]
        assert answer.json()["code"] == "STORE_BUSY"
    else:
        said = answer.content.decode()
        assert "Esto no se hizo" in said
    assert "En este momento se está publicando otra cosa. Espera un poco y vuelve a intentarlo" in said
    assert list(Page.objects.order_by("pk").values_list("pk", "path")) == paths
    assert world.differences() == []


def is_somebody_waiting_for_a_row() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND locktype = 'transactionid')")
        return bool(cursor.fetchone()[0])


def test_every_connection_waits_for_locks_for_a_limited_time(committed_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("15s",)
