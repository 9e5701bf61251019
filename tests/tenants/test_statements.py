"""Prepared statements: the scope they read in, what stays of it, and connections that are made anew."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest
from django.db import NotSupportedError, connection, transaction

from tenants.scope import VARIABLE, tenant_scope
from tenants.statements import Statement
from tests.database import environment

TAB, JAL = 28, 15

SCOPE_AND_TENANT = Statement("tests_scope", f"SELECT current_setting('{VARIABLE}', true), $1::int")


def _scope() -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{VARIABLE}', true)")
        return cursor.fetchone()[0] or ""


def test_scope_without_a_transaction_ends_with_the_statement(committed_db: None) -> None:
    assert SCOPE_AND_TENANT.rows_of([TAB, JAL], [7]) == [(f"{JAL},{TAB}", 7)]
    assert SCOPE_AND_TENANT.rows_of(None, [7])[0][0].count(",") >= 32
    assert _scope() == ""
    assert SCOPE_AND_TENANT.rows([7])[0][0] in ("", None)


@pytest.mark.django_db
def test_scope_within_a_transaction_gives_back_the_outer_one() -> None:
    with tenant_scope([JAL]):
        assert SCOPE_AND_TENANT.rows([7]) == [(str(JAL), 7)]
        assert SCOPE_AND_TENANT.rows_of([TAB], [7]) == [(str(TAB), 7)]
        assert _scope() == str(JAL)


def test_statement_outlives_a_rollback_and_is_prepared_anew_with_its_connection(committed_db: None) -> None:
    with transaction.atomic():
        SCOPE_AND_TENANT.rows([1])
        transaction.set_rollback(True)
    assert SCOPE_AND_TENANT.rows([2])[0][1] == 2

    connection.close()

    assert SCOPE_AND_TENANT.rows([3])[0][1] == 3


def test_statement_is_prepared_anew_once_the_type_of_what_it_reads_has_changed(committed_db: None) -> None:
    types = Statement("tests_types", "SELECT value FROM tests_types WHERE value = ANY($1::int[])")

    def as_owner(statement: str) -> None:
        """Migrate, from another connection, while those of this process are open."""
        url = environment(connection.settings_dict["NAME"])["DATABASE_OWNER_URL"]
        with closing(psycopg2.connect(url)) as owner, owner, owner.cursor() as cursor:
            cursor.execute(statement)

    def change(to: str) -> None:
        as_owner(f"ALTER TABLE tests_types ALTER COLUMN value TYPE {to}")

    as_owner("CREATE TABLE tests_types AS SELECT 7 AS value; GRANT SELECT ON tests_types TO jpt_app")
    try:
        assert types.rows([[7]]) == [(7,)]
        change("bigint")
        assert types.rows([[7]]) == types.rows_of([TAB], [[7]]) == [(7,)]
        change("numeric(4, 1)")
        assert [str(value) for (value,) in types.rows_of([TAB], [[7]])] == ["7.0"]
        change("int")
        with pytest.raises(NotSupportedError), transaction.atomic():  # which PostgreSQL has ended: the next one is fine
            types.rows([[7]])
        with transaction.atomic():
            assert types.rows_of([TAB], [[7]]) == types.rows([[7]]) == [(7,)]
        assert _scope() == ""
    finally:
        as_owner("DROP TABLE tests_types")
