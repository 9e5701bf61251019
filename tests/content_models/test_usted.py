"""What a page says in “tú”, said aloud in “usted” by the player and the desk, which are of TypeScript."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content_models.script_wording import SuggestionCode, suggestions_for
from tests.browser import NODE

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "frontend" / "src" / "voices"
VECTORS: dict[str, str] = json.loads((FOLDER / "usted_vectors.json").read_text(encoding="utf-8"))
CURATED = json.loads((ROOT / "content_models" / "starter" / "deadlines.json").read_text(encoding="utf-8"))


def words_in(value: Any) -> Iterator[str]:
    """Yield what the curated deadlines say, at whatever depth."""
    if isinstance(value, dict):
        read = ("text", "event", "whoMustAct", "consequence")
        yield from (value[name] for name in read if isinstance(value.get(name), str))
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from words_in(inner)


def is_in_tu(words: str) -> bool:
    return any(one.code is SuggestionCode.SAID_IN_TU for one in suggestions_for(words, is_said=True))


def test_the_module_passes_its_tests() -> None:
    ran = subprocess.run(
        [NODE, "--test", "usted.test.mjs"], check=False, cwd=FOLDER, capture_output=True, text=True, timeout=60
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_no_curated_deadline_is_said_in_tu() -> None:
    said = {words: VECTORS.get(words, words) for words in words_in(CURATED)}

    assert [words for words in said if is_in_tu(words)] == [words for words in said if words in VECTORS]
    assert [words for words in said.values() if is_in_tu(words)] == []
