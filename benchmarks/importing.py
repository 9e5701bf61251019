"""Bulk import of offices: from the file to the preview of every change, and its publication, for 200 and 2,000 rows.

In process, one thread, as a publisher of Tabasco: the file is uploaded, its columns are assigned, all rows are checked,
and the preview is rendered. What the worker would check is checked at once, to be measured. All is rolled back.
"""

from __future__ import annotations

import csv
import io
import time
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from rich.console import Console
from rich.table import Table

from content_models.models import OfficePage
from editorial.imports import services
from editorial.imports.working import work_on
from publishing.models import ImportStatus, OfficeImport
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tenants.services.accounts import assign_role

STATE = "TAB"
MOST_SECONDS = {200: 5, 2_000: 60}
HEADINGS = ("nombre", "institución", "municipio", "teléfonos", "horario", "nota")


@dataclass(frozen=True)
class Measured:
    """Seconds of one import: up to its preview by the clock and of this process, and then of publishing it."""

    clock: float
    processor: float
    rows: int
    publishing: float


def main() -> None:
    """Measure and print."""
    table = Table(title=f"Preview of an import of offices of {STATE}", title_justify="left")
    for column in ("rows", "clock s", "processor s", "allowed s", "ms a row", "times as long a row", "publishing s"):
        table.add_column(column, justify="right")
    measured(1)  # which loads templates and lists
    first = None
    for count, allowed in MOST_SECONDS.items():
        found = measured(count)
        a_row = found.clock / found.rows
        first = first or a_row
        cells = (f"{found.clock:.1f}", f"{found.processor:.1f}", str(allowed), f"{a_row * 1000:.1f}")
        table.add_row(f"{found.rows:,}", *cells, f"{a_row / first:.2f}", f"{found.publishing:.1f}")
    Console().print(table)


def measured(count: int) -> Measured:
    """Import a file of so many new offices, up to its preview, and publish it.

    Raises:
        SystemExit: not every row is ready to be imported, or is published.
    """
    with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
        state = Tenant.objects.get(code=STATE)
        publisher = User.objects.create_user(f"bench-{uuid.uuid4().hex[:8]}")
        assign_role(user=publisher, tenant=state, role=StaffRole.PUBLISHER)
        client = Client(SERVER_NAME="localhost")
        client.force_login(publisher, backend="django.contrib.auth.backends.ModelBackend")
        data = _file(state, count)
        spent, began = time.process_time(), time.perf_counter()
        made = services.upload(tenant=state, by=publisher, name="oficinas.csv", data=data)
        made = services.assign_columns(office_import=made, by=publisher, mapping=made.mapping)
        if made.work:
            work_on.call(made.pk, made.tenant_id)
        shown = client.get(reverse("imports:import", args=[STATE, made.pk]))
        clock, processor = time.perf_counter() - began, time.process_time() - spent
        with tenant_scope([state.pk]):
            totals = OfficeImport.objects.for_tenant(state.pk).get(pk=made.pk).totals
        if shown.status_code != 200 or totals.get("create") != count:
            raise SystemExit(f"Of {count} offices not all are ready: {totals}, answered {shown.status_code}.")
        began = time.perf_counter()
        with tenant_scope([state.pk]):
            checked = services.import_of(tenant=state, by=publisher, pk=made.pk)
        made = services.apply(office_import=checked, by=publisher)
        if made.work:
            work_on.call(made.pk, made.tenant_id)
        found = Measured(clock, processor, count, time.perf_counter() - began)
        with tenant_scope([state.pk]):
            status = OfficeImport.objects.for_tenant(state.pk).get(pk=made.pk).status
        if status != ImportStatus.APPLIED:
            raise SystemExit(f"{count} offices were not published: the import is {status}.")
        transaction.set_rollback(True)
    return found


def _file(state: Tenant, count: int) -> bytes:
    """A CSV of new offices of an institution that the state has."""
    office = OfficePage.objects.descendant_of(state.root_page).live().order_by("path").first()
    assert office is not None
    institution = office.get_parent().title
    written = io.StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(HEADINGS)
    for number in range(count):
        phone = f"993 {310 + number // 10_000} {number % 10_000:04}"
        rows.writerow(
            (f"Módulo {number:04}", institution, "Centro", phone, "lun-vie 8:00-16:00", f"Planta baja, módulo {number}")
        )
    return written.getvalue().encode()
