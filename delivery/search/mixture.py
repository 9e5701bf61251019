"""How much each kind of evidence counts, as learned from writers by `python -m benchmarks search_mixture`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

FILE = Path(__file__).with_name("mixture.json")

WEIGHTS: Mapping[str, float] = json.loads(FILE.read_text(encoding="utf-8"))
"""By name: of a kind (`GUIDANCE`), and of a field of `ranking.Evidence` by the query's length (`margin_short`)."""


def weights_of(fields: Sequence[str], *, is_short: bool) -> tuple[float, ...]:
    """Return the weights of some fields of the evidence, in their order."""
    return tuple(WEIGHTS[f"{name}_{'short' if is_short else 'long'}"] for name in fields)
