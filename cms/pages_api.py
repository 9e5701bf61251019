"""The administration's API of pages, from which its menu shows the tree."""

from __future__ import annotations

from wagtail.admin.api.serializers import AdminPageSerializer, PageStatusField
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.models import Page


class OwnStatusField(PageStatusField):
    """How a page stands by what it is: Wagtail reads all as plain pages, of which a folder would be a draft."""

    def get_attribute(self, instance: Page) -> Page:
        """Return the page as its own kind, for which nothing more is read."""
        return instance.specific_deferred


class PageSerializer(AdminPageSerializer):
    """Wagtail's, with how folders stand."""

    status = OwnStatusField(read_only=True)


class PagesAPI(PagesAdminAPIViewSet):
    """Wagtail's, with how folders stand."""

    base_serializer_class = PageSerializer
