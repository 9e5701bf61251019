"""What a page of the chat may do in a browser, and which pages may frame it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port

from media.picture_origins import picture_origins

NO_STORE = "private, no-store"
OPENED_BY_CHAT = "unsafe-none"
"""Whoever opens a page keeps a hold on its tab: the quick exit of a chat in another site's page takes it away, too."""


def secure(
    request: HttpRequest,
    response: HttpResponse,
    *,
    style: str = "",
    scripts: Iterable[str] = (),
    framing: str = "",
) -> None:
    """Set the response's Content-Security-Policy and its companions; nobody keeps a page of the chat.

    Args:
        style: the text of the page's one `<style>` element, allowed by its digest.
        scripts: the texts of its inline `<script>` elements, allowed by theirs; files of this host may run, too.
        framing: the directive that says which pages may frame it; empty: those on this host, whose site has another
            port where there is no proxy.
    """
    host, _port = split_domain_port(request.get_host())
    socket = "wss" if request.is_secure() else "ws"
    own = f"{request.scheme}://{host}:*"
    pictures = " ".join(("'self'", *picture_origins()))
    digests = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    response["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {digests}".rstrip(),
            f"style-src 'self' 'sha256-{_digest(style)}'",
            f"img-src {pictures}",
            f"connect-src 'self' {socket}://{request.get_host()}",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            framing or f"frame-ancestors 'self' {own}",
        )
    )
    response.xframe_options_exempt = True  # it cannot name origins; the policy does
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    response["Cross-Origin-Opener-Policy"] = OPENED_BY_CHAT
    # Other sites learn nothing; this one must: without its origin, a form could not be told from another site's.
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = NO_STORE


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
