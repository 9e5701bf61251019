"""Power is cut during a publish: the store and the trees agree afterwards, whatever was done until then."""

import time

import pytest
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser

from content_models.models import OfficePage
from publishing.services.verify import verify
from tests.journeys import editor
from tests.journeys.site import Site, kill

PUBLISHES_FOR_EVER = """
import itertools
import django

django.setup()
from content_models.models import OfficePage
from publishing.services.publish import publish_page

pks = list(OfficePage.objects.filter(slug__startswith="tab-").values_list("pk", flat=True))
for number, pk in enumerate(itertools.cycle(pks)):
    page = OfficePage.objects.get(pk=pk)
    page.note = f"Vuelta {number}"
    publish_page(page=page)
    print("published", number, flush=True)
"""


@pytest.mark.parametrize("seconds", [0.35, 0.75, 1.2])
def test_a_publisher_killed_at_any_moment_leaves_store_and_trees_equal(site: Site, seconds: float) -> None:
    with site.process("-c", PUBLISHES_FOR_EVER) as publisher:
        while "published 0" not in site.log.read_text(errors="replace"):
            assert publisher.poll() is None, site.log.read_text(errors="replace")
            time.sleep(0.02)
        time.sleep(seconds)
        kill(publisher)
    connections.close_all()

    assert verify() == []


def test_the_worker_killed_while_it_publishes_what_is_due_finishes_after_its_restart(site: Site) -> None:
    due = _schedule_offices("tab-")

    with site.process("manage.py", "worker") as worker:
        while not _published(due):
            assert worker.poll() is None, site.log.read_text(errors="replace")
            time.sleep(0.01)
        kill(worker)
    connections.close_all()
    agreed_after_the_kill = verify()
    with site.process("manage.py", "worker"):
        deadline = time.monotonic() + 60
        while len(_published(due)) < len(due) and time.monotonic() < deadline:
            time.sleep(0.1)

    assert agreed_after_the_kill == []
    assert _published(due) == due
    assert verify() == []


@pytest.mark.parametrize("seconds", [0.02, 0.2])
def test_the_web_process_killed_while_an_editor_publishes(site: Site, browser: Browser, seconds: float) -> None:
    editor.publisher_of("TAB")

    with site.web_process() as web:
        page = editor.signed_in(site, browser)
        editor.open_office(page)
        editor.write_number(page, "993 352 2700")
        editor.press_publish(page)
        time.sleep(seconds)
        kill(web)
    page.close()
    connections.close_all()

    assert verify() == []


def _schedule_offices(prefix: str) -> set[int]:
    """Save a revision of each office that is due already, as the scheduler finds it after an outage."""
    pks = set()
    for page in OfficePage.objects.filter(slug__startswith=prefix):
        page.note = "Publicada a su hora."
        revision = page.save_revision()
        revision.approved_go_live_at = timezone.now()
        revision.save(update_fields=["approved_go_live_at"])
        pks.add(page.pk)
    return pks


def _published(pks: set[int]) -> set[int]:
    pages = OfficePage.objects.filter(pk__in=pks, note="Publicada a su hora.", live=True)
    return set(pages.values_list("pk", flat=True))
