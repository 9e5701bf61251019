"""Well-known files of a site: `/robots.txt` and `/.well-known/security.txt`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from content_models.paths import SEARCH_PATH

from .visit import Visit, prefix_of

SECURITY_PATH = "/.well-known/security.txt"
VALID_FOR = timedelta(days=180)
"""RFC 9116 wants less than a year; the file is made anew at each request."""


def robots_of_state(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Return what a state's site lets programs read: its pages, but not what somebody searched for."""
    searches = [prefix_of(visit.view, locale) + SEARCH_PATH for locale in visit.view.locales]
    sitemap = request.build_absolute_uri("/sitemap.xml")
    return _text([*_robots(searches), "", f"Sitemap: {sitemap}"])


def robots_of_service() -> HttpResponse:
    """Return what the service's own host lets programs read: the page with the states."""
    return _text(_robots([]))


def security(request: HttpRequest, now: datetime) -> HttpResponse | None:
    """Return how to report a weakness (RFC 9116); None: the installation names no contact."""
    if not settings.SECURITY_CONTACTS:
        return None
    expires = (now.astimezone(UTC) + VALID_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACTS),
            f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
            "Preferred-Languages: es, en",
            # Whatever the request came by: RFC 9116 wants https.
            f"Canonical: https://{request.get_host()}{SECURITY_PATH}",
        ]
    )


def _robots(paths: Iterable[str]) -> list[str]:
    return ["User-agent: *", *(f"Disallow: {path}" for path in ("/admin/", "/graphql", *paths))]


def _text(lines: Iterable[str]) -> HttpResponse:
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response
