"""What is known of an act of publishing. It travels on the revision, from whoever publishes to Wagtail's signal."""

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
"""Nothing is known of the act."""


def mark(revision: Revision, *, by: User | None, is_urgent: bool = False) -> None:
    """Note on a revision that is about to be published who does it, and whether it is an urgent legal correction."""
    setattr(revision, MARK, Publication(by.pk if by is not None else revision.user_id, revision.pk, is_urgent))


def publication_of(revision: Revision | None) -> Publication:
    """What is known of the act that published a revision; without a mark, who acts or else its author did it."""
    if revision is None:
        return NO_PUBLICATION
    marked = getattr(revision, MARK, None)
    return marked if isinstance(marked, Publication) else Publication(acting_id() or revision.user_id, revision.pk)


def acting_id() -> int | None:
    """Who acts now, in the admin and in services: Wagtail's signals do not say, its log knows. None: the system."""
    acting = get_active_log_context().user
    return None if acting is None else acting.pk
