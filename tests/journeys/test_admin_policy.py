"""People of a state and of the library at work in a real browser: their pages do nothing that the policy forbids."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from content_models.models import GuidancePage, OfficePage, ScriptPage, SectionPage
from publishing.services.publish import publish_page
from tenants.models import LIBRARY_CODE, Tenant, User
from tests.journeys.site import Site
from tests.journeys.workbench import adapt, open_text, publish
from tests.tenants.factories import PASSWORD, image_of, key_of, person
from tests.waiting import eventually

REPORTING = """document.addEventListener("securitypolicyviolation", event => console.error(
    `POLICY ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""

TITLE = "Detuvieron a mi familiar"
INJECTED = "<img src='data:,' alt='' onerror='ran = true'>"


def watched(browser: Browser, said: list[str]) -> BrowserContext:
    """Open a window that notes what pages and their frames say of errors and of the policy."""
    context = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 1000})
    context.set_default_timeout(60_000)
    context.add_init_script(REPORTING)
    context.on("console", lambda message: said.append(message.text) if is_error(message) else None)
    context.on("weberror", lambda error: said.append(str(error.error)))
    return context


def refused(said: list[str]) -> list[str]:
    """Which directives of the policy refused something."""
    return [one.split()[1] for one in said if one.startswith("POLICY")]


def is_error(message: ConsoleMessage) -> bool:
    """Whether the browser complains; not when Wagtail, which saves by itself, answers a half-written page with 400."""
    return message.type == "error" and not message.text.endswith("400 (Bad Request)")


def signed_in(context: BrowserContext, site: Site, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("#wagtail-sidebar", state="attached")
    return page


@pytest.fixture(scope="module")
def administrator(module_committed_db: None) -> User:
    return person("nacional", tenant=None, is_superuser=True)


def test_a_script_that_somebody_put_into_a_page_is_noticed_and_does_not_run(
    shared_site: Site, administrator: User, browser: Browser
) -> None:
    said: list[str] = []

    context = watched(browser, said)
    page = signed_in(context, shared_site, "nacional")
    before = list(said)
    page.evaluate(f"document.body.insertAdjacentHTML('beforeend', {json.dumps(INJECTED)})")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'ran = true'}))")
    assert eventually(lambda: page.evaluate("1") and len(refused(said)) == 2)
    has_run = page.evaluate("'ran' in window")
    context.close()

    assert before == []
    assert refused(said) == ["script-src-attr", "script-src-elem"]
    assert not has_run


def test_nothing_that_a_states_people_do_is_against_the_policy(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    said: list[str] = []
    tabasco = Tenant.objects.get(code="TAB")
    guidance = GuidancePage.objects.get(slug="familiar-detenido")
    office = OfficePage.objects.descendant_of(tabasco.root_page).first()
    notices = SectionPage.objects.descendant_of(tabasco.root_page).get(slug="avisos")
    assert office is not None

    context = watched(browser, said)
    page = signed_in(context, shared_site, "publicadora")
    go = opener(page, shared_site)
    go("wagtailadmin_explore", tabasco.root_page_id)
    go("wagtailadmin_pages:edit", office.pk)
    look_at_preview(page)
    go("wagtailadmin_pages:add", "content", "noticepage", notices.pk)
    pick_a_day(page)
    go("holidays:add", "TAB")
    pick_a_day(page)
    open_text(page, shared_site, TITLE)
    adapt(page, "Texto 1", "Llama al 993 313 6550.")
    publish(page)
    change_nationally(guidance)
    go("reviews:list")
    page.locator("main").get_by_role("link", name=TITLE).first.click()
    page.get_by_role("button", name="Conservar").first.wait_for()
    context.close()
    connections.close_all()

    assert said == []


def test_nothing_that_the_librarys_people_do_is_against_the_policy(
    shared_site: Site, administrator: User, browser: Browser
) -> None:
    said: list[str] = []
    tabasco, library = (Tenant.objects.get(code=code) for code in ("TAB", LIBRARY_CODE))
    guidance = GuidancePage.objects.get(slug="familiar-detenido")
    script = ScriptPage.objects.descendant_of(library.root_page).first()
    office = OfficePage.objects.descendant_of(tabasco.root_page).first()
    client = key_of(tabasco)[0].client
    image_of(library, "Fachada")
    assert office is not None
    assert script is not None

    context = watched(browser, said)
    page = signed_in(context, shared_site, "nacional")
    go = opener(page, shared_site)
    go("wagtailadmin_pages:edit", guidance.pk)
    add_and_move_a_block(page)
    write_rich_text(page)
    choose_an_image(page)
    look_at_preview(page)
    go("wagtailadmin_pages:edit", script.pk)
    choose_a_topic(page)
    go("national:impact", guidance.pk)
    go("national:editions", guidance.pk)
    go("matrix:matrix")
    go("wagtailimages:add_multiple")
    go("wagtailadmin_pages:move", office.pk)
    go("api_clients:edit", client.pk)
    go("api_clients:new_key", client.pk)
    context.close()

    assert said == []


def change_nationally(page: GuidancePage) -> None:
    """Give the first text another wording, and publish it."""
    block = next(one for one in page.body if one.block_type == "text")
    block.value["text"].source = "<p>Pregunta en el Registro Nacional de Detenciones.</p>"
    publish_page(page=page)


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
    """Write bold words, and link them to a page."""
    field = page.locator(".Draftail-Editor").first
    text = field.locator(".public-DraftEditor-content")
    text.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Llama ahora")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+B")
    text.locator("span[style*='bold']", has_text="Llama ahora").wait_for()
    page.keyboard.press("Control+K")
    choose_a_page(page)
    field.locator(".TooltipEntity", has_text="Llama ahora").wait_for()


def choose_a_topic(page: Page) -> None:
    """Choose the page that a script belongs to, in a chooser that the server rendered."""
    page.locator("#id_topic-chooser .w-dropdown__toggle").click()
    page.locator("[data-chooser-action-choose]:visible").click()
    chosen = choose_a_page(page)
    expect(page.locator("#id_topic-title")).to_have_text(chosen)


def choose_a_page(page: Page) -> str:
    """Take the last page that the dialog offers, and return its title."""
    choice = page.locator(".modal-body a.choose-page, .modal-body [data-chooser-modal-choice]").last
    title = choice.inner_text()
    choice.click()
    page.wait_for_selector(".modal-body", state="hidden")
    return title.strip()


def look_at_preview(page: Page) -> None:
    """Open the panel, and wait until its frame shows the draft."""
    page.locator("button[aria-label='Alternar vista previa'], [data-side-panel-toggle=preview]").first.click()
    page.frame_locator("#w-preview-iframe").locator("h1").first.wait_for()


def pick_a_day(page: Page) -> None:
    """Open a calendar, and choose a day of it."""
    page.locator("input[name^=starts_]").click()
    page.locator(".xdsoft_datetimepicker:visible .xdsoft_date").nth(10).click()
    assert page.input_value("input[name^=starts_]")


def choose_an_image(page: Page) -> None:
    """Put an image block first, and choose its image."""
    body = page.locator("[data-contentpath=body]").first
    body.locator(".c-sf-add-button").first.click()
    page.locator(".w-combobox__option", has_text="Imagen").first.click()
    body.get_by_role("button", name="imagen").first.click()
    page.locator(".modal-body [data-chooser-modal-choice], .modal-body a.image-choice").first.click()
    page.wait_for_selector(".modal-body", state="hidden")
    image = body.locator("img.chooser__image").first
    image.wait_for()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
