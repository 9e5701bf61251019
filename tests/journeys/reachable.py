"""What of a screen of the administration is out of a finger's reach.

The document itself is never wider than the screen: what is wider stands in a container that hides it, or that scrolls.
"""

from __future__ import annotations

from playwright.sync_api import Page

OUT_OF_REACH = """() => {
    const isReached = (element) => {
        for (let above = element.parentElement; above; above = above.parentElement) {
            const style = getComputedStyle(above);
            if (["auto", "scroll"].includes(style.overflowX) && above.scrollWidth > above.clientWidth) return true;
            const isForScreenReaders = style.overflowX === "hidden" && above.clientWidth <= 1;
            const isFolded = style.position === "fixed" && above.getBoundingClientRect().left >= innerWidth;
            if (isForScreenReaders || isFolded || style.textOverflow === "ellipsis") return true;
        }
        return false;
    };
    const says = (element) => element.matches("input, select, button, img")
        || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return [...document.querySelectorAll("main *")]
        .filter((element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true}))
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1 && says(element))
        .filter((element) => !isReached(element))
        .map((element) => `${element.localName} ${element.id} ${element.textContent.trim().slice(0, 40)}`);
}"""


def out_of_reach(page: Page) -> list[str]:
    """Return the controls and words that end beyond the right edge, and that no container scrolls to."""
    found: list[str] = page.evaluate(OUT_OF_REACH)
    return found
