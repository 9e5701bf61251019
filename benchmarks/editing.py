"""The screens that editors meet every morning, with ten thousand pages; and the form of a script in Chromium.

In process, one thread, as a publisher of a state asks: processor time, statements, and how many times as long a screen
takes as with 300 pages more than the starter content has. All pages are rolled back.
"""

from __future__ import annotations

import mimetypes
import os
import statistics
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from playwright.sync_api import CDPSession, Page, sync_playwright
from rich.console import Console
from rich.table import Table
from wagtail.models import Page as WagtailPage

from content_models.models import GuidancePage, OfficePage, ScriptPage
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants
from tenants.services.accounts import assign_role
from tenants.trees import pages_of
from tests import chromium

from .many_pages import add_copies

STATE = "TAB"
FEW, MANY = 300, 10_000
ROUNDS = 7
MOST_MILLISECONDS = 500
OWN_SHARE = 20
"""One in so many pages is the state's own: of 10,000 in 32 states, Tabasco has 500."""

NODES = 16
MOST_SCRIPT_MILLISECONDS = 1000
SCRIPT_ROUNDS = 5
IS_DRAWN = """() => [...document.querySelectorAll(
    "#nodes-root > [data-streamfield-stream-container] > [data-streamfield-child]"
)].filter(one => /\\d$/.test(one.querySelector(".c-sf-block__type").textContent)).length === {nodes}"""
"""Its own script has numbered them: nothing of the form is drawn after that unless it is opened."""


def main() -> None:
    """Measure and print."""
    with _signed_in(StaffRole.PUBLISHER, STATE) as client, transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
        state = Tenant.objects.get(code=STATE)
        addresses = screens(state)
        add_to_states(FEW, own=FEW // OWN_SHARE)
        few = {name: _measured(client, url) for name, url in addresses.items()}
        missing = MANY - WagtailPage.objects.count()
        add_to_states(missing, own=missing // OWN_SHARE)
        many = {name: _measured(client, url) for name, url in addresses.items()}
        _print(few, many, WagtailPage.objects.count())
        transaction.set_rollback(True)
    _script_form()


def screens(state: Tenant) -> dict[str, str]:
    """The addresses of what a state's people open every day, by what they are called."""
    office = OfficePage.objects.descendant_of(state.root_page).live().order_by("path").first()
    text = GuidancePage.objects.get(slug="familiar-detenido", locale__language_code="es-mx")
    assert office is not None
    return {
        "start page": reverse("wagtailadmin_home"),
        "offices": reverse("offices:index"),
        "explorer": reverse("wagtailadmin_explore", args=[office.get_parent().pk]),
        "search": f"{reverse('wagtailadmin_pages:search')}?{urlencode({'q': office.title})}",
        "history of a page": reverse("wagtailadmin_pages:history", args=[office.pk]),
        "reviews": reverse("reviews:list"),
        "editor of an office": reverse("wagtailadmin_pages:edit", args=[office.pk]),
        "national texts": reverse("adapting:list", args=[state.code]),
        "workbench of a text": reverse("adapting:text", args=[state.code, text.translation_key]),
        "confirming by telephone": reverse("state_offices:confirm", args=[state.code]),
        "new office": reverse("state_offices:add", args=[state.code]),
        "imports": reverse("imports:list", args=[state.code]),
        "local pages": reverse("adapting:local", args=[state.code]),
    }


def add_to_states(count: int, *, own: int) -> None:
    """Add offices to the directories of the states.

    Args:
        own: how many of them are Tabasco's, below an organization.
    """
    state = Tenant.objects.get(code=STATE)
    template = OfficePage.objects.descendant_of(state.root_page).live().order_by("path").first()
    assert template is not None
    add_copies(of=template, below=template.get_parent(), count=own)
    directories = WagtailPage.objects.filter(slug="directorio", depth=3).not_descendant_of(state.root_page)
    others = list(directories.order_by("path"))
    share, rest = divmod(count - own, len(others))
    for index, directory in enumerate(others):
        add_copies(of=template, below=directory, count=share + (index < rest))


def statements_of(client: Client, url: str) -> int:
    """The statements of opening an address that was opened before."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return len(captured)


@contextmanager
def _signed_in(role: StaffRole, code: str) -> Iterator[Client]:
    user = User.objects.create_user(f"bench-{uuid.uuid4().hex[:8]}")
    assign_role(user=user, tenant=Tenant.objects.get(code=code), role=role)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    try:
        yield client
    finally:
        client.logout()
        with scope_of_all_tenants():
            user.delete()


def _measured(client: Client, url: str) -> tuple[float, float, int]:
    """Processor time and time by the clock of one answer, medians in milliseconds; and its statements."""
    client.get(url)
    statements = statements_of(client, url)
    processor, clock = [], []
    for _ in range(ROUNDS):
        spent, began = time.process_time(), time.perf_counter()
        client.get(url)
        processor.append(time.process_time() - spent)
        clock.append(time.perf_counter() - began)
    return statistics.median(processor) * 1000, statistics.median(clock) * 1000, statements


Measured = Mapping[str, tuple[float, float, int]]


def _print(few: Measured, many: Measured, count: int) -> None:
    title = f"Editors' screens of {STATE} with {count} pages; at most {MOST_MILLISECONDS} ms are allowed"
    table = Table(title=title, title_justify="left")
    for column in ("", "processor ms", "clock ms", "statements", f"with {FEW} more", "times as long"):
        table.add_column(column, justify="right" if column else "left")
    for name, (processor, clock, statements) in many.items():
        before = few[name]
        cells = (f"{processor:.0f}", f"{clock:.0f}", str(statements), str(before[2]), f"{processor / before[0]:.2f}")
        table.add_row(name, *cells)
    Console().print(table)


def _script_form() -> None:
    """Print how long the forms of scripts take in Chromium that has the files already: neither server nor network."""
    for nodes in (NODES, None):
        signed_in = _signed_in(StaffRole.PUBLISHER, "NAC")
        with signed_in as client, transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
            page = _longest_script(nodes)
            url = reverse("wagtailadmin_pages:edit", args=[page.pk])
            _, clock, _ = _measured(client, url)
            names = ("wagtailadmin_javascript_catalog", "wagtailadmin_sprite")
            answers = {address: client.get(address) for address in (url, *map(reverse, names))}
            files = {address: (answer.content, answer["Content-Type"]) for address, answer in answers.items()}
            transaction.set_rollback(True)
        drawn, spent = _in_browser(url, files, len(page.nodes))
        Console().print(f"The form of “{page.title}”, {len(page.nodes)} nodes: {clock:.0f} ms of the server.")
        for name, times in (("drawn, by the clock", drawn), ("loading and drawing, processor", spent)):
            Console().print(f"  {name}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms.")
    Console().print(f"At most {MOST_SCRIPT_MILLISECONDS} ms until it is drawn are allowed.")


def _longest_script(nodes: int | None) -> ScriptPage:
    """The library's longest script; as a draft of so many nodes, where a number is given."""
    scripts = ScriptPage.objects.filter(pk__in=pages_of([LIBRARY_ID]).values("pk"))
    page = max(scripts, key=lambda one: len(one.nodes))
    if nodes is not None:
        page.nodes = list(page.nodes.raw_data)[:nodes]
        with scope_of(LIBRARY_ID):
            page.save_revision(clean=False)
    return page


Files = Mapping[str, tuple[bytes, str]]


def _in_browser(url: str, files: Files, nodes: int) -> tuple[list[float], list[float]]:
    found = chromium.find()
    if found is None:
        raise SystemExit(f"There is no Chromium. {chromium.ADVICE}")
    drawn, spent = [], []
    with _served(url, files) as host, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.program,
            env={**os.environ, **found.environment},
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="es-MX")
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        for _ in range(SCRIPT_ROUNDS + 1):
            page.goto("about:blank")
            before = _processor_milliseconds(session)
            drawn.append(_draw(page, f"{host}{url}", nodes))
            spent.append(_processor_milliseconds(session) - before)
        browser.close()
    return drawn[1:], spent[1:]  # the first one reads the files


def _draw(page: Page, url: str, nodes: int) -> float:
    """Open the form; milliseconds from its first byte until all nodes are numbered, and it listens."""
    page.goto(url, wait_until="commit")
    page.wait_for_function(IS_DRAWN.replace("{nodes}", str(nodes)), timeout=60_000, polling=20)
    took: float = page.evaluate(
        "() => new Promise(done => setTimeout(() => done(performance.now() - "
        "performance.getEntriesByType('navigation')[0].responseStart)))"
    )
    return took


def _processor_milliseconds(session: CDPSession) -> float:
    figures = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(figures["TaskDuration"]) * 1000


@contextmanager
def _served(url: str, files: Files) -> Iterator[str]:
    """Serve the form and what it needs; the browser keeps all but the form, as an editor's does."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, url, files))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Files(BaseHTTPRequestHandler):
    """Answers with the given files, and with those of the project."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, form: str, files: Files, *args: Any) -> None:
        self.form, self.files = form, files
        super().__init__(*args)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        body, kind = self.files.get(path) or self._static(path)
        self.send_response(200 if kind else 404)
        self.send_header("Content-Type", kind or "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store" if path == self.form else "max-age=3600")
        self.end_headers()
        self.wfile.write(body)

    def _static(self, path: str) -> tuple[bytes, str]:
        prefix = str(settings.STATIC_URL)
        file = finders.find(path.removeprefix(prefix)) if path.startswith(prefix) else None
        if not file:
            return b"", ""
        return Path(file).read_bytes(), mimetypes.guess_type(file)[0] or "application/octet-stream"

    def log_message(self, *args: Any) -> None:
        """Print nothing."""
