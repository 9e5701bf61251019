"""PostgreSQL away: memory lets in whom it knows, the rest is told to come back, and everything recovers by itself."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection

from cms.postgres import liveness
from tenants import identity_cache, listening
from tenants.edge import HostUnknown, IdentityUnavailable, viewer_for_host, viewer_for_key
from tenants.keys import digest_of, make_key
from tenants.models import Hostname, KeyKind, TenantStatus
from tests.fakes.breakable_line import BreakableLine, only_way_to_the_database
from tests.waiting import eventually

from .factories import key_of, state


@pytest.fixture
def line(module_committed_db: None) -> Iterator[BreakableLine]:
    """This process's only way to the database."""
    with only_way_to_the_database() as line:
        identity_cache.reset()
        yield line
        listening.stop()


def test_cached_key_works_through_an_outage_and_another_one_gets_retry_after(line: BreakableLine) -> None:
    _, known = key_of(state("TAB"))
    _, unseen = key_of(state("JAL"))
    viewer_for_key(known)

    line.cut()

    assert viewer_for_key(known).own_code == "TAB"
    for raw in (unseen, make_key(KeyKind.SECRET)):
        with pytest.raises(IdentityUnavailable):
            viewer_for_key(raw)
    line.mend()
    assert viewer_for_key(unseen).own_code == "JAL"


def test_cached_host_works_through_an_outage_and_another_one_gets_retry_after(line: BreakableLine) -> None:
    Hostname.objects.create(tenant=state("TAB", status=TenantStatus.LAUNCHED), host="tabasco.example.org")
    viewer_for_host("tabasco.example.org")

    line.cut()

    assert viewer_for_host("tabasco.example.org").own_code == "TAB"
    with pytest.raises(IdentityUnavailable):
        viewer_for_host("other.example.org")
    line.mend()
    with pytest.raises(HostUnknown):
        viewer_for_host("other.example.org")


def test_answer_during_an_outage_comes_at_once(line: BreakableLine) -> None:
    viewer_for_key(key_of(state("TAB"))[1])
    line.cut()

    started_at = time.monotonic()
    with pytest.raises(IdentityUnavailable):
        viewer_for_key(make_key(KeyKind.SECRET))

    assert time.monotonic() - started_at < 5  # any time-out of a connection is longer


def test_listening_reconnects_by_itself_and_keeps_the_cache_meanwhile(line: BreakableLine) -> None:
    _, known = key_of(state("TAB"))
    viewer_for_key(known)
    listening.start()
    _wait_until_connected(expected=True)

    line.cut()
    _wait_until_connected(expected=False)

    assert viewer_for_key(known).own_code == "TAB"
    line.mend()
    _wait_until_connected(expected=True)
    assert viewer_for_key(known).own_code == "TAB"


def test_listening_gives_up_a_server_that_hangs_and_hears_of_changes_afterwards(
    line: BreakableLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    liveness.start()  # as in web processes: what the subscribers ask has no other deadline
    monkeypatch.setattr(listening, "POLL_SECONDS", 0.5)
    _, known = key_of(state("TAB"))
    viewer_for_key(known)
    listening.start()
    _wait_until_connected(expected=True)

    line.hang()
    _wait_until_connected(expected=False)
    assert listening.is_cut_off()
    line.flow()
    _wait_until_connected(expected=True)
    connection.close()  # the watch has cut it
    with connection.cursor() as cursor:
        cursor.execute(f"NOTIFY {identity_cache.CHANNEL}, 'key:{digest_of(known)}'")

    assert eventually(lambda: identity_cache.cached_key(known) is None)


def _wait_until_connected(*, expected: bool) -> None:
    assert eventually(lambda: listening.is_connected() is expected)
