"""Making the store anew from the trees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.db import transaction
from wagtail.query import PageQuerySet

from content_models.blocks.identifiers import references_read_once
from content_models.models import ConfidentialPlace, ContentPage, OfficePage
from content_models.surroundings import owner_of, specific_pages
from publishing.errors import TreeUnknown
from publishing.models import ContentItem
from publishing.page_rows import PageRow, row_of
from publishing.review.locks import lock_tenants
from publishing.review.syncing import sync_review_tasks, wrongly_open
from publishing.selection import published_pages, selected_tenants
from publishing.store import withdraw
from publishing.writes import write
from tenants.models import Tenant
from tenants.scope import tenant_scope

Advance = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What rebuilding did."""

    written: int
    unchanged: int
    withdrawn: int


@transaction.atomic
def rebuild(*, codes: Collection[str] = (), steps: Callable[[int], Advance] = lambda _count: lambda: None) -> Rebuilt:
    """Make what is stored agree with the trees, in one transaction.

    Only rows that differ are written, so versions, caches and the library's history stay where nothing was wrong; old
    paths and tombstones are kept, since the trees do not have them, and so are pins. Reviews are opened and closed as
    they should be.

    Args:
        codes: of the tenants to do so for; none means all of them.
        steps: called with the number of pages; what it returns is called after each.
    Raises:
        TreeUnknown, DomainError: a published page cannot be stored; nothing has changed.
    """
    tenants = list(selected_tenants(codes).values_list("pk", flat=True))
    everybody = Tenant.objects.in_bulk()
    _protect_places()
    with tenant_scope(everybody):
        # All of them: an adaptation is judged by the library, and a library page by the states' paths.
        lock_tenants(everybody)
        stored = {item.page_id: item for item in ContentItem.objects.live().filter(tenant_id__in=tenants)}
        with references_read_once():
            rows, unchanged = _rows_to_write(published_pages(codes), everybody, stored, steps)
        withdrawn = _withdraw_extra(stored)
        for tenant_id in sorted(rows):
            write(rows[tenant_id], is_refresh=True, is_upkeep=True)
        sync_review_tasks({where.key for where in wrongly_open(tenants)})
    return Rebuilt(sum(map(len, rows.values())), unchanged, withdrawn)


def _protect_places() -> None:
    """Encrypt the places of offices that were confidential before places were encrypted."""
    kept = ConfidentialPlace.objects.values("key")
    for page in OfficePage.objects.filter(is_confidential=True).exclude(translation_key__in=kept):
        page.save()


def _rows_to_write(
    pages: PageQuerySet, tenants: Mapping[int, Tenant], stored: dict[int, ContentItem], steps: Callable[[int], Advance]
) -> tuple[dict[int, list[PageRow]], int]:
    """The rows that differ, by tenant, and how many do not; takes out of `stored` what is a published page."""
    advance = steps(pages.count())
    rows: dict[int, list[PageRow]] = defaultdict(list)
    unchanged = 0
    for page in specific_pages(pages):
        if isinstance(page, ContentPage):
            owner = owner_of(page)
            if owner is None:
                raise TreeUnknown(title=page.title)
            tenant = tenants[owner.tenant_id]
            row = row_of(page, tenant)
            item = stored.get(page.pk)
            if item is not None and item.tenant_id == tenant.pk:
                del stored[page.pk]
            if item is not None and row.is_stored_as(item):
                unchanged += 1
            else:
                rows[tenant.pk].append(row)
        advance()
    return rows, unchanged


def _withdraw_extra(extra: dict[int, ContentItem]) -> int:
    page_ids: dict[int, list[int]] = defaultdict(list)
    for item in extra.values():
        page_ids[item.tenant_id].append(item.page_id)
    for tenant_id in sorted(page_ids):
        withdraw(tenant_id, page_ids[tenant_id])
    return len(extra)
