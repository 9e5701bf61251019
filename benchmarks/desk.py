"""The desk: what a state's bundle takes to make and to send, and how long a search over HTTP's layers takes."""

from __future__ import annotations

import itertools
import json
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import brotli
from django.test import Client
from rich.console import Console
from rich.table import Table

from assistance.desk import bundle as desk_bundle
from assistance.models import OperatorAssignment, OperatorPresence
from content_models.choices import Channel
from delivery import bundle, state_view
from tenants.models import StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants
from tenants.services.accounts import assign_role

from .search import QUESTIONS

STATE, LOCALE = "TAB", "es-MX"
ROUNDS = 20
MOST_SEARCH_MILLISECONDS = 10.0
ADDRESS = f"/mesa/api/bundle/{STATE}/{LOCALE}"


def main() -> None:
    """Measure and print. What is written, an account, is deleted again."""
    with operator() as client:
        _bundles(client)
        _searches(client)


@contextmanager
def operator() -> Iterator[Client]:
    """Sign somebody in who answers for all states."""
    user = User.objects.create_user(f"bench-{uuid.uuid4().hex[:8]}")
    assign_role(user=user, tenant=Tenant.objects.get(code=STATE), role=StaffRole.OPERATOR)
    with scope_of_all_tenants():
        OperatorAssignment.objects.bulk_create(
            OperatorAssignment(user=user, tenant=tenant, channels=[Channel.PHONE.value])
            for tenant in Tenant.objects.states()
        )
    client = Client(HTTP_ACCEPT_ENCODING="br", SERVER_NAME="localhost")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    try:
        yield client
    finally:
        with scope_of_all_tenants():
            OperatorAssignment.objects.filter(user=user).delete()
            OperatorPresence.objects.filter(user=user).delete()
        user.delete()


def _bundles(client: Client) -> None:
    version = _decoded(client)["version"]
    ways: dict[str, Callable[[], object]] = {
        "the whole, nothing cached": partial(_asked_anew, client),
        "the whole, composed but not compressed": partial(_asked_encoded_anew, client),
        "the whole again": partial(client.get, ADDRESS),
        "nothing changed since": partial(client.get, ADDRESS, {"since": version}),
        "nothing changed, by ETag": partial(client.get, ADDRESS, headers={"If-None-Match": f'W/"{version}"'}),
    }
    table = Table(title=f"The bundle of {STATE}: processor ms of the web process, medians", title_justify="left")
    for column in ("", "ms", "kB (br)"):
        table.add_column(column, justify="right" if column else "left")
    for name, ask in ways.items():
        answer = ask()
        size = len(getattr(answer, "content", b"")) / 1000
        table.add_row(name, f"{statistics.median(_milliseconds(ask) for _ in range(ROUNDS)):.1f}", f"{size:.1f}")
    Console().print(table)
    whole = _decoded(client)
    plain = len(json.dumps(whole, ensure_ascii=False).encode()) / 1000
    Console().print(f"{len(whole['items'])} items, {plain:.0f} kB before compression.")


def _searches(client: Client) -> None:
    """Ask each state in turn, all of them loaded."""
    queries = [one["query"] for one in json.loads(QUESTIONS.read_text(encoding="utf-8"))]
    codes = list(Tenant.objects.states().values_list("code", flat=True))
    roles = itertools.cycle(["VICTIM", "ACCUSED", "THIRD_PARTY", None])
    for code in codes:
        _search(client, code, queries[0], None)
    elapsed, took = [], []
    for query, code, role in zip(queries, itertools.cycle(codes), roles, strict=False):
        processor, started_at = time.process_time(), time.perf_counter()
        _search(client, code, query, role)
        elapsed.append((time.perf_counter() - started_at) * 1000)
        took.append((time.process_time() - processor) * 1000)
    for name, times in (("processor", took), ("elapsed", elapsed)):
        p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        Console().print(
            f"Search, {len(codes)} states loaded, {len(times)} questions, {name}: p50 {p50:.1f} ms, p95 {p95:.1f} ms."
        )
    Console().print(f"At most {MOST_SEARCH_MILLISECONDS:.0f} ms at p95 are allowed.")


def _search(client: Client, code: str, query: str, role: str | None) -> None:
    asked = {"query": query, "role": role, "locale": LOCALE, "near": None}
    answer = client.post(f"/mesa/api/search/{code}", json.dumps(asked), content_type="application/json")
    assert answer.status_code == 200, answer.content


def _asked_anew(client: Client) -> object:
    state_view.reset()
    bundle.reset()
    return _asked_encoded_anew(client)


def _asked_encoded_anew(client: Client) -> object:
    desk_bundle._kept.clear()
    return client.get(ADDRESS)


def _decoded(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(brotli.decompress(client.get(ADDRESS).content))
    return found


def _milliseconds(ask: Callable[[], object]) -> float:
    before = time.process_time()
    ask()
    return (time.process_time() - before) * 1000
