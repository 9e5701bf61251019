"""Proving that store and trees agree: every published page's document is made anew and compared."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from content_models.blocks.identifiers import references_read_once
from content_models.models import ContentPage
from content_models.surroundings import owner_of, specific_pages
from publishing.errors import ContentIncomplete
from publishing.models import ContentItem, Edition, Pin
from publishing.page_rows import row_of
from publishing.review.syncing import wrongly_open
from publishing.selection import published_pages, selected_tenants
from tenants.models import LIBRARY_ID, Adoption, Tenant
from tenants.scope import tenant_scope

Advance = Callable[[], None]

CHUNK = 200
"""The number of pages and rows in memory at once."""


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
    *,
    codes: Collection[str] = (),
    steps: Callable[[int], Advance] = lambda _count: lambda: None,
    known_to_agree: Collection[int] = (),
) -> list[Difference]:
    """Compare what is stored with what the trees say now. Changes nothing.

    Args:
        codes: of the tenants to check; none means all of them, and pages in no tenant's tree.
        steps: called with the number of pages; what it returns is called after each.
        known_to_agree: pages that agreed when they were last compared, and of which nothing was written since: their
            documents are not made anew.
    """
    tenants = {tenant.pk: tenant for tenant in selected_tenants(codes)}
    with tenant_scope(tenants):
        pages = published_pages(codes).exclude(pk__in=known_to_agree)
        advance = steps(pages.count())
        found: list[Difference] = []
        owners = Tenant.objects.in_bulk()
        of_known = ContentItem.objects.live().filter(tenant_id__in=tenants, page_id__in=known_to_agree)
        compared = set(of_known.values_list("pk", flat=True))
        for some in _in_chunks(specific_pages(pages)):
            with references_read_once(some):
                found += _of_pages(some, tenants, owners, compared)
            for _page in some:
                advance()
        found += _extra(tenants, compared)
        if LIBRARY_ID in tenants:
            found += list(_editions(tenants[LIBRARY_ID]))
        found += list(_pins(tenants))
        found += list(_reviews(tenants))
    return found


def _in_chunks(pages: Iterator[Page]) -> Iterator[list[Page]]:
    while some := list(islice(pages, CHUNK)):
        yield some


def _of_pages(
    pages: Collection[Page], tenants: Mapping[int, Tenant], owners: Mapping[int, Tenant], compared: set[int]
) -> Iterator[Difference]:
    """Compare some pages with what is stored of them; notes in `compared` which rows that was."""
    of_content = [page for page in pages if isinstance(page, ContentPage)]
    items = ContentItem.objects.live().filter(tenant_id__in=tenants, page_id__in=[page.pk for page in of_content])
    stored = {item.page_id: item for item in items}
    compared |= {item.pk for item in stored.values()}
    for page in of_content:
        owner = owner_of(page)
        yield from _compared(page, owners[owner.tenant_id] if owner is not None else None, stored.get(page.pk))


def _extra(tenants: Mapping[int, Tenant], compared: Container[int]) -> Iterator[Difference]:
    """What is stored beyond what was compared with its page."""
    items = ContentItem.objects.live().filter(tenant_id__in=tenants).without_texts().order_by("pk")
    for item in items.iterator(chunk_size=CHUNK):
        if item.pk not in compared:
            yield _difference("extra", item, tenants[item.tenant_id])


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
    # The database compares the documents: the library's whole history need not come here for that.
    history = Edition.objects.filter(tenant_id=LIBRARY_ID, key=OuterRef("key"), locale=OuterRef("locale"))
    same = history.filter(document=OuterRef("document"), examples=OuterRef("examples"))
    is_last = Exists(same.filter(number=OuterRef("edition")))
    has_later = Exists(history.filter(number__gt=OuterRef("edition")))
    items = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(~is_last | has_later)
    for item in items.without_texts().order_by("pk").iterator(chunk_size=CHUNK):
        yield _difference("edition", item, library)


def _pins(tenants: Mapping[int, Tenant]) -> Iterator[Difference]:
    pins = list(Pin.objects.holding().filter(tenant_id__in=tenants).order_by("tenant_id", "key", "locale"))
    keys = {pin.key for pin in pins}
    items = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(key__in=keys).without_texts()
    present = {(item.key, item.locale): item for item in items}
    editions = Edition.objects.filter(tenant_id=LIBRARY_ID, key__in=keys)
    numbers = {(key, locale, 0) for key, locale in present} | set(editions.values_list("key", "locale", "number"))
    for pin in pins:
        item = present.get((pin.key, pin.locale))
        state = tenants[pin.tenant_id]
        is_right = (
            item is not None
            and state.adoption == Adoption.REVIEWED
            and (pin.key, pin.locale, pin.number) in numbers
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
