"""The audit log from the command line: `manage.py audit verify`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.audit import check_chains, has_entry
from tenants.models import Tenant


class Command(BaseCommand):
    """Checks that no entry of the audit log was changed, or is missing."""

    help = "Check the audit log: verify [--state TAB] [--mailed NUMBER:DIGEST]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One act, of which more may come."""
        acts = parser.add_subparsers(dest="act", required=True)
        verify = acts.add_parser("verify", help="Compute the digests of all entries again.")
        verify.add_argument("--state", metavar="CODE", help="Only this state's; NAC is the national library.")
        verify.add_argument(
            "--mailed",
            metavar="NUMBER:DIGEST",
            help="Of one state: is the entry that a weekly e-mail named still there? A log whose end was cut is else "
            "as whole as any.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found.

        Raises:
            CommandError: an entry was changed or is missing, or an option cannot be read.
        """
        code = options["state"]
        if code is not None and not Tenant.objects.with_codes([code]).exists():
            raise CommandError(f"There is no state “{code}”. Write a code such as TAB, or NAC.")
        mailed = self._mailed(code, options["mailed"])
        broken = []
        for found in check_chains(None if code is None else {code}):
            state = "whole" if found.broken_at is None else f"BROKEN at {found.broken_at}"
            self.stdout.write(f"{found.code}  {found.number:>8} entries  {state}  {found.digest or '-'}")
            broken += [] if found.broken_at is None else [found.code]
        if mailed is not None and not has_entry(*mailed):
            broken.append(f"{code} (the mailed entry {mailed[1]} is not there)")
        if broken:
            raise CommandError(f"The audit log was changed: {', '.join(broken)}.")

    def _mailed(self, code: str | None, given: str | None) -> tuple[str, int, str] | None:
        if given is None:
            return None
        number, _, digest = given.partition(":")
        if code is None or not (number.isascii() and number.isdecimal() and digest):
            raise CommandError("Write --state CODE --mailed NUMBER:DIGEST, as the e-mail has them.")
        return code, int(number), digest.strip()
