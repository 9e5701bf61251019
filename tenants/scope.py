"""The tenant scope of a database session: what row-level security lets through."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connections, transaction

VARIABLE = "jpt.tenants"


@contextmanager
def tenant_scope(tenant_ids: Iterable[int], *, using: str = "default") -> Iterator[None]:
    """Let the rows of these tenants be read and written within the block, and no others.

    Opens a transaction (a savepoint within another), sets the scope for it, and restores on exit what was there.
    Scopes do not add up: an inner one replaces the outer one. The library can be read within any and without.

    Args:
        tenant_ids: primary keys of tenants; empty means none.
        using: alias of the database.
    """
    value = ",".join(str(int(tenant_id)) for tenant_id in sorted(set(tenant_ids)))
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{VARIABLE}', true), set_config('{VARIABLE}', %s, true)", [value])
        before = cursor.fetchone()[0] or ""
        yield
        cursor.execute(f"SELECT set_config('{VARIABLE}', %s, true)", [before])
