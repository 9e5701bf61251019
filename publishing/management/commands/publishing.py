"""`manage.py publishing rebuild|verify`: make the store anew from the trees, or prove that both agree."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from publishing.errors import DomainError
from publishing.services.rebuild import rebuild
from publishing.services.verify import Difference, verify

SHOWN = 200


class Command(BaseCommand):
    """Two acts on the store of published content."""

    help = "Make the store of published content anew from the trees (rebuild), or prove that they agree (verify)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the act, and the states to do it for."""
        parser.add_argument("act", choices=["rebuild", "verify"])
        parser.add_argument(
            "--state", action="append", default=[], metavar="CODE", help="Such as TAB or NAC; all when left out."
        )

    def handle(self, *, act: str, state: list[str], **options: Any) -> None:
        """Run the act.

        Raises:
            CommandError: exit code 1: there are differences, or a page cannot be stored.
        """
        console = Console(file=cast(IO[str], self.stdout))
        with Progress(console=console) as progress:
            steps = _bar(progress, _("Rebuilding") if act == "rebuild" else _("Comparing"))
            if act == "rebuild":
                self._rebuild(console, state, steps)
                return
            differences = verify(codes=state, steps=steps)
        _show(console, differences)
        if differences:
            raise CommandError(_("Store and trees disagree. `publishing rebuild` makes the store anew."), returncode=1)

    def _rebuild(self, console: Console, codes: list[str], steps: Callable[[int], Callable[[], None]]) -> None:
        try:
            done = rebuild(codes=codes, steps=steps)
        except DomainError as error:
            raise CommandError(error.message, returncode=1) from error
        console.print(
            _("%(written)d written, %(withdrawn)d withdrawn, %(unchanged)d unchanged.")
            % {"written": done.written, "withdrawn": done.withdrawn, "unchanged": done.unchanged}
        )


def _bar(progress: Progress, name: str) -> Callable[[int], Callable[[], None]]:
    def steps(count: int) -> Callable[[], None]:
        task = progress.add_task(name, total=count)
        return lambda: progress.advance(task)

    return steps


def _show(console: Console, differences: list[Difference]) -> None:
    if not differences:
        console.print(_("0 differences."))
        return
    table = Table(title=_("%(count)d differences") % {"count": len(differences)})
    for name in (_("what"), _("state"), _("language"), _("path"), _("page"), _("field")):
        table.add_column(name)
    for one in differences[:SHOWN]:
        table.add_row(one.what, one.tenant, one.locale, one.path, str(one.page_id), one.field)
    console.print(table)
