"""Making a backup, and restoring one."""

import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from cms.backup import archive, database, media
from cms.backup.manifest import DUMP_NAME, FORMAT, BackupRefused, Manifest

MOST_ENDING_SECONDS = 2.0
"""How long the session of a process that was just stopped may take to end."""


def back_up(path: Path) -> int:
    """Write database and media to the new file `path`; return the number of media files in it.

    Raises:
        BackupRefused: the file exists, cannot be written, or the database cannot be dumped.
    """
    with (
        archive.writing(path) as writer,
        tempfile.TemporaryDirectory(prefix="backup-", dir=settings.VAR_DIR) as folder,
        _progress() as progress,
    ):
        dump = Path(folder, DUMP_NAME)
        task = progress.add_task("Database", total=None)
        migrations = database.dump(dump)
        files = list(media.names())
        progress.update(task, description="Writing", total=dump.stat().st_size + media.total_size(files))

        def advance(size: int) -> None:
            progress.advance(task, size)

        with dump.open("rb") as content:
            writer.add(DUMP_NAME, content, dump.stat().st_size, advance)
        missing = media.add(writer, files, advance)
        writer.finish(
            Manifest(
                format=FORMAT,
                created_at=datetime.now(UTC),
                server_version=database.server_major(),
                migrations=migrations,
                checksums=writer.checksums,
            )
        )
    return len(files) - missing


def restore(path: Path, *, replace: bool) -> Manifest:
    """Replace database and media by those of a backup; return its manifest.

    Everything in the file is verified before anything is changed, and the database changes in one transaction.

    Args:
        replace: also when the database already has content.
    Raises:
        BackupRefused: the file is damaged or another version's, the database has content, or somebody works on it.
    """
    with archive.reading(path) as tar, _progress() as progress:
        size = path.stat().st_size
        task = progress.add_task("Checking", total=size)
        manifest = archive.verified(tar, lambda done: progress.advance(task, done))
        progress.update(task, completed=size)
        _refuse_unless_possible(manifest, replace=replace)
        content = tar.extractfile(DUMP_NAME)
        assert content is not None  # verified above
        task = progress.add_task("Restoring the database", total=None)
        connection.close()
        database.restore(content)
        progress.update(task, total=1, completed=1)
        task = progress.add_task("Restoring media", total=size)
        media.restore(tar, lambda done: progress.advance(task, done))
        progress.update(task, completed=size)
    call_command("migrate", verbosity=0, interactive=False)
    return manifest


def _refuse_unless_possible(manifest: Manifest, *, replace: bool) -> None:
    unknown = sorted(set(manifest.migrations) - database.known_migrations())
    if unknown:
        raise BackupRefused(
            f"The backup was made by another version of the project: it has {unknown[0]}, which is unknown here. "
            "Restore it with that version, or update first."
        )
    if not replace and not database.is_empty():
        raise BackupRefused("The database has content, which would be lost. Add --yes to replace it.")
    others = _others_after_a_while()
    if others:
        raise BackupRefused(
            f"{others} other connections work on the database. Stop the web and the worker first, "
            "so that nothing is lost."
        )


def _others_after_a_while() -> int:
    """Count the sessions of others that do not end soon: that of a process which was just stopped takes a moment to."""
    until = time.monotonic() + MOST_ENDING_SECONDS
    while (others := database.other_sessions()) and time.monotonic() < until:
        time.sleep(0.2)
    return others


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
