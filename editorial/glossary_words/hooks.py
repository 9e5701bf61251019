"""How the words beside the text hang in the admin: their addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from . import urls


def register_glossary_words() -> list[URLPattern | URLResolver]:
    """Put the addresses below `glosario/palabras/`."""
    return [path("glosario/palabras/", include(urls))]
