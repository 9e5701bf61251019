"""Comparing: three trees, measured in turn, and a table of what came of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .judging import LIMIT, Round, Row, Side, Verdict, judged
from .trees import ROOT, CannotCompare, Tree, commit_of, is_changed, prepare, trees

NAMES = ("serving", "steps")
"""What is compared if nothing is named."""

COMPARABLE = (*NAMES, "reading", "tenants", "adapting", "matrix", "search")
ROUNDS = 3


def main(ref: str, names: Sequence[str], *, rounds: int = ROUNDS) -> int:
    """Compare this commit with another one, print, and return 1 if anything became slower."""
    unknown = sorted(set(names) - set(COMPARABLE))
    if unknown or rounds < 1:
        raise SystemExit(f"Compared can be {', '.join(COMPARABLE)}, in one round or more; not {', '.join(unknown)}.")
    console = Console(stderr=True)
    try:
        if is_changed():
            console.print("What is not committed is not measured.")
        measured = measure(commit_of("HEAD"), commit_of(ref), names or NAMES, rounds=rounds, say=console.print)
    except CannotCompare as error:
        raise SystemExit(str(error)) from None
    rows = {name: judged(own) for name, own in measured.items()}
    for name, own in rows.items():
        print_rows(f"{name}: this commit against {ref}, by processor time", own)
    return int(any(row.verdict is Verdict.SLOWER for row in chain(*rows.values())))


def measure(
    this: str,
    other: str,
    names: Sequence[str],
    *,
    rounds: int,
    say: Callable[[str], None],
    prepare: Callable[[Tree], None] = prepare,
    repository: Path = ROOT,
) -> Mapping[str, list[Round]]:
    """Return the rounds of each benchmark.

    All commits are measured in trees that were made alike, and in each round one after the other; the first of one
    round is the last of the next.

    Args:
        say: shows how far it is.
        prepare: makes a tree ready.
        repository: whose commits these are.
    """
    found: list[dict[Side, Mapping[str, Mapping[str, float]]]] = []
    commits: dict[str, str] = {Side.THIS: this, Side.TWIN: this, Side.OTHER: other}
    with trees(commits, repository=repository) as made:
        for tree in made:
            say(f"Preparing {tree.name} ({commits[tree.name][:12]}) …")
            prepare(tree)
        began = time.monotonic()
        for number in range(rounds):
            of_round: dict[Side, Mapping[str, Mapping[str, float]]] = {}
            for tree in made if number % 2 == 0 else made[::-1]:
                say(f"Round {number + 1} of {rounds}: {tree.name}{_left(began, len(found), len(of_round), rounds)}")
                of_round[Side(tree.name)] = tree.measured(names)
            found.append(of_round)
    return {name: [{side: rows[name] for side, rows in each.items()} for each in found] for name in names}


def print_rows(title: str, rows: Sequence[Row]) -> None:
    """Print the noise and the ratio of each row."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in ("noise", "× the other", "microseconds", ""):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(row.name, *_cells(row))
    Console().print(table)
    Console().print(
        "Noise: the most that two trees of this commit differed by. Slower is what took longer by more than that, "
        f"and by more than {LIMIT:.0%}."
    )


def _cells(row: Row) -> tuple[str, str, str, str]:
    return (
        "" if row.noise is None else f"±{row.noise:.1%}",
        "" if row.ratio is None else f"{row.ratio:.3f}",
        "" if row.microseconds is None else f"{row.microseconds:,.1f}",
        row.verdict.value,
    )


def _left(began: float, rounds_done: int, trees_done: int, rounds: int) -> str:
    done = rounds_done * len(Side) + trees_done
    if not done:
        return " …"
    minutes = (time.monotonic() - began) / done * (rounds * len(Side) - done) / 60
    return f" … (about {minutes:.0f} min left)"
