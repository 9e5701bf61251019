"""A publisher types days into a notice, in a real browser: they stay as typed, and what is no day is refused."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from playwright.sync_api import Browser, Locator

from content_models.models import NoticePage, SectionPage
from tenants.models import Tenant, User
from tests.journeys import editor
from tests.journeys.site import Site
from tests.waiting import eventually

CALENDAR = ".xdsoft_datetimepicker:visible"


def address_of_new_notice(site: Site) -> str:
    """The form of a new notice of Tabasco."""
    tenant = Tenant.objects.get(code="TAB")
    notices = SectionPage.objects.descendant_of(tenant.root_page).get(slug="avisos")
    return site.web + reverse("wagtailadmin_pages:add", args=["content", "noticepage", notices.pk]).lstrip("/")


def test_days_stay_as_typed_and_what_is_no_day_is_refused(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    page = editor.at_work(shared_site, browser)
    page.goto(address_of_new_notice(shared_site))
    page.fill("input[name=title]", "Cerrado por obras")
    page.click(".Draftail-Editor .public-DraftEditor-content")
    page.keyboard.type("Cerrado.")
    page.fill("input[name=starts_at]", "30/11/2026")
    page.fill("input[name=ends_at]", "el martes")
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    typed = [page.input_value(f"input[name={name}]") for name in ("starts_at", "ends_at")]
    page.click("text=Guardar borrador")
    page.wait_for_selector("text=Esto no es un día y una hora")
    refused = NoticePage.objects.filter(title="Cerrado por obras").exists()
    page.fill("input[name=ends_at]", "30/11/2026")
    page.keyboard.press("Tab")
    page.click("text=Guardar borrador")
    page.wait_for_selector(".messages .success")

    notice = NoticePage.objects.get(title="Cerrado por obras").get_latest_revision_as_object()
    zone = ZoneInfo(Tenant.objects.get(code="TAB").time_zone)
    assert typed == ["30/11/2026", "el martes"]
    assert not refused
    assert notice.starts_at == datetime(2026, 11, 30, tzinfo=zone)
    assert notice.ends_at == datetime(2026, 11, 30, 23, 59, 59, tzinfo=zone)


def test_no_picker_stays_open_over_what_comes_after_its_field(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    page = editor.at_work(shared_site, browser)
    page.goto(f"{shared_site.web}{reverse('holidays:add', args=['TAB']).lstrip('/')}")
    for name in ("starts_on", "ends_on", "name"):
        page.click(f"[name={name}]")
        page.wait_for_timeout(300)
    # Tab leaves each field before its picker opens.
    page.evaluate("for (const name of ['ends_on', 'source']) document.querySelector(`[name=${name}]`).focus()")
    page.wait_for_timeout(600)

    page.locator(CALENDAR).wait_for(state="hidden")


def test_on_a_telephone_a_calendar_covers_no_button_and_closes_once_a_day_is_picked(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    page = editor.at_work(shared_site, browser)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address_of_new_notice(shared_site))
    page.click("input[name=ends_at]")
    calendar, bar = page.locator(CALENDAR), page.locator(".footer")
    calendar.wait_for()
    assert eventually(lambda: covers_nothing_of(calendar, bar))
    calendar.locator("td[data-date]:not(.xdsoft_disabled)").last.click()
    page.wait_for_timeout(400)  # it might open again
    calendar.wait_for(state="hidden")
    picked = page.input_value("input[name=ends_at]")
    page.click("input[name=ends_at]")
    calendar.wait_for()

    assert picked.endswith("23:59")


def covers_nothing_of(calendar: Locator, bar: Locator) -> bool:
    """Whether a calendar ends above the bar at the foot."""
    box, foot = calendar.bounding_box(), bar.bounding_box()
    return box is not None and foot is not None and box["y"] + box["height"] <= foot["y"]
