"""What an adaptation has been: its revisions, read without making pages of them."""

from __future__ import annotations

import json
from dataclasses import replace

from wagtail.models import Revision

from .draft import Draft
from .errors import NoSuchVersion
from .types import Stored, Version


def versions_of(draft: Draft) -> tuple[Version, ...]:
    """Every revision of the draft's page, the latest first. One statement."""
    page = draft.published
    if page is None:
        return ()
    revisions = page.revisions.select_related("user").order_by("-created_at", "-pk")
    return tuple(
        Version(
            number=revision.pk,
            saved_at=revision.created_at,
            by=name_of_author(revision),
            operations=_operations_of(revision),
            is_latest=revision.pk == page.latest_revision_id,
            is_live=page.live and revision.pk == page.live_revision_id,
            go_live_at=revision.approved_go_live_at,
        )
        for revision in revisions
    )


def draft_at(draft: Draft, number: int) -> Draft:
    """The same workbench with the changes of an earlier version, against the library's text of now.

    Raises:
        NoSuchVersion.
    """
    page = draft.published
    revision = None if page is None else page.revisions.filter(pk=number).first()
    if revision is None:
        raise NoSuchVersion
    return replace(draft, page=revision.as_object())


def name_of_author(revision: Revision) -> str:
    """The name of whoever saved a revision; empty for the system."""
    return (revision.user.get_full_name() or revision.user.get_username()) if revision.user else ""


def _operations_of(revision: Revision) -> tuple[Stored, ...]:
    changes = revision.content.get("changes") or "[]"
    return tuple(json.loads(changes) if isinstance(changes, str) else changes)
