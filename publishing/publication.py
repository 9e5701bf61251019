"""Metadata of a publish. It is attached to the revision, from the service to the receiver of Wagtail's signal."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision

from tenants.models import User

from .errors import UrgentReasonMissing

MARK = "_publication"

URGENT = "publishing.urgent"
"""The action in a page's history, beside that of publishing; its data has the reason as `text`."""

MOST_CHARACTERS_OF_REASON = 2000


@dataclass(frozen=True, slots=True)
class Publication:
    """Who did it, with which revision, and why it is an urgent legal correction, if it is one."""

    by_id: int | None = None
    revision_id: int | None = None
    urgent_reason: str | None = None

    @property
    def is_urgent(self) -> bool:
        """Whether it is an urgent legal correction."""
        return self.urgent_reason is not None


NO_PUBLICATION = Publication()
"""A publish without metadata."""


def mark(revision: Revision, *, by: User | None, urgent_reason: str | None = None) -> None:
    """Attach to a revision that is about to be published who does it, and why as an urgent legal correction.

    Args:
        urgent_reason: None unless it is one.
    Raises:
        UrgentReasonMissing: an urgent correction of which nobody says why.
    """
    by_id = by.pk if by is not None else revision.user_id
    setattr(revision, MARK, Publication(by_id, revision.pk, checked_reason(urgent_reason)))


def checked_reason(urgent_reason: str | None) -> str | None:
    """Return why something is an urgent legal correction, as it is kept; None where it is none.

    Raises:
        UrgentReasonMissing: nothing is written.
    """
    if urgent_reason is None:
        return None
    written = urgent_reason.strip()[:MOST_CHARACTERS_OF_REASON]
    if not written:
        raise UrgentReasonMissing
    return written


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
