"""Run a tree's own benchmarks, and write the processor time of each row as JSON.

This file is run as a program, in the folder and with the Python of the tree that is measured, which may be another
commit than this file's. So it imports nothing but that tree's benchmarks, of which there are three kinds:

- `measured()` returns microseconds by row (`benchmarks.steps`). Its module's clock is replaced by the processor time
  of this thread.
- `loads()` yields rows with the load that a server bore (`benchmarks.serving.table`); what is taken is the processor
  time of the server's processes for one answer. A tree from before there was `loads()` hands the same to `_row()`,
  which is listened to.
- `print_ratios()` is handed the times of each table of alternatives (`benchmarks.reading`, `benchmarks.tenants`), and
  is listened to, too. The clocks are replaced by the processor time of the process, as reads may be in several threads.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

MODULES = {"serving": "benchmarks.serving.table"}


def main(result: str, *names: str) -> None:
    """Measure the benchmarks of these names, and write `{name: {row: microseconds}}` to the file `result`."""
    sys.path[0] = os.getcwd()  # instead of this file's folder
    if Path("manage.py").exists():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.dev")
        import_module("django").setup()
    measured = {name: rows(import_module(MODULES.get(name, f"benchmarks.{name}"))) for name in names}
    Path(result).write_text(json.dumps(measured), encoding="utf-8")


def rows(benchmark: ModuleType) -> dict[str, float]:
    """Return the microseconds of processor time of each row."""
    if hasattr(benchmark, "measured"):
        benchmark.time = SimpleNamespace(perf_counter_ns=time.thread_time_ns)  # type: ignore[attr-defined]
        return dict(benchmark.measured())
    if hasattr(benchmark, "print_ratios"):
        return _alternatives(benchmark)
    return {name: 1_000_000 / load.per_cpu_second for name, load in _loads(benchmark)}


def _alternatives(benchmark: ModuleType) -> dict[str, float]:
    measured: dict[str, float] = {}
    clock = SimpleNamespace(perf_counter=time.process_time)
    for module in (benchmark, sys.modules.get("benchmarks.timing")):
        if hasattr(module, "time"):
            module.time = clock  # type: ignore[union-attr]

    def listening(title: str, times: Mapping[str, float]) -> None:
        measured.update({f"{title}: {name}": seconds * 1_000_000 for name, seconds in times.items()})

    benchmark.print_ratios = listening  # type: ignore[attr-defined]
    benchmark.main()
    return measured


def _loads(benchmark: ModuleType) -> Iterable[tuple[str, Any]]:
    if hasattr(benchmark, "loads"):
        return list(benchmark.loads())
    measured: list[tuple[str, Any]] = []
    print_row = benchmark._row

    def listening(table: Any, name: str, load: Any, static: Any) -> None:
        measured.append((name, load))
        print_row(table, name, load, static)

    benchmark._row = listening  # type: ignore[attr-defined]
    benchmark.main()
    return measured


if __name__ == "__main__":
    main(*sys.argv[1:])
