"""Invite somebody by e-mail from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from tenants.limits import LimitReached
from tenants.models import StaffRole, Tenant
from tenants.services.accounts import invite_user


class Command(BaseCommand):
    """`invite_user ana@example.org --state TAB --role editor`, or `--administrator`."""

    help = "Make an account and send its person a link to choose a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the person to invite, and the role."""
        parser.add_argument("email")
        parser.add_argument("--username", default="", help="without: the e-mail address")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--state", help="code of the state, such as TAB; NAC is the national library")
        parser.add_argument("--role", choices=StaffRole.values)
        parser.add_argument("--administrator", action="store_true", help="of the whole service")

    def handle(self, *args: Any, **options: Any) -> None:
        """Invite; an error says what to change and changes nothing."""
        code = options["state"]
        tenant = Tenant.objects.filter(code=code.upper()).first() if code else None
        if code and tenant is None:
            raise CommandError(f"There is no state “{code}”.")
        try:
            user = invite_user(
                email=options["email"],
                username=options["username"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                tenant=tenant,
                role=options["role"],
                is_superuser=options["administrator"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except LimitReached as error:
            raise CommandError("This address was sent many invitations today. Try again tomorrow.") from error
        self.stdout.write(f"An invitation is on its way to {user.email}.")
