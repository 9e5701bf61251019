"""The script that keeps what people type until it is saved."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django_vite.core.asset_loader import DjangoViteAssetLoader
from django_vite.core.exceptions import DjangoViteAssetNotFoundError, DjangoViteManifestError

from cms.unsaved import unsaved_forms

ENTRY = "src/unsaved/main.ts"

register = template.Library()


@register.inclusion_tag("cms/unsaved.html", takes_context=True)
def unsaved(context: dict[str, Any]) -> dict[str, Any]:
    """Return the script and what it is told; nothing where nothing is kept."""
    return {"told": unsaved_forms(context.get("request")), "script": _script()}


def _script() -> SafeString:
    """Return the tags that load it; none where it has not been built: forms work without it."""
    try:
        return mark_safe(DjangoViteAssetLoader.instance().generate_vite_asset(ENTRY, app="default"))
    except (DjangoViteAssetNotFoundError, DjangoViteManifestError):
        return mark_safe("")
