"""The administration's Content-Security-Policy: nothing from elsewhere, and nothing sent elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

HEADER = "Content-Security-Policy"


class AdminPolicy:
    """Gives every page of the administration the policy, unless its view has set one (a preview has its own)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        response = self._get_response(request)
        if request.path.startswith(reverse("wagtailadmin_home")) and HEADER not in response:
            response[HEADER] = policy(is_signing_in=_is_of_signing_in(request.path))
        return response


def policy(*, is_signing_in: bool = False) -> str:
    """Return the policy. Its exceptions are Wagtail's; `docs/running.md` lists them.

    Args:
        is_signing_in: the page asks for a password or a new one. None of these brings an inline script.
    """
    media = " ".join(("'self'", *_media_origins()))
    return "; ".join(
        (
            "default-src 'self'",
            # Widgets, panels and translations of Wagtail bring inline scripts without nonces (wagtail#1288).
            "script-src 'self'" if is_signing_in else "script-src 'self' 'unsafe-inline'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {media} data: blob:",
            f"media-src {media}",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def _is_of_signing_in(path: str) -> bool:
    return path.startswith((reverse("wagtailadmin_login"), reverse("wagtailadmin_password_reset")))


def _media_origins() -> list[str]:
    """Return the origin of the media's storage, when it is not this one."""
    address = urlsplit(default_storage.url("x"))
    return [f"{address.scheme}://{address.netloc}"] if address.netloc else []
