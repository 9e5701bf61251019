"""Who has an office on screen: a reservation of a few minutes, so that no two people call the same office.

It is kept as Wagtail's session of editing: whoever opens the office's form sees the name there, and whoever has the
form open reserves the office, too. A reservation only orders whom to call; it refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import get_default_page_content_type

from editorial.reviewers import name_of
from tenants.models import Tenant, User

RESERVED_FOR = timedelta(minutes=10)
LOCK = 1_507_300_816


@transaction.atomic
def reserve(*, tenant: Tenant, by: User, page_ids: Sequence[int]) -> tuple[list[int], str]:
    """Reserve the first of some offices that nobody else has on screen, or the first one if others have all.

    What the person has reserved among the others is free again.

    Returns:
        The ids, those that others have last; and the name of who has the first one, too, or nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, tenant.pk])
    held = _held_by_others(page_ids, by)
    ordered = sorted(page_ids, key=held.__contains__)
    _sessions(page_ids).filter(user=by).delete()
    if ordered:
        EditingSession.objects.create(
            user=by,
            content_type=get_default_page_content_type(),
            object_id=str(ordered[0]),
            last_seen_at=timezone.now(),
        )
    return ordered, held.get(ordered[0], "") if ordered else ""


def release(*, by: User, page_id: int) -> None:
    """Let others have an office."""
    _sessions([page_id]).filter(user=by).delete()


def _held_by_others(page_ids: Sequence[int], by: User) -> dict[int, str]:
    """The names of other people, by the id of the office that they have on screen. One query."""
    since = timezone.now() - RESERVED_FOR
    sessions = _sessions(page_ids).filter(last_seen_at__gte=since).exclude(user=by).select_related("user")
    return {int(one.object_id): name_of(one.user) for one in sessions.order_by("last_seen_at")}


def _sessions(page_ids: Sequence[int]) -> QuerySet[EditingSession]:
    ids = [str(pk) for pk in page_ids]
    return EditingSession.objects.filter(content_type=get_default_page_content_type(), object_id__in=ids)
