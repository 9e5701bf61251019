"""The architecture's table of shapes says what `content_models.shapes` says."""

from __future__ import annotations

from .shapes_table import ARCHITECTURE, renewed


def test_the_table_of_shapes_is_current() -> None:
    text = ARCHITECTURE.read_text(encoding="utf-8")

    assert text == renewed(text), "Run python -m tests.tooling.shapes_table."
