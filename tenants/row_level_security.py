"""Row-level policies: the database's own rule of who sees which tenant's rows."""

from typing import Any

from django.db.migrations.operations import RunSQL

from .models import LIBRARY_ID
from .scope import VARIABLE

IN_SCOPE = f"tenant_id = ANY (string_to_array(NULLIF(current_setting('{VARIABLE}', true), ''), ',')::int[])"


def protect(table: str, *, library_readable: bool = True) -> RunSQL:
    """Return the migration operation that forces row-level security on a table with a `tenant_id` column.

    Rows are visible and writable within `tenant_scope` only; the library's are readable by all unless declared
    otherwise. The expression stands inline: a function would be called for each row.
    """
    readable = f"{IN_SCOPE} OR tenant_id = {LIBRARY_ID}" if library_readable else IN_SCOPE
    undo: list[str | tuple[str, Any]] = [
        *(f'DROP POLICY "{table}_{action}" ON "{table}"' for action in ("read", "insert", "update", "delete")),
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]
    return RunSQL(
        reverse_sql=undo,
        sql=[
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY "{table}_read" ON "{table}" FOR SELECT USING ({readable})',
            f'CREATE POLICY "{table}_insert" ON "{table}" FOR INSERT WITH CHECK ({IN_SCOPE})',
            f'CREATE POLICY "{table}_update" ON "{table}" FOR UPDATE USING ({IN_SCOPE}) WITH CHECK ({IN_SCOPE})',
            f'CREATE POLICY "{table}_delete" ON "{table}" FOR DELETE USING ({IN_SCOPE})',
        ],
    )
