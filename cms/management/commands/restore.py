"""The way back from a backup."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.backup import services
from cms.backup.manifest import BackupRefused


class Command(BaseCommand):
    """Put a backup in the place of what is there."""

    help = "Checks a backup, then replaces the database and the media by it. Nothing else may be running."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file, and the leave to replace content."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace a database that has content")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore."""
        try:
            manifest = services.restore(options["file"], replace=options["yes"])
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {manifest.created_at:%Y-%m-%d %H:%M} UTC.")
