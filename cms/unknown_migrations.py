"""A database made by another version of the project: it has migrations of ours that this version does not have."""

import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

EXIT_CODE = 3
"""Of commands that find such a database, so that a script can distinguish it from other failures."""


def refuse_unknown_migrations(alias: str) -> None:
    """Let nothing be migrated that another version made: its tables may differ from what this version expects.

    Raises:
        CommandError: exit code 3: what was found, and how to keep it and begin anew.
    """
    unknown = unknown_migrations(alias)
    if not unknown:
        return
    found = _(
        "The database was made by another version of the project: it has %(migrations)s, "
        "which this version does not have. Nothing in it was changed."
    ) % {"migrations": ", ".join(unknown)}
    raise CommandError(f"{found}\n{_ways_on()}", returncode=EXIT_CODE)


def unknown_migrations(alias: str) -> list[str]:
    """Return the applied migrations of this project's own apps that the code does not have, as `app.name`."""
    own = {config.label for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR}
    applied = MigrationRecorder(connections[alias]).applied_migrations()
    on_disk = MigrationLoader(None).disk_migrations
    return sorted(f"{app}.{name}" for app, name in applied if app in own and (app, name) not in on_disk)


def _ways_on() -> str:
    if "DATABASE_URL" in os.environ:
        return _(
            "Go on with the version that made it; or make a backup with that version (manage.py backup FILE), "
            "and give this version an empty database."
        )
    return _(
        "1. To keep it, make a backup (manage.py backup FILE), which the version that made the database can restore; "
        "or copy the folder %(var)s while nothing runs.\n"
        "2. To begin anew, move the database away and start again: mv %(var)s/postgres %(var)s/postgres-old"
    ) % {"var": settings.VAR_DIR}
