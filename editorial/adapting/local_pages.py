"""A state's own pages among the national ones: where they can be, and the sections created for them.

Trees are merged by path (docs/decisions/0001). So a page below a national section needs a section of the same slugs in
the state's tree, which stays a draft: it only holds what is below it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.languages import bcp47, django_code
from content_models.models import ContentPage, GuidancePage, HomePage, NoticePage, SectionPage
from content_models.overlay import Origin
from content_models.shapes.documents import Item
from content_models.stable_ids import section_key
from delivery.view import StateView
from editorial.adapting.rights import check_may_edit, view_for
from publishing.errors import LocaleNotServed, NotVisible
from publishing.place_errors import PlaceGone, PlaceTaken
from publishing.tenant_trees import homes_of
from tenants.models import Tenant, User

__all__ = ["KINDS", "Neighbour", "Place", "places_of", "prepare_place"]

KINDS: dict[str, type[ContentPage]] = {
    ItemKind.GUIDANCE: GuidancePage,
    ItemKind.NOTICE: NoticePage,
    ItemKind.SECTION: SectionPage,
}
"""What a state writes itself beside national pages. Offices have a screen of their own."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page that stands in a section already."""

    title: str
    is_national: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The home or a section, as the state serves it.

    Attributes:
        depth: 0 for the home, 1 for the sections in the menu.
        kinds: what can be added there.
    """

    path: str
    title: str
    depth: int
    is_national: bool
    kinds: tuple[str, ...]
    neighbours: tuple[Neighbour, ...]


def places_of(*, tenant: Tenant, locale: str, by: User) -> tuple[Place, ...]:
    """The home and all sections that a state serves, the national ones among its own, in the order of its menu.

    Raises:
        NotVisible, LocaleNotServed.
    """
    view = view_for(tenant=tenant, locale=locale, by=by)
    return tuple(_places(view, "/", 0))


@transaction.atomic
def prepare_place(*, tenant: Tenant, locale: str, path: str, by: User) -> Page:
    """The page of the state's tree below which its own pages of this place stand; drafts are made where it has none.

    Args:
        path: of the home or a section that the state serves, such as `/victima/`.
    Raises:
        NotVisible, AdaptationForbidden, LocaleNotServed, PlaceGone: the state serves no such section (any more),
        PlaceTaken: a page of another kind stands there.
    """
    check_may_edit(tenant=tenant, by=by, locale=locale)
    _lock_tree(tenant)
    view = view_for(tenant=tenant, locale=locale, by=by, to_change=True)
    place: Page = _home_in(tenant, view.locale)
    above = "/"
    for slug in filter(None, path.split("/")):
        above += f"{slug}/"
        place = _below(place, tenant, view, above, slug, by)
    return place


def _places(view: StateView, path: str, depth: int) -> Iterator[Place]:
    found = view.resolve(path).item
    if found is None:
        return
    children = view.children(path)
    yield Place(
        path=path,
        title=str(found["title"]),
        depth=depth,
        is_national=found["origin"] != Origin.LOCAL,
        kinds=tuple(KINDS) if depth else (ItemKind.SECTION,),
        neighbours=tuple(_neighbour(child) for child in children),
    )
    for child in children:
        if child["kind"] == ItemKind.SECTION:
            yield from _places(view, child["path"], depth + 1)


def _neighbour(item: Item) -> Neighbour:
    return Neighbour(str(item["title"]), item["origin"] != Origin.LOCAL)


def _lock_tree(tenant: Tenant) -> None:
    """Hold the state's tree until the end of the transaction: two editors do not make one section twice."""
    if tenant.root_page_id is None:
        raise NotVisible
    Page.objects.select_for_update().get(pk=tenant.root_page_id)


def _home_in(tenant: Tenant, locale: str) -> HomePage:
    homes = homes_of(tenant)
    home = next((home for home in homes if home.locale.language_code == django_code(locale)), None)
    if home is None:
        raise LocaleNotServed(locale=locale, served=[bcp47(home.locale.language_code) for home in homes])
    return home


def _below(parent: Page, tenant: Tenant, view: StateView, path: str, slug: str, by: User) -> Page:
    found = Page.objects.child_of(parent).filter(slug=slug).first()
    if found is not None:
        page = found.specific
        if not isinstance(page, SectionPage):
            raise PlaceTaken(title=page.title, path=path, page_id=page.pk)
        return page
    served = view.resolve(path).item
    if served is None or served["kind"] != ItemKind.SECTION:
        raise PlaceGone(path=path)
    return _planted(parent, tenant, served, by)


def _planted(parent: Page, tenant: Tenant, served: Item, by: User) -> SectionPage:
    key = section_key(tenant.code, str(served["path"]).strip("/"))
    if Page.objects.filter(translation_key=key, locale=parent.locale).exists():
        key = uuid4()  # the section that had this key stands elsewhere by now
    section = SectionPage(
        title=served["title"],
        slug=served["slug"],
        role=served.get("role") or "",
        order=served.get("order") or 0,
        locale=parent.locale,
        translation_key=key,
        owner=by,
        live=False,
        has_unpublished_changes=True,
    )
    # The object's own count of children may be older than they are.
    Page.objects.get(pk=parent.pk).add_child(instance=section)
    section.save_revision(user=by, log_action=True)
    return section
