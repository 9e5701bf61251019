"""A copy of the starter files that a test may spoil."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from content_models.json_fields import DATA
from content_models.starter.deadlines import FILE as DEADLINES


class StarterCopy:
    """The reference files and the curated deadlines, in a folder of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(DATA, folder, dirs_exist_ok=True)
        self.deadlines = folder / DEADLINES.name
        shutil.copy(DEADLINES, self.deadlines)

    def change(self, name: str, act: Callable[[Any], object]) -> None:
        """Apply a change to one parsed file, and write it back."""
        path = self.folder / name
        content = json.loads(path.read_text(encoding="utf-8"))
        act(content)
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
