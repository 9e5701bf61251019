"""Writing when a state answers."""

from __future__ import annotations

from django.db import transaction

from assistance.models import ServiceHours
from tenants.admin_access.acts import Act, may_for
from tenants.audit import append
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

HOURS_CHANGED = "assistance.hours"


def may_change_hours(tenant: Tenant, by: User) -> bool:
    """Whether somebody writes when a state answers."""
    return may_for(by, Act.MANAGE_SETTINGS, tenant.pk)


@transaction.atomic
def save_hours(hours: ServiceHours, *, by: User) -> None:
    """Store what was checked by a form, and write to the audit log that it changed.

    Raises:
        PermissionError: the person does not change settings of the state.
        IntegrityError: another person has just written the first hours of the channel.
    """
    if not may_change_hours(hours.tenant, by):
        raise PermissionError
    with tenant_scope([hours.tenant_id]):
        hours.changed_by = by
        hours.save()
    append(hours.tenant, HOURS_CHANGED, tenant_id=hours.tenant_id, by=by, details={"channel": hours.channel})
