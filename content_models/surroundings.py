"""What stands above pages, and whose tree they are in: of one page by a query each, of many by a few for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from wagtail.models import Locale, Page
from wagtail.query import PageQuerySet

from tenants.models import Tenant

from .paths import ROOT_DEPTH, root_path_of

CHUNK = 200
_NAME = "_surroundings"
_SENSITIVE = tuple(f"{model}__is_sensitive" for model in ("homepage", "sectionpage", "organizationpage"))


class Above(NamedTuple):
    """A page above another one, published or not."""

    slug: str
    depth: int
    is_sensitive: bool


class Owner(NamedTuple):
    """Whose tree a page stands in."""

    first_locale_id: int
    time_zone: str


class Surroundings(NamedTuple):
    """What was read for one of many pages; it holds for as long as the page stands at this path of the tree."""

    tree_path: str
    above: tuple[Above, ...]
    parent: Page | None
    owner: Owner | None


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
    known = _known(page)
    return known.above if known is not None else _above([page])[page.path]


def parent_of(page: Page) -> Page | None:
    """Return the page right above a page, as its own model; None for Wagtail's root. At most two queries."""
    known = _known(page)
    if known is not None:
        return known.parent
    parent = page.get_parent()
    return parent.specific if parent is not None else None


def owner_of(page: Page) -> Owner | None:
    """Return what is needed of the tenant whose tree a page stands in; None: it is nobody's. At most one query."""
    known = _known(page)
    if known is not None:
        return known.owner
    return None if page.path is None else _owners([page]).get(root_path_of(page))


def specific_pages(pages: PageQuerySet) -> Iterator[Page]:
    """Yield pages as their own models, a chunk at a time, each with what it would else ask for by itself.

    What it is given is as old as its chunk: for reading, within one transaction.
    """
    locales = Locale.objects.in_bulk()
    found = pages.specific().iterator(chunk_size=CHUNK)
    while chunk := list(islice(found, CHUNK)):
        in_tree = [page for page in chunk if page.depth >= ROOT_DEPTH]
        aboves, parents, owners = _above(in_tree), _parents(in_tree), _owners(in_tree)
        for page in in_tree:
            page.locale = locales[page.locale_id]
            parent, owner = parents.get(_parent_path(page)), owners.get(root_path_of(page))
            setattr(page, _NAME, Surroundings(page.path, aboves[page.path], parent, owner))
        yield from chunk


def _known(page: Page) -> Surroundings | None:
    known: Surroundings | None = page.__dict__.get(_NAME)
    return known if known is not None and known.tree_path == page.path else None


def _above(pages: Sequence[Page]) -> dict[str, tuple[Above, ...]]:
    step: int = Page.steplen
    paths = {page.path: [page.path[: step * depth] for depth in range(ROOT_DEPTH, page.depth)] for page in pages}
    wanted = {path for of_page in paths.values() for path in of_page}
    rows = Page.objects.filter(path__in=wanted).values_list("path", "slug", "depth", *_SENSITIVE) if wanted else ()
    found = {path: Above(slug, depth, any(sensitive)) for path, slug, depth, *sensitive in rows}
    return {page_path: tuple(found[path] for path in of_page if path in found) for page_path, of_page in paths.items()}


def _parent_path(page: Page) -> str:
    return str(page.path[: -page.steplen])


def _parents(pages: Sequence[Page]) -> dict[str, Page]:
    found = Page.objects.filter(path__in={_parent_path(page) for page in pages}).specific()
    return {parent.path: parent for parent in found}


def _owners(pages: Sequence[Page]) -> dict[str, Owner]:
    owner = Tenant.objects.filter(root_page__translation_key=OuterRef("translation_key"))
    roots = Page.objects.filter(depth=ROOT_DEPTH, path__in={root_path_of(page) for page in pages}).annotate(
        first_locale_id=Subquery(owner.values("root_page__locale_id")[:1]),
        time_zone=Subquery(owner.values("time_zone")[:1]),
    )
    found = roots.exclude(first_locale_id=None).values_list("path", "first_locale_id", "time_zone")
    return {path: Owner(locale_id, time_zone) for path, locale_id, time_zone in found}
