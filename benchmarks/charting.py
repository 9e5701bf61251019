"""The chart of a script of sixty nodes: from its data to what is painted, in Chromium.

The page is the preview's own; its files come from the disk, so that neither server nor network is measured.
"""

from __future__ import annotations

import mimetypes
import os
import statistics
import time
import uuid
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import transaction
from django.test import RequestFactory
from playwright.sync_api import CDPSession, Page, Route, sync_playwright
from rich.console import Console

from content_models.models import ScriptPage, SectionPage
from editorial.scripts.preview import chart_data
from publishing.writes import scope_of
from tenants.models import LIBRARY_ID, User
from tenants.trees import pages_of
from tests import chromium

NODES = 60
ROUNDS = 9
MOST_MILLISECONDS = 300
ADDRESS = "http://localhost/chart"
DRAWN = "performance.getEntriesByName('script-drawn').length > 0"
TOOK = "performance.getEntriesByName('script-drawn')[0].duration"
PAUSE_MILLISECONDS = 250
"""How long the form waits after the last letter (`PAUSE_MS` in `script_form.js`)."""
REDRAWN = """() => new Promise(done => {
    const data = JSON.parse(document.getElementById("script-data").textContent);
    data.nodes.at(-1).problems = ["."];
    const begun = performance.now();
    new MutationObserver((_, seen) => {
        if (!document.querySelector(".chart-node.is-wrong")) return;
        seen.disconnect();
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
    }).observe(document.body, {subtree: true, childList: true, attributes: true});
    postMessage({type: "script-data", data}, location.origin);
})"""
"""The milliseconds from what the form sends until the chart has a problem in red, painted."""


def main() -> None:
    """Measure and print. Nothing is written."""
    html, answered = _chart()
    drawn, spent, redrawn = _measured(html)
    for name, times in (("drawn, by the clock", drawn), ("loading and drawing, processor", spent)):
        middle, longest = statistics.median(times), max(times)
        Console().print(f"A chart of {NODES} nodes, {name}: median {middle:.0f} ms, longest {longest:.0f} ms.")
    Console().print(f"At most {MOST_MILLISECONDS} ms to draw it are allowed.")
    follows = PAUSE_MILLISECONDS + answered + statistics.median(redrawn)
    Console().print(
        f"It follows what is typed after {follows:.0f} ms, reading the form left out: a pause of {PAUSE_MILLISECONDS}, "
        f"{answered:.0f} for the server's data, {statistics.median(redrawn):.0f} to draw it anew. 1000 are allowed."
    )


def _chart() -> tuple[str, float]:
    """The preview of a script that is made of the starter's ones, and how many milliseconds its data take."""
    with scope_of(LIBRARY_ID), transaction.atomic():
        scripts = ScriptPage.objects.filter(pk__in=pages_of([LIBRARY_ID]).values("pk"), live=True).order_by("slug")
        section = SectionPage.objects.filter(pk__in=pages_of([LIBRARY_ID]).values("pk"), slug="guiones").get()
        page = ScriptPage(title="Qué le pasó", slug="que-le-paso", role="VICTIM", channels=["PHONE"], start="inicio")
        page.nodes = _nodes(list(scripts))  # type: ignore[assignment]  # as it is stored
        page.locale, page.live = section.locale, False
        section.add_child(instance=page)
        asked = RequestFactory().get("/")
        asked.session = {}  # type: ignore[assignment]  # nobody has chosen a state
        asked.user = User.objects.create_superuser(f"bench-{uuid.uuid4().hex[:8]}")
        shown = page.serve_preview(asked, "chart")
        times = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            chart_data(page, asked)
            times.append(time.perf_counter() - began)
        transaction.set_rollback(True)
    return shown.content.decode(), statistics.median(times) * 1000


def _nodes(scripts: list[ScriptPage]) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    answers = []
    for script in scripts:
        if len(nodes) + len(script.nodes) >= NODES:
            continue
        answers.append(_answer(script.title, f"{script.slug}-{script.start}"))
        for node in deepcopy(list(script.nodes.raw_data)):
            node["value"]["key"] = f"{script.slug}-{node['value']['key']}"
            for option in node["value"]["options"]:
                option["value"]["to"] = f"{script.slug}-{option['value']['to']}"
            nodes.append(node | {"id": str(uuid.uuid4())})
    first = deepcopy(nodes[0]) | {"id": str(uuid.uuid4())}
    ends = [node for node in nodes if not node["value"]["options"]]
    for number in range(NODES - 1 - len(nodes)):
        end = deepcopy(ends[0]) | {"id": str(uuid.uuid4())}
        end["value"]["key"] = f"final-{number}"
        answers.append(_answer(f"Otra cosa {number + 1}", f"final-{number}"))
        nodes.append(end)
    first["value"] |= {"key": "inicio", "kind": "QUESTION", "text": "<p>¿Qué le pasó?</p>", "options": answers}
    return [first, *nodes]


def _answer(label: str, to: str) -> dict[str, Any]:
    value = {"key": to, "label": label, "web_label": "", "to": to}
    return {"type": "item", "id": str(uuid.uuid4()), "value": value}


def _measured(html: str) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds until it was painted, of the main thread's processor, and until it was drawn anew; but the first."""
    drawn, spent, redrawn = [], [], []
    found = chromium.find()
    if found is None:
        raise SystemExit(f"There is no Chromium. {chromium.ADVICE}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found.program, env={**os.environ, **found.environment}, args=["--no-sandbox"]
        )
        for _ in range(ROUNDS + 1):
            page = browser.new_page(viewport={"width": 1366, "height": 768})
            page.route("**/*", lambda route: _answered(route, html))
            session = page.context.new_cdp_session(page)
            session.send("Performance.enable", {"timeDomain": "threadTicks"})
            _draw(page)
            drawn.append(float(page.evaluate(TOOK)))
            spent.append(_processor(session))
            redrawn.append(float(page.evaluate(REDRAWN)))
            page.close()
        browser.close()
    return drawn[1:], spent[1:], redrawn[1:]


def _draw(page: Page) -> None:
    page.goto(ADDRESS)
    page.wait_for_function(DRAWN)
    shown = page.locator(".chart-node").count()
    assert shown == NODES, shown


def _processor(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration")) * 1000


def _answered(route: Route, html: str) -> None:
    path = urlsplit(route.request.url).path
    if path == urlsplit(ADDRESS).path:
        return route.fulfill(body=html, content_type="text/html; charset=utf-8")
    name = path.removeprefix(settings.STATIC_URL)
    found = finders.find(name) or Path(settings.STATIC_ROOT) / name
    if not Path(found).is_file():
        return route.fulfill(status=404)
    return route.fulfill(path=found, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
