"""Django's `migrate`, run by the owner of the database."""

from typing import Any

from django.core.checks import Tags
from django.core.management.commands.migrate import Command as DjangoMigrate

from cms.owner import as_owner, grant_rights
from cms.unknown_migrations import refuse_unknown_migrations
from tenants.databases import READER


class Command(DjangoMigrate):
    """Create and change tables as `jpt_owner`; the application's roles may not."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the migrations with the owner's credentials on the chosen database, and give the others their rights.

        Raises:
            CommandError: exit code 3: another version of the project made the database.
            SystemCheckError: `jpt_reader` may do more than read.
        """
        refuse_unknown_migrations(options["database"])
        with as_owner(options["database"]):
            super().handle(*args, **options)
            grant_rights(options["database"])
        self.check(tags=[Tags.database], databases=[READER])
