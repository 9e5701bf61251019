"""Whether store and trees agree, for tests: what no test has written to is not compared once more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Locale, Page

from content_models.models import ConfidentialPlace, ContentPage, HomePage, OrganizationPage, SectionPage
from publishing.models import ContentItem, Edition, Pin
from publishing.selection import published_pages
from publishing.services.verify import Difference, verify
from tenants.models import LIBRARY_CODE, LIBRARY_ID, Tenant
from tenants.scope import scope_of_all_tenants

PAGES: tuple[type[Model], ...] = (Page, *(model for model in apps.get_models() if issubclass(model, ContentPage)))
"""What a document is made of, row by row: a page that was written is compared."""
READ_BY_ALL: tuple[type[Model], ...] = (Locale, get_image_model(), get_document_model(), ConfidentialPlace)
"""What the documents of many pages may read: where one of these was written, all pages are compared."""

_IN_LIBRARYS_TREE = "path LIKE (SELECT path FROM wagtailcore_page WHERE id = %(root)s) || '%%'"
_LIBRARYS_ROWS = {
    **dict.fromkeys(PAGES, f"page_ptr_id IN (SELECT id FROM wagtailcore_page WHERE {_IN_LIBRARYS_TREE})"),
    Page: _IN_LIBRARYS_TREE,
    ContentItem: "tenant_id = %(tenant)s",
    Edition: "tenant_id = %(tenant)s",
    Tenant: "id = %(tenant)s",
    **dict.fromkeys(READ_BY_ALL, "TRUE"),
}
"""The library's rows that `verify` compares or goes by, and the condition that finds them."""

_ALL_ROWS = dict.fromkeys((*_LIBRARYS_ROWS, Pin), "TRUE")

_COLUMNS_OF_TENANTS = [one.attname for one in Tenant._meta.concrete_fields]
_Rows = dict[type[Model], tuple[int, int]]
_Facts = tuple[Any, ...]


@dataclass
class _Template:
    """What stood in a database that had just been copied from the template, or in which the world had just been made.

    Args:
        next_transaction: all that is written later is of this transaction, or of a later one.
        pages: what documents read of the pages above theirs, by primary key.
    """

    next_transaction: int = 0
    library: _Rows = field(default_factory=dict)
    all: _Rows = field(default_factory=dict)
    read_by_all: _Rows = field(default_factory=dict)
    pages: dict[int, _Facts] = field(default_factory=dict)
    tenants: dict[int, _Facts] = field(default_factory=dict)


_template = _Template()


def remember_template() -> None:
    """Note what is in a database that has just been copied from the template."""
    vars(_template).update(vars(_now()))


@contextmanager
def remembered() -> Iterator[None]:
    """Let what is there now, as the tests' world was made, stand for the template within the block.

    What is written there is of later transactions: within a transaction, of savepoints of their own.
    """
    before = replace(_template)
    vars(_template).update(vars(_now()))
    try:
        yield
    finally:
        vars(_template).update(vars(before))


def _now() -> _Template:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (next_transaction,) = cursor.fetchone()
    return _Template(
        next_transaction=next_transaction,
        library=_newest_and_count(_LIBRARYS_ROWS),
        all=_newest_and_count(_ALL_ROWS),
        read_by_all=_newest_and_count(dict.fromkeys(READ_BY_ALL, "TRUE")),
        pages=_facts_of_pages(),
        tenants=_facts_of_tenants(),
    )


def differences_of(codes: Collection[str]) -> list[Difference]:
    """Return what store and trees of these tenants disagree in; of the library nothing if it is as in the template.

    Making documents takes nearly all of the time: those of pages that no test has written to are as in the template.
    A row that was written is of a later transaction, and one that is gone changes how many there are.
    """
    is_untouched = bool(_template.library) and _newest_and_count(_LIBRARYS_ROWS) == _template.library
    compared = [code for code in codes if code != LIBRARY_CODE or not is_untouched]
    return verify(codes=compared, known_to_agree=_untouched(compared)) if compared else []


def differences_of_all() -> list[Difference]:
    """Return what store and trees of all tenants disagree in; nothing if all is as in the template."""
    if _newest_and_count(_ALL_ROWS) == _template.all:
        return []
    return differences_of(list(Tenant.objects.values_list("code", flat=True)))


def _untouched(codes: Collection[str]) -> set[int]:
    """Return the published pages of these tenants of which nothing was written, nor of what their documents read.

    A document reads the row of its own tenant and of the library, and of no other tenant; an office's reads the
    organization above it, and all others of what stands above them only what `_facts_of_pages` has.
    """
    if not _template.pages or _newest_and_count(dict.fromkeys(READ_BY_ALL, "TRUE")) != _template.read_by_all:
        return set()
    facts, tenants = _facts_of_pages(), _facts_of_tenants()
    changed = {pk for pk, before in _template.tenants.items() if tenants.get(pk) != before}
    if _template.pages.keys() - facts.keys() or LIBRARY_ID in changed:
        return set()
    written = _written()
    written_organizations = written & set(OrganizationPage.objects.values_list("pk", flat=True))
    paths = {of_page[0]: pk for pk, of_page in facts.items()}
    moved = {of_page[0] for pk, of_page in facts.items() if _template.pages.get(pk) != of_page}
    with scope_of_all_tenants():
        stored = dict(ContentItem.objects.live().values_list("page_id", "tenant_id"))
    return {
        pk
        for pk, path in published_pages(codes).values_list("pk", "path")
        if pk in _template.pages
        and pk in stored
        and stored[pk] not in changed
        and pk not in written
        and paths.get(path[: -Page.steplen]) not in written_organizations
        and not any(path[:end] in moved for end in range(Page.steplen, len(path) + 1, Page.steplen))
    }


def _written() -> set[int]:
    """Return the pages that were written since, or what is stored of them."""
    tables = {model: "id" if model is Page else "page_ptr_id" for model in PAGES} | {ContentItem: "page_id"}
    statement = " UNION ".join(
        f"SELECT {column} FROM {connection.ops.quote_name(model._meta.db_table)} WHERE xmin::text::bigint >= %(since)s"
        for model, column in tables.items()
    )
    with scope_of_all_tenants(), connection.cursor() as cursor:
        cursor.execute(statement, {"since": _template.next_transaction})
        return {pk for (pk,) in cursor.fetchall()}


def _facts_of_pages() -> dict[int, _Facts]:
    is_sensitive = [f"{model._meta.model_name}__is_sensitive" for model in (HomePage, SectionPage, OrganizationPage)]
    columns = ("path", "slug", "translation_key", "locale_id", *is_sensitive)
    return {pk: tuple(facts) for pk, *facts in Page.objects.values_list("pk", *columns).iterator()}


def _facts_of_tenants() -> dict[int, _Facts]:
    return {pk: tuple(facts) for pk, *facts in Tenant.objects.values_list("pk", *_COLUMNS_OF_TENANTS)}


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
