"""Wagtail's screens of pages, whose filters name the people and sites of all states, with filters of one's own."""

from __future__ import annotations

from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from tenants.admin_access.filters import OwnFilters


class Explorer(OwnFilters, ExplorableIndexView):
    """The pages below one."""


class PagesOfType(OwnFilters, ContentTypeUseView):
    """The pages of one type."""


class History(OwnFilters, PageHistoryView):
    """What was done with a page."""


class OwnPageViewSet(PageViewSet):
    """The screens of any page that has none of its own."""

    model = Page
    name = "own_pages"
    index_view_class = Explorer
    content_type_use_view_class = PagesOfType
    history_view_class = History
