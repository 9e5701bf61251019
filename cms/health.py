"""`/healthz` and `/readyz`, answered in front of everything else so that they cost and need nothing of it."""

import json
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import psycopg2
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from cms.postgres import liveness
from delivery import state_view
from tenants.databases import READER

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CONNECT_SECONDS = 2


def with_health(application: Application) -> Application:
    """Return a WSGI application that answers the two health addresses and hands on all the rest.

    `/healthz`: the process is alive (no database). `/readyz`: it can serve, which wants the database and all
    migrations, or cached content while the database is unavailable; 503 otherwise. Both answer JSON, to GET and HEAD,
    and are never cached.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        match environ.get("PATH_INFO"):
            case "/healthz":
                return _json(start_response, HTTPStatus.OK, {"status": "alive"}, environ)
            case "/readyz":
                state = readiness()
                status = HTTPStatus.SERVICE_UNAVAILABLE if state["status"] == "unavailable" else HTTPStatus.OK
                return _json(start_response, status, state, environ)
            case _:
                return application(environ, start_response)

    return answer


def readiness() -> dict[str, Any]:
    """Return whether the process can serve: `status`, `database`, `migrations`, `missing`, `search`.

    The status is `ready`, `degraded` or `unavailable`. Degraded: the database is unavailable, and the API serves the
    states that `memory` names from its cache. Taking such a process out of service would only reduce what is served.
    Search answers with what it learned from `examples`, or by `words` alone; as far as the cache has it.
    """
    try:
        applied = _applied_migrations()
    except psycopg2.Error:
        inventory = state_view.inventory()
        return {
            "status": "degraded" if inventory.states else "unavailable",
            "database": "unreachable",
            "migrations": "unknown",
            "missing": [],
            "search": _search(),
            "memory": {"states": inventory.states, "views": inventory.views},
        }
    missing = sorted(f"{app}.{name}" for app, name in _latest_migrations() - applied)
    return {
        "status": "unavailable" if missing else "ready",
        "database": "reachable",
        "migrations": "missing" if missing else "applied",
        "missing": missing,
        "search": _search(),
    }


def _search() -> str:
    return {True: "examples", False: "words", None: "unknown"}[state_view.search_has_learned()]


def _applied_migrations() -> set[tuple[str, str]]:
    # Connections of its own each time: old ones may have died unnoticed. The watch is their deadline.
    liveness.start()
    _connect(READER).close()
    connection = _connect(DEFAULT_DB_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            return set(cursor.fetchall())
    except psycopg2.errors.UndefinedTable:
        return set()
    finally:
        connection.close()


def _connect(alias: str) -> Any:
    database = connections[alias]
    return database.get_new_connection({**database.get_connection_params(), "connect_timeout": CONNECT_SECONDS})


@cache
def _latest_migrations() -> frozenset[tuple[str, str]]:
    """The last migration of each app as the code has it, which does not change while the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _json(
    start_response: StartResponse, status: HTTPStatus, content: dict[str, Any], environ: WSGIEnvironment
) -> Iterable[bytes]:
    body = json.dumps(content).encode()
    start_response(
        f"{status.value} {status.phrase}",
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
        ],
    )
    return [] if environ.get("REQUEST_METHOD") == "HEAD" else [body]
