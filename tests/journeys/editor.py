"""A publisher at work in the admin, in a real browser."""

from collections.abc import Callable

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tenants.models import StaffRole, Tenant, User
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD, member


def publisher_of(code: str) -> User:
    """Make somebody who may publish in a state."""
    return member(Tenant.objects.get(code=code), StaffRole.PUBLISHER, "publicadora")


def signed_in(site: Site, browser: Browser) -> Page:
    """Sign in, and return the start page."""
    page = browser.new_page(locale="es-MX", viewport={"width": 1280, "height": 1000})
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", "publicadora")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_selector("text=Oficinas por confirmar")
    return page


def at_work(site: Site, browser: Browser) -> Page:
    """Return a window in which the publisher is signed in, as `with_session` does it."""
    page = browser.new_page(locale="es-MX", viewport={"width": 1440, "height": 1000})
    add_session(page.context, site, "publicadora")
    return page


def with_session(context: BrowserContext, site: Site, name: str) -> Page:
    """Sign somebody in without the form, for a journey that is about what comes after it; no page is open yet."""
    add_session(context, site, name)
    return context.new_page()


def add_session(context: BrowserContext, site: Site, name: str) -> None:
    """Let a browser have somebody's session."""
    client, cookie = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    context.add_cookies([{"name": cookie, "value": client.cookies[cookie].value, "url": site.web}])


def open_office(page: Page) -> None:
    """Open the office that the tests change, from the start page."""
    page.click("text=Fiscalía General del Estado de Tabasco (sede central)")
    page.wait_for_selector("input[name=phones-0-value-display]")


def write_number(page: Page, number: str) -> None:
    """Write another telephone number; what is dialled follows from it."""
    page.fill("input[name=phones-0-value-display]", number)


def write_until(field: Locator, text: str, is_heard: Callable[[], object]) -> None:
    """Write a text with another number behind it each time, until the form has heard of it.

    What is written before Wagtail watches the form, some two seconds after it was loaded, is no change to it.
    """
    for number in range(40):
        field.fill(f"{text} {number}")
        field.press("Tab")  # the name in a page's address follows its title
        field.page.wait_for_timeout(700)
        if is_heard():
            return


def save_draft(page: Page) -> None:
    """Save, and wait until the admin says so: on the page that answers, not on one that was saved before."""
    with page.expect_navigation():
        page.click("text=Guardar borrador")
    page.wait_for_selector(".messages .success")


def press_publish(page: Page) -> None:
    """Press the button, and do not wait for an answer."""
    page.click("footer button[name=action-publish]", no_wait_after=True)


def publish(page: Page) -> None:
    """Publish, and wait until the admin says so."""
    press_publish(page)
    page.wait_for_selector(".messages .success")
