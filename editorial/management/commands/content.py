"""`manage.py content check`: what is wrong in the published content, and what people still have to confirm."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from editorial.content_checks import Finding, Severity, check_content
from tenants.models import Tenant


class Command(BaseCommand):
    """Runs the rules about content; ends with 1 when something is wrong."""

    help = "List what is wrong in the published content, and count what people still have to confirm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the act, the states to check, and how to print."""
        parser.add_argument("act", choices=["check"])
        parser.add_argument(
            "--state", action="append", default=[], metavar="CODE", help="Such as TAB or NAC; all when left out."
        )
        parser.add_argument("--details", action="store_true", help="List also what is only to be confirmed or known.")
        parser.add_argument("--json", action="store_true", help="Print all findings as JSON, and nothing else.")

    def handle(self, *, act: str, state: list[str], details: bool, **options: Any) -> None:
        """Check, showing progress.

        Raises:
            CommandError: exit code 1: there are errors in the content, or a state's code is unknown.
        """
        unknown = set(state) - set(Tenant.objects.with_codes(state).values_list("code", flat=True))
        if unknown:
            raise CommandError(_("There is no state with the code %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
        console = Console(file=cast(IO[str], self.stdout))
        with Progress(console=console, disable=options["json"]) as progress:
            found = check_content(codes=state, steps=_bar(progress))
        errors = [one for one in found if one.severity == Severity.ERROR]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        else:
            _show(console, found if details else errors)
            _count(console, found)
        if errors:
            message = ngettext("%(count)d error in the content.", "%(count)d errors in the content.", len(errors))
            raise CommandError(message % {"count": len(errors)}, returncode=1)


def _bar(progress: Progress) -> Callable[[int], Callable[[], None]]:
    def steps(count: int) -> Callable[[], None]:
        task = progress.add_task(_("Checking"), total=count)
        return lambda: progress.advance(task)

    return steps


def _show(console: Console, found: list[Finding]) -> None:
    if not found:
        return
    table = Table(show_lines=False)
    for name in (_("code"), _("state"), _("where"), _("what")):
        table.add_column(name, overflow="fold")
    for one in found:
        table.add_row(one.code, one.tenant, one.where, one.message)
    console.print(table)


def _count(console: Console, found: list[Finding]) -> None:
    counts = Counter((one.severity, one.code) for one in found)
    names = {
        Severity.ERROR: _("errors"),
        Severity.CONFIRM: _("to be confirmed by people"),
        Severity.NOTICE: _("to be aware of"),
    }
    for severity, name in names.items():
        by_code = {code: count for (of, code), count in sorted(counts.items()) if of == severity}
        listed = f" ({', '.join(f'{code} {count}' for code, count in by_code.items())})" if by_code else ""
        console.print(f"{sum(by_code.values())} {name}{listed}.")
