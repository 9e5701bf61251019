"""The files of offices that somebody sent for review: those that are not decided, and what was decided of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from editorial.reviewers import name_of
from publishing.models import ImportStatus, OfficeImport
from tenants.models import AuditEntry, User
from tenants.scope import tenant_scope

from .applying import APPROVED, ROLLED_BACK
from .rights import own_state
from .rolling_back import NOT_DECIDED


@dataclass(frozen=True, slots=True)
class DecidedImport:
    """A file that does not wait any more.

    Attributes:
        offices: how many it adds, changes or withdraws.
        is_published: whether it was approved; or else it was rolled back, before or after that.
        by: the name of who decided.
    """

    file_name: str
    offices: int
    url: str
    is_published: bool
    by: str
    at: datetime


_DECISIONS = {APPROVED: ImportStatus.APPLIED, ROLLED_BACK: ImportStatus.ROLLED_BACK}
"""What an import is once it was decided so."""


def undecided_of(by: User) -> list[OfficeImport]:
    """Return the imports that somebody sent for review, and that wait for approval or were sent back to them."""
    tenant = own_state(by)
    if tenant is None:
        return []
    with tenant_scope([tenant.pk]):
        mine = OfficeImport.objects.for_tenant(tenant.pk).filter(status__in=NOT_DECIDED, applied_by=by)
        return list(mine.select_related("sent_back_by", "tenant"))


def sent_back_to(by: User) -> list[OfficeImport]:
    """Return the imports that somebody sent for review and that were sent back to them."""
    return [one for one in undecided_of(by) if one.status == ImportStatus.SENT_BACK]


def decided_since(by: User, since: datetime) -> list[DecidedImport]:
    """Return what others decided last of each file that somebody had sent, the latest first. Two queries.

    The audit log knows when and by whom; the import itself, whether it is still so.
    """
    tenant = own_state(by)
    if tenant is None:
        return []
    with tenant_scope([tenant.pk]):
        entries = AuditEntry.objects.filter(
            tenant=tenant, subject_type=OfficeImport._meta.label, action__in=_DECISIONS, at__gte=since
        )
        latest: dict[int, AuditEntry] = {}
        for entry in entries.select_related("person"):
            latest.setdefault(int(entry.subject_id), entry)
        mine = OfficeImport.objects.for_tenant(tenant.pk).filter(applied_by=by).in_bulk(list(latest))
    return [
        DecidedImport(
            file_name=mine[pk].file_name,
            offices=mine[pk].office_count,
            url=reverse("imports:import", args=[tenant.code, pk]),
            is_published=entry.action == APPROVED,
            by=name_of(entry.person) if entry.person else entry.person_name,
            at=entry.at,
        )
        for pk, entry in latest.items()
        if pk in mine and mine[pk].status == _DECISIONS[entry.action] and entry.person_id != by.pk
    ]
