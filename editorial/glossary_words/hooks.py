"""How the words beside the text hang in the admin: their addresses, and the views of pages that have them."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from wagtail.admin.viewsets.pages import PageViewSet

from . import urls
from .viewsets import GuidanceViews, ScriptViews


def register_glossary_words() -> list[URLPattern | URLResolver]:
    """Put the addresses below `glosario/palabras/`."""
    return [path("glosario/palabras/", include(urls))]


def register_views() -> list[PageViewSet]:
    """Give pages whose text is marked their views."""
    return [GuidanceViews(), ScriptViews()]
