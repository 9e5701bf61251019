"""An editor of Tabasco sends a change; a publisher reads the difference, sends it back, approves and undoes it."""

from __future__ import annotations

from django.db import connections
from playwright.sync_api import Browser, Page, expect

from content_models.models import OfficePage
from tenants.models import StaffRole, Tenant
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.site import Site
from tests.journeys.workbench import adapt, open_text
from tests.tenants.factories import member

OFFICE = "Fiscalía General del Estado de Tabasco (sede central)"
WRONG, RIGHT = "993 314 4000", "993 111 2233"


def test_a_page_is_sent_read_sent_back_sent_again_approved_and_undone(site: Site, browser: Browser) -> None:
    editor.publisher_of("TAB")
    member(Tenant.objects.get(code="TAB"), StaffRole.EDITOR, "redactora")
    before = published_number()

    with site.web_process():
        redactora, publicadora = window(site, browser, "redactora", 1440), window(site, browser, "publicadora", 360)
        of_axe = change_and_send(redactora, site, WRONG)
        read(publicadora, site)
        of_axe += violations(publicadora)
        old_and_new = publicadora.locator(".change", has_text="Teléfono").first.inner_text()
        send_back(publicadora, "Falta el número de guardia.")

        answer(redactora, site, "Falta el número de guardia.", RIGHT)
        read(publicadora, site)
        said = approve(publicadora)
        approved = published_number()
        publicadora.get_by_role("link", name="Volver a la versión anterior").click()
        publicadora.click("footer button[name=action-publish]")
        publicadora.wait_for_selector(".messages .success")
        undone = published_number()

        of_axe += adapt_in_place_and_undo(publicadora, site)
    connections.close_all()

    assert of_axe == []
    assert (before[4:] in old_and_new, WRONG[4:] in old_and_new) == (True, True)
    assert ("aprobado y publicado" in said, "La gente de Tabasco ya lo ve" in said) == (True, True)
    assert (approved, undone) == (RIGHT, before)


def published_number() -> str:
    office = OfficePage.objects.get(title=OFFICE, live=True)
    return str(office.phones[0].value["display"])


def window(site: Site, browser: Browser, name: str, width: int) -> Page:
    context = browser.new_context(locale="es-MX", viewport={"width": width, "height": 900})
    return editor.with_session(context, site, name)


def change_and_send(page: Page, site: Site, number: str) -> list[str]:
    """Write another number and send the office for review, first one that is refused; what axe finds in the form."""
    form = f"{site.web}admin/pages/{OfficePage.objects.get(title=OFFICE).pk}/edit/"
    page.goto(form)
    editor.write_number(page, number[:-2])
    page.click("footer button[name=action-submit]")
    page.wait_for_selector(".messages :text('Todavía no se envía')")
    refused = page.locator("[data-field-errors] .error-message", has_text="cifras")
    expect(refused).to_be_visible()
    page.get_by_role("button", name="Ir al primer error").click()
    expect(page.locator("input[name=phones-0-value-display]")).to_be_focused()
    editor.write_number(page, number)
    expect(refused).to_have_count(0)  # it is true no more; nor is it that nothing is saved by itself
    page.wait_for_selector("#w-autosave-indicator[data-w-autosave-state-value=saved]", state="attached")
    found = violations(page)
    page.click("footer button[name=action-submit]")
    page.wait_for_selector(".messages .success")
    expect(page.locator(".messages .success")).to_contain_text("se envió a revisión a publicadora")
    page.goto(form)
    expect(page.locator("[name=address]")).not_to_be_editable()  # it is only read, until it was decided on
    cancel_and_send_again(page, number)
    return found


def cancel_and_send_again(page: Page, number: str) -> None:
    """What was sent is as it was drawn: nothing of it is said to wait in the browser; what is changed then is saved."""
    page.get_by_role("button", name="Cancelar el envío").click()
    expect(page.locator(".messages .success")).to_contain_text("Se canceló el envío")
    page.wait_for_selector("#w-autosave-indicator[data-w-autosave-state-value=saved]", state="attached")
    expect(page.locator(".unsaved-status", has_text="en este equipo")).to_have_count(0)
    for written in (RIGHT, number):
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/edit/")):
            editor.write_number(page, written)
    page.click("footer button[name=action-submit]")
    expect(page.locator(".messages .success")).to_contain_text("se envió a revisión")


def read(page: Page, site: Site) -> None:
    """Open what was sent from the start page: one click to the difference."""
    page.goto(f"{site.web}admin/")
    page.locator("#awaiting-review-section, .w-panel", has_text="Enviado a ti para revisión").get_by_role(
        "link", name=OFFICE
    ).first.click()
    page.wait_for_selector(".changes")


def send_back(page: Page, comment: str) -> None:
    page.get_by_text("Devolver con comentarios", exact=True).click()
    expect(page.get_by_label("Qué hay que cambiar")).to_be_focused()
    page.get_by_label("Qué hay que cambiar").fill(comment)
    page.get_by_role("button", name="Devolver", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("vuelve a quienes lo editan")


def answer(page: Page, site: Site, comment: str, number: str) -> None:
    """The editor finds the comment where she begins, changes what it asks for, and sends it again."""
    page.goto(f"{site.web}admin/")
    expect(page.get_by_text(comment)).to_be_visible()
    page.get_by_role("link", name=OFFICE).first.click()
    expect(page.get_by_text("publicadora devolvió esto con comentarios")).to_be_visible()
    editor.write_number(page, number)
    page.get_by_role("button", name="Enviar otra vez a revisión").click()
    expect(page.locator(".messages .success")).to_contain_text("se envió a revisión")


def approve(page: Page) -> str:
    page.get_by_role("button", name="Aprobar y publicar").click()
    said = page.locator(".messages .success")
    said.wait_for()
    return said.inner_text()


def adapt_in_place_and_undo(page: Page, site: Site) -> list[str]:
    """Adapt a paragraph where it stands, and take that back; what axe finds meanwhile."""
    open_text(page, site, "Detuvieron a mi familiar")
    adapt(page, "Texto 1", "Llama al 993 313 6550 y pregunta por tu familiar.")
    found = violations(page)
    page.get_by_role("button", name="Deshacer: Texto 1").click()
    expect(page.locator(".adapting-piece--adapted")).to_have_count(0)
    return found
