"""Snapshots of scripts that processes of their own write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from django.conf import settings

from assistance.services.snapshots import write_changed
from content_models.models import ScriptPage
from tests.waiting import eventually
from tests.world import World

from .test_snapshots import digests, retitle, worker_just_started, written_script

__all__ = ["worker_just_started"]

WORKER_SECONDS = 60


@pytest.fixture
def script(committed: World) -> ScriptPage:
    """A published national script, of which there are snapshots in all states."""
    return written_script(committed)


@pytest.mark.slow
def test_a_worker_process_writes_and_the_next_one_what_it_left(
    committed: World, script: ScriptPage, database_environment: Mapping[str, str]
) -> None:
    with _worker(database_environment):
        retitle(script, "Mientras trabaja")
        assert eventually(lambda: len(digests(committed, "XSU", script)) == 2, seconds=WORKER_SECONDS)
    retitle(script, "Mientras no hay nadie")
    assert len(digests(committed, "XSU", script)) == 2

    with _worker(database_environment):
        assert eventually(lambda: len(digests(committed, "XSU", script)) == 3, seconds=WORKER_SECONDS)


@contextmanager
def _worker(environment: Mapping[str, str]) -> Iterator[None]:
    """A worker process, killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "worker"],
        cwd=settings.BASE_DIR,
        env={**environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.kill()
        process.wait()


def test_two_processes_write_each_once(
    committed: World, script: ScriptPage, database_environment: Mapping[str, str]
) -> None:
    retitle(script, "Dos a la vez")
    command = [sys.executable, "manage.py", "script_snapshots"]
    environment = {**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"}

    running = [
        subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=60)[0] for process in running]

    assert [process.returncode for process in running] == [0, 0], said
    assert [len(digests(committed, code, script)) for code in ("XNO", "XSU")] == [2, 2]
    assert write_changed() == 0
