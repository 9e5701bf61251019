"""Tasks whose worker was killed: they are run again, and given up when that happens too often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.background_tasks import LEASE, MOST_ATTEMPTS, requeue_abandoned, run_waiting
from tests.fakes import tasks


@pytest.fixture(autouse=True)
def no_runs(committed_db: None) -> Iterator[None]:
    """Nothing has been run."""
    tasks.runs.clear()
    yield
    tasks.runs.clear()


def begun(ago: timedelta, attempts: int = 1) -> DBTaskResult:
    """A task that a worker began, and has not finished."""
    queued = DBTaskResult.objects.get(pk=tasks.note.enqueue("uno").id)
    for number in range(attempts):
        queued.claim(f"worker-{number}")
    queued.started_at = timezone.now() - ago
    queued.save()
    return queued


def test_a_task_whose_worker_was_killed_is_run_again() -> None:
    abandoned = begun(LEASE + timedelta(minutes=1))
    assert (run_waiting(), tasks.runs) == (0, [])

    assert requeue_abandoned() == 1
    assert run_waiting() == 1

    abandoned.refresh_from_db()
    assert (abandoned.status, tasks.runs) == ("SUCCESSFUL", ["uno"])
    assert requeue_abandoned() == 0


def test_what_a_worker_may_still_be_at_is_left_to_it() -> None:
    begun(LEASE - timedelta(minutes=1))

    assert requeue_abandoned() == 0
    assert (run_waiting(), tasks.runs) == (0, [])


def test_what_kills_its_workers_again_and_again_is_given_up() -> None:
    deadly = begun(LEASE + timedelta(minutes=1), attempts=MOST_ATTEMPTS)

    assert requeue_abandoned() == 1
    assert (run_waiting(), tasks.runs) == (0, [])

    deadly.refresh_from_db()
    assert (deadly.status, deadly.exception_class_path) == ("FAILED", "cms.background_tasks.WorkerLost")
