"""Writing and checking the audit log (`AuditEntry`): append-only, a chain of digests for each tenant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page

from .models import LIBRARY_ID, AuditChain, AuditEntry, Tenant, User
from .scope import scope_of_all_tenants, tenant_scope

MOST_CHARACTERS = 254


def record(
    subject: Model,
    action: str,
    *,
    tenant_id: int | None,
    by: User | None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the audit log, and to the history of what it was done to, which Wagtail shows beside it.

    Args:
        subject, action, tenant_id, by, details: as `append`.
    """
    log(subject, action, user=by, data=dict(details or {}))
    append(subject, action, tenant_id=tenant_id, by=by, details=details)


def append(
    subject: Model,
    action: str,
    *,
    tenant_id: int | None,
    by: User | None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Add an entry to the audit log alone.

    It is numbered and chained when the transaction commits. What is rolled back leaves no entry.

    Args:
        subject: what it was done to. Of a page no title is kept: that of a confidential office may say where it is.
        action: one of those that are registered with Wagtail (`register_log_actions`), which has their names.
        tenant_id: whose; None: the service as a whole, which is the library's.
        by: who; None: who uses the administration, or the service itself (commands, the worker).
        details: JSON; nothing that must be erased one day.
    """
    owner = LIBRARY_ID if tenant_id is None else tenant_id
    by = by or get_active_log_context().user
    with tenant_scope([owner]):
        AuditEntry.objects.create(
            tenant_id=owner,
            action=action,
            person=by,
            person_name="" if by is None else by.get_username()[:MOST_CHARACTERS],
            subject_type=subject._meta.label,
            subject_id=str(subject.pk),
            subject="" if isinstance(subject, Page) else str(subject)[:MOST_CHARACTERS],
            details=dict(details or {}),
        )


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What was found of a tenant's chain.

    Attributes:
        number, digest: of its end, as the entries say; 0 and empty without entries.
        broken_at: the first number whose entry was changed or is missing; None when all is as it was written.
    """

    code: str
    number: int
    digest: str
    broken_at: int | None


_CHECK = """
SELECT entry.number, encode(entry.digest, 'hex'),
       entry.number = row_number() OVER chain
       AND entry.previous = lag(entry.digest, 1, ''::bytea) OVER chain
       AND entry.digest = tenants_audit_digest(entry.*)
FROM tenants_auditentry entry WHERE entry.tenant_id = %(tenant)s
WINDOW chain AS (ORDER BY entry.number)
"""
_FIRST_BROKEN = f"""
SELECT min(coalesce(number, 1)) FROM ({_CHECK}) AS checked (number, digest, is_whole) WHERE is_whole IS NOT TRUE
"""
_LAST = """
SELECT number, encode(digest, 'hex') FROM tenants_auditentry WHERE tenant_id = %(tenant)s
ORDER BY number DESC NULLS LAST LIMIT 1
"""


def check_chains(codes: set[str] | None = None) -> Iterator[ChainCheck]:
    """Check every entry of the tenants with these codes, or of all: it has its digest, and none is missing.

    A chain that was cut and whose end was moved with it, which takes the owner's rights on the database, is whole
    here: compare with a digest that was kept elsewhere (`has_entry`).
    """
    tenants = Tenant.objects.all() if codes is None else Tenant.objects.with_codes(codes)
    for tenant in tenants.order_by("code"):
        with tenant_scope([tenant.pk]), connection.cursor() as cursor:
            cursor.execute(_LAST, {"tenant": tenant.pk})
            number, digest = cursor.fetchone() or (0, "")
            cursor.execute(_FIRST_BROKEN, {"tenant": tenant.pk})
            [broken_at] = cursor.fetchone()
            end = AuditChain.objects.filter(pk=tenant.pk).first()
        expected = (0, "") if end is None else (end.number, bytes(end.digest).hex())
        if broken_at is None and expected != (number, digest):
            broken_at = min(number, expected[0]) + 1
        yield ChainCheck(tenant.code, number, digest, broken_at)


def has_entry(code: str, number: int, digest: str) -> bool:
    """Whether a tenant's chain still has the entry with this number and digest, as a mail once said."""
    with scope_of_all_tenants():
        found = AuditEntry.objects.filter(tenant__code=code, number=number).values_list("digest", flat=True)
        return [bytes(one).hex() for one in found] == [digest.lower()]
