"""What axe, the accessibility checker, finds in a page that a browser shows."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

from tests.journeys.site import ROOT
from tests.skipping import skip_without

SCRIPT = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

# A colour that is still fading in is not the one that is read. Animations without end are left alone.
SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
    .map((animation) => animation.finished))"""

RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id}: ${target} ${failureSummary}`))"""


def violations(shown: Page | Frame) -> list[str]:
    """Return each violation with the element that it is at."""
    if not SCRIPT.exists():
        skip_without("axe-core", advice="Run `make frontend`.")
    _move_pointer_away(shown if isinstance(shown, Page) else shown.page)
    shown.evaluate(SCRIPT.read_text())
    shown.evaluate(f"async () => {{ await ({SETTLED})(); }}")
    found: list[str] = shown.evaluate(RUN)
    return found


def _move_pointer_away(page: Page) -> None:
    """Let no tooltip of the administration stand there only because a page was loaded below the pointer."""
    size = page.viewport_size
    if size is not None:
        page.mouse.move(size["width"] - 1, size["height"] // 2)
