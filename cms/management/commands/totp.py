"""`manage.py totp coordinator-tab`: the code that a phone of the demonstration shows now."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from base64 import b32decode
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django_otp.oath import TOTP

from cms.running.demonstration import demo_file


class Command(BaseCommand):
    """Prints a code; of the demonstration's people only, whose secrets `demo.json` has."""

    help = "Print the present code of somebody in the demonstration (make run) who has a second factor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whose code it is."""
        parser.add_argument("username")

    def handle(self, *, username: str, **options: Any) -> None:
        """Print it.

        Raises:
            CommandError: this is no demonstration, or nobody in it with a second factor has this name.
        """
        if settings.IS_PRODUCTION:
            raise CommandError("This is a real installation: codes are on people’s own phones.")
        try:
            users = json.loads(demo_file().read_text(encoding="utf-8"))["users"]
            secrets = {user["username"]: user["totp_secret"] for user in users if "totp_secret" in user}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError("There is no demonstration here. Start it first: make run.") from error
        if username not in secrets:
            raise CommandError(
                f"“{username}” has no second factor in the demonstration; who has: {', '.join(secrets)}."
            )
        self.stdout.write(f"{TOTP(b32decode(secrets[username])).token():06}")
