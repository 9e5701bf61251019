"""The row-level policies, as the application's role sees them.

The tables of content are other packages': the rules are tried on a table of their own, made as migrations make theirs.
"""

from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, connection, transaction
from pytest_django import Settings

from media.models import CustomImage, CustomRendition
from tenants.models import LIBRARY_ID, Tenant
from tenants.row_level_security import protect
from tenants.scope import scope_of_all_tenants, tenant_scope

from .protected_rows import PROTECTED, make_rows

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


def _owners(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(PROTECTED[table])
        return {owner for (owner,) in cursor.fetchall()} & {"TAB", "JAL", "NAC", "nobody"}


@pytest.fixture
def rows(db: None, settings: Settings, tmp_path: Path) -> dict[str, int]:
    """Rows of the tables whose tenant is known by other rows; returns the tenants by code."""
    settings.MEDIA_ROOT = tmp_path
    make_rows()
    return dict(Tenant.objects.filter(code__in=("TAB", "JAL", "NAC")).values_list("code", "pk"))


@pytest.mark.parametrize("table", PROTECTED)
def test_what_has_a_tenant_by_other_rows_is_seen_within_its_scope(rows: dict[str, int], table: str) -> None:
    shared = {"NAC"} if table.startswith("media_") else set()

    for scope, seen in (
        ([], set()),
        (["TAB"], {"TAB"}),
        (["JAL"], {"JAL"}),
        (["NAC"], {"NAC", "nobody"}),
        (["TAB", "JAL", "NAC"], {"TAB", "JAL", "NAC", "nobody"}),
    ):
        with tenant_scope([rows[code] for code in scope]):
            assert _owners(table) == seen | shared, scope


@pytest.mark.parametrize("table", [table for table in PROTECTED if table != "media_customrendition"])
def test_what_has_a_tenant_by_other_rows_is_written_within_its_scope(rows: dict[str, int], table: str) -> None:
    with scope_of_all_tenants():
        before = _owners(table)
    with tenant_scope([rows["TAB"]]):
        changed = _write(f"UPDATE {table} SET id = id")
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            _write(_given_away(table, rows["JAL"]))
    with scope_of_all_tenants():
        assert _owners(table) == before

    assert changed == 1


def _given_away(table: str, tenant_id: int) -> str:
    """What would make Tabasco's rows another tenant's."""
    if table.startswith("media_"):
        return f"UPDATE {table} SET collection_id = (SELECT collection_id FROM tenants_tenant WHERE id = {tenant_id})"
    if table == "wagtailadmin_formstate":
        return f"UPDATE {table} SET user_id = (SELECT id FROM tenants_user WHERE tenant_id = {tenant_id} LIMIT 1)"
    if table == "wagtailcore_comment":
        return f"UPDATE {table} SET page_id = (SELECT root_page_id FROM tenants_tenant WHERE id = {tenant_id})"
    return f"UPDATE {table} SET comment_id = 0"


def test_pictures_of_the_librarys_images_are_made_in_a_state(rows: dict[str, int]) -> None:
    """As when a chooser shows them."""
    with tenant_scope([rows["TAB"]]):
        made = CustomImage.objects.get(title="NAC").get_rendition("width-50")

        assert CustomRendition.objects.filter(pk=made.pk).exists()
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            CustomImage.objects.create(
                title="x", file="x", width=1, height=1, collection=Tenant.objects.get(code="JAL").collection
            )


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
