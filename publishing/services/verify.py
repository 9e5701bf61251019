"""Proving that store and trees agree: every published page's document is made anew and compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from content_models.models import ContentPage
from content_models.paths import root_path_of
from content_models.surroundings import specific_pages
from content_models.trees import tenant_of
from publishing.errors import ContentIncomplete
from publishing.models import ContentItem, Edition, Pin
from publishing.page_rows import row_of
from publishing.review.reconsidering import wrongly_open
from publishing.selection import published_pages, selected_tenants
from tenants.models import LIBRARY_ID, Adoption, Tenant
from tenants.scope import tenant_scope

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Something in which store and trees disagree.

    `what` is `missing` (a published page is not stored), `extra` (what is stored is no published page), `different` (a
    column, or a field of the document, named in `field`), `incomplete` (the page cannot become a document), `homeless`
    (it stands in no tenant's tree), `edition` (the library's history does not end with what is stored), `pin` (a
    state serves at once and holds one, or holds one of a text that is not published, or one that names no earlier
    edition of it; `field` is the text's key) or `review` (what is open is not what the library has changed; likewise).
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
        for page in specific_pages(pages):
            if isinstance(page, ContentPage):
                found += _compared(page, _owner(page, owners), stored.pop(page.pk, None))
            advance()
        found += [_difference("extra", item, tenants[item.tenant_id]) for item in stored.values()]
        if LIBRARY_ID in tenants:
            found += list(_editions(tenants[LIBRARY_ID]))
        found += list(_pins(tenants))
        found += list(_reviews(tenants))
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


def _pins(tenants: Mapping[int, Tenant]) -> Iterator[Difference]:
    pins = list(Pin.objects.holding().filter(tenant_id__in=tenants).order_by("tenant_id", "key", "locale"))
    keys = {pin.key for pin in pins}
    items = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key__in=keys).defer("document", "search_text")
    present = {(item.key, item.locale): item for item in items}
    editions = Edition.objects.filter(tenant_id=LIBRARY_ID, key__in=keys)
    known = {(key, locale, 0) for key, locale in present} | set(editions.values_list("key", "locale", "number"))
    for pin in pins:
        item = present.get((pin.key, pin.locale))
        state = tenants[pin.tenant_id]
        is_right = (
            item is not None
            and state.adoption == Adoption.REVIEWED
            and (pin.key, pin.locale, pin.number) in known
            and (pin.number or 0) < item.edition
        )
        if not is_right:
            where = (item.path, item.page_id) if item is not None else ("", 0)
            yield Difference("pin", state.code, pin.locale, *where, pin.key)


def _reviews(tenants: Mapping[int, Tenant]) -> Iterator[Difference]:
    for where in wrongly_open(tenants):
        yield Difference("review", tenants[where.tenant_id].code, where.locale, "", 0, where.key)


def _difference(what: str, item: ContentItem, tenant: Tenant) -> Difference:
    return Difference(what, tenant.code, item.locale, item.path, item.page_id)
