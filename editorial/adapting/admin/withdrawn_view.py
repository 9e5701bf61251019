"""What a state has of a national text that the library has withdrawn, where the workbench was."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from editorial.adapting import selectors
from editorial.adapting.errors import NotAdaptable
from editorial.adapting.types import Version

from .editing_context import editing_context_of
from .history_views import rows_of
from .places import list_of, local_of
from .reader import Reader
from .workbench_view import OfOneText, WorkbenchView


class WithdrawnView(WagtailAdminTemplateMixin, TemplateView):
    """What a state has of a text that the library has withdrawn: to be read and copied."""

    template_name = "editorial/adapting/withdrawn.html"
    header_icon = "site"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find what the state wrote; where there is nothing, the text does not exist."""
        super().setup(request, *args, **kwargs)
        self.editing = editing_context_of(request, kwargs["code"], request.GET.get("locale"))
        editing, key = self.editing, str(kwargs["key"])
        try:
            self.kept = selectors.withdrawn_text_of(editing.target(key))
        except NotAdaptable as error:
            raise Http404 from error

    def get_page_title(self) -> str:
        """Return which adaptation it is."""
        return self.kept.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("adapting:states"), "label": gettext("Adapt national texts")},
            {"url": list_of(self.editing), "label": self.editing.tenant.name},
            {"url": "", "label": self.kept.title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what the state wrote, and the way to a page of its own."""
        return {
            **super().get_context_data(**kwargs),
            "editing": self.editing,
            "kept": self.kept,
            "rows": rows_of(self.editing, str(self.kwargs["key"]), self._versions(), self._labels()),
            "is_withdrawn": True,
            "key": str(self.kwargs["key"]),
            "can_write": False,
            "local_url": local_of(self.editing) if self.editing.rights.can_edit else "",
            "back_url": list_of(self.editing),
            "reader": Reader(self.editing.view, self.editing.tenant.site.root_url if self.editing.tenant.site else ""),
        }

    def _versions(self) -> tuple[Version, ...]:
        editing = self.editing
        return selectors.versions(editing.target(str(self.kwargs["key"])))

    def _labels(self) -> dict[str, str]:
        return {lost.operation_id: lost.label for lost in self.kept.texts}


class TextView(View):
    """A screen of a text, or what is left of one that the library has withdrawn: that shows its history, too."""

    screen: type[OfOneText] = WorkbenchView

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show the one that there is."""
        try:
            return self.screen.as_view()(request, **kwargs)
        except Http404:
            return WithdrawnView.as_view()(request, **kwargs)
