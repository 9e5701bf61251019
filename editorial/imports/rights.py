"""Who imports the offices of which state, and whose imports are published."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from editorial.adapting.rights import rights_of
from publishing.errors import NotVisible
from publishing.models import ImportStatus, ImportWork, OfficeImport
from tenants.admin_access.acts import Act, may, may_for
from tenants.models import Tenant, User

from .errors import ImportForbidden


def check_may_import(tenant: Tenant, by: User) -> None:
    """Refuse whoever does not write the texts of a state.

    Raises:
        NotVisible: it is not their state, or none.
    """
    is_theirs = may_for(by, Act.IMPORT_OFFICES, tenant.pk) and not tenant.is_library
    if not (is_theirs and rights_of(tenant=tenant, by=by).can_edit):
        raise NotVisible


def own_state(by: User) -> Tenant | None:
    """Return the state whose offices somebody imports; None: they work for none, or do not import."""
    tenant: Tenant | None = by.tenant
    return tenant if tenant is not None and not tenant.is_library and may(by, Act.IMPORT_OFFICES) else None


def import_url_for(office_import: OfficeImport | None, user: Any) -> str:
    """Return where somebody reads an import; empty: there is none, or it is not theirs."""
    if office_import is None or not isinstance(user, User):
        return ""
    try:
        check_may_import(office_import.tenant, user)
    except NotVisible:
        return ""
    return reverse("imports:import", args=[office_import.tenant.code, office_import.pk])


def publishes(tenant: Tenant, by: User) -> bool:
    """Whether what somebody imports is published, or else sent to review."""
    return rights_of(tenant=tenant, by=by).can_publish


def check_publishes(tenant: Tenant, by: User) -> None:
    """Refuse who may not publish for a state.

    Raises:
        ImportForbidden.
    """
    if not publishes(tenant, by):
        raise ImportForbidden(state=tenant.name)


def check_may_work(office_import: OfficeImport, work: ImportWork, by: User) -> None:
    """Refuse who may not do something with an import: publishers only publish, withdraw, and undo what is published.

    Raises:
        NotVisible, ImportForbidden.
    """
    check_may_import(office_import.tenant, by)
    needs_publisher = {
        ImportWork.CHECK: False,
        ImportWork.APPLY: bool(office_import.totals.get("withdraw")),
        ImportWork.APPROVE: True,
        ImportWork.ROLL_BACK: office_import.status == ImportStatus.APPLIED,
    }
    if needs_publisher[work]:
        check_publishes(office_import.tenant, by)
