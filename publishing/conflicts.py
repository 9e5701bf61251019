"""Paths and slugs that two items cannot both have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q

from content_models.kinds import ItemKind
from content_models.paths import is_of_the_site
from tenants.models import LIBRARY_ID

from .errors import LibraryPathTaken, PathTaken, SlugTaken
from .models import ContentItem
from .page_rows import PageRow
from .place_errors import LibrarySlugTaken, NationalSectionStands, PathOfTheSite


def check_conflicts(rows: Sequence[PageRow]) -> None:
    """Refuse rows of one tenant that would take the place of others. The scope must hold the tenant.

    A state's row may not take a path, or a kind's slug, of the library either; a library row may take a state's, whose
    own page keeps it (`yielding_to`).

    Raises:
        PathOfTheSite: the site itself answers there; a page that is there already is left, though it cannot be seen.
        PathTaken, SlugTaken: the sentence names what has it, and the way out.
    """
    if not rows:
        return
    for here in rows:
        if is_of_the_site(here.path) and not _is_published_at(here):
            raise PathOfTheSite(path=here.path)
    by_path = {(row.locale, row.path): row for row in rows}
    by_slug = {(row.locale, row.kind, row.slug): row for row in rows}
    taken = (
        ContentItem.objects.live()
        .filter(tenant_id__in={rows[0].tenant_id, LIBRARY_ID}, locale__in={row.locale for row in rows})
        .filter(Q(path__in={row.path for row in rows}) | Q(slug__in={row.slug for row in rows}))
        .exclude(kind=ItemKind.ADAPTATION)
        .exclude(key__in={row.key for row in rows})
        .order_by("tenant_id")
    )
    for other in taken.without_texts():
        named = {"title": _title_of(other), **_names_of(other)}
        row = by_path.get((other.locale, other.path))
        if row is not None:
            raise _path_error(row, other)(path=other.path, **named)
        row = by_slug.get((other.locale, other.kind, other.slug))
        if row is not None:
            error = SlugTaken if other.tenant_id == row.tenant_id else LibrarySlugTaken
            raise error(slug=other.slug, **named)


def yielding_to(row: PageRow, states: Collection[int]) -> list[ContentItem]:
    """The states' live items that keep a library row's path for their own state. The scope must hold the states."""
    return yielding_to_each([row], states)[row.key, row.locale]


def yielding_to_each(rows: Sequence[PageRow], states: Collection[int]) -> Mapping[tuple[str, str], list[ContentItem]]:
    """The same of several rows, by key and language. One statement."""
    national = [row for row in rows if row.tenant_id == LIBRARY_ID]
    there = ContentItem.objects.live().filter(
        tenant_id__in=states, locale__in={row.locale for row in national}, path__in={row.path for row in national}
    )
    by_place: dict[tuple[str, str], list[ContentItem]] = defaultdict(list)
    for item in there.without_texts() if national else ():
        by_place[item.locale, item.path].append(item)
    return defaultdict(
        list,
        {
            (row.key, row.locale): [one for one in by_place[row.locale, row.path] if one.key != row.key]
            for row in national
        },
    )


def _is_published_at(row: PageRow) -> bool:
    """Whether the page is published at this path already."""
    items = ContentItem.objects.for_tenant(row.tenant_id).live()
    return items.filter(key=row.key, locale=row.locale, path=row.path).exists()


def _path_error(row: PageRow, other: ContentItem) -> type[PathTaken]:
    if other.tenant_id == row.tenant_id:
        return PathTaken
    return NationalSectionStands if row.kind == other.kind == ItemKind.SECTION else LibraryPathTaken


def _names_of(other: ContentItem) -> dict[str, object]:
    """What leads to the other page, for the links of a refusal."""
    return {"key": other.key, "kind": other.kind, "page_id": other.page_id, "tenant_id": other.tenant_id}


def _title_of(item: ContentItem) -> str:
    return str(ContentItem.objects.filter(pk=item.pk).values_list("document__title", flat=True).get())
