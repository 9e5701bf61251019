"""The administration's Content-Security-Policy: nothing from elsewhere, nothing sent elsewhere, no script in a page."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from media.picture_origins import picture_origins

HEADER = "Content-Security-Policy"

CHOOSERS_OF_WAGTAIL = frozenset(
    {
        "choose_parent",
        "wagtail_bulk_action",
        "wagtailadmin_pages:copy",
        "wagtailadmin_pages:move",
        "wagtailadmin_workflows:add",
        "wagtailadmin_workflows:edit",
        "wagtailsites:add",
        "wagtailsites:edit",
        "wagtailusers_groups:add",
        "wagtailusers_groups:edit",
    }
)
"""Names of addresses whose forms choose a page with a widget of Wagtail's that brings an inline script and has no place
for a nonce (`wagtail/admin/widgets/chooser.py`, `BaseChooser.render`; wagtail#1288)."""

_NONCE = "_script_nonce"


class AdminPolicy:
    """Gives every page of the administration the policy, unless its view has set one (a preview has its own)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self._get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home")) and HEADER not in response:
            response[HEADER] = policy(_scripts_of(request))
        return response


def nonce_of(request: HttpRequest) -> str:
    """Return the nonce that lets an inline script of the answer to this request run; made when it is first needed."""
    if not hasattr(request, _NONCE):
        setattr(request, _NONCE, secrets.token_urlsafe(16))
    nonce: str = getattr(request, _NONCE)
    return nonce


def policy(scripts: str) -> str:
    """Return the policy. Its exceptions are Wagtail's; `docs/running.md` lists them.

    Args:
        scripts: which ones may run, besides this host's.
    """
    pictures = " ".join(("'self'", *picture_origins()))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {scripts}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src {pictures} data: blob:",
            "media-src 'self'",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _scripts_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is not None and CHOOSERS_OF_WAGTAIL & {match.view_name, match.url_name}:
        return "'unsafe-inline'"
    nonce = getattr(request, _NONCE, None)
    return "" if nonce is None else f"'nonce-{nonce}'"
