"""Who answers citizens, as those who assign them see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from assistance.models import OperatorAssignment
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from .assigning import assignable_by


@dataclass(frozen=True, slots=True)
class Assigned:
    """Somebody, with their assignments to the states of who looks.

    Attributes:
        is_of_own_state: whether they answer for their own state because nobody has said anything else.
        can_be_assigned: whether who looks may assign them; else they may only end.
    """

    person: User
    assignments: list[OperatorAssignment]
    is_of_own_state: bool
    can_be_assigned: bool


def people_with_assignments(*, by: User, states: Collection[Tenant]) -> QuerySet[User]:
    """Return those whom somebody assigns, and whom others have assigned to these states."""
    tenant_ids = [state.pk for state in states]
    with tenant_scope(tenant_ids):
        assigned = list(OperatorAssignment.objects.for_tenants(tenant_ids).values_list("user_id", flat=True))
    people = User.objects.filter(Q(pk__in=assigned) | Q(pk__in=assignable_by(by).filter(tenant__in=tenant_ids)))
    return people.exclude(pk=by.pk).select_related("tenant").order_by("first_name", "username")


def assignments_of(*, people: Iterable[User], by: User, states: Collection[Tenant], now: datetime) -> list[Assigned]:
    """Return of each of these people what there is of these states.

    Args:
        now: the clock.
    """
    people, tenant_ids = list(people), [state.pk for state in states]
    by_person: dict[int, list[OperatorAssignment]] = defaultdict(list)
    with tenant_scope(tenant_ids):
        found = OperatorAssignment.objects.for_tenants(tenant_ids).filter(user__in=people).select_related("tenant")
        for assignment in found.order_by("tenant__name"):
            by_person[assignment.user_id].append(assignment)
    assignable = set(assignable_by(by).filter(pk__in=[person.pk for person in people]).values_list("pk", flat=True))
    return [
        Assigned(
            person,
            [one for one in by_person[person.pk] if not one.is_ended(now)],
            is_of_own_state=not by_person[person.pk] and person.pk in assignable,
            can_be_assigned=person.pk in assignable,
        )
        for person in people
    ]
