"""What axe, the accessibility checker, finds in a page that a browser shows."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

from tests.journeys.site import ROOT
from tests.skipping import skip_without

SCRIPT = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${target} ${failureSummary}`))"""


def violations(shown: Page | Frame) -> list[str]:
    """Return each violation with the element that it is at."""
    if not SCRIPT.exists():
        skip_without("axe-core", advice="Run `make frontend`.")
    shown.evaluate(SCRIPT.read_text())
    found: list[str] = shown.evaluate(RUN)
    return found
