"""What the guard and the scope of a person's request add to it: processor time of this process, and statements."""

from __future__ import annotations

import gc
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from rich.console import Console
from rich.table import Table

from tenants.admin_access.guard import AdminGuard
from tenants.models import StaffRole, Tenant, User
from tenants.request_scope import RequestScope
from tenants.services.accounts import assign_role

STATE = "TAB"
CALLS = 300
WHOLE_CALLS = 30
MOST_MILLISECONDS = 1.0
Answer = Callable[[HttpRequest], HttpResponse]


def main() -> None:
    """Measure and print. What is written, two accounts, is deleted again."""
    slowest = 0.0
    with _people() as people:
        for name, user in people.items():
            table = Table(title=f"What guard and scope add for {name}: processor ms, medians", title_justify="left")
            for column in ("", "guard", "scope", "together (quartiles)", "statements", "whole request", "share"):
                table.add_column(column, justify="right" if column else "left")
            for what, address in _addresses().items():
                guard, scope, both, statements = _measured(user, address)
                whole = _whole(user, address)
                low, middle, high = statistics.quantiles(both, n=4)
                slowest = max(slowest, middle)
                medians = f"{statistics.median(guard):.2f}", f"{statistics.median(scope):.2f}"
                together = f"{middle:.2f} ({low:.2f} to {high:.2f})"
                table.add_row(what, *medians, together, str(statements), f"{whole:.1f}", f"{middle / whole:.1%}")
            Console(width=120).print(table)
    Console().print(f"At most {slowest:.2f} ms together, of {CALLS} requests each; {MOST_MILLISECONDS} ms are allowed.")


@contextmanager
def _people() -> Iterator[dict[str, User]]:
    publisher = User.objects.create_user(f"bench-{uuid.uuid4().hex[:8]}")
    assign_role(user=publisher, tenant=Tenant.objects.get(code=STATE), role=StaffRole.PUBLISHER)
    administrator = User.objects.create_user(f"bench-{uuid.uuid4().hex[:8]}", is_superuser=True)
    people = {"a state’s publisher": publisher, "an administrator": administrator}
    try:
        yield people
    finally:
        for user in people.values():
            user.delete()


def _addresses() -> dict[str, str]:
    home = Tenant.objects.get(code=STATE).root_page_id
    return {
        "an address that is not in the table": "/admin/no-such-address/x/",
        "the start page": reverse("wagtailadmin_home"),
        "a list": reverse("wagtailimages:index"),
        "a page's form": reverse("wagtailadmin_pages:edit", args=[home]),
        "a chooser below a page": reverse("wagtailadmin_choose_page_child", args=[home]),
        "many pages at once": f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={home}",
        "a state's texts": reverse("adapting:list", args=[STATE]),
    }


@transaction.atomic  # as ATOMIC_REQUESTS has it
def _view(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse()


def _guarded(request: HttpRequest) -> HttpResponse:
    """Call the guard as Django does, before the view; then the view, whatever the guard has said."""
    guard, match = AdminGuard(_view), request.resolver_match
    if match is not None:
        guard.process_view(request, match.func, [], {})
    return guard(request)


def _measured(user: User, address: str) -> tuple[list[float], list[float], list[float], int]:
    """Return what guard, scope, and both add to a view that does nothing, in milliseconds, and their statements."""
    match = resolve(address.partition("?")[0])
    ways: dict[str, Answer] = {
        "neither": _view,
        "guard": _guarded,
        "scope": RequestScope(_view),
        "both": RequestScope(_guarded),
    }

    def ask(answer: Answer) -> float:
        request: HttpRequest = RequestFactory().get(address)
        request.user = User(**{field.attname: getattr(user, field.attname) for field in User._meta.concrete_fields})
        request.resolver_match = match
        before = time.process_time()
        answer(request)
        return (time.process_time() - before) * 1000

    def statements(answer: Answer) -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(answer)
        return len(captured)

    for answer in ways.values():
        ask(answer)
    gc.collect()
    samples = [{name: ask(answer) for name, answer in ways.items()} for _ in range(CALLS)]
    added = {name: [each[name] - each["neither"] for each in samples] for name in ways}
    return added["guard"], added["scope"], added["both"], statements(ways["both"]) - statements(ways["neither"])


def _whole(user: User, address: str) -> float:
    """Return what a whole request takes."""
    client = Client(headers={"host": "localhost"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    def ask() -> float:
        before = time.process_time()
        client.get(address)
        return (time.process_time() - before) * 1000

    ask()
    return statistics.median(ask() for _ in range(WHOLE_CALLS))
