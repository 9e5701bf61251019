"""`manage.py keyring new|rotate`: make a key for `ENCRYPTION_KEYS`, or encrypt what is stored with the newest."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from tenants.keyring import new_key
from tenants.services.renew_encryption import renew_encryption


class Command(BaseCommand):
    """Two acts on the ring of keys."""

    help = "Make a key for ENCRYPTION_KEYS (new), or encrypt what is stored with the newest one (rotate)."
    requires_system_checks: list[str] = []  # one of which asks for a key

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the name of the act."""
        parser.add_argument("act", choices=["new", "rotate"])

    def handle(self, *, act: str, **options: Any) -> None:
        """Do it.

        Raises:
            CommandError: exit code 1: there is something that no key reads.
        """
        if act == "new":
            self.stdout.write(new_key())
            return
        done = renew_encryption()
        self.stdout.write(
            _("%(renewed)d texts encrypted with the newest key, %(unchanged)d were already.")
            % {"renewed": done.renewed, "unchanged": done.unchanged}
        )
        if done.unreadable:
            message = _("No key reads these: %(which)s. Add their keys to ENCRYPTION_KEYS, after the newest.")
            raise CommandError(message % {"which": ", ".join(done.unreadable)}, returncode=1)
