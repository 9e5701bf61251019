"""Renaming documents that were stored before their names were random."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction

from media.file_names import is_random_name
from media.models import CustomDocument
from tenants.scope import scope_of_all_tenants


@dataclass(frozen=True, slots=True)
class Renamed:
    """What renaming did.

    Attributes:
        files: how many files have another name now.
        missing: the names of those that are not in the store.
    """

    files: int
    missing: tuple[str, ...]


def rename_documents() -> Renamed:
    """Give documents that have the names of their uploads random ones. Run again, it finds nothing to do.

    Their addresses become others: the pages that refer to them are stored again, each with its file's change.
    """
    with scope_of_all_tenants():
        ids = list(CustomDocument.objects.order_by("pk").values_list("pk", flat=True))
    files, missing = 0, []
    for pk in ids:
        with scope_of_all_tenants():
            document = CustomDocument.objects.select_for_update(of=("self",)).filter(pk=pk).first()
            if document is None or is_random_name(document.filename):
                continue
            try:
                _rename(document)
            except FileNotFoundError:
                missing.append(str(document.file.name))
            else:
                files += 1
    return Renamed(files, tuple(missing))


def _rename(document: CustomDocument) -> None:
    storage, name = document.file.storage, str(document.file.name)
    with storage.open(name) as content:
        document.file.save(document.filename, File(content), save=False)
    document.save()
    transaction.on_commit(lambda: storage.delete(name))
