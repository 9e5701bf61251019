"""Who is let in, and what for: keys, hosts and people."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants import identity_cache, key_usage
from tenants.edge import HostUnknown, IdentityUnavailable, KeyRefused, viewer_for_host, viewer_for_key, viewer_for_user
from tenants.keys import make_key
from tenants.models import ApiKey, Hostname, KeyKind, Tenant, TenantStatus, User
from tenants.services.keys import ClientInput, change_client, revoke_key
from tenants.viewer import ViewerKind
from tests.fakes.clock import stop_clock

from .factories import key_of, person, state

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_memory() -> None:
    identity_cache.reset()


def test_key_lets_in_its_own_state_and_no_other() -> None:
    state("JAL", status=TenantStatus.LAUNCHED)
    tabasco = state("TAB", status=TenantStatus.LAUNCHED)
    key, raw = key_of(tabasco, kind=KeyKind.PUBLISHABLE)

    viewer = viewer_for_key(raw)

    assert viewer.kind is ViewerKind.CLIENT
    assert viewer.tenants == {"TAB": tabasco.pk}
    assert viewer.own_code == "TAB"
    assert viewer.scopes == {"content"}
    assert (viewer.key_id, viewer.client_id, viewer.key_kind) == (key.pk, key.client_id, "pk")


@pytest.mark.parametrize(
    ("kind", "seen"),
    [(KeyKind.PUBLISHABLE, {"TAB"}), (KeyKind.SECRET, {"TAB", "JAL", "CMX"})],
)
def test_publishable_key_sees_launched_states_only(kind: KeyKind, seen: set[str]) -> None:
    states = [
        state("TAB", status=TenantStatus.LAUNCHED),
        state("JAL", status=TenantStatus.DRAFT),
        state("CMX", status=TenantStatus.SUSPENDED),
    ]
    _, raw = key_of(states[0], kind=kind, tenants=states)

    assert set(viewer_for_key(raw).tenants) == seen


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "KEY_MISSING"),
        ("", "KEY_MISSING"),
        ("jpt_sk_short", "KEY_MALFORMED"),
        ("ключ", "KEY_MALFORMED"),
        pytest.param(make_key(KeyKind.SECRET), "KEY_UNKNOWN", id="unknown"),
    ],
)
def test_key_that_is_none_is_refused(raw: str | None, code: str) -> None:
    with pytest.raises(KeyRefused) as refusal:
        viewer_for_key(raw)

    assert refusal.value.code == code
    assert str(refusal.value.message)


def test_expired_key_is_refused_also_from_the_cache() -> None:
    key, raw = key_of(state("TAB"), expires_at=timezone.now() + timedelta(hours=1))
    viewer_for_key(raw)
    ApiKey.objects.filter(pk=key.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    identity_cache.reset()

    with pytest.raises(KeyRefused) as refusal:
        viewer_for_key(raw)

    assert refusal.value.code == "KEY_EXPIRED"


def test_revoked_key_is_refused_at_once() -> None:
    key, raw = key_of(state("TAB"))
    viewer_for_key(raw)

    revoke_key(key)

    with pytest.raises(KeyRefused) as refusal:
        viewer_for_key(raw)
    assert refusal.value.code == "KEY_REVOKED"


def test_key_of_an_inactive_client_is_refused_at_once() -> None:
    key, raw = key_of(state("TAB"))
    viewer_for_key(raw)

    change_client(client=key.client, given=ClientInput("x", [state("TAB")], is_active=False))

    with pytest.raises(KeyRefused) as refusal:
        viewer_for_key(raw)
    assert refusal.value.code == "KEY_REVOKED"


def test_cached_key_costs_no_statement() -> None:
    _, raw = key_of(state("TAB"))
    viewer_for_key(raw)

    with CaptureQueriesContext(connection) as queries:
        viewer_for_key(raw)

    assert len(queries) == 0


def test_unknown_key_is_looked_up_once_in_a_while() -> None:
    raw = make_key(KeyKind.SECRET)
    with CaptureQueriesContext(connection) as first, pytest.raises(KeyRefused):
        viewer_for_key(raw)

    with CaptureQueriesContext(connection) as second, pytest.raises(KeyRefused):
        viewer_for_key(raw)

    assert (len(first), len(second)) == (1, 0)


def test_who_guesses_many_keys_locks_out_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither keys that memory does not know yet, nor the sites of states."""
    monkeypatch.setattr(identity_cache, "MOST_GUESSES", 3)
    stop_clock(monkeypatch, 1_000.5)
    cold = key_of(state("TAB"))[1]
    for _ in range(4):
        with pytest.raises((KeyRefused, IdentityUnavailable)):
            viewer_for_key(make_key(KeyKind.SECRET), source="192.0.2.1")

    assert set(viewer_for_key(cold, source="192.0.2.2").tenants) == {"TAB"}
    with pytest.raises(HostUnknown):
        viewer_for_host("nobody.example", source="192.0.2.2")
    with pytest.raises(IdentityUnavailable):
        viewer_for_host("somebody.example", source="192.0.2.1")


def test_guessing_many_keys_does_not_load_the_database_or_disturb_cached_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity_cache, "MOST_GUESSES", 3)
    clock = stop_clock(monkeypatch, 1_000.5)
    raw, later = key_of(state("TAB"))[1], key_of(state("JAL"))[1]
    viewer_for_key(raw)
    for _ in range(3):
        with pytest.raises(KeyRefused):
            viewer_for_key(make_key(KeyKind.SECRET))

    with CaptureQueriesContext(connection) as queries:
        for unknown in (make_key(KeyKind.SECRET), later):
            with pytest.raises(IdentityUnavailable):
                viewer_for_key(unknown)
        assert set(viewer_for_key(raw).tenants) == {"TAB"}
    assert len(queries) == 0
    clock.now = 1_001.0
    assert set(viewer_for_key(later).tenants) == {"JAL"}


def test_last_use_is_written_by_the_flush_and_not_by_the_read() -> None:
    key, raw = key_of(state("TAB"))
    viewer_for_key(raw)
    viewer_for_key(raw)
    assert ApiKey.objects.get(pk=key.pk).last_used_on is None

    key_usage.flush()

    assert ApiKey.objects.get(pk=key.pk).last_used_on == timezone.localdate()


def test_last_use_is_written_once_a_day() -> None:
    _, raw = key_of(state("TAB"))
    viewer_for_key(raw)
    key_usage.flush()

    viewer_for_key(raw)

    assert key_usage.flush() == 0


@pytest.mark.parametrize("host", ["tabasco.example.org", "TABASCO.example.org:8000", "tabasco.example.org."])
def test_host_of_a_launched_state_lets_in_that_state(host: str) -> None:
    tabasco = state("TAB", status=TenantStatus.LAUNCHED)
    Hostname.objects.create(tenant=tabasco, host="tabasco.example.org")

    viewer = viewer_for_host(host)

    assert viewer.kind is ViewerKind.HOST
    assert viewer.tenants == {"TAB": tabasco.pk}
    assert viewer.scopes == {"content"}


@pytest.mark.parametrize(
    ("whose", "host"),
    [
        ("nobody's", "unknown.example.org"),
        ("a state in preparation's", "jalisco.example.org"),
        ("the library's", "library.example.org"),
        ("none at all", ""),
    ],
)
def test_other_hosts_are_unknown(whose: str, host: str) -> None:
    Hostname.objects.create(tenant=state("JAL", status=TenantStatus.DRAFT), host="jalisco.example.org")
    Tenant.objects.filter(pk=1).update(status=TenantStatus.LAUNCHED)
    Hostname.objects.create(tenant=Tenant.objects.get(pk=1), host="library.example.org")

    with pytest.raises(HostUnknown):
        viewer_for_host(host)


def test_people_read_their_own_state_and_the_library_all() -> None:
    tabasco, jalisco = state("TAB"), state("JAL")
    library = Tenant.objects.get(pk=1)

    people: dict[str, User | AnonymousUser] = {
        "editor of Tabasco": person("tab", tenant=tabasco),
        "editor of Jalisco": person("jal", tenant=jalisco),
        "editor of the library": person("nac", tenant=library),
        "administrator": person("admin", is_superuser=True),
        "somebody without a state": person("nobody"),
        "visitor": AnonymousUser(),
    }
    seen = {name: set(viewer_for_user(user).tenants) & {"TAB", "JAL", "NAC"} for name, user in people.items()}

    assert seen == {
        "editor of Tabasco": {"TAB"},
        "editor of Jalisco": {"JAL"},
        "editor of the library": {"TAB", "JAL"},
        "administrator": {"TAB", "JAL"},
        "somebody without a state": set(),
        "visitor": set(),
    }


def test_deactivated_person_reads_nothing() -> None:
    user = person("tab", tenant=state("TAB"))
    user.is_active = False

    assert viewer_for_user(user).tenants == {}
