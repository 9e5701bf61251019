"""`manage.py run` as people use it: a real embedded database, web, realtime and worker, on a folder of its own."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from cms.embedded import cluster
from cms.ports import any_free
from tests import database
from tests.cms.server_users import is_stopped
from tests.waiting import eventually

pytestmark = pytest.mark.slow

START_SECONDS = 60


class Running:
    """A run, its lines so far, and every process that belongs to it."""

    def __init__(self, process: subprocess.Popen[str], var: Path) -> None:
        self.process = process
        self.var = var
        self.lines: list[str] = []

    def read_until(self, text: str) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if text in line:
                return
        raise AssertionError(f"The run ended before it said “{text}”:\n{''.join(self.lines)}")

    @property
    def demonstration(self) -> dict[str, Any]:
        return dict(json.loads((self.var / "demo.json").read_text(encoding="utf-8")))

    def get(self, path: str, process: str = "web") -> tuple[int, bytes]:
        port = int(self.demonstration[process].rstrip("/").rpartition(":")[2])
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        client.request("GET", path, headers={"Host": f"localhost:{port}"})
        response = client.getresponse()
        return response.status, response.read()

    def processes(self) -> list[psutil.Process]:
        return [self.process_tree, *self.process_tree.children(recursive=True)]

    @property
    def process_tree(self) -> psutil.Process:
        return psutil.Process(self.process.pid)


@pytest.fixture(scope="module")
def var(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation that has its content already: a backup of the tests' database, restored."""
    folder = tmp_path_factory.mktemp("installation")
    backup = folder / "content.tar"
    name = str(connection.settings_dict["NAME"])
    manage("backup", str(backup), environment={**os.environ, **database.environment(name)})
    manage("restore", str(backup), environment=environment_of(folder))
    return folder


def environment_of(var: Path) -> dict[str, str]:
    """The environment of somebody who just calls `make run`, but with a folder of their own."""
    foreign = ("DATABASE", "TEST_DATABASE", "DJANGO_", "MAKE", "SECRET_KEY")
    own = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return {**own, "VAR_DIR": str(var)}


def manage(*arguments: str, environment: dict[str, str]) -> str:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@contextmanager
def running(var: Path, port: int) -> Iterator[Running]:
    """Start a run and wait until it says that all is ready; kill it at the end if it still lives."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run"],
        cwd=settings.BASE_DIR,
        env={**environment_of(var), "PORT": str(port)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    run = Running(process, var)
    try:
        run.read_until("Ctrl-C stops everything")
        yield run
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def port() -> int:
    return any_free()


def are_gone(processes: list[psutil.Process]) -> bool:
    return not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in processes)


def is_ready(run: Running, process: str) -> bool:
    try:
        return run.get("/readyz", process)[0] == http.client.OK
    except (OSError, http.client.HTTPException):
        return False


def test_serves_shows_a_second_run_its_address_and_stops_without_a_trace(var: Path, port: int) -> None:
    with running(var, port) as run:
        demonstration = run.demonstration
        health = run.get("/healthz")
        health_of_chat = run.get("/readyz", "realtime")[0]
        second = manage("run", environment=environment_of(var))
        code = manage("totp", "coordinator-tab", environment=environment_of(var))
        processes = run.processes()

        run.process.send_signal(signal.SIGTERM)
        rest, _ = run.process.communicate(timeout=20)
    file_mode = (var / "demo.json").stat().st_mode & 0o777

    assert demonstration["web"] == f"http://localhost:{port}/"
    assert demonstration["graphql"] == f"http://localhost:{port}/graphql"
    assert set(demonstration["states"]) == {"CMX", "COA", "MEX", "TAB"}
    assert all(state["publishable"].startswith("jpt_pk_") for state in demonstration["states"].values())
    assert demonstration["national"]["secret"].startswith("jpt_sk_")
    assert [user["username"] for user in demonstration["users"] if "totp_secret" in user] == ["coordinator-tab"]
    assert file_mode == 0o600
    assert health == (200, b'{"status": "alive"}')
    assert health_of_chat == 200
    assert demonstration["states"]["TAB"]["chat"] == f"http://tabasco.localhost:{port + 1}/chat/"
    assert re.fullmatch(r"\d{6}", code.strip())
    assert f"Already running at http://localhost:{port}/" in second
    assert run.process.returncode == 0
    assert rest.rstrip().endswith("Stopped.")
    assert are_gone(processes)
    assert is_stopped(var / "postgres", seconds=1)


def test_a_later_run_takes_another_port_and_keeps_keys(var: Path, port: int) -> None:
    with running(var, port) as run:
        before = run.demonstration
        run.process.send_signal(signal.SIGTERM)
        run.process.communicate(timeout=20)
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with running(var, port) as later:
            after = later.demonstration
            later.process.send_signal(signal.SIGINT)
            later.process.communicate(timeout=20)

    assert later.process.returncode == 0
    assert any(f"Port {port} is taken" in line for line in later.lines)
    assert after["web"] != before["web"]
    assert after["users"] == before["users"]
    assert after["national"] == before["national"]


def test_killed_children_come_back_and_a_killed_run_leaves_nothing(var: Path, port: int) -> None:
    with running(var, port) as run:
        for name in ("web", "realtime"):
            (child,) = [child for child in run.process_tree.children() if f"cms.{name}" in child.cmdline()]
            child.kill()
            run.read_until(f"The process “{name}” ended (SIGKILL)")

        assert eventually(lambda: is_ready(run, "web") and is_ready(run, "realtime"))
        processes = run.processes()

        run.process.kill()
        run.process.wait()

        assert eventually(lambda: are_gone(processes))
    assert cluster.running_pid(var / "postgres") is None or is_stopped(var / "postgres")


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)

    with pytest.raises(CommandError, match=f"PORT must be a number from 1 to 65535, not “{port}”."):
        call_command("run")
