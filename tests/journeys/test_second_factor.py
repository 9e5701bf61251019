"""Signing in with a second factor in a real browser, required and offered, and one code in two processes."""

from __future__ import annotations

import re
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tenants.models import StaffRole, Tenant, User
from tests.journeys import test_sign_in
from tests.journeys.site import Site
from tests.tenants.factories import PASSWORD, member
from tests.tenants.second_factors import PROVE, code_of, enrolled

SIZES = (ViewportSize(width=360, height=740), ViewportSize(width=1440, height=900))


@pytest.fixture
def ana(site: Site) -> User:
    """Somebody who edits in Tabasco."""
    return member(Tenant.objects.get(code="TAB"), StaffRole.EDITOR, "ana")


def write_password(site: Site, page: Page) -> None:
    """Send the first form of signing in."""
    page.goto(f"{site.web}admin/login/")
    page.fill("input[name=username]", "ana")
    page.fill("input[name=password]", PASSWORD)
    page.click("button[type=submit]")


def fits(page: Page) -> bool:
    """Whether nothing stands beside the screen, on a phone and on a desk."""
    wide = []
    for size in SIZES:
        page.set_viewport_size(size)
        wide.append(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    return wide == [0, 0]


def set_up(page: Page) -> tuple[str, str, list[str]]:
    """Set up a phone on the page that says how; return its secret, the code written, and the recovery codes."""
    page.wait_for_selector(".second-factor-qr svg")
    assert fits(page)
    secret = (page.text_content(".second-factor-key code") or "").replace(" ", "")
    code = code_of(secret)
    page.fill("input[name=code]", code)
    page.fill("input[name=name]", "Teléfono de Ana")
    page.click("form .form-actions button")
    page.wait_for_selector(".second-factor-codes")
    assert fits(page)
    codes = page.locator(".second-factor-codes code").all_text_contents()
    with page.expect_download() as download:
        page.click("a[download]")
    assert download.value.path().read_text().split() == codes
    page.click("form .form-actions button")
    assert page.is_visible(".second-factor-codes")  # until the box says that they are kept
    page.check("input[name=kept]")
    page.click("form .form-actions button")
    return secret, code, codes


def test_where_it_is_required(site: Site, browser: Browser, ana: User) -> None:
    site.environment |= {"SECOND_FACTOR": "required", "WEB_WORKERS": "2"}
    with site.web_process():
        page = browser.new_page(locale="es-MX")
        refusals: list[str] = []
        page.on(
            "console", lambda message: refusals.append(message.text) if "Content Security" in message.text else None
        )
        write_password(site, page)
        secret, _code, codes = set_up(page)
        page.wait_for_selector("text=Oficinas por confirmar")

        other = browser.new_page(locale="es-MX")
        write_password(site, other)
        began = time.monotonic()
        other.fill("input[name=second_factor_code]", code_of(secret, steps=1))
        other.click("form .form-actions button")
        other.wait_for_selector("text=Oficinas por confirmar")
        seconds = time.monotonic() - began

        lost = browser.new_page(locale="es-MX")
        write_password(site, lost)
        assert fits(lost)
        lost.click("summary")
        lost.fill("input[name=second_factor_recovery]", codes[0])
        lost.click("form .form-actions button")
        lost.wait_for_selector("text=Oficinas por confirmar")
        lost.goto(f"{site.web}admin/account/second-factor/")
        assert fits(lost)
        left = lost.text_content("main") or ""

    assert seconds < 15
    assert "Teléfono de Ana" in left
    assert "Te quedan 9 códigos" in left
    assert refusals == []


def test_where_it_is_offered(site: Site, browser: Browser, ana: User) -> None:
    with site.web_process():
        page = browser.new_page(locale="es-MX")
        write_password(site, page)
        page.wait_for_selector("text=Oficinas por confirmar")
        page.goto(f"{site.web}admin/account/")
        page.click("text=Más acciones")
        page.click("a[href='/admin/account/second-factor/']")
        page.click("main a.button")
        _secret, code, _codes = set_up(page)
        page.wait_for_selector("text=Agregar otro teléfono")

        other = browser.new_page(locale="es-MX")
        write_password(site, other)
        other.wait_for_selector("input[name=second_factor_code]")
        other.fill("input[name=second_factor_code]", code)
        other.click("form .form-actions button")
        other.wait_for_selector("text=/Ese código ya se usó|El reloj de tu teléfono/")  # the second after a minute


def test_many_processes_take_a_code_once(site: Site, ana: User) -> None:
    enrolled(ana)
    site.environment["WEB_WORKERS"] = "2"
    with site.web_process(), ThreadPoolExecutor(4) as pool:
        browsers = [test_sign_in.Browser(site) for _ in range(4)]
        passwords = [each.sign_in("ana") for each in browsers]
        tokens = [re.findall(r'csrfmiddlewaretoken" value="(\w+)"', each.ask("GET", PROVE)[2])[0] for each in browsers]
        code = code_of()
        answers = [
            pool.submit(each.ask, "POST", PROVE, csrfmiddlewaretoken=token, second_factor_code=code)
            for each, token in zip(browsers, tokens, strict=True)
        ]
        statuses = Counter(answer.result()[0] for answer in answers)
        inside = Counter(each.ask("GET", "/admin/account/")[0] for each in browsers)

    assert passwords == [302] * 4
    assert statuses == {302: 1, 200: 3}
    assert inside == {200: 1, 302: 3}
