"""Where people of a state and of the library begin, in a real browser: axe finds nothing, nothing is cut on a
telephone, and what scripts put there is in plain words, too. And the lists that they work by.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tenants.models import LIBRARY_CODE, StaffRole, Tenant, User
from tests.access.administration.plain_words import says_forbidden
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.reachable import out_of_reach
from tests.journeys.site import Site
from tests.tenants.factories import member

SCREENS = {
    "start page": ("publicadora", "admin/"),
    "search": ("publicadora", "admin/pages/search/?q=fiscal%C3%ADa"),
    "matrix": ("bibliotecaria", "admin/matriz/?status="),
}
LISTS = {
    "publicadora": (
        "offices",
        "images",
        "documents",
        "api-clients",
        "reports/site-history",
        "consultas",
    ),
    "bibliotecaria": ("guidance", "terms", "scripts", "pages"),
}
WIDTHS = (1440, 360)
NARROW = 800

MENU_CUT = "(menu => menu.scrollHeight - menu.clientHeight)(document.querySelector('.sidebar-main-menu'))"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def librarian(module_committed_db: None) -> User:
    return member(Tenant.objects.get(code=LIBRARY_CODE), StaffRole.EDITOR, "bibliotecaria")


def test_where_people_begin_is_accessible_fits_and_speaks_plainly(
    shared_site: Site, shared_publisher: User, librarian: User, browser: Browser
) -> None:
    found: list[str] = []
    for screen, (name, address) in SCREENS.items():
        context = browser.new_context(locale="es-MX")
        page = editor.with_session(context, shared_site, name)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{shared_site.web}{address}")
            page.locator("#wagtail-sidebar nav").wait_for(state="attached")
            found += [f"{screen} {width}: {each}" for each in violations(page)]
            found += [f"{screen} {width}: wider than the screen"] if page.evaluate(OVERFLOW) > 0 else []
            found += [f"{screen} {width}: out of reach: {each}" for each in out_of_reach(page)]
            found += [f"{screen} {width}: the menu is cut"] if width > NARROW and page.evaluate(MENU_CUT) > 0 else []
            lines = page.locator("body").inner_text().splitlines() if name == "publicadora" else []
            found += [f"{screen} {width}: says {line}" for line in lines if says_forbidden(line)]
        context.close()

    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", LISTS)
def test_all_of_a_list_is_within_reach_on_a_telephone(
    shared_site: Site, shared_publisher: User, librarian: User, browser: Browser, name: str
) -> None:
    context = browser.new_context(locale="es-MX", viewport={"width": 360, "height": 900})
    page = editor.with_session(context, shared_site, name)
    found: list[str] = []
    for address in LISTS[name]:
        page.goto(f"{shared_site.web}admin/{address}/")
        page.locator("#wagtail-sidebar nav").wait_for(state="attached")
        found += [f"{address}: {each}" for each in out_of_reach(page)]
    context.close()

    assert not found, "\n".join(found)
