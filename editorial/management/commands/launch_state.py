"""Let states serve citizens: `manage.py launch_state JAL`, or `--all`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from editorial.launching.readiness import Missing, missing_of
from editorial.launching.services import launch
from publishing.errors import DomainError
from publishing.services.change_tenant import change_tenant
from tenants.models import Tenant, TenantStatus


class Command(BaseCommand):
    """Launches prepared states, each in one transaction of its own: a run that is ended is taken up by the next."""

    help = "Let prepared states serve citizens. States that lack what they need are named, with what it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which states."""
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("codes", nargs="*", default=[], metavar="CODE", help="Such as JAL.")
        which.add_argument("--all", action="store_true", help="Every state that is prepared.")
        parser.add_argument("--check", action="store_true", help="Only say what is missing.")
        parser.add_argument("--host", action="append", default=[], help="An address of the site; of one state only.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Launch.

        Raises:
            CommandError: a code is unknown, or a state lacks what it needs; the others are launched.
        """
        states = self._states(options["codes"], everyone=options["all"])
        if options["host"] and len(states) != 1:
            raise CommandError("An address belongs to one state: name one code with --host.")
        if options["check"]:
            self._check(states)
            return
        refused = []
        with self._progress(options["verbosity"]) as progress:
            task = progress.add_task("Launching states", total=len(states))
            for state in states:
                try:
                    missing = _launched(state, options["host"])
                except DomainError as error:
                    refused.append(f"{state.code}: {error.message}")
                else:
                    for one in missing if options["verbosity"] else []:
                        self.stdout.write(f"{state.code}: {one.code}: {one.sentence}")
                progress.advance(task)
        if refused:
            raise CommandError("\n".join(["Not launched:", *refused]))
        if options["verbosity"]:
            self.stdout.write(f"{len(states)} launched.")

    def _states(self, codes: list[str], *, everyone: bool) -> list[Tenant]:
        states = Tenant.objects.states().order_by("code")
        if everyone:
            return list(states.exclude(status=TenantStatus.SUSPENDED))
        wanted = {code.upper() for code in codes}
        found = list(states.with_codes(wanted))
        unknown = wanted - {state.code for state in found}
        if unknown:
            raise CommandError(f"There is no state {', '.join(sorted(unknown))}: write codes such as JAL.")
        return found

    def _check(self, states: list[Tenant]) -> None:
        for state in states:
            missing = missing_of(state)
            self.stdout.write(f"{state.code} {state.get_status_display()}: {'ready' if not missing else ''}")
            for one in missing:
                self.stdout.write(f"  {'! ' if one.is_blocking else '- '}{one.code}: {one.sentence}")

    def _progress(self, verbosity: int) -> Progress:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(file=self.stdout, quiet=verbosity == 0)  # type: ignore[arg-type]  # in all but type a file
        return Progress(*columns, console=console)


@transaction.atomic
def _launched(state: Tenant, hosts: list[str]) -> list[Missing]:
    if hosts:
        change_tenant(tenant=state, hosts=hosts)
    return launch(code=state.code)
