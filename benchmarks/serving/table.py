"""The table: each way of answering as a multiple of static bytes from the same server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from . import queries
from .servers import Load, Server, serving

STATIC_BYTES = "8500"
STATIC = "static bytes (8.5 kB)"
RAW = "a first view's statements, raw"
COLD = "guidance page, without any memory of content"
BUSY = 0.7
"""The share of the most that a server can answer, at which its slowest answers are looked at."""


def main() -> None:
    """Measure and print."""
    table = Table(title="Answers over HTTP, as multiples of static bytes", title_justify="left")
    for name in ("", "a second", "× static", "× static by processor time", "p50 ms", "p99 ms"):
        table.add_column(name, justify="left" if not name else "right")
    measured: dict[str, Load] = {}
    for name, load in loads():
        measured[name] = load
        _row(table, name, load, measured[STATIC])
    console = Console()
    console.print(table)
    cold, raw, busy = measured[COLD], measured[RAW], measured[f"{name_of_busy()}, the same again"]
    console.print(
        f"Without any memory, against the raw statements: {cold.per_second / raw.per_second:.2f} × by the clock, "
        f"{cold.per_cpu_second / raw.per_cpu_second:.2f} × by the server's processor time"
    )
    console.print(f"Slow answers at {BUSY:.0%} of the most: p99 is {busy.p99 / busy.p50:.1f} × p50")


def loads() -> Iterator[tuple[str, Load]]:
    """Measure one row after the other; the first is static bytes."""
    headers = {"Authorization": f"Bearer {queries.key()}", "Content-Type": "application/json"}
    bodies = queries.bodies()
    page = bodies["guidance page"][:1]
    with serving("benchmarks.serving.static_app:application", STATIC_BYTES=STATIC_BYTES) as server:
        yield STATIC, _measured(server, page, headers)
    with serving("benchmarks.serving.floor_app:application", STATIC_BYTES=STATIC_BYTES) as server:
        yield "the same, body read and with an answer's headers", _measured(server, page, headers)
    with serving("cms.wsgi:application") as server:
        for name, varied in bodies.items():
            yield f"{name}, the same again", _measured(server, varied[:1], headers)
        most = _measured(server, page, headers)
        yield f"{name_of_busy()}, the same again", server.loaded(page, headers, rate=int(most.per_second * BUSY))
    with serving("cms.wsgi:application", ANSWERS_IN_MEMORY_MEGABYTES="0") as server:
        for name, varied in bodies.items():
            yield f"{name}, another each time", _measured(server, varied, headers)
        Console().print(f"Memory of one process that has answered for 32 states: {server.megabytes:.0f} MB")
    with serving("benchmarks.serving.raw_app:application", STATIC_BYTES=STATIC_BYTES) as server:
        yield RAW, _measured(server, page, headers)
    with serving("benchmarks.serving.cold_app:application", ANSWERS_IN_MEMORY_MEGABYTES="0") as server:
        yield COLD, _measured(server, page, headers)
    with serving("benchmarks.serving.naive:application") as server:
        yield "guidance page, plain graphene-django over Wagtail", _measured(server, queries.naive_bodies(), headers)


def name_of_busy() -> str:
    """What the row is called that is measured below the most."""
    return f"guidance page at {BUSY:.0%} of the most"


def _measured(server: Server, bodies: Sequence[str], headers: dict[str, str]) -> Load:
    """Load a server to warm it up, and twice to see: the better one, as what else the machine does only ever slows."""
    server.loaded(bodies, headers, seconds=2)
    loads = [server.loaded(bodies, headers, seconds=3) for _ in range(2)]
    failed = sum(load.failed for load in loads)
    if failed:
        raise RuntimeError(f"{failed} requests failed.")
    return max(loads, key=lambda load: load.per_second)


def _row(table: Table, name: str, load: Load, static: Load) -> None:
    cells = (
        name,
        f"{load.per_second:,.0f}",
        f"{load.per_second / static.per_second:.2f}",
        f"{load.per_cpu_second / static.per_cpu_second:.2f}",
        f"{load.p50:.3g}",
        f"{load.p99:.3g}",
    )
    table.add_row(*cells)
    Console(stderr=True).print(" · ".join(cells))  # at once: the whole takes minutes
