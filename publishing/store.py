"""Writing the store. Called within the transaction that changes the pages, by the receivers and the services only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db import connection
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage, ContentPage, ScriptPage
from content_models.paths import root_path_of
from content_models.surroundings import specific_pages
from content_models.trees import tenant_of
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .adaptation_checks import check_adaptation
from .adoption import release_pins_of_withdrawn
from .broken_walks import check_walks
from .conflicts import check_conflicts
from .errors import NotInTransaction
from .gathering import Published, discard, try_gather, try_gather_withdrawn, without_waiting
from .models import ContentItem, OutboxAction, OutboxEntry
from .page_rows import check_references, row_of, tenant_of_page
from .publication import NO_PUBLICATION, Publication
from .review.locks import lock_tenants
from .review.paths import sync_after_local_change, sync_after_national_change
from .review.syncing import sync_review_tasks
from .script_checks import check_script
from .versions import raise_version
from .writes import scope_of, write


def check_transaction() -> None:
    """Refuse to go on outside a transaction.

    Raises:
        NotInTransaction: page and store could come apart.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction


def check_publishable(page: ContentPage, *, is_urgent: bool = False) -> None:
    """Refuse a page, live or a draft's object, that could not be published as it is. Writes nothing.

    Args:
        is_urgent: an urgent legal correction: it may break test walks, whose states get a task.
    Raises:
        DomainError: the first reason found.
    """
    tenant = tenant_of_page(page)
    check_references(page)
    check_content(page)
    row = row_of(page, tenant)
    with scope_of(tenant.pk):
        check_conflicts([row])
        if not is_urgent:
            check_walks(page, row.document, tenant)


def check_content(page: ContentPage) -> None:
    """Refuse what readers would not find their way in.

    Raises:
        DomainError: an adaptation that cannot be, or a script in which a conversation gets lost.
    """
    if isinstance(page, AdaptationPage):
        check_adaptation(page)
    elif isinstance(page, ScriptPage):
        check_script(page)


def publish(page: ContentPage, *, publication: Publication = NO_PUBLICATION) -> None:
    """Store a page that has just been published, as the database has it; in an act on many, at the end of the act.

    Raises:
        DomainError: it cannot be published; the transaction must not be committed.
    """
    check_transaction()
    published = Published(page, publication)
    if not try_gather(published):
        publish_all([published])


def publish_all(published: Sequence[Published]) -> None:
    """Store pages that have just been published together, as the database has them: those of a tenant at once.

    Raises:
        DomainError, IntegrityError: one of them cannot be published, beside the others or at all; the transaction, or
            the savepoint around this, must not be committed.
    """
    check_transaction()
    acts = {one.page.pk: one for one in published}
    owned = [(tenant_of_page(pages[0]), pages) for pages in _by_root([one.page for one in published])]
    for tenant, pages in _lock_pages(owned):
        with scope_of(tenant.pk):
            lock_tenants([tenant.pk])
            _write_published(tenant, [acts[page.pk] for page in pages])


def _write_published(tenant: Tenant, published: Sequence[Published]) -> None:
    pages = [one.page for one in published]
    by_page = {one.page.pk: one for one in published}
    fresh = [type(page).objects.get(pk=page.pk) for page in pages] if len(pages) == 1 else _fresh(pages)
    check_references(*fresh)
    for page in fresh:
        check_content(page)
    rows = {page.pk: row_of(page, tenant) for page in fresh}
    for page in fresh:
        if not by_page[page.pk].publication.is_urgent:
            check_walks(page, rows[page.pk].document, tenant)
    acts: dict[tuple[int | None, str | None], list[Published]] = defaultdict(list)
    for one in published:
        acts[one.publication.by_id, one.publication.urgent_reason].append(one)
    for of_act in acts.values():
        write([rows[one.page.pk] for one in of_act], publications={one.page.pk: one.publication for one in of_act})


def _fresh(pages: Sequence[Page]) -> list[ContentPage]:
    found = specific_pages(Page.objects.filter(pk__in=[page.pk for page in pages]))
    return [page for page in found if isinstance(page, ContentPage)]


def _by_root(pages: Collection[Page]) -> list[list[Page]]:
    by_root: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        by_root[root_path_of(page)].append(page)
    return list(by_root.values())


def _lock_pages(owned: Iterable[tuple[Tenant, Sequence[Page]]]) -> list[tuple[Tenant, list[Page]]]:
    """Pages by tenant, from those of some trees; where there are several tenants, all of them are held first."""
    by_tenant: dict[Tenant, list[Page]] = defaultdict(list)
    for tenant, pages in owned:
        by_tenant[tenant] += pages
    if len(by_tenant) > 1:
        ids = [tenant.pk for tenant in by_tenant]
        with tenant_scope(ids):
            lock_tenants(ids)
    return sorted(by_tenant.items(), key=lambda one: one[0].pk)


def withdraw_pages(pages: Collection[Page], *, by_id: int | None = None) -> None:
    """Withdraw pages that are published no more; in an act on many, at the end of the act."""
    check_transaction()
    if try_gather_withdrawn(pages):
        return
    owned = [(tenant_of(of_root[0]), of_root) for of_root in _by_root(pages)]
    for tenant, of_tenant in _lock_pages([(tenant, of_root) for tenant, of_root in owned if tenant is not None]):
        withdraw(tenant.pk, [page.pk for page in of_tenant], by_id=by_id)


def withdraw(tenant_id: int, page_ids: Collection[int], *, by_id: int | None = None) -> None:
    """Turn what is stored of some pages of a tenant into tombstones; what is not stored stays so."""
    check_transaction()
    discard(page_ids)
    with scope_of(tenant_id):
        lock_tenants([tenant_id])
        items = list(ContentItem.objects.for_tenant(tenant_id).live().filter(page_id__in=page_ids).without_texts())
        if not items:
            return
        texts = _texts_of(items)
        version = raise_version(tenant_id)
        ContentItem.objects.for_tenant(tenant_id).filter(pk__in=[item.pk for item in items]).update(
            is_live=False, document={}, examples=[], search_text="", version=version
        )
        OutboxEntry.objects.bulk_create(
            OutboxEntry(
                tenant_id=tenant_id,
                version=version,
                action=OutboxAction.WITHDRAWN,
                key=item.key,
                locale=item.locale,
                kind=item.kind,
                details={"path": item.path},
            )
            for item in items
        )
        if tenant_id == LIBRARY_ID:
            release_pins_of_withdrawn({(item.key, item.locale) for item in items}, by_id=by_id)
    if tenant_id == LIBRARY_ID:
        sync_review_tasks(texts, by_id=by_id)
        sync_after_national_change(texts, arrived=(), by_id=by_id)
    else:
        sync_review_tasks(texts, tenants=[tenant_id], by_id=by_id)
        sync_after_local_change(tenant_id, by_id=by_id)


def _texts_of(items: Sequence[ContentItem]) -> set[str]:
    """The keys of the national texts that some rows of a tenant are, or adapt."""
    if not items or items[0].tenant_id == LIBRARY_ID:
        return {item.key for item in items}
    adaptations = [item.pk for item in items if item.kind == ItemKind.ADAPTATION]
    if not adaptations:
        return set()
    return set(ContentItem.objects.filter(pk__in=adaptations).values_list("document__adaptsKey", flat=True))


def refresh(page_ids: Collection[int]) -> None:
    """Store published pages again whose path or document changed with another page; the others are left alone.

    Raises:
        DomainError: one of them cannot stand where it would.
    """
    check_transaction()
    page_ids = without_waiting(page_ids)
    if not page_ids:
        return
    _lock_owners(page_ids)
    for tenant, pages in _by_tenant(page_ids):
        with scope_of(tenant.pk):
            stored = _stored(tenant.pk, [page.pk for page in pages])
            rows = [row_of(page, tenant) for page in pages if page.pk in stored]
            write([row for row in rows if not row.is_stored_as(stored[row.page_id])], is_refresh=True)


def move_tree(page: Page, *, from_tenant: Tenant | None) -> None:
    """Store a moved page and all below it where they are now; in another tenant's tree, they leave the old tenant.

    Raises:
        DomainError: one of them cannot stand there.
    """
    check_transaction()
    page_ids = live_ids_below(page)
    if not page_ids:
        return
    tenant = tenant_of_page(page)
    if from_tenant is not None and from_tenant.pk != tenant.pk:
        with tenant_scope({from_tenant.pk, tenant.pk}):
            lock_tenants({from_tenant.pk, tenant.pk})
        withdraw(from_tenant.pk, page_ids)
        for _, pages in _by_tenant(page_ids):
            check_references(*pages, may_be_lost=True)
            write([row_of(moved, tenant) for moved in pages])
    else:
        refresh(page_ids)


def live_ids_below(page: Page) -> list[int]:
    """The published pages of a subtree, its root included."""
    return list(page.get_descendants(inclusive=True).filter(live=True).values_list("pk", flat=True))


def _stored(tenant_id: int, page_ids: Collection[int]) -> dict[int, ContentItem]:
    items = ContentItem.objects.for_tenant(tenant_id).live().filter(page_id__in=page_ids)
    return {item.page_id: item for item in items}


def _lock_owners(page_ids: Collection[int]) -> None:
    """Hold the tenants that have something stored of these pages, before any of it is read."""
    everybody = set(Tenant.objects.values_list("pk", flat=True))
    with tenant_scope(everybody):
        stored = ContentItem.objects.live().filter(page_id__in=page_ids)
        lock_tenants(set(stored.order_by().values_list("tenant_id", flat=True).distinct()))


def _by_tenant(page_ids: Collection[int]) -> Iterable[tuple[Tenant, list[ContentPage]]]:
    pages: dict[int, list[ContentPage]] = {}
    tenants: dict[int, Tenant] = {}
    roots: dict[str, Tenant] = {}
    for page in Page.objects.filter(pk__in=page_ids, live=True).specific():
        if not isinstance(page, ContentPage):
            continue
        root = root_path_of(page)
        tenant = roots.get(root) or tenant_of_page(page)
        roots[root] = tenants[tenant.pk] = tenant
        pages.setdefault(tenant.pk, []).append(page)
    return [(tenants[tenant_id], pages[tenant_id]) for tenant_id in sorted(pages)]
