"""The processes of the test: a nursery that forks one for each connection to its socket, and what one does.

A process is spoken to in lines of JSON, a command and its answer; it ends when the connection does. So the driver needs
no database, and a process begins in milliseconds with nothing in its memory.
"""

from __future__ import annotations

import faulthandler
import json
import os
import random
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tests.randomised.acts import Acts

QUICK_POLL_SECONDS = 1.0
"""Instead of `listening.POLL_SECONDS`: how soon a process notices by itself what no notification has told it."""
READER_PAUSE_SECONDS = 0.02
WORDS_IN_MEMORY = ("vocabulary", "stop_stems")
"""What the search keeps of each language: it takes long to make, and is the same in all processes."""

Answer = dict[str, Any]


def nursery(address: str, media: str) -> None:
    """Fork a process for each connection to the socket `address`, until killed; their media stand in a folder."""
    django.setup()
    from django.test import override_settings

    from cms.parent import die_with_parent
    from delivery.search.words import language_of
    from tests.randomised import acts, serving  # noqa: F401 (so that no process has to load them)

    for tag in ("es", "en"):
        for name in WORDS_IN_MEMORY:
            getattr(language_of(tag), name)
    override_settings(MEDIA_ROOT=Path(media)).enable()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    die_with_parent()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        while True:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                faulthandler.register(signal.SIGUSR1)
                die_with_parent()
                Process(connection).run()
                os._exit(0)
            connection.close()


class Process:
    """One process, from its first command to its death."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._acts: Acts | None = None
        self._faults: list[str] = []
        self._lying = ExitStack()

    def run(self) -> None:
        """Obey until the connection ends."""
        self._say({"pid": os.getpid()})
        for line in self._connection.makefile(encoding="utf-8"):
            command = json.loads(line)
            try:
                answer = self._commands()[command.pop("do")](**command)
            except Exception:
                answer = {"faults": [traceback.format_exc()]}
            found, self._faults = self._faults, []
            self._say({**answer, "faults": [*answer.get("faults", ()), *found]})

    def _say(self, answer: Answer) -> None:
        self._connection.sendall(json.dumps(answer).encode() + b"\n")

    def _commands(self) -> dict[str, Callable[..., Answer]]:
        return {
            "prepare": self._prepare,
            "open": self._open,
            "act": self._act,
            "serve": self._serve,
            "verify": self._verify,
            "cut": self._cut,
            "wait for": self._wait_for,
            "back up": self._back_up,
            "restore": self._restore,
        }

    def _prepare(self) -> Answer:
        from tests.randomised import acts

        acts.prepare()
        return {}

    def _open(self, name: str, address: list[Any] | None, is_reading: bool, is_lying: bool) -> Answer:
        """Begin to listen.

        Args:
            address: host and port of the database, if it is reached another way.
            is_reading: whether the states are read all the time, beside whatever else is done; else memory is cold, or
                stale, when an act reads it.
            is_lying: whether memory is filled over the connection that writes, and so within its transactions.
        """
        from tenants import listening
        from tests.database import memory_within_the_transaction, reached_at
        from tests.randomised import acts

        os.environ["PGAPPNAME"] = name
        listening.POLL_SECONDS = QUICK_POLL_SECONDS
        if address is not None:
            reached_at(*address).__enter__()  # for good
        if is_lying:
            self._lying.enter_context(memory_within_the_transaction())
        self._acts = acts.opened()
        listening.start()
        if is_reading:
            threading.Thread(target=self._read_again_and_again, daemon=True).start()
        return {}

    def _act(self, act: str, dice: int, ending: str, reads: str, is_cold: bool) -> Answer:
        from delivery import state_view
        from tests.randomised.transactions import performed

        if is_cold:
            state_view.reset()
        assert self._acts is not None
        made = len(self._acts.keys)
        outcome = performed(self._acts, act, random.Random(dice), ending=ending, reads=reads)
        return {"did": outcome.did, "keys": self._acts.keys[made:], "faults": outcome.faults}

    def _serve(self, paths: list[str], keys: list[str]) -> Answer:
        from tests.randomised import acts, serving

        assert self._acts is not None
        tenants = {code: self._acts.world.tenants[code].pk for code in acts.STATES}
        hosts = [f"{self._acts.world.tenants[code].slug}.localhost" for code in acts.CODES]
        return {"served": serving.served(tenants, paths=paths, keys=keys, hosts=hosts)}

    def _verify(self) -> Answer:
        from publishing.services.verify import verify

        return {"differences": [asdict(difference) for difference in verify()]}

    def _cut(self) -> Answer:
        """Break all connections on which processes listen, as a restart of PostgreSQL would."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name = 'jpt listening'"
            )
        return {}

    def _wait_for(self, name: str) -> Answer:
        """Return when the database has noticed that a process has died, and has finished its last statement."""
        from django.db import connection

        sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
        left = 1
        while left:
            with connection.cursor() as cursor:
                cursor.execute(sessions, [name])
                left = cursor.fetchone()[0]
            time.sleep(0.01)
        return {}

    def _back_up(self, path: str) -> Answer:
        from cms.backup.services import back_up

        back_up(Path(path))
        return {}

    def _restore(self, path: str) -> Answer:
        from cms.backup.services import restore

        restore(Path(path), replace=True)
        return {}

    def _read_again_and_again(self) -> None:
        """Read the states beside everything else, so that loads cross acts; what is served never goes back."""
        from delivery import state_view
        from publishing.errors import LocaleNotServed, NotVisible
        from tests.randomised import acts, serving

        assert self._acts is not None
        dice = random.Random(os.getpid())
        seen: dict[tuple[str, str], list[int]] = {}
        while True:
            code, locale = dice.choice(acts.STATES), dice.choice(["es-MX", "en"])
            viewer = serving.viewer_of(code, self._acts.world.tenants[code].pk)
            try:
                version = state_view.for_viewer(viewer, code, locale).version
            except (LocaleNotServed, NotVisible):
                continue
            except Exception:
                self._faults.append(traceback.format_exc())
            else:
                numbers = [int(number) for number in version.split(".")]
                before = seen.setdefault((code, locale), numbers)
                if any(now < then for now, then in zip(numbers, before, strict=True)):
                    self._faults.append(f"{code} {locale} went back from {before} to {numbers}")
                seen[code, locale] = numbers
            time.sleep(dice.random() * READER_PAUSE_SECONDS)


if __name__ == "__main__":
    nursery(*sys.argv[1:])
