"""`manage.py load_starter`: load the starter content."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from content_models.starter_errors import StarterError
from publishing.services.load_starter import Loaded, load_starter
from publishing.starter_loading.decisions import Act


class Command(BaseCommand):
    """Load the library, the 32 states and their offices. Run again, it adds what is new and leaves editors' work."""

    help = "Load the starter content: the national library, the 32 states, their organizations and offices."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the two ways of loading."""
        ways = parser.add_mutually_exclusive_group(required=True)
        ways.add_argument(
            "--demonstration", action="store_true", help="Publish offices that nobody has confirmed, marked as such."
        )
        ways.add_argument(
            "--production", action="store_true", help="Leave offices that nobody has confirmed as drafts."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, showing progress.

        Raises:
            CommandError: a starter file is wrong; nothing was changed.
        """
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(file=self.stdout, quiet=options["verbosity"] == 0)  # type: ignore[arg-type]  # an OutputWrapper is a file in all but type
        with Progress(*columns, console=console) as progress:

            def steps(name: str, count: int) -> Callable[[], None]:
                task = progress.add_task(name, total=count)
                return lambda: progress.advance(task)

            try:
                loaded = load_starter(publish_unconfirmed=options["demonstration"], steps=steps)
            except StarterError as error:
                raise CommandError(f"[{error.code}] {error}") from error
        if options["verbosity"]:
            self.stdout.write(summary(loaded))


def summary(loaded: Loaded) -> str:
    """One line that says what was done."""
    pages = loaded.pages
    written = pages[Act.CREATE] + pages[Act.ADOPT]
    parts = [
        ngettext("%(count)s page loaded", "%(count)s pages loaded", written) % {"count": written},
        ngettext("%(count)s updated", "%(count)s updated", pages[Act.UPDATE]) % {"count": pages[Act.UPDATE]},
        _("%(count)s as they were") % {"count": pages[Act.LEAVE_SAME]},
        _("%(count)s left to their editors") % {"count": pages[Act.LEAVE_EDITED] + pages[Act.LEAVE_DELETED]},
    ]
    return ", ".join(parts) + "."
