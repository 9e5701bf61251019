"""An editor and a publisher of Tabasco do what their days consist of, in real browsers; axe looks at each screen.

The twelve tasks: change a telephone, add an office, write a notice that ends on a day, adapt a paragraph, undo that,
hide a page, send a change, approve it with the difference read, answer what was sent back, find a national text,
confirm an office, roll back an import.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connections
from playwright.sync_api import Browser, Page, expect

from content_models.models import NoticePage, OfficePage
from tenants.models import StaffRole, Tenant
from tests.journeys import axe, editor
from tests.journeys.site import Site
from tests.journeys.test_importing_offices import import_and_undo
from tests.journeys.test_offices import NAME, add_office, confirm_two
from tests.journeys.test_sent_for_review import (
    OFFICE,
    RIGHT,
    WRONG,
    adapt_in_place_and_undo,
    answer,
    approve,
    published_number,
    read,
    send_back,
    window,
)
from tests.journeys.workbench import publish
from tests.tenants.factories import member

NOTICE = "La fiscalía de Teapa cierra por obras"
HIDDEN = "Llegar a un acuerdo (mediación)"
LAST_DAY = "15/12/2026"


class Screens:
    """What axe finds in the screens of the day, by name."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def look(self, page: Page, name: str) -> None:
        """Let axe look at a screen."""
        self.found += [f"{name}: {one}" for one in axe.violations(page)]


def test_an_editor_and_a_publisher_do_the_twelve_tasks(site: Site, browser: Browser) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    editor.publisher_of("TAB")
    member(tabasco, StaffRole.EDITOR, "redactora")
    screens = Screens()

    with site.web_process():
        import_and_undo(site, browser, screens.look)
        redactora, publicadora = window(site, browser, "redactora", 1440), window(site, browser, "publicadora", 1440)

        change_a_telephone_and_send(redactora, site, WRONG, screens)
        read(publicadora, site)
        screens.look(publicadora, "what changes")
        send_back(publicadora, "Falta el número de guardia.")
        answer(redactora, site, "Falta el número de guardia.", RIGHT)
        read(publicadora, site)
        approve(publicadora)
        approved = published_number()

        write_a_notice(redactora, site, screens)
        screens.found += add_office(site, redactora)
        screens.found += adapt_in_place_and_undo(publicadora, site)
        find_and_hide(publicadora, site, screens)
        screens.found += confirm_two(site, redactora)
    connections.close_all()

    notice = NoticePage.objects.get(title=NOTICE).get_latest_revision_as_object()
    [schedule] = OfficePage.objects.get(title=OFFICE).schedule
    [period] = schedule.value["periods"]
    waiting = [one.title for one in OfficePage.objects.all() if one.current_workflow_state is not None]
    assert screens.found == []
    assert approved == RIGHT
    assert (len(period["days"]), f"{period['opens_at']:%H}–{period['closes_at']:%H}") == (5, "09–15")
    assert schedule.value["holidays"] == "UNKNOWN"  # nobody has said anything of them
    assert notice.ends_at == datetime(2026, 12, 15, 23, 59, 59, tzinfo=ZoneInfo(tabasco.time_zone))
    assert (NAME in waiting, len(waiting)) == (True, 3)


def change_a_telephone_and_send(page: Page, site: Site, number: str, screens: Screens) -> None:
    """Begin where one begins, find the office, write the number and send it."""
    page.goto(f"{site.web}admin/")
    screens.look(page, "start page")
    page.get_by_role("link", name="Cambiar un teléfono").click()
    page.get_by_role("link", name=OFFICE).first.wait_for()
    screens.look(page, "offices")
    page.get_by_role("link", name=OFFICE).first.click()
    editor.write_number(page, number)
    hours = page.get_by_label("Horario", exact=True)
    expect(hours).to_be_visible()
    screens.look(page, "office")
    hours.fill("l a v 9-15")  # read before it is sent
    page.click("footer button[name=action-submit]")
    expect(page.locator(".messages .success")).to_contain_text("se envió a revisión a publicadora")


IS_NO_CALENDAR_OPEN = "() => [...document.querySelectorAll('.xdsoft_datetimepicker')].every((one) => !one.offsetHeight)"
"""The calendar opens a moment after its field has the focus, and closes once it has it no more."""


def write_a_notice(page: Page, site: Site, screens: Screens) -> None:
    """Write a notice for some days from the start page, and send it."""
    page.goto(f"{site.web}admin/")
    page.get_by_role("link", name="Poner un aviso").click()
    page.fill("input[name=title]", NOTICE)
    page.click(".Draftail-Editor .public-DraftEditor-content")
    page.keyboard.type("Te atienden en Tacotalpa.")
    page.click("input[name=ends_at]")
    page.locator(".xdsoft_datetimepicker:visible").wait_for()
    page.fill("input[name=ends_at]", LAST_DAY)
    page.keyboard.press("Tab")
    page.wait_for_function(IS_NO_CALENDAR_OPEN)
    screens.look(page, "notice")
    page.click("footer button[name=action-submit]")
    expect(page.locator(".messages .success")).to_contain_text("se envió a revisión")


def find_and_hide(page: Page, site: Site, screens: Screens) -> None:
    """Find a national text by the search, and hide it in the state."""
    page.goto(f"{site.web}admin/pages/search/?q=mediaci%C3%B3n")
    screens.look(page, "search")
    page.get_by_role("link", name=HIDDEN).first.click()
    page.wait_for_selector(".adapting-pieces")
    page.get_by_role("button", name="Ocultar toda la página").click()
    sure = page.get_by_role("button", name="Sí, ocultar")
    sure.wait_for()
    screens.look(page, "what hiding does")
    sure.click()
    publish(page)
