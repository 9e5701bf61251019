"""`manage.py clean_images`: take positions, cameras and comments out of the images that are stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress

from media.services.clean_images import clean_images


class Command(BaseCommand):
    """Clean what came in before originals were encoded anew."""

    help = "Take positions, cameras and comments out of the images that are stored; their addresses stay."

    def handle(self, **options: Any) -> None:
        """Run it, with a bar, and print how many files were written anew."""
        console = Console(file=cast(IO[str], self.stdout))
        with Progress(console=console) as progress:

            def steps(count: int) -> Callable[[], None]:
                task = progress.add_task(_("Cleaning images"), total=count)
                return lambda: progress.advance(task)

            done = clean_images(steps=steps)
        console.print(
            ngettext("%(count)d file written anew.", "%(count)d files written anew.", done.files)
            % {"count": done.files}
        )
        for failure in done.failures:
            console.print(_("Not cleaned: %(failure)s") % {"failure": failure})
