"""Statements that are sent very often: PostgreSQL parses and plans each once for a connection, not each time.

psycopg2 prepares nothing by itself. What is prepared stays with its connection, whatever transactions do; so a pooler
in front of PostgreSQL must give each connection a session of its own. After a migration that changes the type of a
column that is read here, a statement is prepared anew by itself: at once, or, where the migration shows within a
transaction, which PostgreSQL has ended with it, as of the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connections

from .scope import scope_of_all_tenants, set_scope, tenant_scope

_prepared: WeakKeyDictionary[Any, dict[str, bool]] = WeakKeyDictionary()
"""What each connection has prepared, by name, and whether it still holds."""


class Statement:
    """A statement with places `$1`, `$2` and so on.

    Args:
        name: of the statement on its connections, different for each one.
    """

    def __init__(self, name: str, sql: str) -> None:
        self._name, self._sql = name, sql

    def rows(self, parameters: Sequence[Any], *, using: str = "default") -> list[tuple[Any, ...]]:
        """Execute the statement within the present scope, and return its rows."""
        return self._fetched(self._execution(parameters), parameters, using)

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
        setting, scope_parameters = set_scope(tenant_ids)
        sent = f"{setting}; {self._execution(parameters)}"
        return self._fetched(sent, [*scope_parameters, *parameters], using)

    def _fetched(self, sql: str, parameters: Sequence[Any], using: str) -> list[tuple[Any, ...]]:
        self._prepare(using)
        try:
            return _fetched(sql, parameters, using)
        except NotSupportedError:  # "cached plan must not change result type"
            self._forget(using)
            if connections[using].in_atomic_block:
                raise
        self._prepare(using)
        return _fetched(sql, parameters, using)

    def _execution(self, parameters: Sequence[Any]) -> str:
        return f"EXECUTE {self._name} ({', '.join(['%s'] * len(parameters))})"

    def _prepare(self, using: str) -> None:
        connection = connections[using]
        connection.ensure_connection()
        names = _prepared.setdefault(connection.connection, {})
        if names.get(self._name):
            return
        # Past Django's cursor, which would count it among the statements of whoever comes first.
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            if self._name in names:
                cursor.execute(f"DEALLOCATE {self._name}")
                del names[self._name]
            cursor.execute(f"PREPARE {self._name} AS {self._sql}")
        names[self._name] = True

    def _forget(self, using: str) -> None:
        names = _prepared.get(connections[using].connection, {})
        if self._name in names:
            names[self._name] = False


def _fetched(sql: str, parameters: Sequence[Any], using: str) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
