"""What stands above pages, and whose tree they are in: of one page by a query each, of many by a few for all."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar
from uuid import UUID

from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from tenants.models import Tenant

from .paths import ROOT_DEPTH

AnyPage = TypeVar("AnyPage", bound=Page)

CHUNK = 200
_NAME = "_surroundings"
_SENSITIVE = tuple(f"{model}__is_sensitive" for model in ("homepage", "sectionpage", "organizationpage"))


class Above(NamedTuple):
    """A page above another one, published or not."""

    slug: str
    depth: int
    is_sensitive: bool
    translation_key: UUID


class Owner(NamedTuple):
    """Whose tree a page stands in."""

    tenant_id: int
    first_locale_id: int
    time_zone: str


class Surroundings(NamedTuple):
    """What was read for a page; it holds for as long as the page stands at this path of the tree.

    Attributes:
        parent: None also where it has not been read yet.
    """

    tree_path: str
    above: tuple[Above, ...]
    owner: Owner | None
    parent: Page | None = None


def path_of(page: Page) -> str:
    """Return the path of a page from the slugs between its tree's home and itself, published or not.

    Never Wagtail's URL. The page's own slug is the given object's (a draft may change it). At most one query, and
    none for a home and its children.
    """
    if page.depth is None or page.depth <= ROOT_DEPTH:
        return "/"
    slugs = [] if page.depth == ROOT_DEPTH + 1 else [one.slug for one in above(page) if one.depth > ROOT_DEPTH]
    return "/" + "".join(f"{slug}/" for slug in [*slugs, page.slug])


def above(page: Page) -> tuple[Above, ...]:
    """Return the pages above a page, from its tree's home on. At most one query."""
    cached = _cached(page)
    return cached.above if cached is not None else _above([page])[page.path]


def parent_of(page: Page) -> Page | None:
    """Return the page right above a page, as its own model; None for Wagtail's root. At most two queries."""
    cached = _cached(page)
    if cached is not None and cached.parent is not None:
        return cached.parent
    parent = page.get_parent()
    return parent.specific if parent is not None else None


def owner_of(page: Page) -> Owner | None:
    """Return the facts of the tenant of a page's tree; None where it is in none. At most two queries."""
    cached = _cached(page)
    return cached.owner if cached is not None else _owners([page], _above([page]))[page.path]


def with_surroundings(page: AnyPage) -> AnyPage:
    """Return a copy of a page that has what stands above it and whose tree it is in, for reading now. Two queries."""
    if _cached(page) is not None:
        return page
    aboves = _above([page])
    seen = copy.copy(page)
    setattr(seen, _NAME, Surroundings(page.path, aboves[page.path], _owners([page], aboves)[page.path]))
    return seen


def specific_pages(pages: PageQuerySet) -> Iterator[Page]:
    """Yield pages as their own models, a chunk at a time, each with what it would else ask for by itself.

    What it is given is as old as its chunk: for reading, within one transaction.
    """
    locales = Locale.objects.in_bulk()
    found = pages.specific().iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        in_tree = [page for page in chunk if page.depth >= ROOT_DEPTH]
        aboves, parents = _above(in_tree), _parents(in_tree)
        owners = _owners(in_tree, aboves)
        for page in in_tree:
            page.locale = locales[page.locale_id]
            parent = parents.get(_parent_path(page))
            setattr(page, _NAME, Surroundings(page.path, aboves[page.path], owners[page.path], parent))
        yield from chunk


def _cached(page: Page) -> Surroundings | None:
    cached: Surroundings | None = page.__dict__.get(_NAME)
    return cached if cached is not None and cached.tree_path == page.path else None


def _above(pages: Sequence[Page]) -> dict[str, tuple[Above, ...]]:
    step: int = Page.steplen
    paths = {page.path: [page.path[: step * depth] for depth in range(ROOT_DEPTH, page.depth)] for page in pages}
    wanted = {path for of_page in paths.values() for path in of_page}
    columns = ("path", "slug", "depth", "translation_key", *_SENSITIVE)
    rows = Page.objects.filter(path__in=wanted).values_list(*columns) if wanted else ()
    found = {path: Above(slug, depth, any(sensitive), key) for path, slug, depth, key, *sensitive in rows}
    return {page_path: tuple(found[path] for path in of_page if path in found) for page_path, of_page in paths.items()}


def _parent_path(page: Page) -> str:
    return str(page.path[: -page.steplen])


def _parents(pages: Sequence[Page]) -> dict[str, Page]:
    found = Page.objects.filter(path__in={_parent_path(page) for page in pages}).specific()
    return {parent.path: parent for parent in found}


def _owners(pages: Sequence[Page], aboves: Mapping[str, tuple[Above, ...]]) -> dict[str, Owner | None]:
    homes = {page.path: next(iter(aboves[page.path]), page) for page in pages}
    columns = ("root_page__translation_key", "pk", "root_page__locale_id", "time_zone")
    keys = {home.translation_key for home in homes.values()}
    rows = Tenant.objects.filter(root_page__translation_key__in=keys).order_by().values_list(*columns)
    found = {key: Owner(*facts) for key, *facts in rows}
    return {path: found.get(home.translation_key) for path, home in homes.items()}
