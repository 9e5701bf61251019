"""What somebody types is kept until it is saved: over a crash, a second tab, the end of a session, a refused form."""

from __future__ import annotations

import json
import os
import re
import signal
from contextlib import suppress
from pathlib import Path

from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Route, expect

from content_models.models import GuidancePage, OfficePage
from publishing.models import TenantHoliday
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tests import chromium
from tests.browser import ARGUMENTS
from tests.journeys import editor
from tests.journeys.site import Site
from tests.journeys.test_desk import process_of
from tests.tenants.factories import PASSWORD, member

HOLIDAY = "Aniversario de la Constitución de Tabasco"
SOURCE = "Periódico Oficial, 5 de abril de 2026"
NUMBER = "993 313 65"
STREET = "Calle que nadie debe saber 7"
IN_DATABASE = """() => new Promise((done) => {
    const opened = indexedDB.open('sin-guardar');
    opened.onsuccess = () => {
        const counted = opened.result.transaction('entries').objectStore('entries').count();
        counted.onsuccess = () => done(counted.result);
    };
})"""
IN_BROWSER = "() => Object.entries(localStorage).filter(([name]) => name.startsWith('sin-guardar:'))"


def test_what_is_not_saved_is_given_back(site: Site, browser: Browser) -> None:
    user = editor.publisher_of("TAB")
    tabasco = Tenant.objects.get(code="TAB")
    offices = OfficePage.objects.descendant_of(tabasco.root_page).filter(is_confidential=False)
    add = reverse("holidays:add", args=["TAB"])
    member(Tenant.objects.get(code="NAC"), StaffRole.PUBLISHER, "nacional")
    guidance = reverse("wagtailadmin_pages:edit", args=[GuidancePage.objects.get(slug="familiar-detenido").pk])

    with site.web_process():
        context = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 1000})
        editor.add_session(context, site, user.username)
        national = browser.new_context(locale="es-MX")
        editor.add_session(national, site, "nacional")
        page = come_back_after_a_crash(context, site, add)
        open_a_second_tab(page, site, add)
        sign_in_again_and_publish(page, site, user, add)
        after_saving = kept(page)
        edit = reverse("wagtailadmin_pages:edit", args=[offices.order_by("path")[0].pk])
        hours, of_call = come_back_to_a_call(context, site)
        stored, confidential = write_a_number_that_is_refused(page, site, edit)
        saved_again = go_on_after_loading_again(national.new_page(), site, guidance)
        after_sign_out = sign_out_while_writing(context.new_page(), site, add)
        context.close()
        national.close()
    with tenant_scope([tabasco.pk]):
        published = list(TenantHoliday.objects.values_list("name", flat=True))
    connections.close_all()

    assert after_saving == []
    assert HOLIDAY in published
    assert (hours, STREET in of_call, "_right" in of_call) == ("lun–vie 8–15", False, False)
    assert NUMBER in json.dumps(stored)
    assert STREET not in json.dumps(stored, ensure_ascii=False)
    assert confidential == []
    assert saved_again == 200
    assert after_sign_out == []


def test_what_was_typed_just_before_the_browser_was_killed_is_given_back(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    user, add = editor.publisher_of("TAB"), reverse("holidays:add", args=["TAB"])
    found = chromium.find()
    assert found is not None

    def opened() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=found.program, env={**os.environ, **found.environment}, args=ARGUMENTS
        )
        editor.add_session(context, site, user.username)
        return context

    with site.web_process():
        killed = opened()
        page = killed.pages[0]
        open_page(page, site, add)
        page.fill("input[name=name]", HOLIDAY)
        status_says(page, "en este equipo")
        os.kill(process_of(tmp_path), signal.SIGKILL)
        with suppress(Error):
            killed.close()
        again = opened()
        page = again.pages[0]
        open_page(page, site, reverse("wagtailadmin_home"))
        page.locator("[data-unsaved-left] li").get_by_role("link").click()
        recover(page)
        expect(page.locator("input[name=name]")).to_have_value(HOLIDAY)
        open_page(page, site, reverse("wagtailadmin_home"))
        page.locator("form[action$='/logout/']").evaluate("form => form.requestSubmit()")
        page.wait_for_url("**/login/**")
        after_sign_out = page.evaluate(IN_DATABASE)
        again.close()
    connections.close_all()

    assert after_sign_out == 0


def open_page(page: Page, site: Site, address: str) -> None:
    page.goto(f"{site.web}{address.removeprefix('/')}")


def come_back_after_a_crash(context: BrowserContext, site: Site, add: str) -> Page:
    """Write a name, lose the page, read of it on the start page, and take it back."""
    page = context.new_page()
    open_page(page, site, add)
    page.fill("input[name=name]", HOLIDAY)
    status_says(page, "en este equipo")
    page.close()  # as a crash does: nobody is asked

    page = context.new_page()
    open_page(page, site, reverse("wagtailadmin_home"))
    told = page.locator("[data-unsaved-left] li")
    told.get_by_role("button", name="Descartar").click()
    told.get_by_role("button", name="Deshacer").click()
    told.get_by_role("link").click()
    recover(page)
    expect(page.locator("input[name=name]")).to_have_value(HOLIDAY)
    return page


def open_a_second_tab(page: Page, site: Site, add: str) -> None:
    """Both tabs are told; the first one goes on."""
    page.fill("[name=source]", SOURCE)
    status_says(page, "en este equipo")
    second = page.context.new_page()
    open_page(second, site, add)
    for tab in (second, page):
        expect(tab.locator(".unsaved-notice")).to_contain_text("otra pestaña")
    second.close()


def sign_in_again_and_publish(page: Page, site: Site, user: User, add: str) -> None:
    """Send what is written when the session has ended, sign in, find it there; end again, and send it again, once."""
    publish_after_the_session_ended(page, user)
    open_page(page, site, f"/admin/login/?next={add}")
    sign_in(page, user)
    recover(page)
    expect(page.locator("[name=source]")).to_have_value(SOURCE)
    page.fill("input[name=starts_on]", "05/04/2027")
    page.keyboard.press("Escape")
    publish_after_the_session_ended(page, user)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Entra (en otra pestaña)").click()
    sign_in(opened.value, user)
    expect(opened.value.get_by_text("No se guardó nada")).to_be_visible()
    opened.value.close()
    page.get_by_role("button", name="Enviar otra vez").click()
    page.wait_for_selector(".messages .success")


def publish_after_the_session_ended(page: Page, user: User) -> None:
    """Press the button when nobody is signed in any more."""
    user.sessions.all().delete()
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.wait_for_selector("text=No se guardó nada")


def sign_in(page: Page, user: User) -> None:
    """Send the form that stands there."""
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")


def come_back_to_a_call(context: BrowserContext, site: Site) -> tuple[str, str]:
    """Write beside a call, lose the page, and take back what was heard: of the same office, without where it is.

    Returns:
        The hours that came back, and what rested in the browser.
    """
    calls = reverse("state_offices:confirm", args=["TAB"])
    page = context.new_page()
    open_page(page, site, calls)
    page.fill("input[name=hours]", "lun–vie 8–15")
    page.locator("input[name=is_phone_right]").check()
    page.locator("summary", has_text="Corregir el domicilio").click()
    page.fill("input[name=address]", STREET)
    page.keyboard.press("Tab")
    status_says(page, "menos dónde está la oficina")
    rests = json.dumps(kept(page), ensure_ascii=False)
    page.close()
    page = context.new_page()
    open_page(page, site, calls)
    recover(page)
    hours = page.input_value("input[name=hours]")
    expect(page.locator("input[name=is_hours_right]")).to_be_checked()
    for part in ("phone", "address"):
        expect(page.locator(f"input[name=is_{part}_right]")).not_to_be_checked()
    page.locator("button[value=skip]").click()
    page.wait_for_selector(".calls__last")
    expect(page.locator(".unsaved-notice")).to_have_count(0)
    page.close()
    return hours, rests


def write_a_number_that_is_refused(page: Page, site: Site, edit: str) -> tuple[list[list[str]], list[list[str]]]:
    """Write what the server does not take, and where the office is; lose the page, and take back what may be kept.

    Returns:
        What rested in the browser, and what did once the office was marked as confidential.
    """
    open_page(page, site, edit)
    page.fill("input[name=phones-0-value-display]", NUMBER)
    page.fill("[name=address]", STREET)
    status_says(page, "menos dónde está la oficina")
    stored = kept(page)
    context = page.context
    page.close()
    page = context.new_page()
    open_page(page, site, edit)
    recover(page)
    expect(page.locator("input[name=phones-0-value-display]")).to_have_value(NUMBER)
    expect(page.locator("[name=address]")).not_to_have_value(STREET)
    page.fill("[name=address]", STREET)
    page.locator("input[name=is_confidential]").check()
    status_says(page, "oficina confidencial")
    return stored, kept(page)


def go_on_after_loading_again(page: Page, site: Site, edit: str) -> int:
    """Load the page again while it saves itself, which arrives only afterwards; take back what was written.

    Returns:
        What the server answers when the form saves itself the next time: it is no other window.
    """
    late: list[Request] = []
    is_leaving = True

    def hold(route: Route) -> None:
        if route.request.method != "POST" or not is_leaving:
            return route.continue_()
        late.append(route.request)
        return route.abort()

    page.on("dialog", lambda dialog: dialog.accept())
    open_page(page, site, edit)
    page.route(f"**{edit}", hold)
    for attempt in range(40):  # what is typed before Wagtail watches the form is no change to it
        page.locator("input[name=title]").fill(f"Detuvieron a mi familiar {attempt}")
        page.wait_for_timeout(700)
        if late:
            break
    page.reload()
    is_leaving = False  # until then the page that is left tries again, and none of it may arrive before its time
    page.wait_for_selector(".unsaved-notice button")
    headers = {**late[0].headers, "referer": page.url}
    arrived = page.context.request.post(late[0].url, data=late[0].post_data_buffer, headers=headers)
    assert arrived.status == 200
    expect(page.locator(".unsaved-notice")).not_to_contain_text("otra versión")
    with page.expect_response(lambda answer: answer.request.method == "POST" and edit in answer.url) as saved:
        recover(page)
        page.get_by_role("button", name="Revisado").click()  # before that it does not save itself
    expect(page.locator("input[name=own_revision_id]")).to_be_attached()
    page.close()
    return saved.value.status


def sign_out_while_writing(page: Page, site: Site, add: str) -> list[list[str]]:
    """Begin something, and leave; what rests in the browser then."""
    open_page(page, site, add)
    page.fill("input[name=name]", "Otro día")
    status_says(page, "en este equipo")
    open_page(page, site, "/admin/logout/")
    page.locator("main button[type=submit]").click()
    page.wait_for_url(re.compile("/admin/login/"))
    return kept(page)


def status_says(page: Page, words: str) -> None:
    """Wait until it is said, which is nowhere else."""
    expect(page.locator(".unsaved-status")).to_contain_text(words)
    expect(page.locator(".w-autosave-indicator")).not_to_be_visible()


def recover(page: Page) -> None:
    """Take what is offered, which says when it was typed."""
    page.get_by_role("button", name=re.compile(r"Recuperar lo que escribías \(hoy \d\d:\d\d\)")).click()


def kept(page: Page) -> list[list[str]]:
    """What rests in the browser of what was typed."""
    found: list[list[str]] = page.evaluate(IN_BROWSER)
    return found
