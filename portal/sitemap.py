"""`/sitemap.xml`: every page that a state has published, in each of its languages."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse

from content_models.shapes.documents import Item

from .visit import Visit

Entry = tuple[Visit, Item]


class StateSitemap(Sitemap[Entry]):
    """The addresses of one state's pages.

    Sensitive pages are among them: who needs one must find it, and a list of all pages says nothing about anybody.
    A page without a translation is left out of that language, in which it would only repeat another address.
    """

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def items(self) -> list[Entry]:
        """Return the pages that are shown now, those of the state's first language first."""
        found = []
        for locale in self._visit.view.locales:
            visit = self._visit.in_locale(locale)
            found += [(visit, item) for item in _shown(visit) if locale == visit.first_locale or not item["isFallback"]]
        return found

    def location(self, entry: Entry) -> str:
        """Return a page's path on its host."""
        visit, item = entry
        return visit.link(item["path"])

    def lastmod(self, entry: Entry) -> datetime:
        """Return when a page was published."""
        return datetime.fromisoformat(str(entry[1]["publishedAt"]))


def sitemap_of(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Return the sitemap of the state that is visited, on the host that was asked."""
    response = sitemap(request, {"state": StateSitemap(visit)}).render()
    # A withdrawal makes no page newer: whether the list has changed, its tag says.
    del response["Last-Modified"]
    response["Cache-Control"] = "no-cache"
    return response


def _shown(visit: Visit) -> list[Item]:
    return sorted(visit.view.public_items(visit.now), key=lambda item: str(item["path"]))
