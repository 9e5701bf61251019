"""Proving that store and trees agree: every published page's document is made anew and compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from django.db import transaction

from content_models.models import ContentPage
from content_models.paths import root_path_of
from content_models.trees import tenant_of
from publishing.errors import ContentIncomplete
from publishing.models import ContentItem, Edition
from publishing.page_rows import row_of
from publishing.selection import published_pages, selected_tenants
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which store and trees disagree.

    `what` is `missing` (a published page is not stored), `extra` (what is stored is no published page), `different` (a
    column, or a field of the document, named in `field`), `incomplete` (the page cannot become a document), `homeless`
    (it stands in no tenant's tree) or `edition` (the library's history does not end with what is stored).
    """

    what: str
    tenant: str
    locale: str
    path: str
    page_id: int
    field: str = ""


@transaction.atomic
def verify(
    *, codes: Collection[str] = (), steps: Callable[[int], Advance] = lambda _count: lambda: None
) -> list[Difference]:
    """Compare what is stored with what the trees say now. Changes nothing.

    Args:
        codes: of the tenants to look at; none means all of them, and pages that stand in nobody's tree.
        steps: called with the number of pages; what it returns is called after each.
    """
    tenants = {tenant.pk: tenant for tenant in selected_tenants(codes)}
    with tenant_scope(tenants):
        stored = {item.page_id: item for item in ContentItem.objects.live().filter(tenant_id__in=tenants)}
        pages = published_pages(codes)
        advance = steps(pages.count())
        found: list[Difference] = []
        owners: dict[str, Tenant | None] = {}
        for page in pages.specific().iterator(chunk_size=200):
            if isinstance(page, ContentPage):
                found += _compared(page, _owner(page, owners), stored.pop(page.pk, None))
            advance()
        found += [_difference("extra", item, tenants[item.tenant_id]) for item in stored.values()]
        if LIBRARY_ID in tenants:
            found += list(_editions(tenants[LIBRARY_ID]))
    return found


def _owner(page: ContentPage, known: dict[str, Tenant | None]) -> Tenant | None:
    root = root_path_of(page)
    if root not in known:
        known[root] = tenant_of(page)
    return known[root]


def _compared(page: ContentPage, tenant: Tenant | None, item: ContentItem | None) -> Iterator[Difference]:
    if tenant is None:
        yield Difference("homeless", "", page.locale.language_code, page.url_path, page.pk)
        return
    try:
        row = row_of(page, tenant)
    except ContentIncomplete as error:
        yield Difference("incomplete", tenant.code, page.locale.language_code, page.url_path, page.pk, str(error))
        return
    if item is None:
        yield Difference("missing", tenant.code, row.locale, row.path, page.pk)
        return
    for field in row.differences(item):
        yield Difference("different", tenant.code, row.locale, row.path, page.pk, field)


def _editions(library: Tenant) -> Iterator[Difference]:
    latest = {
        (edition.key, edition.locale): edition
        for edition in Edition.objects.filter(tenant_id=LIBRARY_ID).order_by("number")
    }
    for item in ContentItem.objects.for_tenant(LIBRARY_ID).live():
        edition = latest.get((item.key, item.locale))
        if edition is None or (edition.number, edition.document) != (item.edition, item.document):
            yield _difference("edition", item, library)


def _difference(what: str, item: ContentItem, tenant: Tenant) -> Difference:
    return Difference(what, tenant.code, item.locale, item.path, item.page_id)
