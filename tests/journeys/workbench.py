"""A state's publisher at work on national texts, in a real browser."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.journeys.site import Site


def open_text(page: Page, site: Site, title: str, code: str = "TAB") -> None:
    """Find a text in the list by its title, and open its workbench."""
    page.goto(f"{site.web}admin/adaptar/{code}/")
    folded = page.get_by_text("Buscar y filtrar")  # on a telephone
    if folded.is_visible():
        folded.click()
    page.fill("input[name=search]", title)
    page.get_by_role("button", name="Mostrar", exact=True).click()
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_selector(".adapting-pieces")


def adapt(page: Page, label: str, text: str) -> None:
    """Write another text in the place of a piece, and save it as a draft at once."""
    page.get_by_role("link", name=f"Adaptar: {label}", exact=True).click()
    page.locator(".public-DraftEditor-content").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    page.get_by_role("button", name="Guardar borrador").click()
    page.wait_for_selector(f".adapting-piece--adapted >> text={text}")


def other_act(page: Page, act: str, label: str) -> None:
    """Press a button that stands behind “Más” of a piece."""
    page.get_by_label(f"Más: {label}", exact=True).click()
    page.get_by_role("button", name=f"{act}: {label}", exact=True).click()


def publish(page: Page) -> None:
    """Publish the draft, and wait until the admin says so."""
    page.get_by_role("button", name="Publicar", exact=True).click()
    page.wait_for_selector("text=/de Tabasco ya (no )?lo ve/")  # hidden, it is seen no more
