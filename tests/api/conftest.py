"""The world that the API's tests ask, and how they ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from api.endpoint import Endpoint
from api.engine.projection.plan import FAILED, outcomes
from tenants.models import KeyKind, Scope, Tenant
from tests.database import memory_within_the_transaction
from tests.module_transaction import module_transaction
from tests.tenants.factories import key_of

from .client import Answer, send
from .world import store

NOON_ON_MONDAY = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
"""Monday, 12:00 in Villahermosa (UTC-6), 10:00 in Tijuana (UTC-8)."""

Ask = Callable[..., Any]


class Clock:
    """A clock that stands still where a test puts it."""

    def __init__(self) -> None:
        self.now = NOON_ON_MONDAY

    def __call__(self) -> datetime:
        """Return the instant."""
        return self.now


@pytest.fixture
def broken_projection() -> None:
    """Let the projection fail in a test that breaks something on purpose."""


@pytest.fixture(autouse=True)
def whole_projection(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which the projection failed: the reference executor's answer hides that."""
    before = outcomes[FAILED]
    yield
    if "broken_projection" not in request.fixturenames:
        assert outcomes[FAILED] == before, "The projection failed; its exception is in the log."


@pytest.fixture
def clock() -> Clock:
    """The endpoint's clock, at noon on a Monday."""
    return Clock()


@pytest.fixture
def endpoint(clock: Clock) -> Endpoint:
    """The endpoint, with nothing behind it."""

    def nothing(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        start_response("404 Not Found", [])
        return [b""]

    return Endpoint(nothing, clock=lambda: clock().timestamp())


@pytest.fixture(scope="module")
def states(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Tenant]]:
    """Tabasco and Coahuila, launched, with the world's content: built once a module, in a transaction that ends undone.

    Most tests only read. One that writes asks for `changes`, too.
    """
    with module_transaction(django_db_blocker):
        yield store.build()
    store.forget()


@pytest.fixture(autouse=True)
def memory_reads_the_modules_transaction(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fill memory over the connection whose transaction holds the states."""
    if "states" not in request.fixturenames:
        yield
        return
    with memory_within_the_transaction():
        yield


@pytest.fixture
def changes(states: dict[str, Tenant]) -> Iterator[None]:
    """Undo afterwards what a test writes, and forget what it read."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    store.forget()


@pytest.fixture(scope="module")
def keys(states: dict[str, Tenant]) -> dict[str, str]:
    """A publishable key by state.

    Besides, `operators`, a secret one of Tabasco for scripts; `national`, one for both; `teachers`, one for both that
    reads examples, too.
    """
    of_states = {code: key_of(tenant, kind=KeyKind.PUBLISHABLE)[1] for code, tenant in states.items()}
    scopes = (Scope.CONTENT, Scope.SCRIPTS)
    return {
        **of_states,
        "operators": key_of(states["TAB"], scopes=scopes)[1],
        "national": key_of(states["TAB"], tenants=states.values(), scopes=scopes)[1],
        "teachers": key_of(states["TAB"], tenants=states.values(), scopes=(*scopes, Scope.EXAMPLES))[1],
    }


@pytest.fixture
def post(endpoint: Endpoint, keys: dict[str, str]) -> Callable[..., Answer]:
    """Post a query with a key and return the whole answer; headers in place of the usual ones may be given."""

    def post(query: str, key: str = "TAB", /, *, headers: dict[str, str] | None = None, **variables: Any) -> Answer:
        return send(
            endpoint,
            body=json.dumps({"query": query, "variables": variables}).encode(),
            headers={
                "Authorization": f"Bearer {keys[key]}",
                "Content-Type": "application/json",
                "Accept": "application/graphql-response+json",
                **(headers or {}),
            },
        )

    return post


@pytest.fixture
def ask(post: Callable[..., Answer]) -> Ask:
    """Post a query that must succeed, and return its data."""

    def ask(query: str, key: str = "TAB", /, **variables: Any) -> Any:
        answer = post(query, key, **variables)
        assert answer.status == 200, answer.body
        assert "errors" not in answer.json, answer.json
        return answer.json["data"]

    return ask
