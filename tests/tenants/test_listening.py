"""Hearing from other processes, over a real connection that breaks and comes back."""

import os
import queue
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping

import psycopg2
import pytest
from django.db import connection, transaction

from tenants import listening
from tenants.edge import KeyRefused, viewer_for_key
from tests.waiting import eventually

from .factories import key_of, state

CHANNEL = "jpt_test"


class Heard:
    """Collects what a subscriber is told."""

    def __init__(self) -> None:
        self.payloads: queue.Queue[str | None] = queue.Queue()

    def __call__(self, payload: str | None) -> None:
        self.payloads.put(payload)

    def next(self) -> str | None:
        """Return the next thing told, within five seconds."""
        return self.payloads.get(timeout=5)


@pytest.fixture
def heard(committed_db: None) -> Iterator[Heard]:
    """A subscriber of a process that listens; it has heard the first None already."""
    subscriber = Heard()
    listening.subscribe(CHANNEL, subscriber)
    listening.start()
    assert subscriber.next() is None
    yield subscriber
    listening.stop()
    listening.unsubscribe(CHANNEL, subscriber)


def _listening_sessions() -> set[int]:
    """Return the process ids of the server's side."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'jpt listening' AND datname = current_database()"
        )
        return {pid for (pid,) in cursor}


def _end_listening_session() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
            "WHERE application_name = 'jpt listening' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def test_another_sessions_notification_is_received(heard: Heard) -> None:
    other = psycopg2.connect(**connection.get_connection_params())
    with other, other.cursor() as cursor:
        cursor.execute(f"NOTIFY {CHANNEL}, 'hello'")
    other.close()

    assert heard.next() == "hello"


def test_own_notification_is_told_at_once_on_commit_and_again_when_it_comes_round(heard: Heard) -> None:
    with transaction.atomic():
        listening.notify(CHANNEL, "mine")
        assert heard.payloads.empty()
    told_at_once = heard.payloads.get_nowait()

    assert told_at_once == "mine"
    assert heard.next() == "mine"


def test_notification_of_a_transaction_rolled_back_is_never_delivered(heard: Heard) -> None:
    with transaction.atomic():
        listening.notify(CHANNEL, "undone")
        transaction.set_rollback(True)
    with transaction.atomic():
        listening.notify(CHANNEL, "done")

    assert heard.next() == "done"


def test_broken_connection_is_made_again_and_said_to_have_missed_something(heard: Heard) -> None:
    ended = _end_listening_session()

    assert ended == 1
    assert heard.next() is None
    with transaction.atomic():
        listening.notify(CHANNEL, "after")
    assert heard.next() == "after"


def test_session_that_hangs_by_itself_is_replaced(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "POLL_SECONDS", 0.2)
    monkeypatch.setattr(listening, "ANSWER_SECONDS", 0.5)
    (stopped,) = _listening_sessions()
    cuts = listening.cuts()

    os.kill(stopped, signal.SIGSTOP)
    try:
        assert eventually(lambda: listening.cuts() > cuts and listening.is_connected(), seconds=20)

        assert _listening_sessions() - {stopped}
        with connection.cursor() as cursor:
            cursor.execute(f"NOTIFY {CHANNEL}, 'after'")
        assert eventually(lambda: heard.next() == "after", seconds=5)
    finally:
        os.kill(stopped, signal.SIGCONT)


def test_process_in_doubt_counts_as_cut_off_until_it_is_answered(heard: Heard) -> None:
    cuts = listening.cuts()

    listening.mark_cut_off()

    assert listening.cuts() == cuts + 1
    assert eventually(lambda: not listening.is_cut_off(), seconds=5)
    assert listening.is_connected()
    assert heard.payloads.empty()


def test_failing_subscriber_silences_nobody(heard: Heard, caplog: pytest.LogCaptureFixture) -> None:
    def fail(payload: str | None) -> None:
        raise ValueError(payload)

    listening.subscribe(CHANNEL, fail)
    try:
        with transaction.atomic():
            listening.notify(CHANNEL, "still here")

        assert heard.next() == "still here"
        assert heard.next() == "still here"
        assert "A subscriber of “jpt_test” failed." in caplog.messages
    finally:
        listening.unsubscribe(CHANNEL, fail)


def test_starting_twice_makes_one_session(heard: Heard) -> None:
    listening.start()

    assert _end_listening_session() == 1
    assert heard.next() is None


def test_subscription_made_while_listening_is_followed(heard: Heard) -> None:
    late = Heard()
    listening.subscribe("jpt_late", late)
    try:
        assert late.next() is None
        other = psycopg2.connect(**connection.get_connection_params())
        with other, other.cursor() as cursor:
            cursor.execute("NOTIFY jpt_late, 'on time'")
        other.close()

        assert late.next() == "on time"
    finally:
        listening.unsubscribe("jpt_late", late)


@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # of Python 3.12: it is what is tested
def test_forked_child_starts_a_thread_of_its_own(heard: Heard) -> None:
    child = os.fork()
    if child == 0:
        listening.start()
        os._exit(0 if eventually(listening.is_connected, seconds=5) else 1)

    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0
    assert listening.is_connected()


def test_key_revoked_in_another_process_is_dead_within_a_second(
    heard: Heard, database_environment: Mapping[str, str]
) -> None:
    key, raw = key_of(state("TAB"))
    _, kept = key_of(state("JAL"))
    viewer_for_key(raw)
    viewer_for_key(kept)

    subprocess.run(
        [sys.executable, "manage.py", "apikey", "revoke", str(key.pk)],
        env={**database_environment, "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        check=True,
        capture_output=True,
        timeout=60,
    )

    def is_dead() -> bool:
        try:
            viewer_for_key(raw)
        except KeyRefused as refusal:
            return refusal.code == "KEY_REVOKED"
        return False

    assert eventually(is_dead, seconds=1)
    assert viewer_for_key(kept).own_code == "JAL"
