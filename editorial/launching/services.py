"""Launching and suspending states, and changing their settings, by people and by the command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from publishing.services.change_tenant import SETTINGS_CHANGED, change_tenant, settings_of
from publishing.services.launch_state import launch_state, serve_languages, suspend_state
from tenants.admin_access.acts import Act
from tenants.admin_access.reach import reach_of
from tenants.models import AuditEntry, Tenant, TenantStatus, User
from tenants.scope import tenant_scope

from .errors import SettingsChanged, StateNotReady, StatesForbidden
from .launches import mail_launch
from .readiness import Missing, missing_of
from .suspensions import mail_suspension


@transaction.atomic
def launch(*, code: str, by: User | None = None) -> list[Missing]:
    """Let a state serve citizens, if nothing that it needs is missing; return what it lacks all the same.

    Its coordinators are told.

    Args:
        by: who; None for the service itself.
    Raises:
        StatesForbidden: `by` is no national administrator.
        StateNotReady: with what is missing. Nothing has changed.
        Tenant.DoesNotExist: no state has this code.
    """
    _require_administrator(by)
    tenant = Tenant.objects.states().select_for_update(of=("self",), no_key=True).get(code=code)
    missing = missing_of(tenant)
    blocking = [one for one in missing if one.is_blocking]
    if blocking or tenant.root_page_id is None:
        raise StateNotReady(state=tenant.name, missing=" ".join(one.sentence for one in blocking))
    was_launched = tenant.status == TenantStatus.LAUNCHED
    launch_state(code=code, by=by)
    if not was_launched:
        mail_launch(tenant)
    return missing


@transaction.atomic
def suspend(*, code: str, by: User | None = None) -> None:
    """Let a state serve nobody until it is launched again, and let its coordinators be told.

    Raises:
        StatesForbidden: `by` is no national administrator.
        Tenant.DoesNotExist: no state has this code.
    """
    _require_administrator(by)
    tenant = Tenant.objects.states().select_for_update(of=("self",), no_key=True).get(code=code)
    if tenant.status == TenantStatus.LAUNCHED:
        mail_suspension(suspend_state(code=code, by=by))


@transaction.atomic
def change_settings(*, code: str, by: User, seen: str, **settings: Any) -> Tenant:
    """Change some settings of a state, as `change_tenant`, or its `languages`, as `serve_languages`.

    Args:
        seen: `digest_of` the settings that the person saw, so that another's change is not undone unnoticed.
    Raises:
        StatesForbidden: `by` may not change the settings of this state.
        SettingsChanged: somebody has changed these settings meanwhile. Nothing has changed.
        TenantInvalid: as `change_tenant`.
    """
    tenant = Tenant.objects.states().select_for_update(of=("self",), no_key=True).get(code=code)
    if not may_change_settings(tenant, by):
        raise StatesForbidden
    if seen != digest_of(tenant, settings):
        raise SettingsChanged(who=_last_to_change(tenant))
    if "languages" in settings:
        return serve_languages(tenant=tenant, codes=settings["languages"], by=by)
    return change_tenant(tenant=tenant, by=by, **settings)


def may_change_settings(tenant: Tenant, user: User) -> bool:
    """Whether somebody may change the settings of a state: administrators, and whose role it is in the state."""
    reach = reach_of(user)
    if reach is None or not reach.may(Act.MANAGE_SETTINGS):
        return False
    return reach.is_administrator or user.tenant_id == tenant.pk


def digest_of(tenant: Tenant, names: Mapping[str, Any] | Sequence[str]) -> str:
    """Return a short name for the present values of some settings."""
    values = settings_of(tenant, sorted(names))
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:24]


def _last_to_change(tenant: Tenant) -> str:
    with tenant_scope([tenant.pk]):
        last = AuditEntry.objects.filter(tenant=tenant, action=SETTINGS_CHANGED).order_by("-pk").first()
    return last.person_name if last is not None else ""


def _require_administrator(by: User | None) -> None:
    if by is not None and not (by.is_active and by.is_superuser):
        raise StatesForbidden
