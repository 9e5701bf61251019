"""Who says who answers citizens of which state: national administrators for all, others for their own states.

A coordinator assigns people of the own state, to it alone; a supervisor people of the states for which they answer
themselves, to these. Either ends what others have made of their states. Nobody assigns themselves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from assistance.models import OperatorAssignment
from content_models.choices import Channel
from tenants.admin_access.acts import Act, may, states_roles
from tenants.audit import record
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope

from .rights import MOST_CONVERSATIONS, answering

CHANNELS = (Channel.PHONE, Channel.CHAT)
"""The channels on which people answer; the others answer by themselves."""


@dataclass(frozen=True, slots=True)
class AssignmentInput:
    """How somebody answers; the fields are those of the model."""

    languages: Sequence[str] = ()
    channels: Sequence[str] = CHANNELS
    max_conversations: int = MOST_CONVERSATIONS
    ends_at: datetime | None = None


def assigned_by(by: User) -> QuerySet[Tenant]:
    """Return the states to which somebody assigns people."""
    states = Tenant.objects.states()
    if not may(by, Act.ASSIGN):
        return states.none()
    if by.is_superuser:
        return states
    if by.role == StaffRole.SUPERVISOR:
        own = answering(by)
        return states.filter(pk__in=own.tenants.values()) if own else states.none()
    return states.filter(users=by)


def assignable_by(by: User) -> QuerySet[User]:
    """Return the people whom somebody assigns; whoever has not accepted an invitation yet is not among them."""
    people = User.objects.filter(is_active=True, is_superuser=False, role__in=states_roles(Act.ANSWER))
    people = people.exclude(pk=by.pk).exclude(last_login=None, password__startswith="!")
    return people if by.is_superuser else people.filter(tenant__in=assigned_by(by))


@transaction.atomic
def assign(
    *, user: User, tenants: Collection[Tenant], given: AssignmentInput, by: User, now: datetime | None = None
) -> None:
    """Let somebody answer citizens of these states, and of no other among those to which `by` assigns people.

    Args:
        now: the clock.
    Raises:
        PermissionDenied: `by` does not assign this person, or not to all of these states.
    """
    now = now or timezone.now()
    within = {tenant.pk: tenant for tenant in assigned_by(by)}
    chosen = {tenant.pk for tenant in tenants}
    if not chosen <= within.keys() or not assignable_by(by).filter(pk=user.pk).exists():
        raise PermissionDenied
    with _locked(user, within) as assignments:
        for tenant_id, assignment in assignments.items():
            if tenant_id not in chosen and not assignment.is_ended(now):
                _end(assignment, by, now)
        for tenant_id in sorted(chosen):
            _write(
                assignments.get(tenant_id) or OperatorAssignment(user=user, tenant=within[tenant_id]), given, by, now
            )


@transaction.atomic
def end_assignment(*, user: User, tenant: Tenant, by: User, now: datetime | None = None) -> bool:
    """End somebody's assignment to one state, whoever has made it; return whether there was one.

    Args:
        now: the clock.
    Raises:
        PermissionDenied: `by` does not assign people to this state, or means themselves.
    """
    now = now or timezone.now()
    if user.pk == by.pk or not assigned_by(by).filter(pk=tenant.pk).exists():
        raise PermissionDenied
    with _locked(user, [tenant.pk]) as assignments:
        found = assignments.get(tenant.pk)
        if found is None or found.is_ended(now):
            return False
        _end(found, by, now)
    return True


@contextmanager
def _locked(user: User, tenant_ids: Collection[int]) -> Iterator[dict[int, OperatorAssignment]]:
    """Hold somebody's assignments to these states, by state, with the scope to write them."""
    with tenant_scope(tenant_ids):
        User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # so that two who assign them take turns
        found = OperatorAssignment.objects.for_user(user.pk).for_tenants(tenant_ids).select_related("user", "tenant")
        yield {assignment.tenant_id: assignment for assignment in found}


def _write(assignment: OperatorAssignment, given: AssignmentInput, by: User, now: datetime) -> None:
    before = _facts(assignment)
    is_new = assignment.pk is None or assignment.is_ended(now)
    assignment.languages, assignment.channels = list(given.languages), list(given.channels)
    assignment.max_conversations, assignment.ends_at = given.max_conversations, given.ends_at
    if is_new:
        assignment.starts_at, assignment.created_by = now, by
    elif _facts(assignment) == before:
        return
    assignment.full_clean(validate_unique=False, validate_constraints=False)
    assignment.save()
    _record(assignment, "make" if is_new else "change", by, _facts(assignment))


def _end(assignment: OperatorAssignment, by: User, now: datetime) -> None:
    assignment.ends_at = max(now, assignment.starts_at)
    assignment.save(update_fields=["ends_at"])
    _record(assignment, "end", by, {})


def _facts(assignment: OperatorAssignment) -> dict[str, Any]:
    ends_at = assignment.ends_at
    return {
        "languages": list(assignment.languages),
        "channels": list(assignment.channels or ()),
        "max_conversations": assignment.max_conversations,
        "ends_at": None if ends_at is None else ends_at.isoformat(),
    }


def _record(assignment: OperatorAssignment, act: str, by: User, details: dict[str, Any]) -> None:
    name = f"assistance.assignment.{act}"
    details = {"state": assignment.tenant.code, **details}
    record(assignment.user, name, tenant_id=assignment.tenant_id, by=by, details=details)
