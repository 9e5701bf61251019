"""PostgreSQL away: what memory knows is served, the rest says so in plain words, and it recovers by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from delivery import state_view
from tenants import identity_cache, listening
from tests.fakes.breakable_line import BreakableLine, only_way_to_the_database

TABASCO, COAHUILA = {"host": "tabasco.localhost"}, {"host": "coahuila.localhost"}


@pytest.fixture
def line(module_committed_db: None) -> Iterator[BreakableLine]:
    """This process's only way to the database, which holds the starter content."""
    with only_way_to_the_database() as line:
        state_view.reset()
        identity_cache.reset()
        yield line
        listening.stop()
    state_view.reset()
    identity_cache.reset()


def test_cached_states_are_served_through_an_outage_and_others_get_retry_after(
    line: BreakableLine, client: Client
) -> None:
    before = client.get("/victima/", headers=TABASCO)

    line.cut()
    known, unknown = client.get("/victima/", headers=TABASCO), client.get("/victima/", headers=COAHUILA)
    line.mend()

    assert (before.status_code, known.status_code, unknown.status_code) == (200, 200, 503)
    assert known.content == before.content
    assert "No podemos mostrar esta página en este momento" in unknown.content.decode()
    assert client.get("/victima/", headers=COAHUILA).status_code == 200


def test_a_host_that_is_nobody_s_is_told_so_without_the_list_of_states(line: BreakableLine, client: Client) -> None:
    nobody = {"host": "nadie.localhost"}
    before = client.get("/", headers=nobody)

    line.cut()
    during = client.get("/", headers=nobody)
    line.mend()

    assert (before.status_code, during.status_code) == (404, 404)
    assert "http://tabasco.localhost/" in before.content.decode()
    assert "No hay ningún portal en esta dirección" in during.content.decode()
    assert "http://tabasco.localhost/" not in during.content.decode()
