"""Django's `migrate`, run by the owner of the database."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate

from cms.owner import as_owner


class Command(DjangoMigrate):
    """Create and change tables as `jpt_owner`; the application's role may not."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the migrations with the owner's credentials on the chosen database."""
        with as_owner(options["database"]):
            super().handle(*args, **options)
