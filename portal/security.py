"""What a page of the portal may do in the browser: show its own text, style and pictures, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from django.http import HttpResponse

from assistance.chat.security import OPENED_BY_CHAT
from media.picture_origins import picture_origins


def secure(
    response: HttpResponse,
    *,
    inline_style: str = "",
    inline_scripts: Sequence[str] = (),
    is_framed: bool = False,
    has_forms: bool = True,
) -> None:
    """Set the response's Content-Security-Policy and its companions.

    Args:
        inline_style: the text of the page's one `<style>` element (the state's colours), allowed by its digest.
        inline_scripts: the texts of the page's `<script>` elements, allowed by their digests; none: no script runs.
        is_framed: the admin shows the page in a frame.
        has_forms: whether what is typed may be sent, to this host.
    """
    scripts = [f"'sha256-{_digest(script)}'" for script in inline_scripts]
    pictures = " ".join(("'self'", *picture_origins()))
    response["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' 'sha256-{_digest(inline_style)}'",
            *((" ".join(("script-src", *scripts)),) if scripts else ()),
            f"img-src {pictures}",
            "media-src 'self'",
            "base-uri 'none'",
            "form-action 'self'" if has_forms else "form-action 'none'",
            "frame-ancestors 'self'" if is_framed else "frame-ancestors 'none'",
        )
    )
    response["X-Frame-Options"] = "SAMEORIGIN" if is_framed else "DENY"
    if not is_framed:
        response["Cross-Origin-Opener-Policy"] = OPENED_BY_CHAT
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    # A person in danger leaves no trace of which page helped on the site they go to next.
    response["Referrer-Policy"] = "no-referrer"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
