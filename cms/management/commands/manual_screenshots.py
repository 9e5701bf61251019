"""`manage.py manual_screenshots`: renew the pictures of the manual."""

from __future__ import annotations

import json
import shutil
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.manual.shots import FOLDER, Shot, all_shots

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Command(BaseCommand):
    """Takes what `cms/manual/shots.toml` defines; pictures that it does not define any more go."""

    help = "Take the screenshots of the manual, from a demonstration of its own or one that runs."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which, from where and with what."""
        parser.add_argument("names", nargs="*", help="only these; all without any")
        parser.add_argument("--demo", type=Path, help="demo.json of a demonstration that runs (make run)")
        parser.add_argument("--chromium", type=Path, help="the browser; otherwise the machine's own")

    def handle(self, *, names: list[str], demo: Path | None, chromium: Path | None, **options: Any) -> None:
        """Take them, and remove what is not defined.

        Raises:
            CommandError: playwright or a browser is missing, a name is not defined, or a picture could not be taken.
        """
        try:
            from cms.manual import shooting
        except ImportError as error:
            raise CommandError("This needs the environment for development: make .venv/installed-dev.") from error
        unknown = sorted(set(names) - all_shots().keys())
        if unknown:
            raise CommandError(f"shots.toml does not define: {', '.join(unknown)}.")
        program = chromium or next((Path(found) for found in map(shutil.which, PROGRAMS) if found), None)
        if program is None:
            raise CommandError(
                "There is no Chromium here. On Debian: apt-get install chromium; or name one by --chromium."
            )
        shots = [shot for name, shot in all_shots().items() if not names or name in names]

        def taken(said: Mapping[str, Any]) -> list[str]:
            return shooting.take(shots, said, program, self.stdout.write)

        if demo is not None:
            failed = taken(json.loads(demo.read_text(encoding="utf-8")))
        else:
            self.stdout.write("Starting a demonstration; this takes minutes.")
            with shooting.own_demonstration() as said:
                failed = taken(said)
        self._remove_undefined(all_shots())
        if failed:
            raise CommandError("Not taken:\n" + "\n".join(failed))

    def _remove_undefined(self, shots: Mapping[str, Shot]) -> None:
        for path in FOLDER.glob("*.webp"):
            if path.stem not in shots:
                path.unlink()
                self.stdout.write(f"{path.stem} removed")
