"""Across processes and without the database: what real commits, notifications and a cut connection do."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Locale, Page

from content_models.models import GuidancePage, NoticePage
from delivery import state_view
from publishing.errors import NotInTransaction, PathTaken, StoreUnavailable
from publishing.models import ContentItem
from publishing.services.publish import publish_page
from tenants.listening import POLL_SECONDS
from tenants.scope import tenant_scope
from tests.fakes.breakable_line import BreakableLine, only_way_to_the_database
from tests.publishing.test_translations import translate
from tests.waiting import eventually
from tests.world import GUIDANCE, World

READER_SECONDS = 30
PAUSE_SECONDS = 0.001
"""Between two reads of a thread: threads that never pause leave the one that publishes hardly a turn."""


@pytest.fixture
def line(committed: World) -> Iterator[BreakableLine]:
    """This process's only way to the database."""
    with only_way_to_the_database() as line:
        yield line


def notice(world: World, code: str = "XNO", title: str = "Uno", slug: str = "aviso") -> Any:
    return publish_page(page=world.draft(NoticePage, code, "avisos", title=title, slug=slug, text="<p>.</p>"))


def test_a_publish_is_seen_at_once_here_and_within_a_second_elsewhere(
    committed: World, database_environment: Mapping[str, str]
) -> None:
    page = notice(committed)
    tenant_id = committed.tenants["XNO"].pk
    reader = subprocess.Popen(
        [sys.executable, "-m", "tests.delivery.reader", "XNO", str(tenant_id), "aviso"],
        cwd=settings.BASE_DIR,
        env={**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    watchdog = threading.Timer(READER_SECONDS, reader.kill)
    watchdog.start()
    try:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "Uno\n"

        page.title = "Dos"
        publish_page(page=page)
        published_at = time.monotonic()

        assert state_view.for_viewer(committed.viewer("XNO"), "XNO").by_slug("NOTICE", "aviso")["title"] == "Dos"
        assert reader.stdout.readline() == "Dos\n"
        assert time.monotonic() - published_at < POLL_SECONDS / 2  # so it was told, and did not find out
    finally:
        watchdog.cancel()
        reader.kill()
        reader.wait()


def test_a_process_killed_while_it_publishes_leaves_nothing_behind(
    committed: World, database_environment: Mapping[str, str]
) -> None:
    page = notice(committed)
    script = (
        "import django, os; django.setup()\n"
        "from django.db import transaction\n"
        "from content_models.models import NoticePage\n"
        "from publishing.services.publish import publish_page\n"
        f"page = NoticePage.objects.get(pk={page.pk}); page.title = 'Dos'\n"
        "with transaction.atomic():\n"
        "    publish_page(page=page)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    child = subprocess.run(
        [sys.executable, "-c", script],
        cwd=settings.BASE_DIR,
        env={**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        capture_output=True,
        check=False,
    )

    assert child.returncode == -9
    assert Page.objects.get(pk=page.pk).title == "Uno"
    assert committed.differences() == []


def test_a_published_page_is_not_saved_outside_of_a_transaction(committed: World) -> None:
    page = notice(committed)
    page.title = "Dos"

    with pytest.raises(NotInTransaction):
        page.save()

    assert Page.objects.get(pk=page.pk).title == "Uno"
    assert committed.differences() == []


def test_what_wagtails_actions_do_outside_of_a_transaction_is_refused_before_it_is_done(committed: World) -> None:
    page = notice(committed)
    target = committed.section("XNO", "informacion-local")
    page.title = "Dos"
    revision = page.save_revision()

    with pytest.raises(NotInTransaction):
        PublishPageRevisionAction(revision).execute()
    with pytest.raises(NotInTransaction):
        UnpublishPageAction(Page.objects.get(pk=page.pk)).execute()
    with pytest.raises(NotInTransaction):
        MovePageAction(page, target, pos="last-child").execute()

    fresh = Page.objects.get(pk=page.pk)
    assert (fresh.title, fresh.live, fresh.get_parent().slug) == ("Uno", True, "avisos")
    assert committed.differences() == []


@pytest.mark.parametrize("act", ["publish", "unpublish", "move", "copy", "delete"])
def test_a_pages_own_acts_are_transactions(committed: World, act: str) -> None:
    page = notice(committed)
    page.title = "Dos"
    acts: dict[str, Callable[[], object]] = {
        "publish": lambda: page.save_revision().publish(),
        "unpublish": page.unpublish,
        "move": lambda: page.move(committed.section("XNO", "informacion-local"), pos="last-child"),
        "copy": lambda: page.copy(update_attrs={"slug": "otro"}),
        "delete": page.delete,
    }

    acts[act]()

    assert committed.differences() == []


def test_an_act_that_cannot_be_stored_is_not_done(committed: World) -> None:
    notice(committed, slug="uno")
    page = notice(committed, slug="dos")
    page.slug = "tres"
    Page.objects.filter(slug="uno").update(slug="x")
    revision = page.save_revision()
    revision.content = {**revision.content, "slug": "uno"}
    revision.save()

    with pytest.raises(PathTaken):
        revision.publish()

    assert Page.objects.get(pk=page.pk).slug == "dos"


def test_a_translation_that_is_published_after_its_transaction_is_stored(committed: World) -> None:
    page = committed.draft(
        GuidancePage, "NAC", "victima", title="Cómo denunciar", slug="prueba-denunciar", roles=["VICTIM"], **GUIDANCE
    )
    page = publish_page(page=page)
    english = Locale.objects.get_or_create(language_code="en")[0]
    Page.objects.get(pk=committed.tenants["NAC"].root_page_id).specific.copy_for_translation(english)
    committed.section("NAC", "victima").copy_for_translation(english)

    with transaction.atomic():
        translate(page)

    item = state_view.for_viewer(committed.viewer("XSU"), "XSU", "en").item(str(page.translation_key))
    assert (item["title"], item["servedLocale"]) == ("How to report", "en")
    assert committed.differences() == []


def test_without_the_database_the_cache_is_served(committed: World, line: BreakableLine) -> None:
    notice(committed)
    viewer = committed.viewer("XNO", "XSU")
    warm = state_view.for_viewer(viewer, "XNO")
    state_view.on_notification(f"{committed.tenants['XNO'].pk}:999")

    line.cut()
    started_at = time.monotonic()

    assert state_view.for_viewer(viewer, "XNO") is warm
    assert warm.by_slug("NOTICE", "aviso")["title"] == "Uno"
    with pytest.raises(StoreUnavailable):
        state_view.for_viewer(viewer, "XSU")
    state_view.on_notification(None)
    assert time.monotonic() - started_at < 5  # any time-out of a connection is longer

    line.mend()
    assert eventually(lambda: not state_view.is_unavailable())

    assert state_view.for_viewer(viewer, "XSU").home() is not None


def test_what_was_shown_for_want_of_the_database_is_not_taken_for_the_newest(
    committed: World, line: BreakableLine
) -> None:
    page = notice(committed, "NAC")
    viewer = committed.viewer("XNO")
    earlier = [state_view.for_viewer(viewer, "XNO") for _ in range(2)]
    page.title = "Dos"
    publish_page(page=page)

    line.cut()
    away = [state_view.for_viewer(viewer, "XNO") for _ in range(3)]
    line.mend()
    assert eventually(lambda: not state_view.is_unavailable())

    assert all(view is earlier[0] for view in [*earlier, *away])
    assert state_view.for_viewer(viewer, "XNO").by_slug("NOTICE", "aviso")["title"] == "Dos"


def test_readers_in_many_threads_see_whole_versions(committed: World) -> None:
    page = notice(committed)
    viewer = committed.viewer("XNO")
    stop = threading.Event()

    def read() -> set[tuple[str, str]]:
        seen = set()
        while not stop.wait(PAUSE_SECONDS):
            item = state_view.for_viewer(viewer, "XNO").by_slug("NOTICE", "aviso")
            seen.add((item["title"], item["text"]["plainText"]))
        connections.close_all()
        return seen

    with ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for number in range(8):
                page.title, page.text = f"Versión {number}", f"<p>{number}</p>"
                publish_page(page=page)
                now = state_view.for_viewer(viewer, "XNO").by_slug("NOTICE", "aviso")
                assert now["title"] == f"Versión {number}"
        finally:
            stop.set()  # or the pool would wait for its readers for ever
        seen = set().union(*(reader.result() for reader in readers))

    assert seen <= {("Uno", "."), *((f"Versión {number}", str(number)) for number in range(8))}
    assert committed.differences() == []


def test_two_publish_one_state_at_once_and_both_are_served(committed: World) -> None:
    pages = [
        committed.draft(NoticePage, "XNO", "avisos", title=f"Aviso {number}", slug=f"aviso-{number}", text="<p>.</p>")
        for number in range(4)
    ]

    def publish(page: NoticePage) -> None:
        publish_page(page=page)
        connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(publish, pages))

    view = state_view.for_viewer(committed.viewer("XNO"), "XNO")
    assert all(view.by_slug("NOTICE", f"aviso-{number}") for number in range(4))
    with tenant_scope([committed.tenants["XNO"].pk]):
        versions = set(
            ContentItem.objects.filter(kind="NOTICE", tenant=committed.tenants["XNO"]).values_list("version")
        )
    assert len(versions) == 4
    assert committed.differences() == []


def test_a_transaction_that_fails_notifies_no_process(committed: World) -> None:
    page = notice(committed)
    viewer = committed.viewer("XNO")
    before = state_view.for_viewer(viewer, "XNO")

    with transaction.atomic():
        page.title = "Dos"
        publish_page(page=page)
        transaction.set_rollback(True)

    assert state_view.for_viewer(viewer, "XNO") is before
    assert committed.differences() == []
