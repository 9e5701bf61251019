"""Statements that are sent very often: PostgreSQL parses and plans each once for a connection, not each time.

psycopg2 prepares nothing by itself. What is prepared stays with its connection, whatever transactions do; so a pooler
in front of PostgreSQL must give each connection a session of its own. Processes are restarted after a migration that
changes the type of a column that is read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections

from .scope import scope_of_all_tenants, set_scope, tenant_scope

_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""The names of what each connection has prepared."""


class Statement:
    """A statement with places `$1`, `$2` and so on.

    Args:
        name: of the statement on its connections, different for each one.
    """

    def __init__(self, name: str, sql: str) -> None:
        self._name, self._sql = name, sql

    def rows(self, parameters: Sequence[Any], *, using: str = "default") -> list[tuple[Any, ...]]:
        """Execute the statement within the present scope, and return its rows."""
        self._prepare(using)
        with connections[using].cursor() as cursor:
            cursor.execute(self._execution(parameters), parameters)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def rows_of(
        self, tenant_ids: Iterable[int] | None, parameters: Sequence[Any], *, using: str = "default"
    ) -> list[tuple[Any, ...]]:
        """Execute a statement that reads, within the scope of these tenants, and return its rows.

        Without a transaction around it, scope and statement are sent together, and are one for PostgreSQL: what is
        sent together ends together, the scope with it.

        Args:
            tenant_ids: primary keys of tenants; empty means none, and None all there are.
        """
        if connections[using].in_atomic_block:
            scope = scope_of_all_tenants(using=using) if tenant_ids is None else tenant_scope(tenant_ids, using=using)
            with scope:
                return self.rows(parameters, using=using)
        self._prepare(using)
        setting, scope_parameters = set_scope(tenant_ids)
        with connections[using].cursor() as cursor:
            cursor.execute(f"{setting}; {self._execution(parameters)}", [*scope_parameters, *parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _execution(self, parameters: Sequence[Any]) -> str:
        return f"EXECUTE {self._name} ({', '.join(['%s'] * len(parameters))})"

    def _prepare(self, using: str) -> None:
        connection = connections[using]
        connection.ensure_connection()
        names = _prepared.setdefault(connection.connection, set())
        if self._name in names:
            return
        # Past Django's cursor, which would count it among the statements of whoever comes first.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute(f"PREPARE {self._name} AS {self._sql}")
        names.add(self._name)
