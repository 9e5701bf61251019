"""What templates of the screens of offices need of their scripts."""

from __future__ import annotations

from typing import Any

from django import template

from editorial.offices.frontend import frontend_words
from tenants.built_frontend import is_built

register = template.Library()

register.simple_tag(is_built, name="is_built")


@register.simple_tag
def office_words() -> dict[str, Any]:
    """Return what the scripts say, in the active language."""
    return frontend_words()
