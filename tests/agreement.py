"""Whether store and trees agree, for tests: a library that no test has written to is not compared once more."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection
from wagtail.models import Page

from publishing.models import ContentItem, Edition
from publishing.services.verify import Difference, verify
from tenants.models import LIBRARY_CODE, LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

_ROWS = {
    Page: "path LIKE (SELECT path FROM wagtailcore_page WHERE id = %(root)s) || '%%'",
    ContentItem: "tenant_id = %(tenant)s",
    Edition: "tenant_id = %(tenant)s",
    Tenant: "id = %(tenant)s",
}
"""The library's rows that `verify` compares or goes by, and the condition that finds them."""

_template: dict[type, tuple[int, int]] = {}


def remember_template() -> None:
    """Note what the library is in a database that has just been copied from the template."""
    _template.clear()
    _template.update(_newest_and_count())


def differences_of(codes: Collection[str]) -> list[Difference]:
    """Return what store and trees of these tenants disagree in; of the library nothing if it is as in the template.

    Comparing its texts takes nearly all of the time. A row that was written is of a later transaction, and one that is
    gone changes how many there are.
    """
    is_untouched = bool(_template) and _newest_and_count() == _template
    compared = [code for code in codes if code != LIBRARY_CODE or not is_untouched]
    return verify(codes=compared) if compared else []


def _newest_and_count() -> dict[type, tuple[int, int]]:
    with tenant_scope([LIBRARY_ID]), connection.cursor() as cursor:
        cursor.execute("SELECT root_page_id FROM tenants_tenant WHERE id = %s", [LIBRARY_ID])
        (root,) = cursor.fetchone()
        found = {}
        for model, condition in _ROWS.items():
            table = connection.ops.quote_name(model._meta.db_table)
            statement = f"SELECT coalesce(max(xmin::text::bigint), 0), count(*) FROM {table} WHERE {condition}"
            cursor.execute(statement, {"root": root, "tenant": LIBRARY_ID})
            found[model] = cursor.fetchone()
    return found
