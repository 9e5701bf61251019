"""Wagtail's lists of images and files, without the filters that do not hold: by tags, which belong to no state, and by
how often something is used while words are searched for, which Wagtail fails at.
"""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentIndexView
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImageIndexView
from wagtail.utils.urlpatterns import decorate_urlpatterns


class WithoutSomeFilters:
    """Before one of Wagtail's sets of filters among the bases."""

    def __init__(self, *args: Any, is_searching: bool | None = None, **options: Any) -> None:
        super().__init__(*args, is_searching=is_searching, **options)  # type: ignore[call-arg]  # of Wagtail's set
        filters: dict[str, Any] = self.filters  # type: ignore[attr-defined]  # of the same
        for name in ("tag", "usage_count") if is_searching else ("tag",):
            filters.pop(name, None)


class ImageFilters(WithoutSomeFilters, ImagesFilterSet):
    """Those of images."""


class DocumentFilters(WithoutSomeFilters, DocumentsFilterSet):
    """Those of files."""


class Images(ImageIndexView):
    """The images."""

    filterset_class = ImageFilters


class Documents(DocumentIndexView):
    """The files."""

    filterset_class = DocumentFilters


urlpatterns = decorate_urlpatterns(
    [
        path(f"{address}/{part}", never_cache(view.as_view(results_only=bool(part))))
        for address, view in (("images", Images), ("documents", Documents))
        for part in ("", "results/")
    ],
    require_admin_access,
)
