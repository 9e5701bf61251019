"""What stands between a fresh clone and serving: tables and content."""

import subprocess
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from cms.management.commands.migrate import Command as Migrate
from cms.owner import as_owner, grant_rights
from cms.running.console import console
from cms.unknown_migrations import refuse_unknown_migrations


def migrate() -> int:
    """Apply the migrations that are missing, with a progress bar; return how many they were.

    Raises:
        CommandError: exit code 3: another version of the project made the database.
    """
    refuse_unknown_migrations(DEFAULT_DB_ALIAS)
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    connection.close()
    if plan:
        with _progress() as progress:
            task = progress.add_task("Preparing the tables", total=len(plan))
            call_command(_MigrateWithProgress(lambda: progress.advance(task)), verbosity=0, interactive=False)
    else:
        with as_owner():
            grant_rights()
    return len(plan)


def load_content() -> None:
    """Load the library, the states and the demonstration; it shows its own progress and is quick the second time."""
    if "load_starter" in get_commands():
        call_command("load_starter", demonstration=True)


def teach_search() -> None:
    """Let search learn before anybody asks, where it has learned nothing yet; from then on the worker does.

    In a process of its own, as what only learning needs would stay in this one's memory. If it fails, the worker tries
    again, and until then search goes by words alone.
    """
    from publishing.models import SearchModel
    from tenants.models import LIBRARY_ID
    from tenants.scope import tenant_scope

    with tenant_scope([LIBRARY_ID]):
        has_learned = SearchModel.objects.filter(tenant_id=LIBRARY_ID).exists()
    if not has_learned:
        command = [sys.executable, "manage.py", "train_search", "--library"]
        subprocess.run(command, cwd=settings.BASE_DIR, check=False)


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=False,
    )


class _MigrateWithProgress(Migrate):
    def __init__(self, advance: Callable[[], None]) -> None:
        super().__init__()
        self._advance = advance

    def migration_progress_callback(self, action: str, migration: Any = None, fake: bool = False) -> None:
        if action == "apply_success":
            self._advance()
