"""The row-level policies, as the application's role sees them.

The tables of content are other packages': the rules are tried on a table of their own, made as migrations make theirs.
"""

from collections.abc import Iterator

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction

from tenants.models import LIBRARY_ID
from tenants.row_level_security import protect
from tenants.scope import tenant_scope

TAB, JAL = 28, 15
ROWS = [(LIBRARY_ID, "library"), (TAB, "tabasco"), (JAL, "jalisco")]


def _as_owner(statements: list[str]) -> None:
    parameters = {**connection.get_connection_params()}
    parameters.update(user=settings.DATABASE_OWNER["USER"], password=settings.DATABASE_OWNER["PASSWORD"])
    with psycopg2.connect(**parameters) as owner, owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    owner.close()


@pytest.fixture(scope="module")
def notes_table(django_db_setup: None) -> Iterator[None]:
    """A protected table with a row of the library, of Tabasco and of Jalisco."""
    _as_owner(
        [
            "CREATE TABLE notes (id serial PRIMARY KEY, tenant_id int NOT NULL, text text NOT NULL)",
            *[f"INSERT INTO notes (tenant_id, text) VALUES ({tenant}, '{text}')" for tenant, text in ROWS],
            *protect("notes").sql,
        ]
    )
    yield
    _as_owner(["DROP TABLE notes"])


@pytest.fixture
def notes(notes_table: None, db: None) -> None:
    """The table, back to its rows after each test."""


def _texts() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM notes")
        return {text for (text,) in cursor.fetchall()}


def _all_texts() -> set[str]:
    with tenant_scope([LIBRARY_ID, TAB, JAL]):
        return _texts()


def _write(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.rowcount


@pytest.mark.usefixtures("notes")
@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        ([], {"library"}),
        ([TAB], {"library", "tabasco"}),
        ([JAL], {"library", "jalisco"}),
        ([TAB, JAL], {"library", "tabasco", "jalisco"}),
        ([999], {"library"}),
    ],
)
def test_scope_shows_its_own_rows_and_the_librarys(scope: list[int], seen: set[str]) -> None:
    with tenant_scope(scope):
        assert _texts() == seen


@pytest.mark.usefixtures("notes")
def test_without_a_scope_only_the_library_is_seen() -> None:
    assert _texts() == {"library"}


@pytest.mark.usefixtures("notes")
@pytest.mark.parametrize(
    ("operation", "statement", "allowed"),
    [
        ("own row changed", f"UPDATE notes SET text = 'x' WHERE tenant_id = {TAB}", 1),
        ("own row deleted", f"DELETE FROM notes WHERE tenant_id = {TAB}", 1),
        ("own row made", f"INSERT INTO notes (tenant_id, text) VALUES ({TAB}, 'x')", 1),
        ("other's row changed", f"UPDATE notes SET text = 'x' WHERE tenant_id = {JAL}", 0),
        ("other's row deleted", f"DELETE FROM notes WHERE tenant_id = {JAL}", 0),
        ("library's row changed", f"UPDATE notes SET text = 'x' WHERE tenant_id = {LIBRARY_ID}", 0),
        ("library's row deleted", f"DELETE FROM notes WHERE tenant_id = {LIBRARY_ID}", 0),
    ],
)
def test_writes_reach_own_rows_only(operation: str, statement: str, allowed: int) -> None:
    before = _all_texts()

    with tenant_scope([TAB]):
        written = _write(statement)

    assert written == allowed, operation
    assert (_all_texts() == before) is (allowed == 0), operation


@pytest.mark.usefixtures("notes")
@pytest.mark.parametrize(
    ("operation", "statement"),
    [
        ("row made for another", f"INSERT INTO notes (tenant_id, text) VALUES ({JAL}, 'x')"),
        ("row made for the library", f"INSERT INTO notes (tenant_id, text) VALUES ({LIBRARY_ID}, 'x')"),
        ("own row given to another", f"UPDATE notes SET tenant_id = {JAL} WHERE tenant_id = {TAB}"),
    ],
)
def test_writes_for_another_tenant_are_refused(operation: str, statement: str) -> None:
    before = _all_texts()

    with pytest.raises(ProgrammingError, match="row-level security"), tenant_scope([TAB]):
        _write(statement)

    assert _all_texts() == before, operation


@pytest.mark.usefixtures("notes")
def test_tables_owner_is_bound_too() -> None:
    parameters = {**connection.get_connection_params()}
    parameters.update(user=settings.DATABASE_OWNER["USER"], password=settings.DATABASE_OWNER["PASSWORD"])

    with psycopg2.connect(**parameters) as owner, owner.cursor() as cursor:
        cursor.execute("SELECT text FROM notes")
        seen = cursor.fetchall()
    owner.close()

    assert seen == [("library",)]


@pytest.mark.usefixtures("notes")
def test_application_may_not_loosen_the_policy() -> None:
    with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
        _write("ALTER TABLE notes NO FORCE ROW LEVEL SECURITY")

    assert _texts() == {"library"}
