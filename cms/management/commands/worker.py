"""The process beside the web: scheduled publishing, the outbox, and tasks put off for later."""

import logging
import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from assistance.call_backs import services as call_backs
from assistance.chat import sweeps as chat
from assistance.operators import handovers
from assistance.services.snapshots import write_changed
from assistance.summaries import services as summaries
from cms.background_tasks import remove_finished, requeue_abandoned, run_waiting
from cms.parent import die_with_parent
from cms.postgres import liveness
from cms.worker_loops import Loop, run_until_stopped
from delivery import small_copies, suggestions
from delivery.teaching import train_changed
from editorial.imports import services as imports
from editorial.launching.weekly import send_weekly
from editorial.review.digest import send_digests
from publishing.services.outbox import deliver, drop_old
from publishing.services.scheduled import publish_due
from tenants import limits, sessions

logger = logging.getLogger("worker")


class Command(BaseCommand):
    """Run until SIGTERM or Ctrl-C; what is being done then is finished first."""

    help = "Publishes what is due, delivers what others wait for, sends e-mails, runs tasks put off, until stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the loops."""
        stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        if os.environ.get("DIE_WITH_PARENT"):
            die_with_parent()
        # It logs a start and an end at each check of an empty queue.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        # Otherwise a hung database would hold the loops, and with them SIGTERM, for as long as it hangs.
        liveness.start()
        logger.info("The worker is running.")
        run_until_stopped(
            [
                Loop("Scheduled publishing", 10, publish_due),
                Loop("Outbox", 1, deliver),
                Loop("Snapshots of scripts", 1, write_changed),
                Loop("What search learns", 5, train_changed),
                Loop("Small copies of search", 60, small_copies.write_changed),
                Loop("E-mails about reviews", 60, send_digests),
                Loop("Weekly e-mails", 60, send_weekly),
                Loop("Background tasks", 1, run_waiting),
                Loop("Abandoned background tasks", 60, requeue_abandoned),
                Loop("Finished background tasks", 3600, remove_finished),
                Loop("Old outbox entries", 3600, drop_old),
                Loop("Old counts of attempts", 3600, limits.remove_expired),
                Loop("Ended sessions", 3600, sessions.remove_ended),
                Loop("Old imports of offices", 3600, imports.remove_old),
                Loop("Old searches", 3600, suggestions.remove_old),
                Loop("Chat", 2, chat.sweep),
                Loop("Old hand-overs", 3600, handovers.remove_old),
                Loop("Made and expired call-backs", 300, call_backs.remove_old),
                Loop("Expired summaries of calls", 3600, summaries.remove_expired),
            ],
            stopping,
        )
        logger.info("The worker has stopped.")
