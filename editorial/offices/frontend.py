"""The words that the front end of the screens shows on which offices are written."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from content_models.hours_text import SHORT_NAMES


def frontend_words() -> dict[str, Any]:
    """Return what the form's front end shows, in the active language; days are written as people type them."""
    return {
        "days": SHORT_NAMES,
        "open": gettext("{day}, {from} to {until}: open"),
        "closed": gettext("{day}, {from} to {until}: closed"),
        "hint": gettext("Or press the hours in which it is open. With the arrow keys and Shift you mark several."),
        "nothing": gettext("No hours yet"),
        "remove": gettext("Remove {name}"),
        "search": gettext("Type to search"),
        "none": gettext("Nothing is called so."),
        "point": gettext("Approximate point: {latitude}, {longitude}."),
        "noPoint": gettext("No point yet."),
        "unread": gettext("The hours could not be read now. Try again in a moment."),
        "near": gettext("The nearest name on the map is {name}."),
    }
