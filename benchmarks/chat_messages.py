"""What a visitor's message costs, from the lock to the commit, beside an empty transaction; and what a look costs."""

from __future__ import annotations

import itertools
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psutil
from django.db import connection
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from assistance.chat import messages, visitor_access, visitors
from assistance.chat.encryption import new_key, seal
from assistance.chat.ids import uuid7
from assistance.chat.visitor_access import Access
from assistance.models import Conversation, Message, Transport
from tenants.models import Tenant
from tenants.scope import tenant_scope

STATE = "TAB"
TEXT = "No sé a dónde se llevaron a mi hermano, fue ayer en la noche y nadie me dice nada."
CONTENT = {"text": TEXT}
CONVERSATIONS, CALLS = 10, 1_500
LEAST_PER_SECOND = 200


def main() -> None:
    """Measure and print: processor time here and in the database's process, which share one core in the last column."""
    with _conversations() as accesses:
        numbers = itertools.count()

        def send() -> None:
            number = next(numbers)
            now = timezone.now() + timedelta(seconds=number)  # so that nobody writes too fast
            visitors.send(access=accesses[number % CONVERSATIONS], client_id=uuid.uuid4(), text=TEXT, now=now)

        def empty() -> None:
            with tenant_scope([accesses[0].tenant_id]):
                pass

        key = new_key()
        table = Table(title=f"Messages of the chat, {CALLS} of each", title_justify="left")
        for column in ("", "milliseconds", "here", "in the database", "per second of one core"):
            table.add_column(column, justify="right" if column else "left")
        _add(table, "a transaction in a state's scope", empty)
        _add(table, "sealing a body", lambda: seal(key, tenant_id=1, conversation_id=uuid7(), seq=1, content=CONTENT))
        per_second = _add(table, "a message: verified, sealed, stored, committed", send)
        _add(table, "a look at what is new", lambda: visitors.read(access=accesses[0], after=10**6))
        Console(width=120).print(table)
        Console().print(f"{per_second:.0f} messages a second; at least {LEAST_PER_SECOND} are needed.")


def _add(table: Table, name: str, call: Callable[[], object]) -> float:
    """Measure, add a row, and return how many fit into a second of one core."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = psutil.Process(cursor.fetchone()[0])
    for _ in range(20):
        call()
    before = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
    for _ in range(CALLS):
        call()
    after = time.perf_counter(), time.process_time(), sum(backend.cpu_times()[:2])
    whole, here, there = (second - first for first, second in zip(before, after, strict=True))
    per_second = CALLS / (here + there)
    table.add_row(name, *(f"{1000 * one / CALLS:.2f}" for one in (whole, here, there)), f"{per_second:.0f}")
    return per_second


@contextmanager
def _conversations() -> Iterator[list[Access]]:
    tenant, accesses = Tenant.objects.get(code=STATE), []
    now = timezone.now()
    for _ in range(CONVERSATIONS):
        secret = visitor_access.new_secret()
        with tenant_scope([tenant.pk]):
            conversation = Conversation.objects.create(
                id=uuid7(),
                tenant=tenant,
                secret_digest=visitor_access.digest_of(secret),
                transport=Transport.BROWSER,
                language="es-MX",
                started_at=now,
                waiting_since=now,
            )
            messages.make_key(conversation)
        accesses.append(Access(tenant.pk, conversation.pk, secret))
    try:
        yield accesses
    finally:
        ids = [access.conversation_id for access in accesses]
        with tenant_scope([tenant.pk]):
            Message.objects.filter(conversation__in=ids).delete()
            Conversation.objects.filter(pk__in=ids).delete()
