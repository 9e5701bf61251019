"""Writing rows of the store with all that goes with them: editions, old paths, the outbox, one new version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import MappingProxyType

from django.db.models import Max

from content_models.adaptable import ADAPTABLE
from content_models.kinds import ItemKind
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .adoption import pass_urgent, pin_states
from .conflicts import check_conflicts, yielding_to_each
from .models import ContentItem, Edition, OutboxAction, OutboxEntry, PathRedirect
from .new_edition import NewEdition
from .page_rows import PageRow
from .publication import NO_PUBLICATION, Publication
from .review.locks import lock_reviews
from .review.paths import sync_after_local_change, sync_after_national_change
from .review.syncing import sync_review_tasks
from .versions import raise_version

WRITTEN = (
    "kind",
    "slug",
    "path",
    "sort_key",
    "document",
    "examples",
    "search_text",
    "is_live",
    "version",
    "edition",
    "published_at",
    "page_id",
)


def write(
    rows: Sequence[PageRow],
    *,
    publications: Mapping[int, Publication] = MappingProxyType({}),
    is_refresh: bool = False,
    is_upkeep: bool = False,
) -> None:
    """Write rows of one tenant, with their editions, redirects and outbox entries, under one new version.

    States that review first are pinned to what they serve (`adoption`).

    Args:
        publications: metadata of the publish, by primary key of the pages: user and urgency are the same for all.
        is_refresh: the pages themselves were not published: their instant of publication stays, and a library row gets
            a new edition only if its document changed.
        is_upkeep: nothing was published: pins stay as they are.
    """
    if not rows:
        return
    tenant_id = rows[0].tenant_id
    publication = publications.get(rows[0].page_id, NO_PUBLICATION)
    with scope_of(tenant_id):
        lock_reviews(tenant_id)
        version = raise_version(tenant_id)
        check_conflicts(rows)
        stored = {
            (item.locale, item.key): item
            for item in ContentItem.objects.for_tenant(tenant_id).filter(key__in={row.key for row in rows})
        }
        writes = [_Write(row, stored.get((row.locale, row.key)), is_refresh=is_refresh) for row in rows]
        editions = _write_editions(writes, publications) if tenant_id == LIBRARY_ID else {}
        _write_items(writes, editions, version)
        _write_redirects(writes, version)
        _write_outbox(writes, version)
        if tenant_id == LIBRARY_ID and not is_upkeep:
            new = [write.new_edition for write in writes if write.new_edition is not None]
            if publication.urgent_reason is not None:
                pass_urgent(new, by_id=publication.by_id, reason=publication.urgent_reason)
            else:
                pin_states(new, by_id=publication.by_id)
    _sync_reviews(writes, publication)


def _sync_reviews(writes: Sequence[_Write], publication: Publication) -> None:
    """Bring up to date which reviews are open."""
    rows = [write.row for write in writes]
    tenant_id, by_id = rows[0].tenant_id, publication.by_id
    if tenant_id == LIBRARY_ID:
        adaptable = {row.key for row in rows if row.kind in ADAPTABLE}
        sync_review_tasks(adaptable, by_id=by_id, urgent_reason=publication.urgent_reason)
        arrived = {write.row.key for write in writes if not write.was_live or write.left_path}
        sync_after_national_change({row.key for row in rows}, arrived=arrived, by_id=by_id)
    else:
        adapted = {row.document["adaptsKey"] for row in rows if row.document["kind"] == "ADAPTATION"}
        sync_review_tasks(adapted, tenants=[tenant_id], by_id=by_id)
        if any(row.kind != ItemKind.ADAPTATION for row in rows):
            sync_after_local_change(tenant_id, by_id=by_id)


class _Write:
    """One row to write, and what stands in its place."""

    def __init__(self, row: PageRow, before: ContentItem | None, *, is_refresh: bool) -> None:
        self.row = row
        self.before = before
        self.is_refresh = is_refresh and before is not None
        self.was_live = before is not None and before.is_live
        self.new_edition: NewEdition | None = None

    @property
    def left_path(self) -> str | None:
        """The path that the item had before; None for an adaptation, which has no readers at its own.

        Nor does a confidential office leave one: it may say where the office is.
        """
        if self.row.kind == ItemKind.ADAPTATION or self.row.document.get("isConfidential"):
            return None
        return self.before.path if self.before is not None and self.before.path != self.row.path else None

    @property
    def needs_edition(self) -> bool:
        """Whether it is a new edition of the library."""
        return not self.is_refresh or self.before is None or self.before.document != self.row.document

    def numbered(self, number: int) -> None:
        """Note the number of the edition that is written with it."""
        is_changed = not self.was_live or self.before is None or self.before.document != self.row.document
        self.new_edition = NewEdition(
            key=self.row.key,
            locale=self.row.locale,
            kind=self.row.kind,
            title=self.row.title,
            number=number,
            number_before=self.before.edition if self.was_live and self.before is not None else 0,
            is_changed=is_changed,
        )

    @property
    def is_urgent(self) -> bool:
        """Whether a place has become confidential: caches and copies must drop it at once."""
        was_public = self.before is not None and not self.before.document.get("isConfidential", False)
        return was_public and bool(self.row.document.get("isConfidential"))


def _write_editions(writes: Sequence[_Write], publications: Mapping[int, Publication]) -> dict[tuple[str, str], int]:
    """Write the new editions, and return the present number of each item by locale and key."""
    latest = {
        (locale, key): number
        for locale, key, number in Edition.objects.filter(
            tenant_id=LIBRARY_ID, key__in={write.row.key for write in writes}
        )
        .values_list("locale", "key")
        .annotate(latest=Max("number"))
        .order_by()
    }
    new = []
    for write in writes:
        where = (write.row.locale, write.row.key)
        if write.needs_edition or where not in latest:
            latest[where] = latest.get(where, 0) + 1
            write.numbered(latest[where])
            publication = publications.get(write.row.page_id, NO_PUBLICATION)
            new.append(
                Edition(
                    tenant_id=LIBRARY_ID,
                    key=write.row.key,
                    locale=write.row.locale,
                    number=latest[where],
                    kind=write.row.kind,
                    document=write.row.document,
                    examples=write.row.examples,
                    published_at=write.row.published_at,
                    published_by_id=publication.by_id,
                    revision_id=publication.revision_id,
                    is_urgent=publication.is_urgent,
                )
            )
    Edition.objects.bulk_create(new)
    return latest


def _write_items(writes: Sequence[_Write], editions: dict[tuple[str, str], int], version: int) -> None:
    ContentItem.objects.bulk_create(
        [
            ContentItem(
                tenant_id=write.row.tenant_id,
                key=write.row.key,
                locale=write.row.locale,
                kind=write.row.kind,
                slug=write.row.slug,
                path=write.row.path,
                sort_key=write.row.sort_key,
                document=write.row.document,
                examples=write.row.examples,
                search_text=write.row.search_text,
                is_live=True,
                version=version,
                edition=editions.get((write.row.locale, write.row.key), 0),
                published_at=write.before.published_at if write.is_refresh and write.before else write.row.published_at,
                page_id=write.row.page_id,
            )
            for write in writes
        ],
        update_conflicts=True,
        unique_fields=["tenant", "locale", "key"],
        update_fields=WRITTEN,
    )


def _write_redirects(writes: Sequence[_Write], version: int) -> None:
    PathRedirect.objects.bulk_create(
        [
            PathRedirect(
                tenant_id=write.row.tenant_id,
                locale=write.row.locale,
                old_path=write.left_path,
                key=write.row.key,
                version=version,
            )
            for write in writes
            if write.left_path
        ],
        update_conflicts=True,
        unique_fields=["tenant", "locale", "old_path"],
        update_fields=["key", "version"],
    )


def _write_outbox(writes: Sequence[_Write], version: int) -> None:
    entries = [
        OutboxEntry(
            tenant_id=write.row.tenant_id,
            version=version,
            action=OutboxAction.MOVED if write.is_refresh and write.left_path else OutboxAction.PUBLISHED,
            key=write.row.key,
            locale=write.row.locale,
            kind=write.row.kind,
            details={"path": write.row.path, **({"oldPath": write.left_path} if write.left_path else {})},
            is_urgent=write.is_urgent,
        )
        for write in writes
    ]
    OutboxEntry.objects.bulk_create([*entries, *_yields(writes, version)])


def _yields(writes: Sequence[_Write], version: int) -> Iterator[OutboxEntry]:
    """An entry for each state whose own page keeps a path that a library page has got."""
    if writes[0].row.tenant_id != LIBRARY_ID:
        return
    arrived = [write.row for write in writes if not write.was_live or write.left_path]
    locals_ = yielding_to_each(arrived, _state_ids()) if arrived else {}
    for row in arrived:
        for local in locals_[row.key, row.locale]:
            yield OutboxEntry(
                tenant_id=local.tenant_id,
                version=version,
                action=OutboxAction.PATH_YIELDED,
                key=row.key,
                locale=row.locale,
                kind=row.kind,
                details={"path": row.path, "localKey": local.key},
            )


def _state_ids() -> list[int]:
    return list(Tenant.objects.states().values_list("pk", flat=True))


@contextmanager
def scope_of(tenant_id: int) -> Iterator[None]:
    """The tenant's own scope; the library's holds all states, whose paths its pages may meet."""
    ids = [LIBRARY_ID, *_state_ids()] if tenant_id == LIBRARY_ID else [tenant_id]
    with tenant_scope(ids):
        yield
