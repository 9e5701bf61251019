"""What the administration's guard adds to a request: processor time of this process, time in all, and statements."""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from rich.console import Console
from rich.table import Table

from tenants.admin_access.guard import AdminGuard
from tenants.models import StaffRole, Tenant, User
from tenants.services.accounts import assign_role

STATE = "TAB"
CALLS = 300


def main() -> None:
    """Measure and print. What is written, an account, is deleted again."""
    table = Table(title=f"What the administration’s guard adds, median of {CALLS} requests", title_justify="left")
    for column in ("", "processor ms", "ms in all", "statements"):
        table.add_column(column, justify="right" if column else "left")
    with _publisher() as user:
        for name, address in _addresses(user).items():
            processor, elapsed, statements = _measured(user, address)
            table.add_row(name, f"{processor * 1000:.2f}", f"{elapsed * 1000:.2f}", str(statements))
    Console().print(table)


@contextmanager
def _publisher() -> Iterator[User]:
    user = User.objects.create_user(f"bench-{uuid.uuid4().hex[:8]}")
    assign_role(user=user, tenant=Tenant.objects.get(code=STATE), role=StaffRole.PUBLISHER)
    try:
        yield user
    finally:
        user.delete()


def _addresses(user: User) -> dict[str, str]:
    home = user.tenant.root_page_id if user.tenant is not None else None
    return {
        "an address that is not in the table": "/admin/no-such-address/x/",
        "the start page": reverse("wagtailadmin_home"),
        "a list": reverse("wagtailimages:index"),
        "a page's form": reverse("wagtailadmin_pages:edit", args=[home]),
        "a chooser below a page": reverse("wagtailadmin_choose_page_child", args=[home]),
        "many pages at once": f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={home}",
        "a state's texts": reverse("adapting:list", args=[STATE]),
    }


def _measured(user: User, address: str) -> tuple[float, float, int]:
    guard, match = AdminGuard(lambda _request: HttpResponse()), resolve(address.partition("?")[0])

    def ask() -> tuple[float, float]:
        request: HttpRequest = RequestFactory().get(address)
        request.user = User(**{field.attname: getattr(user, field.attname) for field in User._meta.concrete_fields})
        request.resolver_match = match
        processor, elapsed = time.process_time(), time.perf_counter()
        guard.process_view(request, match.func, [], {})
        return time.process_time() - processor, time.perf_counter() - elapsed

    ask()
    samples = [ask() for _ in range(CALLS)]
    with CaptureQueriesContext(connection) as captured:
        ask()
    processors, times = zip(*samples, strict=True)
    return statistics.median(processors), statistics.median(times), len(captured)
