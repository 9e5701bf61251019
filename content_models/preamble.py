"""What of a script's preamble is said, and what is for the operator alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from content_models.shapes.blocks import PreamblePart

FOR_OPERATOR = "operator"
"""The key of a part that tells the operator something, and nobody else."""


def said_parts(preamble: Iterable[PreamblePart]) -> list[PreamblePart]:
    """Return the parts of a preamble that are said, in their order."""
    return [part for part in preamble if part["key"] != FOR_OPERATOR]


def is_anything_said(preamble: Iterable[Any] | None) -> bool:
    """Whether a part of a preamble's blocks is said; parts for the operator alone leave a call silent."""
    return any(part.value["key"] != FOR_OPERATOR for part in preamble or ())
