"""Django's `migrate`, run by the owner of the database."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from cms.owner import as_owner
from cms.unknown_migrations import refuse_unknown_migrations


class Command(DjangoMigrate):
    """Create and change tables as `jpt_owner`; the application's role may not."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the migrations with the owner's credentials on the chosen database.

        Raises:
            CommandError: exit code 3: another version of the project made the database.
        """
        refuse_unknown_migrations(options["database"])
        with as_owner(options["database"]):
            super().handle(*args, **options)
