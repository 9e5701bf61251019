"""What Wagtail's reports export."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from django.urls import get_resolver, reverse
from django.utils import timezone
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.log_actions import log
from wagtail.models import Page

from tenants.spreadsheets import TextCells

from .conftest import World
from .factories import page_of

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
