"""The front end of the screens on which offices are written: whether it is built, and the words it shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from content_models.hours_text import SHORT_NAMES


def is_built(entry: str) -> bool:
    """Whether the front end has been built with a script on this machine; without it the screens work, too."""
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    return manifest.exists() and entry in json.loads(manifest.read_text(encoding="utf-8"))


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
