"""Django's `makemigrations`, which would end in a traceback on a database of another version."""

from contextlib import suppress
from typing import Any

from django.core.management.commands.makemigrations import Command as DjangoMakeMigrations
from django.db import DEFAULT_DB_ALIAS, OperationalError

from cms.unknown_migrations import refuse_unknown_migrations


class Command(DjangoMakeMigrations):
    """Write migrations; `make lint` only asks whether one is missing."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare the models with the migrations.

        Raises:
            CommandError: exit code 3: another version of the project made the database.
        """
        with suppress(OperationalError):  # Django continues without a database, with a warning
            refuse_unknown_migrations(DEFAULT_DB_ALIAS)
        super().handle(*args, **options)
