"""Where the chat is found: on the site's own host, behind a proxy or at the port of the realtime process."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port

PATH = "/chat/"


def chat_url(host: str, path: str = PATH) -> str:
    """Return the address of a page of the chat for the site on `host`, as the header `Host` has it.

    Where `CHAT_URL` is empty, a proxy serves the chat on the same host, and the address is the path alone. Otherwise
    scheme and port are those of `CHAT_URL`, and the host stays that of the site, as it says which state's the chat is.
    """
    if not settings.CHAT_URL:
        return path
    base = urlsplit(settings.CHAT_URL)
    domain, _port = split_domain_port(host)
    port = "" if base.port is None else f":{base.port}"
    return f"{base.scheme}://{domain or base.hostname}{port}{path}"
