"""Database and media in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.backup import services
from cms.backup.manifest import BackupRefused


class Command(BaseCommand):
    """Make a backup while the service is running."""

    help = "Writes the database and the media to one new file, which holds personal data: keep it safe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the backup."""
        path: Path = options["file"]
        try:
            files = services.back_up(path)
        except BackupRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{path}: the database and {files} media files, {path.stat().st_size / 1e6:.1f} MB.")
