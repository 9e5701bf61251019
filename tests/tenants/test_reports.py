"""What Wagtail's reports export, and its lists show."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.log_actions import log
from wagtail.models import Page, Site

from tenants.spreadsheets import TextCells

from .conftest import World
from .factories import document_of_collection, page_of

FORMULA = "=cmd|calc!A1"
REPORTS = ("site_history", "aging_pages", "locked_pages", "workflow", "workflow_tasks")


@pytest.mark.parametrize("report", ["site_history", "aging_pages", "locked_pages"])
@pytest.mark.parametrize("who", ["own publisher", "administrator"])
def test_no_cell_of_a_report_is_carried_out(world: World, report: str, who: str) -> None:
    person = world.person(who)
    page = page_of(world.tabasco, "avisos")
    now = timezone.now()
    Page.objects.filter(pk=page.pk).update(
        title=FORMULA, draft_title=FORMULA, last_published_at=now, locked=True, locked_by=person, locked_at=now
    )
    log(Page.objects.get(pk=page.pk), "wagtail.publish", user=person)

    answer: Any = world.client(who).get(reverse(f"wagtailadmin_reports:{report}"), {"export": "csv"})
    rows = list(csv.reader(b"".join(answer.streaming_content).decode().splitlines()))

    assert any(f"'{FORMULA}" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


@pytest.mark.parametrize("report", REPORTS)
def test_every_report_writes_texts(report: str) -> None:
    view = get_resolver().resolve(reverse(f"wagtailadmin_reports:{report}")).func.view_class  # type: ignore[attr-defined]

    assert issubclass(view, SpreadsheetExportMixin)
    assert issubclass(view, TextCells)


@pytest.mark.parametrize(
    ("report", "headings"),
    [
        (
            "workflow",
            ["Revisión", "Número de página", "Tipo de página", "Título de la página", "Situación", "Lo envió"],
        ),
        (
            "workflow_tasks",
            ["Paso", "Número de página", "Tipo de página", "Título de la página", "Situación", "Lo envió"],
        ),
    ],
)
def test_headings_of_exports_are_in_the_persons_language(world: World, report: str, headings: list[str]) -> None:
    answer: Any = world.client("own publisher").get(reverse(f"wagtailadmin_reports:{report}"), {"export": "csv"})
    [first, *_] = csv.reader(b"".join(answer.streaming_content).decode().splitlines())

    assert first[:6] == headings
    assert first[6] == "Se envió el"


def test_files_are_listed_by_title_type_and_size(world: World) -> None:
    document = document_of_collection(world.tabasco, "Formato de denuncia")

    shown = world.client("own publisher").get(reverse("wagtaildocs:index")).content.decode()

    assert "Formato de denuncia" in shown
    assert "PDF, 8" in shown
    assert f">{document.filename}<" not in shown


def test_lists_of_the_library_do_not_ask_for_a_site(world: World) -> None:
    home = Page.objects.get(pk=world.library.root_page_id)
    Site.objects.filter(root_page=home).update(root_page=home.get_children()[0])

    shown = world.client("library publisher").get(reverse("wagtailadmin_explore", args=[home.pk]))

    assert "No hay sitio" not in shown.content.decode()


@pytest.mark.parametrize("report", ["site_history", "aging_pages", "locked_pages"])
def test_on_phones_the_cells_of_a_report_stand_one_below_the_other(world: World, report: str) -> None:
    page = page_of(world.tabasco, "avisos")
    now = timezone.now()
    Page.objects.filter(pk=page.pk).update(last_published_at=now, locked=True, locked_by=None, locked_at=now)

    log(Page.objects.get(pk=page.pk), "wagtail.publish")

    for name in (report, f"{report}_results"):
        shown = world.client("administrator").get(reverse(f"wagtailadmin_reports:{name}")).content.decode()
        assert '<div class="jpt-rows">' in shown


@pytest.mark.parametrize("act", ["delete", "unpublish"])
def test_what_is_used_nowhere_is_not_said_to_be_used(world: World, act: str) -> None:
    page = page_of(world.tabasco, "avisos")

    shown = world.client("administrator").get(reverse(f"wagtailadmin_pages:{act}", args=[page.pk])).content.decode()

    assert "Se usa" not in shown
    assert "elimínelo" not in shown
