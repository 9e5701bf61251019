"""Row-level policies: the database's own rule of who sees which tenant's rows.

The expressions stand inline: a function would be called for each row. What belongs to no tenant is the library's, so
that whoever has all tenants in scope, such as a backup, sees every row.
"""

from typing import Any

from django.db.migrations.operations import RunSQL

from .models import LIBRARY_ID
from .scope import VARIABLE

SCOPE = f"ANY (string_to_array(NULLIF(current_setting('{VARIABLE}', true), ''), ',')::int[])"
IN_SCOPE = f"tenant_id = {SCOPE}"


def _in_collections(of_tenants: str) -> str:
    """The condition for what is in the collections of some tenants, those inside them included."""
    return (
        "collection_id IN (SELECT inner_one.id FROM tenants_tenant tenant"
        " JOIN wagtailcore_collection own ON own.id = tenant.collection_id"
        " JOIN wagtailcore_collection inner_one ON starts_with(inner_one.path, own.path)"
        f" WHERE {of_tenants})"
    )


_IN_NO_TENANTS_COLLECTION = f"{LIBRARY_ID} = {SCOPE} AND NOT {_in_collections('true')}"
COLLECTION_IN_SCOPE = f"{_in_collections(f'tenant.id = {SCOPE}')} OR {_IN_NO_TENANTS_COLLECTION}"
COLLECTION_READABLE = (
    f"{_in_collections(f'tenant.id = {LIBRARY_ID} OR tenant.id = {SCOPE}')} OR {_IN_NO_TENANTS_COLLECTION}"
)
IMAGE_READABLE = "EXISTS (SELECT FROM media_customimage image WHERE image.id = image_id)"
"""For what is made of an image, also of the library's when a state shows it; the image's own policy decides."""

USER_IN_SCOPE = (
    f"user_id IN (SELECT person.id FROM tenants_user person WHERE coalesce(person.tenant_id, {LIBRARY_ID}) = {SCOPE})"
)
PAGE_IN_SCOPE = (
    "coalesce((SELECT tenant.id FROM wagtailcore_page page"
    " JOIN wagtailcore_page home ON home.path = left(page.path, 8)"
    " JOIN wagtailcore_page root ON root.translation_key = home.translation_key"
    " JOIN tenants_tenant tenant ON tenant.root_page_id = root.id"
    f" WHERE page.id = page_id), {LIBRARY_ID}) = {SCOPE}"
)
"""A page's tenant is that of its tree's home, whose translations are the homes in the other languages."""


def protect(table: str, *, library_readable: bool = True) -> RunSQL:
    """Return the migration operation that forces row-level security on a table with a `tenant_id` column.

    Rows are visible and writable within `tenant_scope` only; the library's are readable by all unless declared
    otherwise.
    """
    return protect_by(IN_SCOPE, table, readable=f"{IN_SCOPE} OR tenant_id = {LIBRARY_ID}" if library_readable else None)


def protect_by(condition: str, table: str, *, readable: str | None = None) -> RunSQL:
    """Return the migration operation that forces row-level security on a table whose rows have a tenant by other rows.

    Columns that the condition names cannot be changed while the policy stands: a migration that does drops it first.

    Args:
        condition: for which rows may be seen and written.
        readable: for which rows may be seen; the same when left out.
    """
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
            f'CREATE POLICY "{table}_read" ON "{table}" FOR SELECT USING ({readable or condition})',
            f'CREATE POLICY "{table}_insert" ON "{table}" FOR INSERT WITH CHECK ({condition})',
            f'CREATE POLICY "{table}_update" ON "{table}" FOR UPDATE USING ({condition}) WITH CHECK ({condition})',
            f'CREATE POLICY "{table}_delete" ON "{table}" FOR DELETE USING ({condition})',
        ],
    )
