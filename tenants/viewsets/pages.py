"""Wagtail's screens of pages, whose filters name the people and sites of all states, with filters of one's own."""

from __future__ import annotations

from copy import copy
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.admin.views.pages.ordering import SetPagePositionView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from tenants.admin_access.filters import OwnFilters
from tenants.admin_access.offers import is_offered
from tenants.admin_access.reach import reach_of
from tenants.trees import ROOT_DEPTH

NOT_ON_PHONES = "jpt-not-on-phones"
"""The class of columns for which a telephone has no room: what they say stands on the page itself."""


def not_on_phones(column: Column) -> Column:
    """Return a column of Wagtail’s as one for which a telephone has no room."""
    hidden = copy(column)  # Wagtail’s own stands in other lists, too
    hidden.classname, hidden.header = NOT_ON_PHONES, Column.Header(hidden)
    return hidden


class Explorer(OwnFilters, ExplorableIndexView):
    """The pages below one."""

    base_columns = [
        not_on_phones(column) if column.name in {"latest_revision_created_at", "type"} else column
        for column in ExplorableIndexView.base_columns
    ]


class PagesOfType(OwnFilters, ContentTypeUseView):
    """The pages of one type."""

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way here, without the report about all states, which is the administrators'."""
        items = super().get_breadcrumbs_items()
        return [item for item in items if is_offered(self.request.user, item["url"])]


class History(OwnFilters, PageHistoryView):
    """What was done with a page."""


class MoveConfirm(MoveConfirmView):
    """Asks whether a page is to be moved; Wagtail asks for no right until it is."""

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Ask or move, if both pages are within reach."""
        reach, ids = reach_of(request.user), {page_to_move_id, destination_id}
        if reach is None or reach.narrowed(Page.objects.filter(pk__in=ids)).count() < len(ids):
            raise Http404
        response: HttpResponse = super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)
        return response


class Position(SetPagePositionView):
    """Where a page stands among its siblings. The root has none."""

    def post(self, request: HttpRequest, page_to_move_id: int) -> HttpResponse:
        """Put it there."""
        get_object_or_404(Page, pk=page_to_move_id, depth__gt=ROOT_DEPTH)
        response: HttpResponse = super().post(request, page_to_move_id)
        return response


class OwnPageViewSet(PageViewSet):
    """The screens of any page that has none of its own."""

    model = Page
    name = "own_pages"
    index_view_class = Explorer
    content_type_use_view_class = PagesOfType
    history_view_class = History
    move_confirm_view_class = MoveConfirm
    set_page_position_view_class = Position
