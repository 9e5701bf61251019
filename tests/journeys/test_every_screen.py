"""Every screen that is offered to a state's people, and to those who write for the library, in a real browser.

On a wide and a narrow screen axe finds nothing, nothing is cut, and a state's people read plain words, also where
scripts put them.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, TimeoutError
from wagtail.models import Page as PageOfTree

from tenants.models import LIBRARY_CODE, StaffRole, Tenant
from tests.access.administration.plain_words import says_forbidden
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.reachable import out_of_reach
from tests.journeys.site import Site
from tests.tenants.factories import member

PEOPLE = {
    "a state's editor": ("TAB", StaffRole.EDITOR),
    "a state's publisher": ("TAB", StaffRole.PUBLISHER),
    "a state's coordinator": ("TAB", StaffRole.COORDINATOR),
    "a state's supervisor": ("TAB", StaffRole.SUPERVISOR),
    "the library's editor": (LIBRARY_CODE, StaffRole.EDITOR),
    "the library's publisher": (LIBRARY_CODE, StaffRole.PUBLISHER),
}
WIDTHS = (1440, 360)
PATIENCE = 120_000
"""So many milliseconds a screen may take to come to rest, however busy the machine is."""

UNCHANGED = """() => new Promise((done) => {
    let waiting = setTimeout(done, 500);
    new MutationObserver(() => {
        clearTimeout(waiting);
        waiting = setTimeout(done, 500);
    }).observe(document.body, {childList: true, subtree: true});
})"""
"""What a screen's scripts draw and name is there once nothing has changed for half a second."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
_ID = re.compile(r"(?<=/)(?:[0-9]+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)")
_FORM_OF_PAGE = re.compile(r"(?<=/pages/)([0-9]+)(?=/edit/)")
_LEFT_OUT = re.compile(r"logout|/(?:csv|xlsx|preview|download|descargar)/|\.\w+$")
"""What ends the session, and what is no screen of the administration: files, and drafts as citizens read them."""


@pytest.mark.parametrize("who", PEOPLE)
def test_every_screen_is_accessible_fits_and_speaks_plainly(shared_site: Site, browser: Browser, who: str) -> None:
    code, role = PEOPLE[who]
    name = f"{code}-{role}".lower()
    member(Tenant.objects.get(code=code), role, name)
    context = browser.new_context(locale="es-MX")
    page = editor.with_session(context, shared_site, name)

    found = [
        f"{address} {fault}"
        for address in follow(page, shared_site.web)
        for fault in faults(page, reads_plain_words=code != LIBRARY_CODE)
    ]
    context.close()
    connections.close_all()

    assert not found, "\n".join(found)


def follow(page: Page, web: str) -> Iterator[str]:
    """Open each screen that is linked from the start page on, one of those whose addresses differ in ids only.

    Of the forms of pages, one of each type of page.
    """
    types = {str(pk): model for pk, model in PageOfTree.objects.values_list("pk", "content_type__model")}
    waiting, opened = deque([f"{web}admin/"]), Counter[str]()
    while waiting:
        address = waiting.popleft()
        typed = _FORM_OF_PAGE.sub(lambda pk: types.get(pk[1], "*"), address.partition("?")[0])
        shape = _ID.sub("*", typed)
        opened[shape] += 1
        if opened[shape] > 1 or not address.startswith(f"{web}admin/") or _LEFT_OUT.search(shape):
            continue
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        try:
            page.goto(address, wait_until="networkidle", timeout=PATIENCE)
            page.evaluate(UNCHANGED)
        except TimeoutError as error:
            pytest.fail(f"{address} does not come to rest: {error}")
        waiting.extend(link.partition("#")[0] for link in page.evaluate(LINKS))
        yield address


def faults(page: Page, *, reads_plain_words: bool) -> Iterator[str]:
    """Yield what is wrong with the screen that is open, at each width."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        yield from (f"{width}: {each}" for each in violations(page))
        if page.evaluate(OVERFLOW) > 0:
            yield f"{width}: wider than the screen"
        yield from (f"{width}: out of reach: {each}" for each in out_of_reach(page))
        lines = page.locator("body").inner_text().splitlines() if reads_plain_words else []
        yield from (f"{width}: says {line}" for line in lines if says_forbidden(line))
