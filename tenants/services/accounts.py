"""People's accounts: invited by e-mail, kept in their state's groups, ended at once."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from tenants import account_mails
from tenants.admin_access.acts import Act, may
from tenants.audit import record
from tenants.limits import Limit, take
from tenants.models import LIBRARY_ID, ROLES_OF_LIBRARY, StaffRole, Tenant, TenantStatus, User
from tenants.permissions import people_managed_by
from tenants.sessions import ROLE_CHANGED, end_sessions

DAY = 24 * 60 * 60
INVITED = Limit("invitation.address", most=5, seconds=DAY)
ATTEMPTED = Limit("invitation.attempt", most=60, seconds=60 * 60)
"""Also those that are refused: a refusal tells that an address has an account."""

INVITER = Limit("invitation.inviter", most=200, seconds=DAY)
CHANGES = ("tenants.user.role", "tenants.user.deactivate", "tenants.user.reactivate")
"""Acts on an account that another one must not undo unseen."""


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
        PermissionDenied: `by` does not manage people there.
        ValidationError: an address or name already taken, or a tenant without role.
        LimitReached: as `send_invitation`.
    """
    _check_may_put(by, tenant, is_superuser)
    user = User(
        username=username or email,
        email=email,
        first_name=first_name,
        last_name=last_name,
        is_superuser=is_superuser,
    )
    user.set_unusable_password()
    _refuse_taken(email, by)
    user.full_clean(exclude=["password"])
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else was inviting them at the same time
        _refuse_taken(email, by)
        raise
    assign_role(user=user, tenant=tenant, role=role)
    send_invitation(user=user, by=by)
    return user


@transaction.atomic
def send_invitation(*, user: User, by: User | None = None) -> None:
    """Let the worker send a link to choose a password, valid for `PASSWORD_RESET_TIMEOUT` and for one use.

    Raises:
        PermissionDenied: `by` does not manage this person.
        ValidationError: the person has accepted an invitation already, or the account is closed.
        LimitReached: the person, or `by`, has had or sent many invitations lately.
    """
    user = _locked(user, by)
    _check_invited(user)
    by_inviter = [] if by is None else [INVITER.of(by.pk)]
    take(INVITED.of(account_mails.normal_address(user.email)), *by_inviter)
    user.invited_at = timezone.now()
    user.save(update_fields=["invited_at"])
    account_mails.send_invitation.enqueue(user.pk)
    record(user, "tenants.user.invite", tenant_id=user.tenant_id, by=by, details={"role": user.role})


@transaction.atomic
def withdraw_invitation(*, user: User, by: User | None = None) -> None:
    """Remove the account of somebody who has not chosen a password yet; the link that they got leads nowhere.

    Raises:
        PermissionDenied, ValidationError: as `send_invitation`.
    """
    user = _locked(user, by)
    _check_invited(user)
    record(user, "tenants.user.withdraw", tenant_id=user.tenant_id, by=by)
    user.delete()


@transaction.atomic
def change_role(
    *,
    user: User,
    tenant: Tenant | None,
    role: StaffRole | str | None,
    is_superuser: bool = False,
    by: User | None = None,
    seen: int | None = None,
) -> int:
    """Let somebody work in another role, or for another tenant; their sessions end at once.

    Args:
        tenant, role: as `assign_role`.
        seen: what `last_change_of` said when `by` chose; None to ask nothing.
    Returns:
        How many sessions ended; none, and nothing else happens, where that is what they do already.
    Raises:
        PermissionDenied: `by` does not manage people here, or there.
        ValidationError: changed meanwhile, one's own account, the last coordinator or administrator, or as
            `assign_role`.
    """
    _check_may_put(by, tenant, is_superuser)
    user = _locked(user, by)
    _check_unchanged(user, seen)
    if (tenant, role or "", is_superuser) == (user.tenant, user.role, user.is_superuser):
        return 0
    _check_not_own(user, by)
    if (tenant, role) != (user.tenant, StaffRole.COORDINATOR):
        _check_not_last_coordinator(user)
    if not is_superuser:
        _check_not_last_administrator(user)
    before = _role_in_log(user)
    if user.is_superuser != is_superuser:
        user.is_superuser = is_superuser
        user.save(update_fields=["is_superuser"])
    left = user.tenant_id
    assign_role(user=user, tenant=tenant, role=role)
    ended = end_sessions(user, reason=ROLE_CHANGED)
    details = {"role": f"{before} → {_role_in_log(user)}", "sessions": ended}
    for concerned in dict.fromkeys([left, user.tenant_id]):
        record(user, "tenants.user.role", tenant_id=concerned, by=by, details=details)
    return ended


@transaction.atomic
def deactivate_user(*, user: User, by: User | None = None, seen: int | None = None) -> int:
    """Close somebody's account and end all their sessions at once; return how many there were.

    Args:
        by: who does it; None: the command line.
        seen: as for `change_role`.
    Raises:
        PermissionDenied: `by` does not manage this person.
        ValidationError: as `change_role`.
    """
    user = _locked(user, by)
    _check_unchanged(user, seen)
    if not user.is_active:
        return 0
    _check_not_own(user, by)
    _check_not_last_coordinator(user)
    _check_not_last_administrator(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    ended = end_sessions(user)
    record(user, "tenants.user.deactivate", tenant_id=user.tenant_id, by=by, details={"sessions": ended})
    return ended


@transaction.atomic
def reactivate_user(*, user: User, by: User | None = None, seen: int | None = None) -> None:
    """Open a closed account again, with the role that it had.

    Args:
        by: who does it; None: the command line.
        seen: as for `change_role`.
    Raises:
        PermissionDenied: `by` does not manage this person.
        ValidationError: changed meanwhile.
    """
    user = _locked(user, by)
    _check_unchanged(user, seen)
    if user.is_active:
        return
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(user, "tenants.user.reactivate", tenant_id=user.tenant_id, by=by)


def last_change_of(user: User) -> ModelLogEntry | None:
    """Return the entry of the last change of somebody's role or of their account's being open."""
    entries: ModelLogEntry | None = (
        ModelLogEntry.objects.for_instance(user).filter(action__in=CHANGES).order_by("-pk").first()
    )
    return entries


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
    kept = set() if group is None else {group.pk}
    of_tenants = user.groups.filter(
        Q(edits_tenant__isnull=False) | Q(publishes_tenant__isnull=False) | Q(translates_tenant__isnull=False)
    )
    user.groups.remove(*of_tenants.exclude(pk__in=kept))
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


def _locked(user: User, by: User | None) -> User:
    """Return the account, locked after its state: who changes one account of a state waits for who changes another.

    Administrators' accounts are locked after the library.
    """
    administered = LIBRARY_ID if user.is_superuser else None
    tenants = [pk for pk in (user.tenant_id, administered) if pk is not None]
    list(Tenant.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=tenants).order_by("pk"))
    managed = User.objects.all() if by is None else people_managed_by(User.objects.get(pk=by.pk))
    found = managed.filter(pk=user.pk).select_for_update(of=("self",)).first()
    if found is None or (found.tenant_id, found.is_superuser) != (user.tenant_id, user.is_superuser):
        raise PermissionDenied
    return found


def _check_may_put(by: User | None, tenant: Tenant | None, is_superuser: bool) -> None:
    if by is None or (by.is_active and by.is_superuser):
        return
    if is_superuser or tenant is None or tenant.pk != by.tenant_id or not may(by, Act.MANAGE_PEOPLE):
        raise PermissionDenied


def _refuse_taken(email: str, by: User | None) -> None:
    taken = User.objects.filter(email__iexact=email).first()
    if taken is None:
        return
    if by is None or people_managed_by(by).filter(pk=taken.pk).exists():
        raise ValidationError({"email": _("Somebody with this e-mail address already has an account.")})
    sentence = _(
        "This e-mail address has an account that is not of your state. Write another address of this person, or ask "
        "the national administration to let them work for your state."
    )
    raise ValidationError({"email": sentence})


def _check_invited(user: User) -> None:
    if not user.is_invited:
        raise ValidationError(_("This invitation was accepted or withdrawn meanwhile."), code="not_invited")


def _check_unchanged(user: User, seen: int | None) -> None:
    last = last_change_of(user)
    if seen is None or last is None or last.pk == seen:
        return
    sentence = _(
        "%(who)s changed this account on %(when)s, after you opened this page. Nothing of yours was saved. Look at "
        "what it says now, and decide again."
    )
    when = date_format(timezone.localtime(last.timestamp), "DATETIME_FORMAT")
    raise ValidationError(sentence, code="changed", params={"who": _name_of(last.user), "when": when})


def _name_of(user: User | None) -> str:
    return _("The service itself") if user is None else user.display_name


def _check_not_own(user: User, by: User | None) -> None:
    if by is not None and by.pk == user.pk:
        sentence = _(
            "This is your own account. Ask another coordinator, or the national administration, to change your role or "
            "to close it."
        )
        raise ValidationError(sentence, code="own_account")


def _check_not_last_coordinator(user: User) -> None:
    """Keep one who can sign in: whoever has not accepted an invitation yet cannot."""
    if user.role != StaffRole.COORDINATOR or not user.is_active or user.tenant is None:
        return
    others = User.objects.filter(tenant=user.tenant, role=StaffRole.COORDINATOR, is_active=True).exclude(pk=user.pk)
    if user.tenant.status == TenantStatus.LAUNCHED and not any(other.has_usable_password() for other in others):
        sentence = _(
            "This is the only coordinator of %(state)s, which citizens use: nobody would look after its people. Make "
            "somebody else a coordinator first; once they have signed in, do this again."
        )
        raise ValidationError(sentence, code="last_coordinator", params={"state": user.tenant.name})


def _check_not_last_administrator(user: User) -> None:
    """Keep one who can sign in."""
    if not (user.is_superuser and user.is_active):
        return
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if not any(other.has_usable_password() for other in others):
        sentence = _(
            "This is the only national administrator: nobody would look after all states. Make somebody else one "
            "first; once they have signed in, do this again."
        )
        raise ValidationError(sentence, code="last_administrator")


def _role_in_log(user: User) -> str:
    """Return what somebody works as, for the audit log."""
    if user.is_superuser:
        return "administrator"
    return "—" if user.tenant is None else f"{user.tenant.code} {user.role}"
