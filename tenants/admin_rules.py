"""The rules that Wagtail's hooks ask for: what may be chosen, what stays where it is, what all share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import copy
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.models import Page

from .admin_access.offers import is_offered
from .admin_access.reach import reach_of
from .admin_access.rule import Scope
from .trees import is_home

BULK_ACTS_ON_TREES = frozenset({"delete", "move"})


def choosable(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Return those of the pages that the person may refer to."""
    reach = reach_of(request.user)
    return pages.none() if reach is None else reach.narrowed(pages, Scope.CHOSEN)


def hide_closed_items(request: HttpRequest, menu_items: list[Any]) -> None:
    """Take out of a menu, and of those within it, what the table closes to the person."""
    menu_items[:] = list(_offered(request, menu_items))


def _offered(request: HttpRequest, items: Iterable[MenuItem]) -> Iterator[MenuItem]:
    for item in items:
        if not isinstance(item, SubmenuMenuItem):
            yield from [item] if is_offered(request.user, item.url) else []
        elif within := list(_offered(request, item.menu.menu_items_for_request(request))):
            shown = copy(item)
            shown.menu = Menu(items=within)
            yield shown


def refusal_to_touch_homes(request: HttpRequest, pages: Iterable[Page]) -> HttpResponse | None:
    """Return the way back, with the reason, when a tree would lose its home; None lets the act go on."""
    for page in pages:
        if is_home(page):
            messages.error(request, _("“%(page)s” is the home of its tree: it stays where it is.") % {"page": page})
            return redirect("wagtailadmin_explore", page.pk)
    return None


def refusal_in_bulk(request: HttpRequest, action_type: str, objects: Iterable[Any]) -> HttpResponse | None:
    """Return the way back for an act on many that would break a rule of an act on one."""
    chosen = list(objects)
    if action_type in BULK_ACTS_ON_TREES:
        return refusal_to_touch_homes(request, [page for page in chosen if isinstance(page, Page)])
    return None
