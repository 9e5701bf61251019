"""The administration's search of pages."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.views.pages.search import SearchView
from wagtail.models import Page

from content_models.listings import has_several_languages
from content_models.models import AdaptationPage, AdaptationsPage
from editorial.adapting.admin.editing_context import editing_context_of
from editorial.adapting.admin.places import address_of
from tenants.admin_access.acts import Act, may
from tenants.models import Tenant, User

from .national_texts import find_texts


class Search(SearchView):
    """Finds pages, and for a state's people the national texts with the way to their workbench.

    What a state changes in a national text is found as that text.
    """

    results_template_name = "editorial/finding/results.html"
    table_classname = "listing jpt-search-table"
    verbose_name, verbose_name_plural = Page._meta.verbose_name, Page._meta.verbose_name_plural

    @cached_property
    def show_locale_labels(self) -> bool:
        """Whether each page is marked with its language."""
        return has_several_languages(self.request.user)

    def annotate_queryset(self, pages: QuerySet[Page]) -> QuerySet[Page]:
        """Leave out what is found as a national text."""
        left_out = ContentType.objects.get_for_models(AdaptationPage, AdaptationsPage).values()
        found: QuerySet[Page] = super().annotate_queryset(pages.exclude(content_type__in=left_out))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the pages, and the national texts."""
        return {**super().get_context_data(**kwargs), **self._national()}

    def _national(self) -> dict[str, Any]:
        state = _state_of(self.request.user)
        if state is None or not self.search_query:
            return {"state": state}
        try:
            editing = editing_context_of(self.request, state.code)
        except Http404:  # it serves nothing yet
            return {"state": state}
        found = find_texts(editing, self.search_query)
        return {
            "state": state,
            "texts": [(text, address_of(editing, text.key)) for text in found.shown],
            "within": [(one, address_of(editing, one.text.key)) for one in found.within],
            "more_within": found.within_total - len(found.within),
            "texts_total": found.total,
            "has_more_texts": found.has_more,
            "texts_url": reverse("adapting:list", args=[state.code]),
        }


def _state_of(user: Any) -> Tenant | None:
    """Return the state whose texts somebody may see adapted; none for the library's people and administrators."""
    tenant = user.tenant if isinstance(user, User) and may(user, Act.ADAPT) else None
    return None if tenant is None or tenant.is_library else tenant
