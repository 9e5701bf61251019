"""People's accounts: invited by e-mail, kept in their state's groups, ended at once."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tenants import account_mails
from tenants.audit import record
from tenants.limits import Limit, take
from tenants.models import ROLES_OF_LIBRARY, StaffRole, Tenant, User
from tenants.sessions import end_sessions

DAY = 24 * 60 * 60
INVITED = Limit("invitation.address", most=5, seconds=DAY)
INVITER = Limit("invitation.inviter", most=200, seconds=DAY)


GROUPS: dict[StaffRole, str] = {
    StaffRole.COORDINATOR: "publishers",
    StaffRole.PUBLISHER: "publishers",
    StaffRole.EDITOR: "editors",
    StaffRole.TRANSLATOR: "translators",
}
"""The group of a tenant that has Wagtail's rights on pages and collections for a role; the others have none."""


@transaction.atomic
def invite_user(
    *,
    email: str,
    first_name: str = "",
    last_name: str = "",
    username: str = "",
    tenant: Tenant | None = None,
    role: StaffRole | str | None = None,
    is_superuser: bool = False,
    by: User | None = None,
) -> User:
    """Make an account without a password and send its person a link to choose one.

    Args:
        username: what they sign in with; their e-mail address unless given.
        tenant, role: where and as what they work; both, or neither for administrators.
        by: who invites; None for the service itself (commands).
    Raises:
        PermissionDenied: `by` is no administrator.
        ValidationError: an address or name already taken, or a tenant without role.
        LimitReached: as `send_invitation`.
    """
    _require_administrator(by)
    user = User(
        username=username or email,
        email=email,
        first_name=first_name,
        last_name=last_name,
        is_superuser=is_superuser,
    )
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    if User.objects.filter(email__iexact=email).exists():
        raise ValidationError({"email": _("Somebody with this e-mail address already has an account.")})
    user.save()
    assign_role(user=user, tenant=tenant, role=role)
    send_invitation(user=user, by=by)
    return user


@transaction.atomic
def assign_role(*, user: User, tenant: Tenant | None, role: StaffRole | str | None) -> None:
    """Make somebody work for one tenant in one role, and for no other; other groups than tenants' stay.

    Args:
        tenant, role: both, or neither for administrators.
    Raises:
        ValidationError: a role without tenant, a tenant without role, one that the library does not have, neither for
            who is no administrator, or a tenant that has not been prepared.
    """
    if (tenant is None) != (not role) or (tenant is None and not user.is_superuser):
        raise ValidationError({"tenant": _("Choose the state and the role; only administrators have neither.")})
    if tenant is not None and tenant.is_library and role not in ROLES_OF_LIBRARY:
        raise ValidationError({"role": _("The library has only people who publish, edit or translate.")})
    group = group_of(tenant, StaffRole(role)) if tenant is not None and role else None
    user.tenant, user.role = tenant, role or ""
    user.save(update_fields=["tenant", "role"])
    others = Group.objects.filter(
        Q(edits_tenant__isnull=False) | Q(publishes_tenant__isnull=False) | Q(translates_tenant__isnull=False)
    )
    kept = set() if group is None else {group.pk}
    user.groups.remove(*others.exclude(pk__in=kept))
    user.groups.add(*kept)


def group_of(tenant: Tenant, role: StaffRole) -> Group | None:
    """Return the group of a tenant for a role; None for those who have no right on texts.

    Raises:
        ValidationError: the tenant has not been prepared.
    """
    if tenant.editors_id is None:
        raise ValidationError({"tenant": _("This state has not been prepared yet.")})
    group: Group | None = getattr(tenant, GROUPS[role]) if role in GROUPS else None
    return group


@transaction.atomic
def send_invitation(*, user: User, by: User | None = None) -> None:
    """Let the worker send a link to choose a password, valid for `PASSWORD_RESET_TIMEOUT` and for one use.

    Raises:
        PermissionDenied: `by` is no administrator.
        LimitReached: the person, or `by`, has had or sent many invitations lately.
    """
    _require_administrator(by)
    by_inviter = [] if by is None else [INVITER.of(by.pk)]
    take(INVITED.of(account_mails.normal_address(user.email)), *by_inviter)
    account_mails.send_invitation.enqueue(user.pk)
    record(user, "tenants.user.invite", tenant_id=user.tenant_id, by=by)


@transaction.atomic
def deactivate_user(*, user: User, by: User | None = None) -> int:
    """Close somebody's account and end all their sessions at once; return how many there were.

    Raises:
        PermissionDenied: `by` is no administrator, or would close their own account.
    """
    _require_administrator(by)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user)
    record(user, "tenants.user.deactivate", tenant_id=user.tenant_id, by=by, details={"sessions": ended})
    return ended


def _require_administrator(by: User | None) -> None:
    if by is not None and not (by.is_active and by.is_superuser):
        raise PermissionDenied
