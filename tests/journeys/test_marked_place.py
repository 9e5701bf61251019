"""A place is marked as confidential in the administration while other processes have their answers in memory.

Within 35 seconds it is in no answer, also of a process that no notification has reached, and in none that a cache may
keep; and then in no dump and no log. What nginx serves while no process answers (`docs/security.md`) is not asked here.
"""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client

from cms.ports import any_free
from content_models.models import OfficePage
from tenants.models import KeyKind, StaffRole, Tenant
from tests import database
from tests.editorial.test_confidential_places import PUBLISH, edit_url, sent
from tests.fakes.lossy_line import LossyLine
from tests.journeys.site import APP_URLS, START_SECONDS, Site
from tests.publishing.test_confidential_everywhere import QUERY, dumped, words_in
from tests.publishing.test_confidential_places import office_in
from tests.tenants.factories import key_of, member
from tests.waiting import eventually
from tests.world import World, committed

__all__ = ["committed"]

LONGEST_SECONDS = 35.0
NEW_NAME = b"Casa segura"
TOKEN = "a" * 32
FORM_TYPE = "application/x-www-form-urlencoded"
PAGES = ("/directorio/p-red/", "/sitemap.xml")


@dataclass
class Process:
    """A web process, and until when the place is in what it, or a cache in front of it, answers.

    Attributes:
        shown_at, kept_until: readings of `time.monotonic`.
    """

    name: str
    site: Site
    shown_at: float = 0.0
    kept_until: float = 0.0

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a request."""
        client = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        try:
            client.request(method, path, body, {"Host": f"localhost:{self.site.port}", **headers})
            answer = client.getresponse()
            return answer, answer.read()
        finally:
            client.close()

    def shows(self, key: str) -> bool:
        """Whether the place is in an answer; otherwise all of them have the office's new name or path."""
        bodies = []
        for path in PAGES:
            _, body = self.ask("GET", path, Host=f"tabasco.localhost:{self.site.port}")
            bodies.append(body)
        answer, body = self.ask("GET", f"/graphql?{urlencode({'query': QUERY})}", Authorization=f"Bearer {key}")
        now = time.monotonic()
        if words_in(body):
            max_age = int(answer.headers["Cache-Control"].partition("max-age=")[2])
            self.kept_until = now + max_age
        bodies.append(body)
        is_shown = any(words_in(body) for body in bodies)
        if is_shown:
            self.shown_at = now
        else:
            assert all(NEW_NAME in body or b"casa-segura" in body for body in bodies), bodies
        return is_shown


@pytest.fixture
def line(site: Site) -> Iterator[LossyLine]:
    """A way to the database on which notifications get lost."""
    line = LossyLine(*database.address())
    yield line
    line.cut()


def test_a_marked_place_is_nowhere_within_seconds(
    committed: World, site: Site, line: LossyLine, tmp_path: Path
) -> None:
    committed.tenants["TAB"] = Tenant.objects.get(code="TAB")
    office = office_in(committed, "TAB")
    key = key_of(committed.tenants["TAB"], kind=KeyKind.PUBLISHABLE)[1]
    client = Client()
    client.force_login(member(committed.tenants["TAB"], StaffRole.PUBLISHER))
    cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"
    writing, hearing, missing = (
        Process(name, replace(site, port=any_free(), environment=dict(site.environment)))
        for name in ("the one that marks", "one that hears", "one that does not")
    )
    missing.site.reach_database_over(line, *APP_URLS)
    processes = (writing, hearing, missing)

    with ExitStack() as running:
        for process in processes:
            running.enter_context(process.site.process("-m", "cms.web", str(process.site.port)))
        assert all(eventually(process.site.is_ready, START_SECONDS) for process in processes)
        # What is read as a process begins to hear of changes is not kept in memory.
        assert eventually(lambda: all(process.shows(key) and process.shows(key) for process in processes))
        line.is_losing = True
        form = sent(office, title="Casa segura", slug="casa-segura", csrfmiddlewaretoken=TOKEN, **PUBLISH)
        answer, _ = writing.ask(
            "POST", edit_url(office), urlencode(form), **{"Cookie": cookie, "Content-Type": FORM_TYPE}
        )
        marked_at = time.monotonic()
        assert answer.status == 302
        is_gone = eventually(lambda: sum(process.shows(key) for process in processes) == 0, LONGEST_SECONDS)
        log = site.log.read_bytes()
    connections.close_all()

    assert is_gone
    assert line.lost > 0
    assert OfficePage.objects.get(pk=office.pk).is_confidential
    assert words_in(log) == []
    assert words_in(dumped(tmp_path, "after")) == []
    for process in processes:
        shown, kept = (max(at - marked_at, 0.0) for at in (process.shown_at, process.kept_until))
        sys.stdout.write(f"{process.name}: shown for {shown:.1f} s, in caches for {kept:.1f} s\n")
        assert max(shown, kept) <= LONGEST_SECONDS, process.name
