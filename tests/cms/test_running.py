"""The parts of a run: one a clone, a free port, children that are kept alive and stopped."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cms.embedded import processes
from cms.running.children import Child, stop_all
from cms.running.single import AlreadyRunning, only_run
from tests.waiting import eventually

SLEEP = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"]
# Leaves a grandchild behind that ignores SIGTERM.
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, subprocess, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
    "p = subprocess.Popen(['sleep', '60']); print(p.pid, flush=True); time.sleep(60)",
]


def is_started_again(child: Child) -> bool:
    child.keep_alive()
    return child.restarts == 1


def test_a_second_run_gets_the_address_of_the_first_one(tmp_path: Path) -> None:
    with only_run(tmp_path) as run:
        run.publish_address("http://localhost:8000/")

        with pytest.raises(AlreadyRunning) as refused, only_run(tmp_path):
            pass

    assert (refused.value.pid, refused.value.web) == (os.getpid(), "http://localhost:8000/")


def test_a_run_that_ended_makes_room(tmp_path: Path) -> None:
    with only_run(tmp_path):
        pass

    with only_run(tmp_path) as second:
        second.publish_address("http://localhost:8001/")


def test_a_child_that_was_killed_is_started_again(capsys: pytest.CaptureFixture[str]) -> None:
    child = Child("web", "cyan", SLEEP, dict(os.environ))
    child.start()
    first = child.pid
    assert first is not None
    try:
        os.kill(first, signal.SIGKILL)

        assert eventually(lambda: is_started_again(child))
        assert child.pid != first
        assert "The process “web” ended (SIGKILL). It is started again in 1 s." in capsys.readouterr().out
    finally:
        stop_all([child])


def test_what_a_child_writes_has_its_name_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    child = Child("worker", "cyan", [sys.executable, "-c", "print('[red]done[/] 1')"], dict(os.environ))
    child.start()

    child.stop(5)

    assert "worker  │ [red]done[/] 1" in capsys.readouterr().out


def test_stopping_leaves_neither_children_nor_theirs(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cms.running.children.STOP_SECONDS", 0.5)
    child = Child("web", "cyan", STUBBORN, dict(os.environ))
    child.start()
    written = ""
    while "│" not in written:
        written += capsys.readouterr().out
        time.sleep(0.05)
    grandchild = int(written.split("│")[1])

    stop_all([child])

    assert processes.mark(child.pid or 0) is None
    assert eventually(lambda: processes.mark(grandchild) is None, seconds=2)


def test_a_child_ends_with_a_parent_that_was_killed_outright() -> None:
    program = (
        "from cms.parent import die_with_parent; die_with_parent(); "
        "import time; print('watches', flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import subprocess, sys, time; "
            f"p = subprocess.Popen([sys.executable, '-c', {program!r}], stdout=subprocess.PIPE); p.stdout.readline(); "
            "print(p.pid, flush=True); time.sleep(60)",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert processes.mark(child) is not None

    parent.kill()
    parent.wait()

    assert eventually(lambda: processes.mark(child) is None, seconds=5)
