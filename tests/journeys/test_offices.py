"""An editor adds an office with hours in one form, and confirms two by keyboard, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from content_models.models import OfficePage
from tenants.models import StaffRole, Tenant
from tests.journeys import axe, editor
from tests.journeys.site import Site
from tests.tenants.factories import member

NAME = "Unidad de Atención Temprana Centro"
KEYS = ".calls__keys"
"""Where keys are switched off: it is there once they are heard."""


def test_adds_an_office_and_confirms_two_by_keyboard(site: Site, browser: Browser) -> None:
    member(Tenant.objects.get(code="TAB"), StaffRole.EDITOR, "editora")

    with site.web_process():
        context = browser.new_context(locale="es-MX", viewport={"width": 1440, "height": 1000})
        page = editor.with_session(context, site, "editora")
        page.set_default_timeout(30_000)
        found = add_office(site, page)
        found += confirm_two(site, page)
        context.close()

    office = OfficePage.objects.get(title=NAME)
    [schedule] = office.schedule
    confirmed = [one for one in OfficePage.objects.all() if one.get_latest_revision_as_object().assured_on is not None]
    assert found == []
    assert office.get_parent().title == "Fiscalía o Ministerio Público de Tabasco"
    assert (office.municipality, office.languages) == ("Centro", ["chf"])
    assert [len(period["days"]) for period in schedule.value["periods"]] == [5, 1]
    assert office.latitude is not None
    assert office.current_workflow_state is not None
    assert len([one for one in confirmed if one.current_workflow_state is not None]) == 2


def add_office(site: Site, page: Page) -> list[str]:
    """Add the office; the hours are typed, and Saturday's are marked in the week."""
    page.goto(f"{site.web}admin/offices/")
    page.get_by_role("link", name="Agregar una oficina").first.click()
    page.locator("input#id_organization").wait_for()  # a list, until its script is there
    page.get_by_role("combobox", name="Institución").fill("fiscalia")
    page.keyboard.press("Enter")
    page.get_by_label("Nombre de la oficina").fill(NAME)
    page.get_by_label("Nombre de la oficina").press("Enter")  # saves nothing
    page.get_by_role("textbox", name="Teléfono", exact=True).fill("993 316 4471")
    hours = page.get_by_label("Horario", exact=True)
    hours.fill("lun a vie 8-16")
    expect(page.get_by_role("button", name="vie, de 15 a 16: abierto")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="sáb, de 9 a 10: cerrado").click()
    expect(hours).to_have_value("lun–vie 8–16; sáb 9–10")
    page.get_by_label("Domicilio", exact=True).fill("Paseo Usumacinta 802")
    page.get_by_role("combobox", name="Municipio").fill("centro")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="Idiomas").fill("chontal")
    page.keyboard.press("Enter")
    map_ = page.get_by_role("application")
    map_.press("ArrowRight")
    expect(page.locator(".pin__said")).to_contain_text("Punto aproximado")
    found = axe.violations(page)
    page.get_by_role("button", name="Enviar a revisión").click()
    page.wait_for_selector(".messages .success")
    return found


def confirm_two(site: Site, page: Page) -> list[str]:
    """Confirm two offices that receive nobody, with hours that are heard; those without a telephone are skipped."""
    page.goto(f"{site.web}admin/oficinas/confirmar/")
    found = axe.violations(page)
    confirmed = 0
    while confirmed < 2:
        page.locator(KEYS).wait_for()
        name = page.inner_text(".calls__name")
        has_phone = not page.locator(".calls__none").is_visible()
        without_place = page.get_by_label("Atiende solo por teléfono o en línea")
        if without_place.is_visible():
            without_place.check()
        if has_phone and not confirmed:
            page.keyboard.press("z")
            expect(page.locator("[data-key-said]")).to_have_text("En esta ronda no hay nada que deshacer.")
        if has_phone and page.locator("#id_hours").is_visible():
            write_hours(page)
        if has_phone and confirmed:
            refuse_number(page)
        if not has_phone:
            page.keyboard.press("n")
            expect(page.locator("[data-key-said]")).to_contain_text("No tiene teléfono")
        # One key confirms an office of which all is known; after a refusal each part is marked.
        for key in "s" if not has_phone else "123t" if confirmed else "t":
            page.keyboard.press(key)
        expect(page.locator(".calls__name")).not_to_have_text(name)
        if has_phone:
            expect(page.locator(".calls__last")).to_contain_text("quedó confirmada y se envió a revisión")
            confirmed += 1
    return found


def write_hours(page: Page) -> None:
    """Write hours that nobody knows: until they are there, and understood, they cannot be marked as right.

    The first press says so, and leaves the other keys as they are; the second one leads to the field.
    """
    for key in "2t2":
        page.keyboard.press(key)
        expect(page.locator("[data-key-said]")).to_contain_text("El horario no se sabe")
        expect(page.locator("#id_hours")).not_to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#id_hours")).to_be_focused()
    expect(page.locator(".calls__confirm")).to_contain_text("horario")
    page.keyboard.type("9 a 15")
    page.keyboard.press("Tab")
    expect(page.locator("[data-meant]")).to_contain_text("¿Qué días")
    expect(page.locator("[name=is_hours_right]")).not_to_be_checked()
    expect(page.locator(".calls__confirm")).to_contain_text("horario")
    for _ in range(2):
        page.keyboard.press("2")
    expect(page.locator("#id_hours")).to_be_focused()
    page.locator("#id_hours").select_text()
    page.keyboard.type("lun–vie 9–15")
    page.keyboard.press("Enter")
    expect(page.locator("#id_hours")).not_to_be_focused()
    expect(page.locator("[name=is_hours_right]")).to_be_checked()


def refuse_number(page: Page) -> None:
    """Write a number that lacks a digit: its error is in sight, and the number as it was is kept."""
    page.keyboard.press("c")
    number = page.locator("#id_number")
    before = number.input_value()
    number.fill("844 434 191")
    page.keyboard.press("Enter")
    expect(page.locator("#number-error")).to_be_in_viewport()
    expect(number).to_be_focused()
    expect(page.locator(".calls__last")).to_have_count(0)
    number.fill(before)
    page.keyboard.press("Tab")
