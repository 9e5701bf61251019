"""`manage.py small_copy`: write what a state's search has learned as a small file, for use without a network."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from delivery import state_view
from delivery.small_copies import small_copy_of
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind


class Command(BaseCommand):
    """Writes the small copy of one state's search."""

    help = "Write what a state's search has learned as a file for readers without a network (docs/search-rules.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the state, the language and the file."""
        parser.add_argument("--state", required=True, metavar="CODE", help="Such as TAB.")
        parser.add_argument("--locale", help="BCP 47 tag; the state's first language when left out.")
        parser.add_argument("--output", required=True, type=Path, help="The file; not compressed.")

    def handle(self, *, state: str, locale: str | None, output: Path, **options: Any) -> None:
        """Write the file.

        Args:
            state: its code.
            locale: BCP 47 tag; None: the state's first language.
            output: the file's path; an existing one is overwritten.
        Raises:
            CommandError: there is no such state, or nothing was learned yet.
        """
        tenant = Tenant.objects.states().filter(code=state).first()
        if tenant is None:
            raise CommandError(_("There is no state with the code %(codes)s.") % {"codes": state})
        viewer = Viewer(kind=ViewerKind.USER, tenants={tenant.code: tenant.pk}, name="small_copy")
        try:
            copy = small_copy_of(state_view.for_viewer(viewer, tenant.code, locale))
        except ValueError as error:
            raise CommandError(_("Search has learned nothing yet. Run “manage.py train_search” first.")) from error
        output.write_bytes(copy)
