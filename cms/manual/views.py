"""The screens of the manual: its contents with a search, one page, and all pages of a role to be printed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .pages import active_language, all_pages, by_subject, pages_for, reader_of
from .rendering import to_html
from .searching import found


class ManualScreen(WagtailAdminTemplateMixin, TemplateView):
    """A screen of the manual, which has nothing of any state."""

    page_title: Any = _("Help")
    header_icon = "help"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find in which language, and as what somebody reads."""
        super().setup(request, *args, **kwargs)
        self.language, self.reader = active_language(), reader_of(request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*self.breadcrumbs_items, {"url": reverse("manual:contents"), "label": gettext("Help")}]


class ContentsView(ManualScreen):
    """What is of use to the reader, under its subjects; or what a search found, in all pages."""

    template_name = "cms/manual/contents.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the pages."""
        query = self.request.GET.get("q", "").strip()
        every, own = list(all_pages(self.language).values()), pages_for(self.reader, self.language)
        return {
            **super().get_context_data(**kwargs),
            "asked": query,
            "hits": found(query, every) if query else [],
            "subjects": by_subject(own),
            "others": by_subject([page for page in every if page not in own]),
        }


class PageView(ManualScreen):
    """One page."""

    template_name = "cms/manual/page.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Find the page.

        Raises:
            Http404: there is none at this address.
        """
        super().setup(request, *args, **kwargs)
        pages = all_pages(self.language)
        if kwargs["slug"] not in pages:
            raise Http404
        self.page = pages[kwargs["slug"]]
        self.page_title = self.page.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to the page."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page as HTML, and what is near it."""
        pages = all_pages(self.language)
        return {
            **super().get_context_data(**kwargs),
            "page_of_manual": self.page,
            "text": to_html(self.page, self.request.user),
            "see": [pages[slug] for slug in self.page.see],
        }


class PrintView(ManualScreen):
    """All pages that are of use to the reader, one below the other."""

    template_name = "cms/manual/print.html"
    page_title = _("The whole manual for printing")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Return the way to this screen."""
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the pages as HTML."""
        pages = [(page, to_html(page, self.request.user)) for page in pages_for(self.reader, self.language)]
        return {**super().get_context_data(**kwargs), "pages": pages}


app_name = "manual"
urlpatterns = [
    path("", ContentsView.as_view(), name="contents"),
    path("imprimir/", PrintView.as_view(), name="print"),
    path("<slug:slug>/", PageView.as_view(), name="page"),
]
