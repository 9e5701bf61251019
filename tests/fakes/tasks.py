"""A task put off for later, that says when it has been run; and a worker within a test's own transaction."""

from __future__ import annotations

from django_tasks import task
from django_tasks_db.models import DBTaskResult

from cms.background_tasks import WORKER_ID, new_worker

runs: list[str] = []


@task(backend="background")
def note(name: str) -> None:
    """Note that it has been run."""
    runs.append(name)


def run_tasks() -> None:
    """Run the tasks that wait, on the test's connection: the worker's loop would close it."""
    worker = new_worker()
    for waiting in DBTaskResult.objects.ready():
        waiting.claim(WORKER_ID)
        worker.run_task(waiting)
