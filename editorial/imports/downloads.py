"""What a downloaded file was made from: of an office that was changed since, the file does not put old values back.

Each row of a download names the version of the draft that it shows. A cell that says what that draft said was not
changed by whoever sends the file: it stays as it is now. A cell that was changed on both sides is asked about, and so
is what differs where the draft was saved over since: nobody knows any more what the file showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Revision

from content_models.loaded_versions import version_of
from content_models.models import OfficePage
from tenants.phones import with_plain_digits

from .directory import NO_DRAFT, Directory, ExistingOffice

_VERSION = re.compile(r"['’]?(\d{1,10})[-–—](\d{1,17})", re.ASCII)
"""“1842-1790000000000000”: with a hyphen, for a spreadsheet would round a number."""
_NO_DRAFT = re.compile(r"['’]?0(?:[.,]0{1,2})?", re.ASCII)
"""“0” as a spreadsheet may write it, too: an office of which no draft was ever saved. The id alone of a revision, as in
files that were downloaded before, says nothing: it may have been saved over since, which changes the id of none."""
LONGEST_SHOWN = 60


class Downloads:
    """The drafts that the rows of a file name, read at once.

    Args:
        versions: the cells that name them, empty ones too; None: the file has no such column.
    """

    def __init__(self, directory: Directory, versions: Iterable[str] | None) -> None:
        self._has_column = versions is not None
        now = {_name(one.latest) for one in directory.offices.values()}
        versions = {version for text in versions or () if (version := read_version(text)) is not None} - now
        named = {int(version.partition(".")[0]) for version in versions}
        own = [str(one.page.pk) for one in directory.offices.values()]
        self._revisions = Revision.page_revisions.filter(object_id__in=own).in_bulk(named) if named else {}

    def is_outdated(self, present: ExistingOffice, text: str) -> bool:
        """Whether an office was changed, or withdrawn, since a download: none has withdrawn ones.

        Where the file says versions, a row of which it cannot be read is outdated; where it says none, no row is.
        """
        return self._has_column and (present.is_withdrawn or read_version(text) != _name(present.latest))

    def office(self, present: ExistingOffice, text: str) -> OfficePage | None:
        """Return an office as a download showed it; None: it is not known any more."""
        version = read_version(text)
        revision = None if version is None else self._revisions.get(int(version.partition(".")[0]))
        if revision is None or version != _name(revision) or revision.object_id != str(present.page.pk):
            return None
        page: OfficePage = present.page.with_content_json(revision.content)
        return page


def read_version(text: str) -> str | None:
    """Return the version that a cell names (`version_of`), or that there was no draft; None: it says neither."""
    plain = with_plain_digits(text)
    if (found := _VERSION.fullmatch(plain)) is not None:
        return f"{int(found[1])}.{int(found[2])}"
    return NO_DRAFT if _NO_DRAFT.fullmatch(plain) else None


def _name(revision: Revision | None) -> str:
    """By what a file names a draft as it is now."""
    return NO_DRAFT if revision is None else version_of(revision)


def in_words(conflicts: Iterable[tuple[str, str, str]], *, who: str, text: str, column: str) -> str:
    """Return the question about cells that were changed on both sides, or may have been.

    Args:
        conflicts: heading of the column, what the office says now, and what the file says.
        who: changed the office last, and when.
        text, column: the cell that names the row's version, and the heading of its column.
    """
    begins = _("This office was changed here after the file was downloaded (%(who)s).")
    if read_version(text) is None:
        begins = _(
            "It is not known whether this office was changed here after the file was downloaded (last: %(who)s): the "
            "column “%(version)s” does not say of when this row is."
        )
    each = _("“%(column)s”: here it says “%(now)s”, in the file “%(file)s”.")
    said = [
        each % {"column": heading, "now": _short(now) or _("nothing"), "file": _short(file)}
        for heading, now, file in conflicts
    ]
    return " ".join([begins % {"who": who, "version": column}, *said])


def options(*, keep: str, file: str, keep_label: str, file_label: str) -> list[Mapping[str, Any]]:
    """Return the two answers; the first is marked until somebody chooses the other."""
    return [{"value": keep, "label": keep_label, "checked": True}, {"value": file, "label": file_label}]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
