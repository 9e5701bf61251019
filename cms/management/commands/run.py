"""Everything on this machine in one command: database, tables, content, web, realtime and worker."""

import os
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connections

from cms import ports
from cms.database import release
from cms.parent import die_with_parent
from cms.running import preparing
from cms.running.children import Child, stop_all
from cms.running.console import console, print_line
from cms.running.single import AlreadyRunning, Run, only_run
from cms.running.waiting import wait_until_ready
from publishing.services.launch_state import point_sites_at

READY_SECONDS = 90.0
MOST_RESTARTS_BEFORE_READY = 4


class Stopped(Exception):
    """SIGTERM or Ctrl-C arrived."""


class Command(BaseCommand):
    """Run until Ctrl-C or SIGTERM."""

    help = "Prepares the database and the content, and runs the web, the chat and the worker until Ctrl-C."
    # The tables may not exist yet; checks run with the migrations.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add `--port`."""
        parser.add_argument("--port", type=int, default=None, help="port of the web, default $PORT or 8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, serve, and clean up."""
        port = _wanted_port(options["port"])
        try:
            with only_run(Path(settings.VAR_DIR)) as run:
                self._run(run, port)
        except AlreadyRunning as already:
            _print_addresses(already)

    def _run(self, run: Run, wanted_port: int) -> None:
        stopping = threading.Event()
        _listen_for_signals(stopping)
        if "MAKELEVEL" in os.environ:
            # Started by make: when that is killed outright, nothing else would stop this.
            die_with_parent()
        children: list[Child] = []
        try:
            _prepare()
            port = _free_port(wanted_port)
            realtime_port = _free_port_beside(port)
            point_sites_at(port=port)
            children.extend(_children(port, realtime_port))
            for child in children:
                child.start()
            _wait("web", port, children)
            _wait("realtime", realtime_port, children)
            _announce(run, port, realtime_port)
            # From here on signals only end the waiting.
            signal.signal(signal.SIGTERM, lambda *_: stopping.set())
            signal.signal(signal.SIGINT, lambda *_: stopping.set())
            while not stopping.wait(0.2):
                for child in children:
                    child.keep_alive()
        except Stopped:
            pass
        finally:
            _ignore_signals()
            _clean_up(children)


def _wanted_port(option: int | None) -> int:
    text = str(option) if option is not None else os.environ.get("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CommandError(f"PORT must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def _print_addresses(already: AlreadyRunning) -> None:
    if already.web:
        print_line(f"Already running at [bold]{already.web}[/] (process {already.pid}). Stop it there with Ctrl-C.")
    else:
        print_line(f"Another run of this clone is being prepared (process {already.pid}). It will tell its address.")


def _listen_for_signals(stopping: threading.Event) -> None:
    def stop(*_: Any) -> None:
        stopping.set()
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _ignore_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)


def _prepare() -> None:
    from cms.running.demonstration import remove_demo_file

    remove_demo_file()
    print_line("[bold]Justicia para Ti[/]")
    is_own = "DATABASE_URL" not in os.environ
    print_line("The database is running." if is_own else "Using the database of DATABASE_URL.")
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # empty here; WhiteNoise wants it to exist
    try:
        preparing.migrate()
    except OperationalError as error:
        raise CommandError(f"The database does not answer: {error}") from error
    preparing.load_content()
    preparing.teach_search()
    if subprocess.run([settings.BASE_DIR / "bin" / "build-frontend", "--check"], check=False).returncode:
        print_line("[yellow]The front end is not built from its present sources. Build it with “make frontend”.[/]")


def _free_port(wanted: int) -> int:
    try:
        port = ports.first_free(wanted)
    except OSError as error:
        raise CommandError(str(error)) from error
    if port != wanted:
        print_line(f"[yellow]Port {wanted} is taken by another program; using {port}.[/]")
    return port


def _free_port_beside(port: int) -> int:
    """Return the first free port behind that of the web."""
    try:
        return ports.first_free(port + 1)
    except OSError as error:
        raise CommandError(str(error)) from error


def _children(port: int, realtime_port: int) -> list[Child]:
    environment = {
        **os.environ,
        "DIE_WITH_PARENT": "1",
        "PYTHONUNBUFFERED": "1",
        "PUBLIC_URL": os.environ.get("PUBLIC_URL", f"http://localhost:{port}"),
        "CHAT_URL": os.environ.get("CHAT_URL", f"http://localhost:{realtime_port}"),
    }
    return [
        Child("web", "cyan", [sys.executable, "-m", "cms.web", str(port)], environment),
        Child("realtime", "green", [sys.executable, "-m", "cms.realtime", str(realtime_port)], environment),
        Child("worker", "magenta", [sys.executable, "manage.py", "worker"], environment),
    ]


def _wait(name: str, port: int, children: list[Child]) -> None:
    (awaited,) = (child for child in children if child.name == name)

    def supervise() -> bool:
        for child in children:
            child.keep_alive()
        return awaited.restarts < MOST_RESTARTS_BEFORE_READY

    with console.status(f"Starting the {name} …"):
        if not wait_until_ready(port, seconds=READY_SECONDS, meanwhile=supervise):
            raise CommandError(f"The {name} process does not become ready; what it wrote above says why.")


def _announce(run: Run, port: int, realtime_port: int) -> None:
    from cms.running.announcing import announce
    from cms.running.demonstration import write_demonstration

    demonstration = write_demonstration(port, realtime_port)
    connections.close_all()
    run.publish_address(demonstration["web"])
    announce(demonstration)


def _clean_up(children: list[Child]) -> None:
    print_line("Stopping …")
    stop_all(children)
    connections.close_all()
    with suppress(FileNotFoundError):
        release(Path(settings.VAR_DIR) / "postgres")
    print_line("Stopped.")
