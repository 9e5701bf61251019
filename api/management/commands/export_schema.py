"""Print the GraphQL schema, or write it to the file that is kept beside the code."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from api.schema.build import PRINTED, printed


class Command(BaseCommand):
    """`manage.py export_schema [--write]`."""

    help = "Print the GraphQL schema."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options."""
        parser.add_argument("--write", action="store_true", help="Write it to api/schema.graphql.")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Run the command."""
        if options["write"]:
            PRINTED.write_text(printed())
        else:
            self.stdout.write(printed(), ending="")
