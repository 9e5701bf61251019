"""The desk in Chromium: from a key until what it asked for is painted, searching, and in a script without a network.

The server runs as it does in production, on this machine. What is in the document when a frame begins is painted when
the next message of a `MessageChannel` arrives.
"""

from __future__ import annotations

import os
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from playwright.sync_api import CDPSession, Page, ViewportSize, sync_playwright
from rich.console import Console
from rich.table import Table

from cms.ports import any_free
from tests import chromium
from tests.journeys.site import Site

from .desk import operator

SENTENCES = (
    "me quitaron el carro",
    "se llevaron a mi hijo",
    "mi esposo me pega",
    "fiscalia en cardenas",
    "defensoria publica",
    "me llego un citatorio",
    "no encuentro a mi hermana",
    "un policia me pego",
    "quiero retirar la denuncia",
)
"""As operators type, without accents: each letter is a key."""
TYPING_MILLISECONDS = 110
"""Between two keys: some nine a second, faster than most."""
WALKS = 12
OPENING_PARTS = 4
"""What of a script must be read before its first answer."""
WALK = ("1", "Backspace", "2", "Backspace")
"""Keys within a script, each of which leads to another question."""
NOTHING = "F4"
"""A key that the desk does not know."""
MOST = {"a search": 100.0, "a step, without a network": 50.0}
READY = ".desk[data-content=here] #desk-middle-title"

WATCH = """() => {
    window.took = [];
    const painted = (then) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(null);
    };
    const whenShown = (isShown, key, until) => requestAnimationFrame(() => {
        if (isShown()) painted(() => window.took.push(performance.now() - key));
        else if (performance.now() < until) whenShown(isShown, key, until);
    });
    const middle = () => document.querySelector('#desk-middle-title')?.closest('main, section')?.innerText;
    window.kind = 'nothing';
    let key = 0;
    addEventListener('keydown', (event) => {
        key = event.timeStamp;
        const before = middle();
        if (window.kind === 'nothing') whenShown(() => true, key, key + 2000);
        if (window.kind === 'step') whenShown(() => middle() !== before, key, key + 2000);
    }, true);
    const ask = window.fetch;
    window.fetch = async (...asked) => {
        const pressed = key;
        const answer = await ask(...asked);
        if (window.kind !== 'search' || !String(asked[0]?.url ?? asked[0]).includes('/search/')) return answer;
        const { results } = await answer.clone().json();
        const titles = results.filter((one) => one.kind === 'SCRIPT').slice(0, 4).map((one) => one.title);
        const shown = () => [...document.querySelectorAll('.desk-result b')].map((one) => one.textContent);
        whenShown(() => titles.every((one) => shown().includes(one)), pressed, performance.now() + 400);
        return answer;
    };
}"""


def main() -> None:
    """Measure and print. What is written, an account and its session, is deleted again."""
    found = chromium.find()
    if found is None:
        raise SystemExit(f"There is no Chromium. {chromium.ADVICE}")
    with operator() as client, TemporaryDirectory() as folder, sync_playwright() as playwright:
        site = Site(any_free(), dict(os.environ), Path(folder) / "web.log")
        browser = playwright.chromium.launch(
            executable_path=found.program, env={**os.environ, **found.environment}, args=["--no-sandbox"]
        )
        context = browser.new_context(locale="es-MX", viewport=ViewportSize(width=1366, height=768))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.web}])
        page = context.new_page()
        with site.web_process():
            page.goto(f"{site.web}mesa/")
            page.wait_for_selector(READY)
            page.evaluate(WATCH)
            _print(
                {
                    "a key of no meaning": _nothing(page),
                    "a search": _searches(page),
                    "a step, without a network": _steps(page),
                }
            )
        browser.close()


def _nothing(page: Page) -> tuple[list[float], float]:
    return _measured(page, "nothing", [[NOTHING]] * (WALKS * len(WALK)))


def _searches(page: Page) -> tuple[list[float], float]:
    page.keyboard.press("t")
    return _measured(page, "search", [["/", *sentence, "Escape"] for sentence in SENTENCES])


def _steps(page: Page) -> tuple[list[float], float]:
    page.keyboard.press("1")
    for _ in range(OPENING_PARTS):
        page.keyboard.press("l")
    page.context.set_offline(True)
    return _measured(page, "step", [list(WALK)] * WALKS)


def _measured(page: Page, kind: str, groups: list[list[str]]) -> tuple[list[float], float]:
    """Press keys; return the milliseconds of each until painted, and those of the main thread's processor, together."""
    page.evaluate("(kind) => { window.kind = kind; window.took = []; }", kind)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _processor(session)
    for keys in groups:
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(TYPING_MILLISECONDS)
        page.wait_for_timeout(4 * TYPING_MILLISECONDS)
    spent = _processor(session) - before
    took: list[float] = page.evaluate("window.took")
    return took, spent


def _processor(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration")) * 1000


def _print(found: dict[str, tuple[list[float], float]]) -> None:
    table = Table(title="The desk, from a key until it is painted, in milliseconds", title_justify="left")
    for column in ("", "keys", "p50", "p95", "× nothing (p50)", "processor, a key", "allowed (p95)"):
        table.add_column(column, justify="right" if column else "left")
    base = statistics.median(found["a key of no meaning"][0])
    for name, (took, spent) in found.items():
        p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
        most = f"{MOST[name]:.0f}" if name in MOST else ""
        row = (str(len(took)), f"{p50:.0f}", f"{p95:.0f}", f"{p50 / base:.1f}", f"{spent / len(took):.1f}", most)
        table.add_row(name, *row)
    console = Console(width=120)
    console.print(table)
    console.print(f"Load of the machine: {os.getloadavg()[0]:.1f}.")
