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

# What scripts do about a new width is begun in the frame after it.
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

# A place at the right edge at which nothing has a tooltip.
FREE_PLACE = """() => {
    const x = innerWidth - 1;
    const heights = [0.5, 0.3, 0.7, 0.15, 0.85, 0.99].map((part) => Math.floor(innerHeight * part));
    const withTooltip = '[data-controller~="w-tooltip"], [aria-describedby]';
    return {x, y: heights.find((y) => !document.elementFromPoint(x, y)?.closest(withTooltip)) ?? heights[0]};
}"""

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
    """Let no tooltip of the administration stand there only because a page was loaded below the pointer.

    What is still moving, as the menu does after the width has changed, would move below it.
    """
    page.evaluate(NEXT_FRAME)
    page.evaluate(f"async () => {{ await ({SETTLED})(); }}")
    place = page.evaluate(FREE_PLACE)
    page.mouse.move(place["x"], place["y"])
