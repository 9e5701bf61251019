"""Wagtail's lists of images and files, without the filters that do not hold: by tags, which belong to no state, and by
how often something is used while words are searched for, which Wagtail fails at.

And the administration's API of the same, which shows everybody all of them, for one's own.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column, DownloadColumn
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.models import AbstractDocument
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentIndexView
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImageIndexView
from wagtail.utils.urlpatterns import decorate_urlpatterns

from tenants.admin_access.reach import reach_of

from .pages import not_on_phones


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
    """The files. What they are stored as is random, so their types and sizes stand in its place."""

    filterset_class = DocumentFilters

    @cached_property
    def columns(self) -> list[Column]:
        """Return Wagtail's columns; on a phone there is room for the first three."""
        file = DownloadColumn("filename", label=_("File"), accessor=type_and_size)
        columns = [file if column.name == file.name else column for column in super().columns]
        return [*columns[:3], *map(not_on_phones, columns[3:])]


def type_and_size(document: AbstractDocument) -> str:
    """Return what a file is, as people say it: “PDF, 1.2 MB”."""
    size = document.get_file_size()
    return ", ".join(filter(None, [document.file_extension.upper(), "" if size is None else filesizeformat(size)]))


class OwnFiles:
    """Before one of Wagtail's APIs of files among the bases."""

    request: HttpRequest

    def get_queryset(self) -> QuerySet[Any]:
        """Return those within reach."""
        files: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]  # of the API it is mixed into
        reach = reach_of(self.request.user)
        return files.none() if reach is None else reach.narrowed(files)


class ImagesAPI(OwnFiles, ImagesAdminAPIViewSet):
    """The images."""


class DocumentsAPI(OwnFiles, DocumentsAdminAPIViewSet):
    """The files."""


urlpatterns = decorate_urlpatterns(
    [
        path(f"{address}/{part}", never_cache(view.as_view(results_only=bool(part))))
        for address, view in (("images", Images), ("documents", Documents))
        for part in ("", "results/")
    ],
    require_admin_access,
)
