"""The two health addresses, in front of an application that must not be asked."""

import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection

from cms.health import with_health
from cms.ports import any_free
from delivery import state_view
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind


def behind(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [b"the application"]


def get(path: str, method: str = "GET") -> tuple[str, bytes, dict[str, str]]:
    answered: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]]) -> None:
        answered.extend([status, dict(headers)])

    body = b"".join(with_health(behind)({"PATH_INFO": path, "REQUEST_METHOD": method}, start_response))
    return answered[0], body, answered[1]


@pytest.fixture
def stopped_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lead the way to a port where nobody listens."""
    monkeypatch.setitem(connection.settings_dict, "PORT", any_free())


def test_alive_without_a_database(stopped_database: None) -> None:
    status, body, headers = get("/healthz")

    assert (status, json.loads(body)) == ("200 OK", {"status": "alive"})
    assert headers["Content-Type"] == "application/json"
    assert headers["Cache-Control"] == "no-store"


def test_ready_with_database_and_all_migrations(module_committed_db: None) -> None:
    state_view.reset()

    status, body, _ = get("/readyz")

    assert status == "200 OK"
    assert json.loads(body) == {
        "status": "ready",
        "database": "reachable",
        "migrations": "applied",
        "missing": [],
        "search": "unknown",
    }


def test_not_ready_without_a_database(stopped_database: None) -> None:
    state_view.reset()

    status, body, _ = get("/readyz")

    assert status == "503 Service Unavailable"
    assert json.loads(body) == {
        "status": "unavailable",
        "database": "unreachable",
        "migrations": "unknown",
        "missing": [],
        "search": "unknown",
        "memory": {"states": [], "views": 0},
    }


def test_an_instance_that_can_serve_from_memory_stays_in_service(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    state_view.reset()
    tabasco = Tenant.objects.get(code="TAB")
    state_view.for_viewer(Viewer(kind=ViewerKind.CLIENT, tenants={"TAB": tabasco.pk}), "TAB")

    monkeypatch.setitem(connection.settings_dict, "PORT", any_free())
    status, body, _ = get("/readyz")

    assert status == "200 OK"
    assert json.loads(body) == {
        "status": "degraded",
        "database": "unreachable",
        "migrations": "unknown",
        "missing": [],
        "search": "examples",
        "memory": {"states": ["TAB"], "views": 1},
    }


def test_the_library_alone_is_nothing_to_serve(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    state_view.reset()
    state_view.tenants_of(Viewer(kind=ViewerKind.CLIENT, tenants={"NAC": 1}))

    monkeypatch.setitem(connection.settings_dict, "PORT", any_free())

    assert get("/readyz")[0] == "503 Service Unavailable"


def test_not_ready_while_a_migration_is_missing(committed_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'wagtailembeds'")

    status, body, _ = get("/readyz")

    assert status == "503 Service Unavailable"
    assert json.loads(body)["migrations"] == "missing"
    assert {name.partition(".")[0] for name in json.loads(body)["missing"]} == {"wagtailembeds"}


def test_head_has_no_body(stopped_database: None) -> None:
    assert get("/healthz", "HEAD")[1] == b""


def test_everything_else_is_handed_on() -> None:
    assert get("/healthz/more")[1] == b"the application"
