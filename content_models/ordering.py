"""The order of pages among their siblings: that of Wagtail's tree, which editors change by dragging.

Documents need a number that two layers can be merged by. It is made here, of the position in the tree, and nowhere
typed. A state's own pages are numbered above all national ones: they stand after them, in an order of their own, but
for those that say which national page they follow (`follows_key`); the view puts them there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wagtail.models import Page

from tenants.models import LIBRARY_ID, Tenant

from .surroundings import path_of
from .trees import tenant_of

if TYPE_CHECKING:
    from .models import ContentPage

STEP = 10
AFTER_THE_LIBRARY = 1_000_000


def order_of_new_page(parent: Page) -> int:
    """Return the number of a page that is added after all those below `parent`."""
    return max([_first(tenant_of(parent)), *(page.order for page in _below(parent))]) + STEP


def renumber(parent: Page) -> list[int]:
    """Number the pages below `parent` by their position, in all languages of the tree's owner.

    Returns:
        The ids of the pages whose number is another now.
    """
    tenant = tenant_of(parent)
    changed: list[int] = []
    for position, page in enumerate(_below(parent), start=1):
        number = _first(tenant) + position * STEP
        for one in _in_all_languages(page, tenant):
            if one.order != number:
                type(one)._default_manager.filter(pk=one.pk).update(order=number)
                changed.append(one.pk)
    return changed


def place_last(page: ContentPage) -> list[int]:
    """Number a page that was moved to another parent after all pages there.

    Returns:
        Its id, where its number is another now.
    """
    parent, tenant = page.get_parent(), tenant_of(page)
    others = (each.order for each in _below(parent) if each.pk != page.pk)
    number = max([_first(tenant), *others]) + STEP
    changed = type(page)._default_manager.filter(pk=page.pk).exclude(order=number).update(order=number)
    return [page.pk] if changed else []


def national_siblings(parent: Page, model: type[ContentPage]) -> list[ContentPage]:
    """Return the published national pages of a type where a state's pages below `parent` stand, in their order.

    They are those of the section with the same path in the library's tree, in the parent's language or else in the
    library's first one. None for a parent in the library's own tree.
    """
    tenant = tenant_of(parent)
    if tenant is None or tenant.is_library:
        return []
    home = Tenant.objects.select_related("root_page").get(pk=LIBRARY_ID).root_page
    for root in [*home.get_translations().filter(locale=parent.locale), home] if home else []:
        section = _below_by_slugs(root, [slug for slug in path_of(parent).split("/") if slug])
        found = list(model._default_manager.child_of(section).live().order_by("path")) if section else []
        if found:
            return found
    return []


def _below_by_slugs(root: Page, slugs: list[str]) -> Page | None:
    page: Page | None = root
    for slug in slugs:
        page = Page.objects.child_of(page).filter(slug=slug).first() if page else None
    return page


def _first(tenant: Tenant | None) -> int:
    return 0 if tenant is None or tenant.is_library else AFTER_THE_LIBRARY


def _below(parent: Page) -> list[ContentPage]:
    return [page for page in Page.objects.child_of(parent).specific() if hasattr(page, "order")]


def _in_all_languages(page: ContentPage, tenant: Tenant | None) -> list[ContentPage]:
    found = list(type(page)._default_manager.filter(translation_key=page.translation_key))
    return [page] if len(found) < 2 else [one for one in found if tenant_of(one) == tenant]
