"""Whether store and trees agree, for tests: what no test has written to is not compared once more."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection
from django.db.models import Model
from wagtail.models import Page

from publishing.models import ContentItem, Edition, Pin
from publishing.services.verify import Difference, verify
from tenants.models import LIBRARY_CODE, LIBRARY_ID, Tenant
from tenants.scope import scope_of_all_tenants

_LIBRARYS_ROWS = {
    Page: "path LIKE (SELECT path FROM wagtailcore_page WHERE id = %(root)s) || '%%'",
    ContentItem: "tenant_id = %(tenant)s",
    Edition: "tenant_id = %(tenant)s",
    Tenant: "id = %(tenant)s",
}
"""The library's rows that `verify` compares or goes by, and the condition that finds them."""

_ALL_ROWS = dict.fromkeys((*_LIBRARYS_ROWS, Pin), "TRUE")

_Rows = dict[type[Model], tuple[int, int]]
_template_library: _Rows = {}
_template_all: _Rows = {}


def remember_template() -> None:
    """Note what is in a database that has just been copied from the template."""
    for noted, conditions in ((_template_library, _LIBRARYS_ROWS), (_template_all, _ALL_ROWS)):
        noted.clear()
        noted.update(_newest_and_count(conditions))


def differences_of(codes: Collection[str]) -> list[Difference]:
    """Return what store and trees of these tenants disagree in; of the library nothing if it is as in the template.

    Comparing its texts takes nearly all of the time. A row that was written is of a later transaction, and one that is
    gone changes how many there are.
    """
    is_untouched = bool(_template_library) and _newest_and_count(_LIBRARYS_ROWS) == _template_library
    compared = [code for code in codes if code != LIBRARY_CODE or not is_untouched]
    return verify(codes=compared) if compared else []


def differences_of_all() -> list[Difference]:
    """Return what store and trees of all tenants disagree in; nothing if all is as in the template."""
    if _newest_and_count(_ALL_ROWS) == _template_all:
        return []
    return differences_of(list(Tenant.objects.values_list("code", flat=True)))


def _newest_and_count(conditions: Mapping[type[Model], str]) -> _Rows:
    with scope_of_all_tenants(), connection.cursor() as cursor:
        cursor.execute("SELECT root_page_id FROM tenants_tenant WHERE id = %s", [LIBRARY_ID])
        (root,) = cursor.fetchone()
        found: _Rows = {}
        for model, condition in conditions.items():
            table = connection.ops.quote_name(model._meta.db_table)
            statement = f"SELECT coalesce(max(xmin::text::bigint), 0), count(*) FROM {table} WHERE {condition}"
            cursor.execute(statement, {"root": root, "tenant": LIBRARY_ID})
            found[model] = cursor.fetchone()
    return found
