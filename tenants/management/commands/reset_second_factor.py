"""`manage.py reset_second_factor ana`: for the last administrator, who has nobody else to ask."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tenants.models import User
from tenants.services.second_factors import reset_second_factor


class Command(BaseCommand):
    """Takes away a second factor from the command line."""

    help = "Take away the second factor of somebody who lost their phone and their recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose it is."""
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        """Take it away.

        Raises:
            CommandError: there is nobody of this name.
        """
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"Nobody signs in as “{username}”.")
        reset_second_factor(user=user)
        self.stdout.write(f"{username} sets up another phone after writing the password; their sessions are ended.")
