"""What was built is read again once it is built anew, and nothing is there where nothing was."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tenants.built_frontend import built_file, is_built


def test_what_was_built_is_known_by_its_source(settings: Any, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    settings.DJANGO_VITE = {"default": {"manifest_path": manifest}}

    before = is_built(), is_built("src/a.ts"), built_file("src/a.ts")
    manifest.write_text(json.dumps({"src/a.ts": {"file": "assets/a-1.js"}}))
    first = is_built(), is_built("src/b.ts"), built_file("src/a.ts")
    manifest.write_text(json.dumps({"src/a.ts": {"file": "assets/a-2.js"}}))
    os.utime(manifest, ns=(1, 1))

    assert before == (False, False, None)
    assert first == (True, False, tmp_path / "assets/a-1.js")
    assert built_file("src/a.ts") == tmp_path / "assets/a-2.js"
