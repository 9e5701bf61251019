"""A cache of keys and hosts: filled from the database on first use, invalidated by notifications.

A notification that names a key or a client removes it at once. When anything may have changed, all entries are read
again by another thread, in one statement each; while PostgreSQL is unavailable, the cache stays in use.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from . import key_usage, listening
from .bounded import BoundedMap
from .change_counter import change_counter
from .databases import READER
from .errors import NO_ANSWER, IdentityUnavailable
from .keys import digest_of
from .models import LIBRARY_ID, ApiKey, Hostname, KeyKind, Tenant, TenantStatus
from .reconnecting import with_reconnect
from .viewer import Viewer, ViewerKind

CHANNEL = "jpt_keys"
MAX_KEYS = 10_000
MAX_HOSTS = 1_000
MAX_UNKNOWN = 1_000
UNKNOWN_SECONDS = 5.0
MOST_GUESSES = 200
"""Unknown names of one source in a second, beyond which that source is answered from the cache alone."""

GUESSING_SOURCES = 10_000

MAX_LOOKUPS_AT_ONCE = 16
"""Names of one source that are looked up in the database at once; further ones wait for a slot."""

SLOT_SECONDS = 0.25
"""The longest wait: it occupies a thread, and a database that is slow for one source must not block all."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class CachedKey:
    """A key as the database had it: its viewer, its expiry, and whether it has been revoked."""

    viewer: Viewer
    expires_at: datetime | None
    is_revoked: bool


_keys: BoundedMap[str, CachedKey] = BoundedMap(MAX_KEYS)
_hosts: BoundedMap[str, Viewer] = BoundedMap(MAX_HOSTS)
_unknown: BoundedMap[str, float] = BoundedMap(MAX_UNKNOWN)
_generation = 0
_guesses: BoundedMap[str, tuple[int, int]] = BoundedMap(GUESSING_SOURCES)
"""By source: the second of its last guesses, and how many it made in it."""

_lookups: Counter[str] = Counter()
"""By source: how many of its names are being looked up in the database."""

_lock = threading.Lock()
_slots = threading.Condition()


def cached_key(raw: str) -> CachedKey | None:
    """Return a key that is cached, or None: it then has to be checked in full."""
    return _keys.get(digest_of(raw)) if raw.isascii() else None


def key_with_digest(digest: str, *, source: str) -> CachedKey | None:
    """Return the key with this digest, or None when there is none.

    Args:
        source: the client's network (`proxies.client_network`).
    Raises:
        IdentityUnavailable: it is not cached, and the database does not answer, or this source has guessed too
            often.
    """
    return _find(_keys, digest, _read_keys, source)


def viewer_of_host(host: str, *, source: str) -> Viewer | None:
    """Return the viewer of a launched state's host (lower case, no port), or None.

    Args:
        source: the client's network (`proxies.client_network`).
    Raises:
        IdentityUnavailable: as for keys.
    """
    return _find(_hosts, host, _read_hosts, source)


def notify_changed(*, digest: str = "", client_id: int | None = None) -> None:
    """Invalidate one key, all keys of one client, or (with neither) everything, in all processes.

    Sent within the present transaction; this process's cache is invalidated at once. Also for changes of tenants and
    hosts.
    """
    payload = f"key:{digest}" if digest else f"client:{client_id}" if client_id else ""
    on_notification(payload)
    listening.notify(CHANNEL, payload)


def on_notification(payload: str | None) -> None:
    """Invalidate what the payload names; None: read all entries again, and write the last uses of keys."""
    # Before, so that what is being read now is not stored; after, so that no answer made from old entries stays fresh.
    _count_change()
    _unknown.clear()
    if payload is None:
        _reload()
        key_usage.flush()
    else:
        _invalidate(payload)
    _count_change()


def generation() -> int:
    """Return a number that rises whenever a key, a client or a host may have changed."""
    return _generation


def reset() -> None:
    """Clear the cache."""
    for memory in (_keys, _hosts, _unknown, _guesses):
        memory.clear()
    _count_change()


def _count_change() -> None:
    global _generation  # noqa: PLW0603 (one cache for each process is intended)
    with _lock:
        _generation += 1
    change_counter.add()


def _invalidate(payload: str) -> None:
    what, _, name = payload.partition(":")
    if what == "key":
        _keys.remove(name)
    elif what == "client":
        _keys.remove_where(lambda key: key.viewer.client_id == int(name))
    else:
        _keys.clear()
        _hosts.clear()


def _find(
    memory: BoundedMap[str, Result], name: str, read: Callable[[Iterable[str]], dict[str, Result]], source: str
) -> Result | None:
    cached = _cached(memory, name)
    if cached is not None:
        return cached[0]
    with _lookup_slot(source):
        # While it waited for a slot, another thread may have looked up the same name.
        cached = _cached(memory, name)
        if cached is not None:
            return cached[0]
        generation = _generation
        found = with_reconnect(lambda: read([name]), unavailable=IdentityUnavailable).get(name)
        if found is not None:
            _store(memory, name, found, generation)
        else:
            _count_guess(source)
            _store(_unknown, name, time.monotonic() + UNKNOWN_SECONDS, generation)
        return found


def _cached(memory: BoundedMap[str, Result], name: str) -> tuple[Result | None] | None:
    """Return the cached result in a tuple, with None for a name known not to exist; None when it is not cached."""
    cached = memory.get(name)
    if cached is not None:
        return (cached,)
    unknown_until = _unknown.get(name)
    return (None,) if unknown_until is not None and unknown_until > time.monotonic() else None


@contextmanager
def _lookup_slot(source: str) -> Iterator[None]:
    """Count a name as being looked up, before the database is asked.

    Raises:
        IdentityUnavailable: this source guesses too much, or no slot became free in time, which counts as a guess.
    """
    with _slots:
        if _guesses_now(source) + _lookups[source] >= MOST_GUESSES:
            raise IdentityUnavailable
        if not _slots.wait_for(lambda: _lookups[source] < MAX_LOOKUPS_AT_ONCE, SLOT_SECONDS):
            _count_guess(source)
            raise IdentityUnavailable
        _lookups[source] += 1
    try:
        yield
    finally:
        with _slots:
            _lookups[source] -= 1
            if not _lookups[source]:
                del _lookups[source]
            _slots.notify_all()


def _guesses_now(source: str) -> int:
    second, guesses = _guesses.get(source) or (0, 0)
    return guesses if second == int(time.monotonic()) else 0


def _count_guess(source: str) -> None:
    with _lock:
        _guesses.put(source, (int(time.monotonic()), _guesses_now(source) + 1))


def _store(memory: BoundedMap[str, Any], name: str, value: Any, generation: int) -> None:
    # What was read before a notification arrived may be what the notification was about.
    with _lock:
        if generation == _generation:
            memory.put(name, value)


def _reload() -> None:
    for memory, read in ((_keys, _read_keys), (_hosts, _read_hosts)):
        names, generation = memory.keys(), _generation
        if not names:
            continue
        try:
            found = read(names)
        except NO_ANSWER:
            return
        for name in names:
            if name in found:
                _store(memory, name, found[name], generation)
            else:
                memory.remove(name)


def _read_keys(digests: Iterable[str]) -> dict[str, CachedKey]:
    keys = (
        ApiKey.objects.using(READER)
        .filter(digest__in=digests)
        .select_related("client")
        .prefetch_related("client__tenants")
    )
    return {key.digest: _cached_key_of(key) for key in keys}


def _cached_key_of(key: ApiKey) -> CachedKey:
    client = key.client
    is_publishable = key.kind == KeyKind.PUBLISHABLE
    viewer = Viewer(
        kind=ViewerKind.CLIENT,
        tenants={
            tenant.code: tenant.pk
            for tenant in sorted(client.tenants.all(), key=lambda tenant: tenant.code)
            if not tenant.is_library and (tenant.status == TenantStatus.LAUNCHED or not is_publishable)
        },
        scopes=frozenset(client.scopes),
        client_id=client.pk,
        owner_id=client.owner_id,
        key_id=key.pk,
        name=client.name,
        key_kind=key.kind,
        origins=tuple(client.origins) if is_publishable else (),
        budget_per_minute=client.budget_per_minute,
        expires_at=key.expires_at.isoformat() if key.expires_at else None,
        environment=client.environment,
        is_bound=key.is_bound,
    )
    return CachedKey(viewer, key.expires_at, key.revoked_at is not None or not client.is_active)


def _read_hosts(hosts: Iterable[str]) -> dict[str, Viewer]:
    rows = (
        Hostname.objects.using(READER)
        .filter(host__in=hosts, tenant__status=TenantStatus.LAUNCHED)
        .exclude(tenant=LIBRARY_ID)
        .select_related("tenant")
    )
    return {row.host: _viewer_of(row.tenant) for row in rows}


def _viewer_of(tenant: Tenant) -> Viewer:
    return Viewer(
        kind=ViewerKind.HOST,
        tenants={tenant.code: tenant.pk},
        scopes=frozenset({"content"}),
        name=tenant.name,
    )
