"""`/sitemap.xml`: every page that a state has published, in each of its languages."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse

from content_models.paths import GUIDES_PATH

from .visit import Visit

Entry = tuple[str, str]


class StateSitemap(Sitemap[Entry]):
    """The addresses of one state's pages.

    Sensitive pages are among them: who needs one must find it, and a list of all pages says nothing about anybody.
    A page without a translation is left out of that language, in which it would only repeat another address.
    """

    def __init__(self, visit: Visit) -> None:
        self._visit = visit

    def items(self) -> list[Entry]:
        """Return the pages that are shown now, each with when it was published; those of the first language first."""
        visits = [self._visit.in_locale(locale) for locale in self._visit.view.locales]
        return [entry for visit in visits for entry in _entries(visit)]

    def location(self, entry: Entry) -> str:
        """Return a page's path on its host."""
        return entry[0]

    def lastmod(self, entry: Entry) -> datetime:
        """Return when a page was published."""
        return datetime.fromisoformat(entry[1])


def sitemap_of(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Return the sitemap of the state that is visited, on the host that was asked."""
    response = sitemap(request, {"state": StateSitemap(visit)}).render()
    # A withdrawal makes no page newer: whether the list has changed, its tag says.
    del response["Last-Modified"]
    response["Cache-Control"] = "no-cache"
    return response


def _entries(visit: Visit) -> list[Entry]:
    is_first = visit.view.locale == visit.first_locale
    items, guides = (
        [(str(one["path"]), str(one["publishedAt"])) for one in found if is_first or not one["isFallback"]]
        for found in (visit.view.public_items(visit.now), visit.view.guides())
    )
    if guides:
        guides.append((GUIDES_PATH, max(published_at for _path, published_at in guides)))
    return [(visit.link(path), published_at) for path, published_at in sorted(items + guides)]
