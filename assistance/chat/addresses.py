"""Where the chat is found: on the site's own host, behind a proxy or at the port of the realtime process."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port
from wagtail.models import Site

PATH = "/chat/"


def chat_url(host: str, path: str = PATH) -> str:
    """Return the address of a page of the chat for the site on `host`, as the header `Host` has it.

    Where `CHAT_URL` is empty, a proxy serves the chat on the same host, and the address is the path alone. Otherwise
    scheme and port are those of `CHAT_URL`, and the host stays that of the site, as it says which state's the chat is.
    """
    return _origin(settings.CHAT_URL, host) + path if settings.CHAT_URL else path


def site_origin(host: str) -> str:
    """Return what stands before the paths of the site on `host`; empty: it is where the chat is, behind a proxy."""
    return _origin(settings.PUBLIC_URL, host) if settings.CHAT_URL else ""


def public_origin(site: Site) -> str:
    """Return what stands before the paths of a state's site wherever they are read: in a chat, at the desk, in an app.

    Without a proxy a `Site` has the port at which it was first served, not that of the web process that runs now.
    """
    return site_origin(site.hostname) or str(site.root_url)


def _origin(base: str, host: str) -> str:
    """Return scheme and port of an address, on another host."""
    found = urlsplit(base)
    domain, _port = split_domain_port(host)
    port = "" if found.port is None else f":{found.port}"
    return f"{found.scheme}://{domain or found.hostname}{port}"
