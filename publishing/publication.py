"""What is known of an act of publishing. It travels on the revision, from whoever publishes to Wagtail's signal."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Revision

from tenants.models import User

MARK = "_publication"


@dataclass(frozen=True, slots=True)
class Publication:
    """Who did it, with which revision, and whether it is an urgent legal correction."""

    by_id: int | None = None
    revision_id: int | None = None
    is_urgent: bool = False


UNTOLD = Publication()
"""Nothing is known of the act."""


def mark(revision: Revision, *, by: User | None, is_urgent: bool = False) -> None:
    """Note on a revision that is about to be published who does it, and whether it is an urgent legal correction."""
    setattr(revision, MARK, Publication(by.pk if by is not None else revision.user_id, revision.pk, is_urgent))


def publication_of(revision: Revision | None) -> Publication:
    """What is known of the act that published a revision; without a mark, its author is who did it."""
    if revision is None:
        return UNTOLD
    marked = getattr(revision, MARK, None)
    return marked if isinstance(marked, Publication) else Publication(revision.user_id, revision.pk)
