"""Timing alternatives side by side, so that a noisy machine is as unfair to one as to the other."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

ROUNDS = 7
SECONDS_PER_ROUND = 0.3


def medians(
    alternatives: Mapping[str, Callable[[], object]], clock: Callable[[], float] | None = None
) -> dict[str, float]:
    """The median time of one call of each alternative, in seconds; rounds of all alternate.

    Args:
        clock: None: the wall's; `time.process_time` where others use the machine, too.
    """
    samples: dict[str, list[float]] = {name: [] for name in alternatives}
    for call in alternatives.values():
        call()
    for _ in range(ROUNDS):
        for name, call in alternatives.items():
            samples[name].append(_mean_of_round(call, clock or time.perf_counter))
    return {name: statistics.median(values) for name, values in samples.items()}


def print_ratios(title: str, times: Mapping[str, float]) -> None:
    """Print how long each alternative takes, as a multiple of the first."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    table.add_column("milliseconds", justify="right")
    table.add_column("ratio", justify="right")
    first = next(iter(times.values()))
    for name, seconds in times.items():
        table.add_row(name, f"{seconds * 1000:.2f}", f"{seconds / first:.1f}")
    Console().print(table)


def _mean_of_round(call: Callable[[], object], clock: Callable[[], float]) -> float:
    calls, started_at = 0, clock()
    while (elapsed := clock() - started_at) < SECONDS_PER_ROUND or calls == 0:
        call()
        calls += 1
    return elapsed / calls if calls else elapsed
