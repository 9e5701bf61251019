"""The chat under load: many open WebSockets, messages in both directions, and how long each takes to arrive.

`python -m benchmarks chat`: 2,000 sockets, 200 messages a second, five minutes, the generator on the same machine.
`SOCKETS`, `MESSAGES_A_SECOND`, `SECONDS` and `PROCESSES` of the environment choose another load; sockets are spread
over the processes, which know of one another by the database only. Half of the messages are visitors'
and are timed until the desk of their operator shows them; half are operators', sent from this process as the web
process does, and timed until the visitor's socket shows them.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import psutil
import uvloop
from django.db import connections
from django.test import Client
from django.utils import timezone
from rich.console import Console
from rich.table import Table
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin

from assistance.chat import messages, operators
from assistance.chat.ids import uuid7
from assistance.chat.visitor_access import digest_of
from assistance.models import Conversation, ConversationState, OperatorAssignment, Transport
from assistance.operators.rights import Answering, answering
from cms.ports import any_free
from cms.running.waiting import is_ready
from content_models.choices import Channel
from tenants.models import StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tenants.services.accounts import assign_role

from .memory import memory_of, postgresql

STATE, HOST = "TAB", "tabasco.localhost"
CONVERSATIONS_EACH = 4
SOCKETS_OF_A_DESK = 20
"""One in so many sockets is a desk's; it has as many conversations as an operator may have."""

OPENING_AT_ONCE = 50
WAIT_SECONDS = 30.0
MOST_P95_MILLISECONDS = 200.0


@dataclass(frozen=True, slots=True)
class Load:
    """How much is asked of the process."""

    sockets: int = 2_000
    messages_a_second: float = 200.0
    seconds: float = 300.0


@dataclass
class Measured:
    """What came of it: milliseconds from sending to showing, and what processors and memory it took meanwhile."""

    delivered: list[float] = field(default_factory=list)
    acknowledged: list[float] = field(default_factory=list)
    sent: int = 0
    refused: int = 0
    processor_seconds: float = 0.0
    process_bytes: int = 0
    database_bytes: int = 0
    generator_bytes: int = 0

    def shown_within(self, percent: int) -> float:
        """The milliseconds within which so many of 100 messages were shown."""
        return statistics.quantiles(self.delivered, n=100)[percent - 1]


@dataclass(frozen=True, slots=True)
class _Visitor:
    conversation_id: UUID
    secret: str = field(repr=False)
    operator: Answering | None = None


@contextmanager
def people(load: Load) -> Iterator[tuple[list[_Visitor], dict[str, Answering]]]:
    """Write conversations and operators, and delete them again; yield visitors, and operators by their cookie."""
    tenant = Tenant.objects.get(code=STATE)
    desks = [_operator(tenant, number) for number in range(max(1, load.sockets // SOCKETS_OF_A_DESK))]
    visitors = []
    now = timezone.now()
    with tenant_scope([tenant.pk]):
        for number in range(load.sockets - len(desks)):
            operator = desks[number % len(desks)][1] if number < len(desks) * CONVERSATIONS_EACH else None
            visitors.append(_visitor(tenant, operator, now))
    try:
        yield visitors, dict(desks)
    finally:
        with scope_of_all_tenants():
            Conversation.objects.filter(pk__in=[one.conversation_id for one in visitors]).delete()
            ids = [operator.user_id for _cookie, operator in desks]
            OperatorAssignment.objects.filter(user__in=ids).delete()
            User.objects.filter(pk__in=ids).update(is_active=False)


def _operator(tenant: Tenant, number: int) -> tuple[str, Answering]:
    user, _ = User.objects.get_or_create(username=f"load-{number}", defaults={"first_name": "Rosa"})
    user.is_active = True
    user.save()
    assign_role(user=user, tenant=tenant, role=StaffRole.OPERATOR)
    with scope_of_all_tenants():
        OperatorAssignment.objects.update_or_create(
            user=user,
            tenant=tenant,
            defaults={
                "channels": [Channel.CHAT],
                "languages": [],
                "max_conversations": CONVERSATIONS_EACH,
                "starts_at": timezone.now() - timedelta(days=1),
            },
        )
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    operator = answering(User.objects.get(pk=user.pk))
    assert operator is not None
    return f"sessionid={client.cookies['sessionid'].value}", operator


def _visitor(tenant: Tenant, operator: Answering | None, now: Any) -> _Visitor:
    secret = secrets.token_urlsafe(32)
    attended = (
        {}
        if operator is None
        else {
            "state": ConversationState.ATTENDED,
            "operator_id": operator.user_id,
            "assignment_epoch": 1,
            "attended_at": now,
            "attended_until": now + timedelta(days=1),
            "first_attended_at": now,
        }
    )
    conversation = Conversation.objects.create(
        id=uuid7(),
        tenant=tenant,
        secret_digest=digest_of(secret),
        transport=Transport.BROWSER,
        language="es-MX",
        started_at=now,
        waiting_since=now,
        **attended,
    )
    messages.make_key(conversation)
    return _Visitor(conversation.pk, secret, operator)


@contextmanager
def realtime_process(port: int, **environment: str) -> Iterator[psutil.Process]:
    """Run a realtime process for the length of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "cms.realtime", str(port)],
        env={**os.environ, "CHAT_CONNECTIONS_PER_SOURCE": "100000", **environment},
        stdin=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 90
        while not is_ready(port):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The realtime process does not become ready.")
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


async def measure(
    load: Load, visitors: list[_Visitor], desks: dict[str, Answering], processes: dict[int, psutil.Process]
) -> Measured:
    """Put processes under load, and return what came of it.

    Args:
        processes: by their ports; sockets are spread over them.
    """
    return await _Generator(load, visitors, desks, processes).run()


class _Generator:
    def __init__(
        self, load: Load, visitors: list[_Visitor], desks: dict[str, Answering], processes: dict[int, psutil.Process]
    ) -> None:
        self._load, self._visitors, self._desks, self._processes = load, visitors, desks, processes
        self._active = [one for one in visitors if one.operator is not None]
        self._sent_at: dict[str, float] = {}
        self._to_visitor: set[str] = set()
        self._sockets: dict[UUID, ClientConnection] = {}
        self._measured = Measured()
        self._pool = ThreadPoolExecutor(4)

    async def run(self) -> Measured:
        """Open all sockets, send at the rate, and wait until all has arrived."""
        opening = asyncio.Semaphore(OPENING_AT_ONCE)
        async with AsyncExitStack() as stack:
            reading = [
                *[asyncio.create_task(self._desk(cookie, opening, stack)) for cookie in self._desks],
                *[asyncio.create_task(self._visit(one, opening, stack)) for one in self._visitors],
            ]
            await self._until(lambda: len(self._sockets) == len(self._visitors), reading)
            before = self._processor_seconds()
            await self._send_all()
            await self._until(lambda: len(self._measured.delivered) >= self._measured.sent, reading, is_strict=False)
            self._measured.processor_seconds = self._processor_seconds() - before
            await asyncio.get_running_loop().run_in_executor(self._pool, self._measure_memory)
            for task in reading:
                task.cancel()
        await asyncio.get_running_loop().run_in_executor(self._pool, connections.close_all)
        self._pool.shutdown()
        return self._measured

    def _processor_seconds(self) -> float:
        return sum(sum(one.cpu_times()[:2]) for one in self._processes.values())

    def _measure_memory(self) -> None:
        """Count while all connections are open."""
        self._measured.process_bytes = memory_of(self._processes.values())
        self._measured.database_bytes = memory_of(postgresql())
        self._measured.generator_bytes = memory_of([psutil.Process()])

    async def _until(self, is_done: Any, reading: list[asyncio.Task[None]], *, is_strict: bool = True) -> None:
        until = time.monotonic() + WAIT_SECONDS + len(reading) / 20
        while not is_done():
            failed = next((task for task in reading if task.done() and task.exception()), None)
            if failed is not None:
                raise SystemExit(f"A connection ended: {failed.exception()!r}")
            if time.monotonic() > until:
                if is_strict:
                    raise SystemExit("The sockets do not open in time.")
                return
            await asyncio.sleep(0.05)

    async def _open(self, path: str, host: str, opening: asyncio.Semaphore, **headers: str) -> ClientConnection:
        port = random.choice(list(self._processes))
        async with opening:
            return await connect(
                f"ws://{host}:{port}{path}",
                host="127.0.0.1",
                port=port,
                additional_headers=headers,
                origin=Origin(f"http://{host}:{port}"),
                compression=None,
                ping_interval=None,
                open_timeout=WAIT_SECONDS,
                proxy=None,
            )

    async def _visit(self, visitor: _Visitor, opening: asyncio.Semaphore, stack: AsyncExitStack) -> None:
        socket = await self._open("/chat/api/socket", HOST, opening)
        stack.push_async_callback(socket.close)
        hello = {"type": "hello", "conversation": str(visitor.conversation_id), "secret": visitor.secret, "after": 0}
        await socket.send(json.dumps(hello))
        async for text in socket:
            frame = json.loads(text)
            match frame["type"]:
                case "welcome":
                    self._sockets[visitor.conversation_id] = socket
                case "ack":
                    self._measured.acknowledged.append(self._since(frame["clientId"]))
                case "messages":
                    self._arrived(frame, is_visitor=True)
                case "refused":
                    self._measured.refused += 1

    async def _desk(self, cookie: str, opening: asyncio.Semaphore, stack: AsyncExitStack) -> None:
        socket = await self._open("/chat/desk/", "localhost", opening, Cookie=cookie)
        stack.push_async_callback(socket.close)
        async for text in socket:
            frame = json.loads(text)
            if frame["type"] == "messages":
                self._arrived(frame, is_visitor=False)

    def _arrived(self, frame: dict[str, Any], *, is_visitor: bool) -> None:
        for message in frame["messages"]:
            client_id = message["clientId"]
            if client_id in self._sent_at and (client_id in self._to_visitor) == is_visitor:
                self._measured.delivered.append(self._since(client_id))

    def _since(self, client_id: str) -> float:
        return (time.perf_counter() - self._sent_at[client_id]) * 1000

    async def _send_all(self) -> None:
        began, number = time.perf_counter(), 0
        acting: set[asyncio.Future[Any]] = set()
        while time.perf_counter() - began < self._load.seconds:
            await asyncio.sleep(max(0.0, began + number / self._load.messages_a_second - time.perf_counter()))
            visitor, client_id = random.choice(self._active), str(uuid4())
            number += 1
            self._measured.sent += 1
            self._sent_at[client_id] = time.perf_counter()
            if number % 2:
                sent = {"type": "message", "clientId": client_id, "text": f"Mensaje {number}: ¿qué sigue ahora?"}
                await self._sockets[visitor.conversation_id].send(json.dumps(sent))
            else:
                self._to_visitor.add(client_id)
                act = asyncio.get_running_loop().run_in_executor(self._pool, self._answer, visitor, client_id)
                acting.add(act)
                act.add_done_callback(acting.discard)
        await asyncio.gather(*acting)

    @staticmethod
    def _answer(visitor: _Visitor, client_id: str) -> None:
        assert visitor.operator is not None
        operators.send(
            operator=visitor.operator,
            conversation_id=visitor.conversation_id,
            epoch=1,
            client_id=UUID(client_id),
            content={"text": "Anote la hora. Llame a la defensoría."},
            now=timezone.now(),
        )


def main() -> None:
    """Measure and print; what is written is deleted again."""
    load = Load(
        int(os.environ.get("SOCKETS", "2000")),
        float(os.environ.get("MESSAGES_A_SECOND", "200")),
        float(os.environ.get("SECONDS", "300")),
    )
    count = int(os.environ.get("PROCESSES", "1"))
    with people(load) as (visitors, desks), ExitStack() as stack:
        processes: dict[int, psutil.Process] = {}
        while len(processes) < count:
            port = any_free()
            processes[port] = stack.enter_context(realtime_process(port))
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:  # which takes less of the two cores
            measured = runner.run(measure(load, visitors, desks, processes))
    table = Table(title="The chat under load", title_justify="left")
    columns = {
        "processes": str(count),
        "sockets": str(load.sockets),
        "messages/s": f"{load.messages_a_second:g}",
        "seconds": f"{load.seconds:g}",
        "sent": str(measured.sent),
        "shown": str(len(measured.delivered)),
        "refused": str(measured.refused),
        "p50 ms": f"{measured.shown_within(50):.0f}",
        "p95 ms": f"{measured.shown_within(95):.0f}",
        "most ms": f"{max(measured.delivered):.0f}",
        "processor ms/message": f"{1000 * measured.processor_seconds / measured.sent:.1f}",
        "MiB: processes, PostgreSQL, generator": " + ".join(
            f"{size / 2**20:.0f}"
            for size in (measured.process_bytes, measured.database_bytes, measured.generator_bytes)
        ),
    }
    for column in columns:
        table.add_column(column, justify="right")
    table.add_row(*columns.values())
    Console(width=160).print(table)
    if measured.shown_within(95) > MOST_P95_MILLISECONDS or len(measured.delivered) < measured.sent:
        raise SystemExit("The chat is slower than it must be, or messages were lost.")
