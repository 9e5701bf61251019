"""Which version of a page a form was made from, and whether somebody has saved a newer one since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LOADED = "loaded_revision_id"
LOADED_AT = "loaded_revision_created_at"
OVERWRITES = "overwrite_revision_id"
"""What the form has saved by itself: Wagtail sends it when that happens again."""
OWN = "own_revision_id"
"""The same: our script sends it when somebody saves."""

MOST_DIGITS_OF_ID = 10
"""What has more is the id of no revision."""


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
    return bool(
        own != latest.pk
        or not revisions.filter(pk=shown).exists()
        or revisions.filter(pk__gt=shown).exclude(user=by).exists()
    )
