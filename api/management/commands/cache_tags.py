"""Print the opaque tags by which an outside cache finds the answers of a state."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from api.cache.tags import EVERYTHING, tag
from delivery.tenant_info import read_tenants
from tenants.models import Tenant


class Command(BaseCommand):
    """`manage.py cache_tags [TAB]`."""

    help = "Print the cache tags of a state, one for each of its languages; without a code, the one for everything."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the state's code."""
        parser.add_argument("code", nargs="?", help="of the state, such as TAB")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Print a line for each tag."""
        if options["code"] is None:
            self.stdout.write(tag(EVERYTHING))
            return
        code = options["code"].upper()
        numbers = dict(Tenant.objects.states().values_list("code", "pk"))
        if code not in numbers:
            raise CommandError(f"There is no state with the code “{code}”.")
        (state,) = read_tenants({numbers[code]: 0}).values()
        for locale in state.locales:
            self.stdout.write(f"{tag(f'{code}/{locale}')} {locale}")
