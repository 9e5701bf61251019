"""`manage.py rename_documents`: give the documents that are stored names that say nothing."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from media.services.rename_documents import rename_documents


class Command(BaseCommand):
    """Rename what came in before names were random."""

    help = "Give the documents that are stored names that say nothing; pages are published again with the new ones."

    def handle(self, **options: Any) -> None:
        """Do it, and print how many files have another name."""
        done = rename_documents()
        renamed = ngettext("%(count)d file renamed.", "%(count)d files renamed.", done.files)
        self.stdout.write(renamed % {"count": done.files})
        for name in done.missing:
            self.stdout.write(_("Not in the store: %(name)s") % {"name": name})
