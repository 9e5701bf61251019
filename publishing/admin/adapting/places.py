"""The addresses of the screens."""

from __future__ import annotations

from django.urls import reverse

from .access import Desk

SCREENS = frozenset({"piece", "insert", "preview"})
"""Acts with a screen of their own; all others are buttons."""


def address_of(desk: Desk, key: str, act: str = "") -> str:
    """Return the address of a text's workbench, or of an act there, in the desk's language."""
    text = [desk.tenant.code, key]
    if not act:
        address = reverse("adapting:text", args=text)
    elif act in SCREENS:
        address = reverse(f"adapting:{act}", args=text)
    else:
        address = reverse("adapting:act", args=[*text, act])
    return f"{address}?locale={desk.locale}" if desk.is_in_other_language else address
