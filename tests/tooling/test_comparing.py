"""Comparing a commit's benchmarks with another one's: reading the figures, judging them, and the whole of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from benchmarks.comparing import command, measure, trees
from benchmarks.comparing.judging import Round, Row, Side, Verdict, judged
from tests.skipping import skip_without

SPIN = """
import time

def measured():
    began = time.perf_counter_ns()
    for _ in range({loops}): pass
    return {{"spinning": (time.perf_counter_ns() - began) / 1000, "{own}": 1.0}}
"""


def round_of(this: float, twin: float, other: float) -> Round:
    return {Side.THIS: {"page": this}, Side.TWIN: {"page": twin}, Side.OTHER: {"page": other}}


@pytest.mark.parametrize(
    ("rounds", "verdict"),
    [
        ([(110, 109, 100)] * 3, Verdict.SLOWER),
        ([(104, 104, 100)] * 3, Verdict.SLOWER),
        ([(102, 102, 100)] * 3, Verdict.SAME),  # within three in a hundred
        ([(110, 110, 100), (110, 97, 100), (110, 110, 100)], Verdict.SAME),  # within the noise of one round
        ([(110, 110, 100), (90, 90, 100), (100, 100, 100)], Verdict.SAME),  # the median counts
        ([(90, 90, 100)] * 3, Verdict.FASTER),
        ([(97, 88, 100)] * 3, Verdict.SAME),
    ],
)
def test_only_what_is_beyond_the_noise_and_the_limit_is_a_difference(
    rounds: list[tuple[float, float, float]], verdict: Verdict
) -> None:
    (row,) = judged([round_of(*times) for times in rounds])

    assert row.verdict is verdict


def test_noise_is_the_most_that_equal_commits_differed_by_either_way() -> None:
    (row,) = judged([round_of(100, 100, 50), round_of(100, 125, 50), round_of(100, 90, 40)])

    assert row == Row("page", noise=0.25, ratio=2, microseconds=100)


def test_a_row_that_one_side_lacks_is_listed_and_not_judged() -> None:
    rows = judged([{Side.THIS: {"new": 5.0}, Side.TWIN: {"new": 5.0}, Side.OTHER: {"old": 1.0}}])

    assert [(row.name, row.verdict, row.ratio) for row in rows] == [
        ("new", Verdict.MISSING, None),
        ("old", Verdict.MISSING, None),
    ]


def module(**contents: object) -> ModuleType:
    made = ModuleType("benchmark")
    made.__dict__.update(contents)
    return made


def test_a_server_s_rows_are_read_from_what_the_benchmark_yields() -> None:
    load = SimpleNamespace(per_cpu_second=4_000)

    assert measure.rows(module(loads=lambda: iter([("page", load)]))) == {"page": 250}


def test_an_older_benchmark_s_rows_are_what_it_gives_to_its_table() -> None:
    printed: list[str] = []
    older = module(_row=lambda _table, name, _load, _static: printed.append(name))

    def main() -> None:
        for name, answers in (("page", 4_000), ("list", 2_000)):
            older._row(None, name, SimpleNamespace(per_cpu_second=answers), None)

    older.main = main  # type: ignore[attr-defined]

    assert measure.rows(older) == {"page": 250, "list": 500}
    assert printed == ["page", "list"]


def test_steps_are_timed_by_the_processor() -> None:
    source = "import time\ndef measured():\n began = time.perf_counter_ns()\n sleep(0.2)\n"
    source += " return {'sleeping': (time.perf_counter_ns() - began) / 1000}"
    from time import sleep

    steps = module(sleep=sleep)
    exec(source, steps.__dict__)

    assert measure.rows(steps)["sleeping"] < 100_000


def test_tables_of_alternatives_are_timed_by_the_processor() -> None:
    source = "import time\ndef main():\n began = time.perf_counter()\n sleep(0.2)\n"
    source += " print_ratios('Reads', {'sleeping': time.perf_counter() - began})"
    from time import sleep

    tables = module(sleep=sleep, print_ratios=lambda _title, _times: None)
    exec(source, tables.__dict__)

    assert measure.rows(tables)["Reads: sleeping"] < 100_000


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with three commits of one benchmark; the newest takes ten times as long as the first."""
    if shutil.which("git") is None:
        skip_without("git", advice="On Debian: apt-get install git.")
    folder = tmp_path / "repository"
    (folder / "benchmarks").mkdir(parents=True)
    (folder / ".gitignore").write_text("__pycache__/\n")
    git(folder, "init", "--quiet")
    for loops, own in ((300_000, "old"), (3_000_000, "new")):
        (folder / "benchmarks" / "spin.py").write_text(SPIN.format(loops=loops, own=own))
        git(folder, "add", "--all")
        git(folder, "-c", "user.name=a", "-c", "user.email=a@example.mx", "commit", "--quiet", "--message", own)
    return folder


def git(folder: Path, *arguments: str) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", *arguments], cwd=folder, check=True, env=own)


def share_environment(tree: trees.Tree) -> None:
    (tree.folder / ".venv").symlink_to((trees.ROOT / ".venv").resolve())


def test_two_commits_are_measured_in_trees_of_their_own_which_leave_nothing(repository: Path) -> None:
    said: list[str] = []
    new, old = (trees.commit_of(ref, repository=repository) for ref in ("HEAD", "HEAD~1"))

    measured = command.measure(
        new, old, ["spin"], rounds=2, say=said.append, prepare=share_environment, repository=repository
    )

    rows = {row.name: row for row in judged(measured["spin"])}
    assert rows["spinning"].ratio is not None
    assert rows["spinning"].ratio > 3
    assert {name: row.verdict for name, row in rows.items() if name != "spinning"} == {
        "new": Verdict.MISSING,
        "old": Verdict.MISSING,
    }
    order = [line.split(": ")[1].split(" ")[0] for line in said if line.startswith("Round")]
    assert order == ["this", "twin", "other", "other", "twin", "this"]
    assert trees.git(repository, "worktree", "list").count("\n") == 0


def test_a_benchmark_that_fails_says_in_which_tree_and_why(repository: Path) -> None:
    commit = trees.commit_of("HEAD", repository=repository)

    with pytest.raises(trees.CannotCompare, match=r"(?s)this: .*No module named 'benchmarks.none'"):
        command.measure(commit, commit, ["none"], rounds=1, say=print, prepare=share_environment, repository=repository)

    assert trees.git(repository, "worktree", "list").count("\n") == 0


def test_a_commit_that_is_not_there_is_named(repository: Path) -> None:
    with pytest.raises(trees.CannotCompare, match="There is no commit nowhere"):
        trees.commit_of("nowhere", repository=repository)


def test_what_cannot_be_compared_is_refused_before_anything_is_made() -> None:
    with pytest.raises(SystemExit, match="serving, steps"):
        command.main("HEAD", ["search_quality"])


@pytest.mark.parametrize(("time", "status"), [(1.0, 0), (2.0, 1)])
def test_the_command_ends_with_1_if_anything_is_slower(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], time: float, status: int
) -> None:
    monkeypatch.setattr(command, "commit_of", lambda ref: ref)
    monkeypatch.setattr(command, "is_changed", lambda: False)
    monkeypatch.setattr(command, "measure", lambda *_, **__: {"steps": [round_of(time, time, 1.0)]})

    assert command.main("v1", ["steps"]) == status
    page = next(line for line in capsys.readouterr().out.splitlines() if "page" in line)
    assert ("slower" in page) is (status == 1)
