"""Wagtail's chooser of pages, which begins where all pages of a type have their common ancestor, in one's own reach.

And its suggestions of tags, which are there for nobody.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.chooser import (
    BrowseView,
    ExternalLinkView,
    ParentPageColumn,
    SearchView,
    page_models_from_string,
)
from wagtail.models import Page
from wagtail.utils.urlpatterns import decorate_urlpatterns

from tenants.admin_access.reach import reach_of
from tenants.admin_access.rule import Scope


class Browse(BrowseView):
    """The pages below one, to choose from."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        """Show them; where nothing says below which one, begin above the pages that the person may choose."""
        reach = reach_of(request.user)
        if parent_page_id is None and reach is not None and not reach.is_administrator:
            pages = reach.narrowed(Page.objects.all(), Scope.CHOSEN)
            parent_page_id = _start(pages, request.GET.get("page_type"))
        response: HttpResponse = super().get(request, parent_page_id)
        return response


class Search(SearchView):
    """The pages with some words, to choose from."""

    @property
    def columns(self) -> list[Column]:
        """Wagtail's, in which what is above a page has the title that it shows everywhere."""
        return [
            SpecificParentColumn("parent", label=column.label) if isinstance(column, ParentPageColumn) else column
            for column in super().columns
        ]


class ExternalLink(ExternalLinkView):
    """A link to an address."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take it; Wagtail's form fails without one."""
        if f"{self.form_prefix}-{self.link_url_field_name}" not in request.POST:
            raise BadRequest
        response: HttpResponse = super().post(request)
        return response


class SpecificParentColumn(ParentPageColumn):
    """Leads to the page above."""

    def get_value(self, instance: Page) -> Any:
        """Return it."""
        return super().get_value(instance).specific


def no_tags(request: HttpRequest, **model: str) -> HttpResponse:
    """Suggest none: tags belong to no state, and no form has any."""
    raise Http404


def _start(pages: Any, page_type: str | None) -> int:
    root: int = Page.get_first_root_node().pk
    try:
        classes = page_models_from_string(page_type) if page_type else (Page,)
    except (ValueError, LookupError):
        return root
    if classes == (Page,):
        return root
    start = pages.type(*classes).first_common_ancestor()
    return start.pk if pages.filter(pk=start.pk).exists() else root


urlpatterns = decorate_urlpatterns(
    [
        path(
            "choose-external-link/", never_cache(ExternalLink.as_view()), name="wagtailadmin_choose_page_external_link"
        ),
        path("tag-autocomplete/", no_tags, name="wagtailadmin_tag_autocomplete"),
        path(
            "tag-autocomplete/<slug:app_name>/<slug:model_name>/", no_tags, name="wagtailadmin_tag_model_autocomplete"
        ),
        path("choose-page/", never_cache(Browse.as_view()), name="wagtailadmin_choose_page"),
        path("choose-page/search/", never_cache(Search.as_view()), name="wagtailadmin_choose_page_search"),
    ],
    require_admin_access,
)
