"""Which version of a page a form was made from, and whether somebody has saved a newer one since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from wagtail.models import Page

LOADED = "loaded_revision_id"
LOADED_AT = "loaded_revision_created_at"
OVERWRITES = "overwrite_revision_id"
"""What the form has saved by itself: Wagtail sends it when that happens again."""
OWN = "own_revision_id"
"""The same: our script sends it when somebody saves."""

MOST_DIGITS_OF_ID = 10
"""What has more is the id of no revision."""
MOST_CHARACTERS_OF_VERSION = 30
"""What has more is the version of no draft."""


def version_of(revision: Any) -> str:
    """Return what tells a draft from every later one, also from the same revision that was saved over; empty: none."""
    return "" if revision is None else version_saved(revision.pk, revision.created_at)


def version_saved(pk: int, at: datetime) -> str:
    """Return the same of a revision's id, and the moment of its last save."""
    return f"{pk}.{int(at.timestamp() * 1_000_000)}"


def version_of_draft(page: Any) -> str:
    """Return the version of a page's latest draft, as the database has it now. One query."""
    saved = Page.objects.filter(pk=page.pk).values_list("latest_revision_id", "latest_revision__created_at").first()
    return version_saved(*saved) if saved is not None and None not in saved else ""


def revision_shown(page: Any, version: str) -> Any:
    """Return the revision of a page that a version names; None: there is none, or it was saved over since."""
    pk = version.partition(".")[0]
    if not (pk.isascii() and pk.isdecimal() and len(pk) < MOST_DIGITS_OF_ID):
        return None
    found = page.revisions.filter(pk=pk).first()
    return found if version_of(found) == version else None


def names_version(sent: Mapping[str, Any]) -> bool:
    """Whether a form says at all which version it was made from; one of Wagtail's does."""
    return any(sent.get(name) for name in (LOADED, OVERWRITES, OWN))


def revision_id_in(sent: Mapping[str, Any], name: str) -> int | None:
    """Return the id of a revision that a form sends; None for anything else."""
    value = sent.get(name, "")
    return int(value) if value.isascii() and value.isdecimal() and len(value) < MOST_DIGITS_OF_ID else None


def is_older(sent: Mapping[str, Any], page: Any, *, latest: Any, by: Any) -> bool:
    """Whether the page was saved after a form had been shown, by anybody, also by oneself in another window.

    A form that names no revision of the page is older, and one that names an older one, unless all saves since are its
    own. A revision that has been overwritten since, as Wagtail's autosave does, is a newer one.

    Args:
        sent: what the form sends.
        latest: the newest revision; None: there is none.
        by: who sends the form.
    """
    if latest is None:
        return False
    shown = revision_id_in(sent, LOADED)
    own = revision_id_in(sent, OVERWRITES) or revision_id_in(sent, OWN)
    if shown is None or own is None:
        seen = (shown, sent.get(LOADED_AT, ""), own)
        return bool(seen != (latest.pk, latest.created_at.isoformat(), None))
    revisions = page.revisions
    loaded = revisions.filter(pk=shown).values_list("created_at", flat=True).first()
    is_as_loaded = loaded is not None and (shown == own or loaded.isoformat() == sent.get(LOADED_AT, ""))
    return bool(own != latest.pk or not is_as_loaded or revisions.filter(pk__gt=shown).exclude(user=by).exists())
