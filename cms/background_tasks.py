"""Running the tasks that others have put off, and taking back those whose worker was killed."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger("worker")

WORKER_ID = get_random_string(32)
BACKEND = "background"

LEASE = timedelta(minutes=15)
"""So long a worker may take for a task. Then it counts as killed and the task is run again, so tasks must be such that
running them twice does no harm."""

KEPT = timedelta(days=1)
"""So long what has been run can be looked at."""

MOST_ATTEMPTS = 3
"""A task whose worker did not come back so often is given up: perhaps it is what kills them."""


class WorkerLost(Exception):
    """The workers that began a task did not finish it."""


def run_waiting() -> int:
    """Run the tasks that wait, and return how many they were."""
    worker = new_worker()
    worker.run()
    return int(worker._run_tasks)


def new_worker() -> Worker:
    """Return what runs tasks until none waits."""
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=BACKEND,
        startup_delay=False,
        max_tasks=None,
        worker_id=WORKER_ID,
        excluded_queue_names=[],
    )


@transaction.atomic
def requeue_abandoned() -> int:
    """Let the tasks run again whose lease is over, or give them up; return how many they were."""
    running = DBTaskResult.objects.running().filter(backend_name=BACKEND, started_at__lt=timezone.now() - LEASE)
    abandoned = list(running.select_for_update(skip_locked=True))
    for task in abandoned:
        if len(task.worker_ids) >= MOST_ATTEMPTS:
            logger.error(
                "The task %s (%s) was begun %d times and never finished.", task.id, task.task_path, MOST_ATTEMPTS
            )
            task.set_failed(WorkerLost(f"Begun {MOST_ATTEMPTS} times, never finished."))
        else:
            logger.warning("The task %s (%s) is run again: its worker is gone.", task.id, task.task_path)
            task.status, task.started_at = TaskResultStatus.READY, None
            task.save(update_fields=["status", "started_at"])
    return len(abandoned)


def remove_finished() -> int:
    """Delete the tasks that ended long ago, well or not; return how many there were."""
    finished = DBTaskResult.objects.finished().filter(backend_name=BACKEND, finished_at__lt=timezone.now() - KEPT)
    removed, _ = finished.delete()
    return removed
