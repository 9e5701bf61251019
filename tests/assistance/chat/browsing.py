"""A browser that reads the chat's pages from this very process, within the test's transaction."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.db import connections
from django.test import Client
from playwright.sync_api import BrowserContext, Route

KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}
PASSED_ON = ("content-security-policy", "referrer-policy", "cache-control", "location")


def serve(context: BrowserContext, client: Client, host: str) -> None:
    """Answer what a context asks of a host; whatever else it asks for is refused. The client holds the cookies."""
    own = {alias: connections[alias] for alias in connections}

    def answer(route: Route) -> None:
        for alias, connection in own.items():  # Playwright calls in a context of its own, which has no connections
            connections[alias] = connection
        address = urlsplit(route.request.url)
        if address.hostname != host:
            route.abort()
            return
        if address.path.startswith("/static/"):
            found = finders.find(address.path.removeprefix("/static/"))
            path = Path(str(found))
            route.fulfill(status=200, body=path.read_bytes(), content_type=KINDS[path.suffix])
            return
        path_and_query = f"{address.path}?{address.query}".removesuffix("?")
        headers = {"host": host, "sec-fetch-site": "same-origin"}
        if route.request.method == "POST":
            sent = client.post(
                path_and_query,
                route.request.post_data_buffer or b"",
                content_type="application/x-www-form-urlencoded",
                headers=headers,
                follow=True,
            )
        else:
            sent = client.get(path_and_query, headers=headers, follow=True)
        kept = {name: sent[name] for name in PASSED_ON if name in sent}
        route.fulfill(status=sent.status_code, body=sent.content, content_type=sent["Content-Type"], headers=kept)

    context.route("**/*", answer)
