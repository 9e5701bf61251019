"""Drafts as a state would serve them: what previews show."""

from __future__ import annotations

from typing import cast

from content_models.documents import document_of
from content_models.documents.adaptation import operations_of
from content_models.languages import bcp47
from content_models.models import AdaptationPage, ContentPage
from content_models.overlay import Edition, Origin
from content_models.shapes.documents import Item, ItemDocument
from content_models.surroundings import path_of
from content_models.trees import tenant_of
from tenants.viewer import Viewer

from . import state_view
from .state_view import LocaleNotServed, StateView


def view_for_draft(viewer: Viewer, code: str, page: ContentPage) -> StateView:
    """Return the state's view in the page's language, or in its first one where it does not serve that language.

    Args:
        code: the state's.
        page: the draft, of which only the language counts.
    Raises:
        NotVisible: the viewer may not read this state.
    """
    try:
        return state_view.for_viewer(viewer, code, bcp47(page.locale.language_code))
    except LocaleNotServed:
        return state_view.for_viewer(viewer, code)


def item_of_draft(view: StateView, page: ContentPage) -> Item | None:
    """Return the page as it would be served; for an adaptation the text that it changes, None when it hides it.

    Raises:
        DocumentIncomplete: something of the draft cannot be read yet.
    """
    if isinstance(page, AdaptationPage):
        changed = view.adaptation_with(page.adapts_key, operations_of(page))
        return view.composed_with(page.adapts_key, changed)
    document = cast(ItemDocument, document_of(page))
    tenant = tenant_of(page)
    origin = Origin.LIBRARY if tenant is None or tenant.is_library else Origin.LOCAL
    edition = Edition(
        key=document["key"], kind=document["kind"], origin=origin, documents={document["locale"]: document}
    )
    return view.preview(edition, path_of(page))
