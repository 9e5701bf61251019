"""The addresses of the screens."""

from __future__ import annotations

from django.urls import reverse

from .editing_context import EditingContext

SCREENS = frozenset({"piece", "insert", "examples", "try_examples", "preview", "schedule", "history", "version"})
"""Acts with a screen of their own; all others are buttons."""


def address_of(editing: EditingContext, key: str, act: str = "", number: int | None = None) -> str:
    """Return the address of a text's workbench, or of an act there, in the language of the editing context."""
    text = [editing.tenant.code, key, *([] if number is None else [number])]
    if not act:
        address = reverse("adapting:text", args=text)
    elif act in SCREENS:
        address = reverse(f"adapting:{act}", args=text)
    else:
        address = reverse("adapting:act", args=[*text, act])
    return f"{address}?locale={editing.locale}" if editing.is_in_other_language else address


def history_of(editing: EditingContext, key: str) -> str:
    """Return the address of a text's history."""
    return address_of(editing, key, "history")


def list_of(editing: EditingContext) -> str:
    """Return the address of the list of texts, in the language of the editing context."""
    address = reverse("adapting:list", args=[editing.tenant.code])
    return f"{address}?locale={editing.locale}" if editing.is_in_other_language else address


def local_of(editing: EditingContext) -> str:
    """Return the address where a page of the state's own begins, in the language of the editing context."""
    address = reverse("adapting:local", args=[editing.tenant.code])
    return f"{address}?locale={editing.locale}" if editing.is_in_other_language else address
