"""Back after the quick exit, and what can be read then, however long the browser takes to leave again."""

from __future__ import annotations

from playwright.sync_api import Error, Page

from tests.waiting import eventually

SHOWN = "document.body ? document.body.innerText + document.title : ''"
"""What a person reads: what a page that is being left still has is hidden."""


def press_back(page: Page, pause: float = 300) -> None:
    """Press Back, if there is something to go back to, and let the browser begin to go there.

    Args:
        pause: milliseconds.
    """
    page.evaluate("void setTimeout(() => history.back(), 0)")
    page.wait_for_timeout(pause)


def shown_in(page: Page) -> str:
    """Return what can be read in a tab, once a page has been loaded in it."""
    read: list[str] = []

    def is_read() -> bool:
        try:
            page.wait_for_load_state()
            read.append(page.evaluate(SHOWN))
        except Error:  # it went to the next page meanwhile
            return False
        return True

    assert eventually(is_read)
    return read[-1]
