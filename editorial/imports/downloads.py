"""What a downloaded file was made from: of an office that was changed since, the file does not put old values back.

Each row of a download names the revision it shows. A cell that says what that revision said was not changed by whoever
sends the file: it stays as it is now. A cell that was changed on both sides is asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from content_models.models import OfficePage

from .directory import Directory, ExistingOffice

LONGEST_VERSION = 10
"""Digits of the id of a revision."""
LONGEST_SHOWN = 60


class Downloads:
    """The revisions that the rows of a file name, read at once."""

    def __init__(self, directory: Directory, versions: Iterable[str]) -> None:
        now = {one.page.latest_revision_id for one in directory.offices.values()}
        named = {int(text) for text in versions if is_version(text)} - now
        own = [str(one.page.pk) for one in directory.offices.values()]
        self._revisions = Revision.page_revisions.filter(object_id__in=own).in_bulk(named) if named else {}

    def office(self, present: ExistingOffice, version: str) -> OfficePage | None:
        """Return an office as a download showed it; None: it is not known any more."""
        revision = self._revisions.get(int(version)) if is_version(version) else None
        if revision is None or revision.object_id != str(present.page.pk):
            return None
        page: OfficePage = present.page.with_content_json(revision.content)
        return page


def is_version(text: str) -> bool:
    """Whether a cell names a revision."""
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_VERSION


def is_changed_since(present: ExistingOffice, version: str) -> bool:
    """Whether an office was changed, or withdrawn, since a download: none has withdrawn ones. No cell: it was not.

    What is no version says nothing of now, and so counts as an older one: it is asked about.
    """
    if not version:
        return False
    return not is_version(version) or present.is_withdrawn or int(version) != (present.page.latest_revision_id or 0)


def in_words(conflicts: Iterable[tuple[str, str, str]], who: str) -> str:
    """Return the question about cells that were changed on both sides.

    Args:
        conflicts: heading of the column, what the office says now, and what the file says.
        who: changed the office last, and when.
    """
    text = _("“%(column)s”: here it says “%(now)s”, in the file “%(file)s”.")
    said = [
        text % {"column": column, "now": _short(now) or _("nothing"), "file": _short(file)}
        for column, now, file in conflicts
    ]
    begins = _("This office was changed here after the file was downloaded (%(who)s).") % {"who": who}
    return " ".join([begins, *said])


def options(*, keep: str, file: str, keep_label: str, file_label: str) -> list[Mapping[str, Any]]:
    """Return the two answers; the first is marked until somebody chooses the other."""
    return [{"value": keep, "label": keep_label, "checked": True}, {"value": file, "label": file_label}]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
