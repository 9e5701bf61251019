"""What launching states takes: looking whether anything is missing, and the act. All is rolled back."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

from django.db import transaction
from rich.console import Console
from rich.table import Table

from editorial.launching.readiness import missing_of
from editorial.launching.services import launch
from tenants.models import StaffRole, Tenant, TenantStatus, User
from tenants.services.accounts import assign_role


def main() -> None:
    """Measure and print."""
    table = Table(title="Launching states", title_justify="left")
    for column in ("", "states", "processor s, all", "s, all", "processor s, median", "times the look alone"):
        table.add_column(column, justify="right" if column else "left")
    with transaction.atomic():
        states = list(Tenant.objects.states().exclude(status=TenantStatus.LAUNCHED).order_by("code"))
        for state in states:
            user = User.objects.create_user(f"bench-{state.code}")
            assign_role(user=user, tenant=state, role=StaffRole.PUBLISHER)
        looks = [_timed(partial(missing_of, state)) for state in states]
        acts = [_timed(partial(launch, code=state.code)) for state in states]
        transaction.set_rollback(True)
    base = statistics.median(processor for processor, _ in looks)
    for name, samples in (("looking what is missing", looks), ("launching", acts)):
        processors, elapsed = zip(*samples, strict=True)
        median = statistics.median(processors)
        cells = [len(samples), f"{sum(processors):.1f}", f"{sum(elapsed):.1f}", f"{median:.3f}", f"{median / base:.2f}"]
        table.add_row(name, *map(str, cells))
    Console().print(table)


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    processor, started = time.process_time(), time.perf_counter()
    act()
    return time.process_time() - processor, time.perf_counter() - started
