"""A publisher of Tabasco imports a file of offices in a real browser: five errors, then none, then all of it undone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from django.db import connections
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from publishing.models import ContentItem
from tenants.models import Tenant, User
from tenants.scope import tenant_scope
from tests.journeys import editor
from tests.journeys.axe import violations
from tests.journeys.site import Site

NO_ROOM = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
WIDTHS = ((1440, 1000), (360, 740))
Rows = list[dict[str, str]]
Look = Callable[[Page, str], None]


def test_five_errors_change_nothing_corrected_it_lands_and_is_rolled_back(
    shared_site: Site, shared_publisher: User, browser: Browser
) -> None:
    found: list[str] = []

    def look(page: Page, name: str) -> None:
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            found.extend(f"{name} {width}: {one}" for one in violations(page))
            assert not page.evaluate(NO_ROOM), (name, width)

    import_and_undo(shared_site, browser, look)

    assert found == []


def import_and_undo(site: Site, browser: Browser, look: Look) -> None:
    """Upload a file with five errors, the same without them, import it, and roll it back."""
    before = published()
    page = editor.at_work(site, browser)
    list_url = site.web + reverse("imports:list", args=["TAB"]).lstrip("/")
    page.goto(list_url)
    look(page, "list")
    rows = exported(page, site)

    upload(page, list_url, with_five_errors(rows), "oficinas-tabasco.csv")
    look(page, "columns")
    page.click("text=Ver qué cambiaría")
    expect(page.locator(".imports-title")).to_have_text("Hay 5 celdas por corregir")
    look(page, "errors")
    assert page.locator(".imports-apply button").count() == 0
    assert published() == before

    upload(page, list_url, corrected(rows), "oficinas-tabasco-corregido.csv")
    page.click("text=Ver qué cambiaría")
    expect(page.locator(".imports-title")).to_have_text("Esto es lo que cambia")
    look(page, "preview")
    page.click("text=Importar y publicar")
    expect(page.locator(".imports-title")).to_have_text("Este archivo está importado")
    after = published()
    assert after.keys() - before.keys() == {"Unidad de Atención Temprana de prueba"}
    look(page, "done")

    page.click("text=Deshacer esta importación")
    page.click("text=Deshacerla")
    expect(page.locator(".imports-title")).to_have_text("Esta importación está deshecha")
    look(page, "undone")
    assert published() == before
    page.close()
    connections.close_all()


def published() -> dict[str, object]:
    """The offices that people find in Tabasco, by name, with their notes."""
    tenant = Tenant.objects.get(code="TAB")
    with tenant_scope([tenant.pk]):
        items = ContentItem.objects.for_tenant(tenant.pk).live().filter(kind="OFFICE")
        return {item.document["name"]: item.document["note"] for item in items}


def exported(page: Page, site: Site) -> Rows:
    """The rows of an export."""
    answer = page.request.get(site.web + reverse("imports:export", args=["TAB", "csv"]).lstrip("/"))
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def with_five_errors(rows: Rows) -> Rows:
    """The same, with a number too short, a year too long, hours nobody understands, half a postal code, no clave."""
    first, second, third, fourth, fifth, *others = (dict(row) for row in rows)
    first["teléfonos"] = "99331365"
    second["confirmada el"] = "30/11/20226"
    second["horario"] = second["horario"] or "lun–vie 8–16"  # what is confirmed has hours
    third["horario"] = "cuando haya luz"
    fourth["código postal"] = "86"
    fifth["clave"] = "00000000-0000-4000-8000-000000000000"
    return [first, second, third, fourth, fifth, *others]


def corrected(rows: Rows) -> Rows:
    """The same with another note and other hours, and a new office."""
    first, *others = (dict(row) for row in rows)
    first["nota"] = "Toca el timbre de la entrada lateral."
    others[0]["horario"] = "lun–vie 8–16; sáb 9–13"
    new = dict.fromkeys(first, "")
    new |= {
        "institución": first["institución"],
        "nombre": "Unidad de Atención Temprana de prueba",
        "municipio": "Centro",
    }
    new |= {"fuente de la clave": "Padrón de la Fiscalía", "clave externa": "FGE-0042", "horario": "24 horas"}
    return [first, *others, new]


def upload(page: Page, list_url: str, rows: Rows, name: str) -> None:
    """Choose a file, and send it."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    page.goto(list_url)
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "text/csv", "buffer": written.getvalue().encode()}
    )
    page.click("text=Subir y revisar")
    expect(page.locator(".imports-title")).to_have_text("Se reconocieron todas las columnas")
