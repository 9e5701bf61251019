"""What the library did that a state's adaptation could not be read any more, and could be read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from publishing.models import Edition, ReviewReason, ReviewTask
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.scope import tenant_scope

from .types import Act


def library_acts(*, tenant: Tenant, key: str, locale: str) -> tuple[Act, ...]:
    """Each withdrawal of a text that the state had written into, and each return. One statement while there is none."""
    with tenant_scope([LIBRARY_ID, tenant.pk]):
        tasks = list(
            ReviewTask.objects.filter(tenant=tenant, reason=ReviewReason.WITHDRAWN, key=key, locale=locale)
            .select_related("opened_by")
            .order_by("opened_at", "pk")
        )
        if not tasks:
            return ()
        editions = list(
            Edition.objects.filter(tenant_id=LIBRARY_ID, key=key, published_at__gt=tasks[0].opened_at)
            .defer("document", "examples")
            .order_by("published_at", "pk")
        )
    people = User.objects.in_bulk([one.published_by_id for one in editions if one.published_by_id])
    return tuple(_acts(tasks, editions, people))


def _acts(tasks: list[ReviewTask], editions: list[Edition], people: Mapping[int, User]) -> Iterator[Act]:
    for task in tasks:
        yield Act(_("The library withdrew the text."), name_of(task.opened_by), task.opened_at)
        back = next((one for one in editions if one.published_at > task.opened_at), None)
        if back is not None:
            yield Act(
                _("The library published the text again."),
                name_of(people.get(back.published_by_id or 0)),
                back.published_at,
            )


def name_of(person: User | None) -> str:
    """What somebody is called; empty for the system."""
    return person.display_name if person else ""
