"""What a read costs with 4, 32 and 320 states: in memory, when there is a new version, and in a process that is new.

Synthetic states are made beside those of the installation, in a transaction that is undone; every fourth reviews first
and has a text pinned. Memory has read them all; the same four are read in turn. In process, one thread. The three
cannot stand side by side: they take turns, and of each the fastest read counts, which a busy machine disturbs least.

Before that, the installation's own states are read by a process that has nothing in memory: one after the other, and
side by side, each in a thread and over a connection of its own.
"""

from __future__ import annotations

import itertools
import string
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Barrier

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rich.console import Console

from benchmarks.timing import print_ratios
from content_models.kinds import ItemKind
from delivery import state_view
from publishing.models import ContentItem, Edition, Pin
from publishing.versions import raise_version
from tenants.databases import READER
from tenants.models import LIBRARY_ID, Adoption, Tenant, TenantLanguage, TenantStatus
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

COUNTS = (4, 32, 320)
SLUG = "familiar-detenido"
READ = 4
"""How many of the states are read in turn: those that every size has."""
TURNS = 5
ROUNDS = 60
WARM_READS = 200
FIRST_READS = 32


def main() -> None:
    """Measure and print."""
    _print_first_reads()
    warm: dict[str, list[float]] = defaultdict(list)
    newer: dict[str, list[float]] = defaultdict(list)
    statements: dict[str, int] = {}
    for _ in range(TURNS):
        for count in COUNTS:
            with synthetic_states(count) as codes:
                name = f"{count} states"
                warm[name] += _warm(codes)
                newer[name] += _newer(codes)
                statements[name] = _statements(codes)
    _print("Reads from memory", warm)
    _print("First reads of a new version", newer)
    Console().print(", ".join(f"{name}: {count} statements" for name, count in statements.items()) + ".")


def _print_first_reads() -> None:
    """Print how long it takes a process to have all states, and how many times as long one after the other."""
    viewers = {state.code: _viewer(state) for state in Tenant.objects.states().order_by("code")[:FIRST_READS]}
    ways = {"one of them": _first_of_one, "side by side": _side_by_side, "one after the other": _one_after_the_other}
    samples: dict[str, list[float]] = defaultdict(list)
    for _ in range(TURNS):
        for name, way in ways.items():
            state_view.reset()
            samples[name].append(way(viewers))
    state_view.reset()
    print_ratios(f"First reads of {len(viewers)} states", {name: min(values) for name, values in samples.items()})


def _first_of_one(viewers: Mapping[str, Viewer]) -> float:
    code, viewer = next(iter(viewers.items()))
    return _seconds(partial(_read, viewer, code))


def _one_after_the_other(viewers: Mapping[str, Viewer]) -> float:
    return _seconds(lambda: [_read(viewer, code) for code, viewer in viewers.items()])


def _side_by_side(viewers: Mapping[str, Viewer]) -> float:
    """The seconds until the last thread has read its state; all of them are connected before they begin."""
    barrier = Barrier(len(viewers) + 1)

    def read(code: str, viewer: Viewer) -> None:
        connections[READER].ensure_connection()
        barrier.wait()
        _read(viewer, code)
        connections.close_all()

    with ThreadPoolExecutor(len(viewers)) as pool:
        reads = [pool.submit(read, code, viewer) for code, viewer in viewers.items()]
        barrier.wait()
        return _seconds(lambda: [one.result() for one in reads])


@contextmanager
def synthetic_states(count: int) -> Iterator[list[str]]:
    """Make that many launched states, let memory know them all, and undo it.

    As nothing is committed, memory is filled over this thread's own connection.
    """
    own = connections[READER]
    connections[READER] = connections[DEFAULT_DB_ALIAS]
    try:
        with _uncommitted_states(count) as codes:
            yield codes
    finally:
        connections[READER] = own


@contextmanager
def _uncommitted_states(count: int) -> Iterator[list[str]]:
    state_view.reset()
    letters = itertools.product(string.ascii_uppercase, repeat=2)
    codes = ["Q" + "".join(pair) for pair in itertools.islice(letters, count)]
    with transaction.atomic():
        states = Tenant.objects.bulk_create(_state(code, number) for number, code in enumerate(codes))
        TenantLanguage.objects.bulk_create(
            TenantLanguage(tenant=state, code="es-mx", name="Español (México)", is_served=True) for state in states
        )
        with tenant_scope([LIBRARY_ID, *(state.pk for state in states)]):
            _pin([state for state in states if state.adoption == Adoption.REVIEWED])
            for state in states:
                raise_version(state.pk, settings=True)
        for state in states:
            _read(_viewer(state), state.code)
        yield codes
        transaction.set_rollback(True)
    state_view.reset()


def _state(code: str, number: int) -> Tenant:
    return Tenant(
        code=code,
        name=f"Estado {code}",
        official_name=f"Estado {code}",
        slug=f"estado-{code.lower()}",
        time_zone="America/Mexico_City",
        status=TenantStatus.LAUNCHED,
        adoption=Adoption.IMMEDIATE if number % 4 else Adoption.REVIEWED,
    )


def _pin(states: Sequence[Tenant]) -> None:
    """Pin the text that is read to its first edition, as if the library had published it again since."""
    item = ContentItem.objects.get(tenant=LIBRARY_ID, kind=ItemKind.GUIDANCE, slug=SLUG)
    first = Edition.objects.filter(key=item.key, locale=item.locale).order_by("number")[0]
    now = timezone.now()
    Pin.objects.bulk_create(
        Pin(tenant=state, key=item.key, locale=item.locale, number=first.number, version=1, pinned_at=now)
        for state in states
    )


def _warm(codes: Sequence[str]) -> list[float]:
    viewers = _viewers(codes[:READ])

    def read() -> None:
        for _ in range(WARM_READS // READ):
            for code, viewer in viewers.items():
                _read(viewer, code)

    return [_seconds(read) / WARM_READS for _ in range(ROUNDS)]


def _newer(codes: Sequence[str]) -> list[float]:
    found = []
    turns = itertools.cycle(_viewers(codes[:READ]).items())
    for _ in range(ROUNDS):
        _publish_again()
        code, viewer = next(turns)
        found.append(_seconds(partial(_read, viewer, code)))
    return found


def _statements(codes: Sequence[str]) -> int:
    """How many statements the first read of a new library version takes in a state that reviews first."""
    ((code, viewer),) = _viewers(codes[:1]).items()
    _publish_again()
    with CaptureQueriesContext(connection) as queries:
        _read(viewer, code)
    return len(queries)


def _read(viewer: Viewer, code: str) -> object:
    view = state_view.for_viewer(viewer, code)
    return view.by_slug(ItemKind.GUIDANCE, SLUG), view.children("/"), view.resolve("/glosario/")


def _publish_again() -> None:
    """What a library publish leaves for readers: a row with a new version, and news of it."""
    with tenant_scope([LIBRARY_ID]):
        version = raise_version(LIBRARY_ID)
        ContentItem.objects.filter(tenant=LIBRARY_ID, kind=ItemKind.GUIDANCE, slug=SLUG).update(version=version)
    state_view.on_notification(f"{LIBRARY_ID}:{version}")


def _viewers(codes: Sequence[str]) -> dict[str, Viewer]:
    return {state.code: _viewer(state) for state in Tenant.objects.with_codes(codes).order_by("code")}


def _viewer(state: Tenant) -> Viewer:
    return Viewer(kind=ViewerKind.CLIENT, tenants={state.code: state.pk})


def _seconds(act: Callable[[], object]) -> float:
    started_at = time.perf_counter()
    act()
    return time.perf_counter() - started_at


def _print(title: str, samples: Mapping[str, Sequence[float]]) -> None:
    fastest = {name: min(values) for name, values in samples.items()}
    print_ratios(title, fastest)
    Console().print(f"{max(fastest.values()) / min(fastest.values()) - 1:.0%} between the fastest and the slowest.")
