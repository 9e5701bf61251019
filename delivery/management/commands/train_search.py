"""`manage.py train_search`: let search learn from the examples as they are now."""

from __future__ import annotations

from typing import IO, Any, cast

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console

from delivery.teaching import train_changed


class Command(BaseCommand):
    """What the worker does as examples change, at once."""

    help = "Let search learn from the examples as they are now: the worker does as they change."

    def handle(self, **options: Any) -> None:
        """Run the command."""
        console = Console(file=cast(IO[str], self.stdout))
        with console.status(_("Learning from examples")):
            trained = train_changed()
        sentence = ngettext("%(count)d model trained.", "%(count)d models trained.", trained)
        console.print(sentence % {"count": trained})
