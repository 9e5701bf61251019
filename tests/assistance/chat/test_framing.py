"""Who may show the chat in a frame."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from assistance.chat.framing import framed_by_key
from tenants.models import KeyKind
from tests.tenants.factories import key_of, state

PAGE = "https://www.ejemplo.mx"


def _key(kind: KeyKind, origins: list[str]) -> str:
    key, raw = key_of(state("TAB"), kind=kind)
    key.client.origins = origins
    key.client.save()
    return raw


@framed_by_key
def _page(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY"}
    return HttpResponse("", headers=headers)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("case", "kind", "origins", "expected"),
    [
        ("a publishable key's origins", KeyKind.PUBLISHABLE, [PAGE], f"'self' {PAGE}"),
        ("a publishable key without origins", KeyKind.PUBLISHABLE, [], "'self' *"),
        ("a secret key", KeyKind.SECRET, [], "'none'"),
        ("no key", None, [], "'none'"),
    ],
)
def test_only_a_keys_origins_may_frame_it(case: str, kind: KeyKind | None, origins: list[str], expected: str) -> None:
    raw = "" if kind is None else _key(kind, origins)

    response = _page(RequestFactory().get("/chat/", {"key": raw}))

    assert response["Content-Security-Policy"] == f"default-src 'none'; frame-ancestors {expected}"
    assert ("X-Frame-Options" in response) == (expected == "'none'")


@pytest.mark.django_db
def test_a_revoked_or_unknown_key_frames_nothing() -> None:
    response = _page(RequestFactory().get("/chat/", {"key": "jpt_pk_nobody"}))

    assert response["Content-Security-Policy"].endswith("frame-ancestors 'none'")
