"""People of a state and of the library at work in a real browser: their pages do nothing that the policy forbids."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from content_models.models import GuidancePage, OfficePage, SectionPage
from publishing.models import ReviewTask
from tenants.models import Tenant
from tests.journeys import editor
from tests.journeys.site import Site
from tests.journeys.workbench import open_text
from tests.tenants.factories import PASSWORD, key_of, person

REPORTING = """document.addEventListener("securitypolicyviolation", event => console.error(
    `POLICY ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


def watched(browser: Browser, said: list[str]) -> BrowserContext:
    """Open a window that notes what pages and their frames say of errors and of the policy."""
    context = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(60_000)
    context.add_init_script(REPORTING)
    context.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    return context


def signed_in(context: BrowserContext, site: Site, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#wagtail-sidebar", state="attached")
    return page


def test_nothing_that_people_do_is_against_the_policy(site: Site, browser: Browser) -> None:
    said: list[str] = []
    tabasco = Tenant.objects.get(code="TAB")
    editor.publisher_of("TAB")
    person("nacional", tenant=None, is_superuser=True)
    guidance = GuidancePage.objects.get(slug="familiar-detenido")
    client = key_of(tabasco)[0].client
    office = OfficePage.objects.descendant_of(tabasco.root_page).first()
    notices = SectionPage.objects.descendant_of(tabasco.root_page).get(slug="avisos")
    task = ReviewTask.objects.filter(tenant=tabasco).first()
    assert office is not None

    with site.web_process():
        context = watched(browser, said)
        page = signed_in(context, site, "publicadora")
        go = opener(page, site)
        go("wagtailadmin_explore", tabasco.root_page_id)
        go("wagtailadmin_pages:edit", office.pk)
        look_at_preview(page)
        go("wagtailadmin_pages:add", "content", "noticepage", notices.pk)
        pick_a_day(page)
        go("reviews:list")
        if task is not None:
            go("reviews:task", task.pk)
        go("holidays:add", "TAB")
        pick_a_day(page)
        open_text(page, site, "Detuvieron a mi familiar")
        page.get_by_role("link", name="Adaptar: Texto 1", exact=True).click()
        page.wait_for_selector(".public-DraftEditor-content")
        context.close()

        context = watched(browser, said)
        page = signed_in(context, site, "nacional")
        go = opener(page, site)
        go("wagtailadmin_pages:edit", guidance.pk)
        add_and_move_a_block(page)
        write_rich_text(page)
        look_for_an_image(page)
        look_at_preview(page)
        go("national:impact", guidance.pk)
        go("national:editions", guidance.pk)
        go("matrix:matrix")
        go("wagtailimages:add_multiple")
        go("api_clients:edit", client.pk)
        go("api_clients:new_key", client.pk)
        context.close()

    assert said == []


def opener(page: Page, site: Site) -> Callable[..., None]:
    def go(name: str, *arguments: object) -> None:
        page.goto(site.web + reverse(name, args=arguments).lstrip("/"))
        page.wait_for_load_state("networkidle")

    return go


def add_and_move_a_block(page: Page) -> None:
    """Put a text block first, and move it down."""
    body = page.locator("[data-contentpath=body]").first
    body.locator(".c-sf-add-button").first.click()
    page.locator(".w-combobox__option").first.click()
    body.locator("button:has(.icon-arrow-down)").first.click()
    page.wait_for_timeout(500)


def write_rich_text(page: Page) -> None:
    """Write bold words, and look for a page to link them to."""
    text = page.locator(".Draftail-Editor .public-DraftEditor-content").first
    text.click()
    page.keyboard.type("Llama ahora")
    page.keyboard.press("Control+B")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+K")
    close_modal(page)


def look_at_preview(page: Page) -> None:
    """Open the panel, and wait until its frame shows the draft."""
    page.locator("button[aria-label='Alternar vista previa'], [data-side-panel-toggle=preview]").first.click()
    page.frame_locator("#w-preview-iframe").locator("h1").first.wait_for()


def pick_a_day(page: Page) -> None:
    """Open a calendar, and choose a day of it."""
    page.locator("input[name^=starts_]").click()
    page.locator(".xdsoft_datetimepicker:visible .xdsoft_date").nth(10).click()
    assert page.input_value("input[name^=starts_]")


def look_for_an_image(page: Page) -> None:
    """Put an image block first, and look for its image."""
    body = page.locator("[data-contentpath=body]").first
    body.locator(".c-sf-add-button").first.click()
    page.locator(".w-combobox__option", has_text="Imagen").first.click()
    body.get_by_role("button", name="imagen").first.click()
    close_modal(page)


def close_modal(page: Page) -> None:
    """Wait for what is to be chosen from, and choose nothing."""
    page.wait_for_selector(".modal-body form")
    page.wait_for_timeout(500)
    page.locator(".modal [data-dismiss=modal]").first.click()
    page.wait_for_selector(".modal-body", state="hidden")
