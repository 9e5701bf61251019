"""What the times of some rounds say: how noisy each row is, and whether it became slower."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

LIMIT = 0.03
"""What is slower by no more than this is no slower."""

Rows = Mapping[str, float]


class Side(StrEnum):
    """Whose times: this commit's, the same commit's in a second tree, the other commit's."""

    THIS = "this"
    TWIN = "twin"
    OTHER = "other"


class Verdict(StrEnum):
    """What a row comes to."""

    SLOWER = "slower"
    FASTER = "faster"
    SAME = "same"
    MISSING = "not judged"


Round = Mapping[Side, Rows]


@dataclass(frozen=True)
class Row:
    """One row of one benchmark.

    Attributes:
        noise: the most by which two trees of this commit differed in any round; `None` if one of them lacks the row.
        ratio: the median over the rounds of this commit's processor time as a multiple of the other's, likewise.
        microseconds: the median of this commit's processor time, if it has the row.
    """

    name: str
    noise: float | None
    ratio: float | None
    microseconds: float | None

    @property
    def verdict(self) -> Verdict:
        """Nothing within the noise, or within the limit, is a difference."""
        if self.noise is None or self.ratio is None:
            return Verdict.MISSING
        least = max(self.noise, LIMIT)
        if self.ratio - 1 > least:
            return Verdict.SLOWER
        return Verdict.FASTER if 1 / self.ratio - 1 > least else Verdict.SAME


def judged(rounds: Sequence[Round]) -> list[Row]:
    """Return the rows of either commit, in their order; each round compares what was measured one after the other."""
    names = dict.fromkeys(name for each in rounds for side in Side for name in each[side])
    return [_judged(name, rounds) for name in names]


def _judged(name: str, rounds: Sequence[Round]) -> Row:
    twins = _ratios(name, rounds, Side.TWIN)
    others = _ratios(name, rounds, Side.OTHER)
    own = [each[Side.THIS][name] for each in rounds if name in each[Side.THIS]]
    return Row(
        name,
        noise=max(max(ratio, 1 / ratio) - 1 for ratio in twins) if twins else None,
        ratio=statistics.median(others) if others else None,
        microseconds=statistics.median(own) if own else None,
    )


def _ratios(name: str, rounds: Sequence[Round], against: Side) -> list[float]:
    """Return this commit's time as a multiple of another tree's, of each round that has both."""
    return [
        each[Side.THIS][name] / each[against][name]
        for each in rounds
        if name in each[Side.THIS] and name in each[against]
    ]
