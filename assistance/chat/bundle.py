"""Which script the pages of the chat load, where it has been built; without it they work, too."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

ENTRY = "src/chat/main.ts"


def is_built() -> bool:
    """Whether the chat's script is among what was built on this machine."""
    manifest = Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))
    try:
        return ENTRY in _names_in(manifest, manifest.stat().st_mtime_ns)
    except FileNotFoundError:
        return False


@lru_cache(maxsize=4)
def _names_in(manifest: Path, changed_at: int) -> frozenset[str]:
    """Return the sources of which something was built; read anew when the file has changed."""
    return frozenset(json.loads(manifest.read_text(encoding="utf-8")))
