"""What a page of the portal may do in the browser: show its own text, style and pictures, and nothing else."""

from __future__ import annotations

import base64
import hashlib

from django.http import HttpResponse

from media.picture_origins import picture_origins


def secure(response: HttpResponse, *, inline_style: str, is_preview: bool, inline_script: str = "") -> None:
    """Set the response's Content-Security-Policy and its companions.

    Args:
        inline_style: the text of the page's one `<style>` element (the state's colours), allowed by its digest.
        inline_script: the text of the page's one `<script>` element, allowed by its digest; empty: no script runs.
        is_preview: the admin shows the page in a frame.
    """
    pictures = " ".join(("'self'", *picture_origins()))
    response["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"style-src 'self' 'sha256-{_digest(inline_style)}'",
            *((f"script-src 'sha256-{_digest(inline_script)}'",) if inline_script else ()),
            f"img-src {pictures}",
            "media-src 'self'",
            "base-uri 'none'",
            "form-action 'none'" if is_preview else "form-action 'self'",
            "frame-ancestors 'self'" if is_preview else "frame-ancestors 'none'",
        )
    )
    response["X-Frame-Options"] = "SAMEORIGIN" if is_preview else "DENY"
    response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    # A person in danger leaves no trace of which page helped on the site they go to next.
    response["Referrer-Policy"] = "no-referrer"


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
