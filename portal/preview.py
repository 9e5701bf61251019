"""What citizens do not see yet: a draft, for those who may edit it, and a whole site, for those who set it up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content_models.errors import DocumentIncomplete
from content_models.models import ContentPage, ScriptPage
from content_models.previews import states_for
from content_models.shapes.blocks import Block
from content_models.shapes.documents import Item
from delivery import state_view
from delivery.drafts import item_of_draft, view_for_draft
from delivery.state_view import NotVisible
from tenants import edge
from tenants.models import Tenant

from .rendering import render_item, respond
from .views import answer
from .visit import Visit, split_language


def render_preview(page: ContentPage, request: HttpRequest, state: Tenant) -> HttpResponse:
    """Return the page, as it is in memory, as readers of this state would see it.

    The admin has checked that the user may edit the page; the view is read with their rights.

    Raises:
        PermissionDenied: the person may not read this state.
    """
    viewer = edge.viewer_for_user(request.user)
    try:
        view = view_for_draft(viewer, state.code, page)
    except NotVisible as refusal:
        raise PermissionDenied from refusal
    origin = state.site.root_url if state.site else ""
    states = states_for(page) if isinstance(page, ScriptPage) else []
    visit = Visit(viewer, view, timezone.now(), is_preview=True, origin=origin, preview_states=states)
    try:
        item = item_of_draft(view, page)
    except DocumentIncomplete as problem:
        return respond(visit, "portal/incomplete.html", {"problem": problem.message})
    if item is None:
        return respond(visit, "portal/incomplete.html", {"problem": _("This page is hidden here: nobody sees it.")})
    return render_item(visit, _without_unfinished_blocks(item))


def render_site(
    request: HttpRequest, state: Tenant, path: str, *, origin: str, theme: Mapping[str, Any] | None
) -> HttpResponse:
    """Return a page of the state's site as citizens would read it; see `content_models.previews.site_page`.

    The admin has checked that the user may set the state up; the view is read with their rights.

    Raises:
        PermissionDenied: the person may not read this state.
    """
    viewer = edge.viewer_for_user(request.user)
    try:
        view = state_view.for_viewer(viewer, state.code)
    except NotVisible as refusal:
        raise PermissionDenied from refusal
    visit = Visit(viewer, view, timezone.now(), is_preview=True, is_whole_site=True, theme=theme, origin=origin)
    locale, path = split_language(view, path)
    return answer(visit if locale == view.locale else visit.in_locale(locale), path, request.GET)


def _without_unfinished_blocks(item: Item) -> Item:
    """Leave out the blocks of a draft that nothing can be said of yet: offices of no kind, a deadline of no length."""
    if item["kind"] != "GUIDANCE":
        return item
    return {**item, "body": [block for block in item["body"] if _is_finished(block)]}


def _is_finished(block: Block) -> bool:
    if block["type"] == "OfficesBlock":
        return bool(block["organizationKind"])
    if block["type"] == "DeadlineBlock":
        return bool(block["amount"] and block["unit"])
    return True
