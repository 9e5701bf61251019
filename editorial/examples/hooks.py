"""How trying out phrases hangs in the admin: its addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import urls


def register_examples() -> list[URLPattern | URLResolver]:
    """Put the addresses below `frases/`."""
    return [path("frases/", include(urls))]
