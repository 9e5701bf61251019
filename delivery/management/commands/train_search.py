"""`manage.py train_search`: let search learn from the examples as they are now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from delivery.teaching import train_changed, train_library


class Command(BaseCommand):
    """What the worker does as examples change, at once."""

    help = "Let search learn from the examples as they are now: the worker does as they change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to leave the states to the worker."""
        parser.add_argument(
            "--library", action="store_true", help="Leave what states add for themselves to the worker."
        )

    def handle(self, **options: Any) -> None:
        """Run the command, showing that it goes on."""
        console = Console(file=cast(IO[str], self.stdout))
        columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
        with Progress(*columns, console=console) as progress:
            task = progress.add_task(_("Learning from examples"), total=None)
            trained = train_library() if options["library"] else train_changed()
            progress.update(task, total=1, completed=1)
        sentence = ngettext("%(count)d model trained.", "%(count)d models trained.", trained)
        console.print(sentence % {"count": trained})
