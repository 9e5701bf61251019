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
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from playwright.sync_api import CDPSession, Page, Route, sync_playwright
from rich.console import Console
from rich.table import Table
from wagtail.models import Page as WagtailPage

from content_models.models import GuidancePage, OfficePage, ScriptPage
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

HOST = "http://localhost"
NODES = 16
MOST_SCRIPT_MILLISECONDS = 1000
SCRIPT_ROUNDS = 5
IS_DRAWN = "() => document.querySelectorAll('#nodes-root .script-node__lines').length === {nodes}"


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
    """Print how long the form of a script of sixteen nodes takes in Chromium, without server and network."""
    with _signed_in(StaffRole.PUBLISHER, "NAC") as client, override_settings(ALLOWED_HOSTS=["*"]):
        page = max(
            ScriptPage.objects.filter(pk__in=pages_of([LIBRARY_ID]).values("pk")), key=lambda one: len(one.nodes)
        )
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        _, clock, _ = _measured(client, url)
        names = ("wagtailadmin_javascript_catalog", "wagtailadmin_sprite")
        html = {address: client.get(address).content.decode() for address in (url, *map(reverse, names))}
    drawn, spent = _in_browser(url, html, len(page.nodes))
    Console().print(f"The form of “{page.title}”, {len(page.nodes)} nodes: {clock:.0f} ms of the server.")
    for name, times in (("drawn, by the clock", drawn), ("loading and drawing, processor", spent)):
        Console().print(f"  {name}: median {statistics.median(times):.0f} ms, longest {max(times):.0f} ms.")
    Console().print(f"At most {MOST_SCRIPT_MILLISECONDS} ms until it is drawn are allowed.")


def _in_browser(url: str, html: Mapping[str, str], nodes: int) -> tuple[list[float], list[float]]:
    found = chromium.find()
    if found is None:
        raise SystemExit(f"There is no Chromium. {chromium.ADVICE}")
    drawn, spent = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.program,
            env={**os.environ, **found.environment},
            args=["--no-sandbox", "--disable-gpu"],
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="es-MX")
        context.route("**/*", partial(_serve, html))
        for _ in range(SCRIPT_ROUNDS + 1):
            page = context.new_page()
            session = context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            drawn.append(_draw(page, url, nodes))
            spent.append(_processor_milliseconds(session))
            page.close()
        browser.close()
    return drawn[1:], spent[1:]  # the first one reads the files


def _draw(page: Page, url: str, nodes: int) -> float:
    """Open the form; milliseconds from its first byte until all nodes say what leads to them, and it listens."""
    page.goto(f"{HOST}{url}", wait_until="commit")
    page.wait_for_function(IS_DRAWN.format(nodes=nodes), timeout=60_000, polling=20)
    took: float = page.evaluate(
        "() => new Promise(done => setTimeout(() => done(performance.now() - "
        "performance.getEntriesByType('navigation')[0].responseStart)))"
    )
    return took


def _processor_milliseconds(session: CDPSession) -> float:
    figures = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return float(figures["TaskDuration"]) * 1000


def _serve(html: Mapping[str, str], route: Route) -> None:
    path = urlsplit(route.request.url).path
    if path in html:
        kind = "text/html" if path.endswith("/edit/") else "text/javascript" if "jsi18n" in path else "text/html"
        route.fulfill(body=html[path], content_type=f"{kind}; charset=utf-8")
        return
    name = path.removeprefix(str(settings.STATIC_URL)) if path.startswith(str(settings.STATIC_URL)) else ""
    file = finders.find(name) if name else None
    if file is None:
        route.fulfill(status=404, body="")
        return
    route.fulfill(path=file, content_type=mimetypes.guess_type(str(file))[0] or "application/octet-stream")
