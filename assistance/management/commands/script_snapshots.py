"""`manage.py script_snapshots`: write the snapshots that are missing of what states serve now."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from assistance.services.snapshots import write_missing


class Command(BaseCommand):
    """What the worker does as states change, for all of them at once."""

    help = "Write the snapshots of scripts that are missing: the worker does as states change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the states to do it for."""
        parser.add_argument("--state", action="append", default=[], metavar="CODE", help="Such as TAB; else all.")

    def handle(self, *, state: list[str], **options: Any) -> None:
        """Run the command."""
        console = Console(file=cast(IO[str], self.stdout))
        with Progress(console=console) as progress:

            def steps(count: int) -> Callable[[], None]:
                task = progress.add_task(_("Writing snapshots"), total=count)
                return lambda: progress.advance(task)

            written = write_missing(codes=state, steps=steps)
        sentence = ngettext("%(count)d snapshot written.", "%(count)d snapshots written.", written)
        sentence = ngettext("%(count)d snapshot written.", "%(count)d snapshots written.", written)
        console.print(sentence % {"count": written})
