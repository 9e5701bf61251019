"""The administration's API of pages, from which its menu shows the tree."""

from __future__ import annotations

from typing import Any

from wagtail.admin.api.serializers import AdminPageSerializer, PageStatusField
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page

from content_models.models import NoticePage


class OwnStatusField(PageStatusField):
    """How a page stands by what it is: Wagtail reads all as plain pages, of which a folder would be a draft."""

    def get_attribute(self, instance: Page) -> Page:
        """Return the page as its own kind, for which nothing more is read: what notices need has been read before."""
        return instance.specific_deferred


class PageSerializer(AdminPageSerializer):
    """Wagtail's, with how folders stand."""

    status = OwnStatusField(read_only=True)


class PagesAPI(PagesAdminAPIViewSet):
    """Wagtail's, with how folders stand."""

    base_serializer_class = PageSerializer

    def paginate_queryset(self, queryset: Any) -> list[Page]:
        """Return the pages that are listed, notices as such: how one stands depends on its end. Two queries for all."""
        listed: list[Page] = list(super().paginate_queryset(queryset))
        notices = [page.pk for page in listed if page.live and page.cached_content_type.model_class() is NoticePage]
        found = NoticePage.objects.in_bulk(notices) if notices else {}
        for page in listed:
            if page.pk in found:
                page.specific_deferred = found[page.pk]  # the property's own cache
        return listed
