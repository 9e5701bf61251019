"""What of the front end was built on this machine, by the names of its sources: Vite's manifest, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings


def is_built(entry: str | None = None) -> bool:
    """Return whether a source was built.

    Args:
        entry: the source, such as `src/desk/main.tsx`; None: anything at all.
    """
    return bool(_manifest()) if entry is None else entry in _manifest()


def built_file(entry: str) -> Path | None:
    """Return the file that was built of a source, whose name has a digest of what is in it; None: none was."""
    built = _manifest().get(entry)
    return None if built is None else _path().parent / built["file"]


def _manifest() -> Mapping[str, Any]:
    path = _path()
    try:
        return _read(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return {}


def _path() -> Path:
    return Path(str(settings.DJANGO_VITE["default"]["manifest_path"]))


@lru_cache(maxsize=4)
def _read(path: Path, changed_at: int) -> Mapping[str, Any]:
    """Read a manifest; anew when the file has changed."""
    found: Mapping[str, Any] = orjson.loads(path.read_bytes())
    return found
