"""Metadata of a publish. It is attached to the revision, from the service to the receiver of Wagtail's signal."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision

from tenants.models import User

MARK = "_publication"


@dataclass(frozen=True, slots=True)
class Publication:
    """Who did it, with which revision, and whether it is an urgent legal correction."""

    by_id: int | None = None
    revision_id: int | None = None
    is_urgent: bool = False


NO_PUBLICATION = Publication()
"""A publish without metadata."""


def mark(revision: Revision, *, by: User | None, is_urgent: bool = False) -> None:
    """Attach to a revision that is about to be published who does it, and whether it is an urgent legal correction."""
    setattr(revision, MARK, Publication(by.pk if by is not None else revision.user_id, revision.pk, is_urgent))


def publication_of(revision: Revision | None) -> Publication:
    """Return the metadata of the publish of a revision; without it, the acting user or else the revision's author."""
    if revision is None:
        return NO_PUBLICATION
    marked = getattr(revision, MARK, None)
    return marked if isinstance(marked, Publication) else Publication(acting_id() or revision.user_id, revision.pk)


def acting_id() -> int | None:
    """Return the acting user of Wagtail's log context, in the admin and in services. None: the system."""
    acting = get_active_log_context().user
    return None if acting is None else acting.pk
