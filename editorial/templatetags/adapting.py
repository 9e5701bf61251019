"""How pieces read in the screens of adapting."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString

from editorial.adapting.admin.notes import Notes
from editorial.adapting.admin.reader import Reader

register = template.Library()


@register.simple_tag
def reads(reader: Reader, name: str, value: Any) -> SafeString:
    """A value of a document in words."""
    return reader.value(name, value)


@register.inclusion_tag("editorial/adapting/_notes.html")
def notes_beside(notes: Notes, anchor: str) -> dict[str, Any]:
    """What is said after an act on the element with this id."""
    return {"notes": notes.get(anchor, [])}
