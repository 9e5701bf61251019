"""The tenant scope of a database session: what row-level security lets through."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connections, transaction

VARIABLE = "jpt.tenants"
_EVERY_TENANT = "(SELECT string_agg(id::text, ',' ORDER BY id) FROM tenants_tenant)"


def tenant_scope(tenant_ids: Iterable[int], *, using: str = "default") -> AbstractContextManager[None]:
    """Let the rows of these tenants be read and written within the block, and no others.

    Opens a transaction (a savepoint within another), sets the scope for it, and restores on exit what was there.
    Scopes do not add up: an inner one replaces the outer one. The library can be read within any and without.

    Args:
        tenant_ids: primary keys of tenants; empty means none.
        using: alias of the database.
    """
    return _scope("%s", [_listed(tenant_ids)], using)


def set_scope(tenant_ids: Iterable[int] | None) -> tuple[str, list[str]]:
    """Return the statement that sets the scope of the present transaction, and its parameters.

    Args:
        tenant_ids: as for `tenant_scope`; None means all there are.
    """
    if tenant_ids is None:
        return f"SELECT set_config('{VARIABLE}', {_EVERY_TENANT}, true)", []
    return f"SELECT set_config('{VARIABLE}', %s, true)", [_listed(tenant_ids)]


def _listed(tenant_ids: Iterable[int]) -> str:
    return ",".join(str(int(tenant_id)) for tenant_id in sorted(set(tenant_ids)))


def scope_of_all_tenants(*, using: str = "default") -> AbstractContextManager[None]:
    """Let every row be read and written within the block: for commands, the worker, and those who see all states."""
    return _scope(_EVERY_TENANT, [], using)


@contextmanager
def _scope(value: str, parameters: list[str], using: str) -> Iterator[None]:
    is_within_another = connections[using].in_atomic_block
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            f"SELECT current_setting('{VARIABLE}', true), set_config('{VARIABLE}', {value}, true)", parameters
        )
        before = cursor.fetchone()[0] or ""
        yield
        if is_within_another:  # else it ends with the transaction
            cursor.execute(f"SELECT set_config('{VARIABLE}', %s, true)", [before])
