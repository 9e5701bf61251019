"""What others saved in a piece while an editor wrote it, so that nobody overwrites what nobody has shown them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from wagtail.models import Revision

from tenants.models import User

from .draft import EXAMPLES, Draft
from .history import name_of_author
from .pieces import Pieces
from .types import ConcurrentChange


class _Saved(NamedTuple):
    value: Any = None
    is_hidden: bool = False


def concurrent_change_of(draft: Draft, address: str, seen_revision: int | None, by: User) -> ConcurrentChange | None:
    """The change of one piece since an editor opened its form; None where the piece is as it was then.

    Args:
        address: of the piece; the name of what people say, too.
        seen_revision: of the draft that the form began with; None: there was none. One that is no longer kept counts
            as none: what was discarded is not there to be overwritten.
    """
    page = draft.stored_page
    latest = page.latest_revision if page is not None else None
    if page is None or latest is None or latest.pk == seen_revision:
        return None
    revisions = list(page.revisions.select_related("user").order_by("-created_at", "-pk"))
    seen = next((one for one in revisions if one.pk == seen_revision), None)
    now = _saved_in(draft, address, latest)
    if now == _saved_in(draft, address, seen):
        return None
    changed = latest
    for revision in revisions:
        if revision == seen or _saved_in(draft, address, revision) != now:
            break
        changed = revision
    return ConcurrentChange(
        revision=latest.pk,
        by=name_of_author(changed),
        saved_at=changed.created_at,
        is_own=changed.user_id == by.pk,
        value=now.value,
        is_hidden=now.is_hidden,
    )


def _saved_in(draft: Draft, address: str, revision: Revision | None) -> _Saved:
    """What a revision has for a piece, against the library's text of now; without a revision, the library's own."""
    at = replace(draft, draft_page=None if revision is None else revision.as_object())
    if address == EXAMPLES:
        return _Saved(at.own_examples)
    piece = next((one for one in Pieces(at).all() if one.address == address), None)
    return _Saved() if piece is None else _Saved(piece.effective_value, piece.is_hidden)
