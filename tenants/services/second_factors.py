"""Second factors: setting one up, taking it away, recovery codes."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from tenants import account_mails
from tenants.admin_access.acts import Act, may_for
from tenants.audit import record
from tenants.keyring import Purpose, encrypt
from tenants.models import RecoveryCode, TotpDevice, User
from tenants.second_factor.codes import digest_of, new_codes
from tenants.second_factor.state import REQUIRED
from tenants.sessions import end_other_sessions, end_sessions

STAMP_CHARACTERS = 22
MOST_DEVICES = 5


class AlreadyEnrolled(Exception):
    """Somebody has a second factor by now, which this session has not proved."""


class TooManyDevices(Exception):
    """Somebody has as many devices as one may have."""


class LastDevice(Exception):
    """Somebody who needs a second factor has no other device."""


@transaction.atomic
def enrol(
    *, user: User, secret: str, name: str = "", drift: int = 0, last_step: int = -1, is_proved: bool = False
) -> list[str]:
    """Add an app to somebody's account, whose code has just been checked.

    Args:
        secret: in base32.
        name: what its person calls the device.
        drift, last_step: with which the code was right.
        is_proved: whether the session has proved the second factor that the person has already.
    Returns:
        Recovery codes to show once; none if the person has some already.
    Raises:
        AlreadyEnrolled: they have a second factor, and `is_proved` does not say so.
        TooManyDevices: they have `MOST_DEVICES`.
    """
    present = _locked(user)
    if present.second_factor_stamp and not is_proved:
        raise AlreadyEnrolled
    if TotpDevice.objects.filter(user=user).count() >= MOST_DEVICES:
        raise TooManyDevices
    TotpDevice.objects.create(
        user=user,
        name=name.strip()[:64] or _("Phone"),
        secret=encrypt(secret, Purpose.SECOND_FACTOR),
        drift=drift,
        last_step=last_step,
        last_used_at=timezone.now(),
    )
    record(user, "tenants.second_factor.enrol", tenant_id=user.tenant_id, by=user)
    if present.second_factor_stamp:
        return []
    _stamp(user)
    return renew_recovery_codes(user=user)


@transaction.atomic
def renew_recovery_codes(*, user: User) -> list[str]:
    """Return new recovery codes, to show once; earlier ones are good for nothing any more."""
    _locked(user)
    codes = new_codes()
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_of(user, code)) for code in codes)
    record(user, "tenants.second_factor.codes", tenant_id=user.tenant_id, by=user)
    return codes


@transaction.atomic
def remove_device(*, user: User, device_id: int, keep: str | None = None) -> bool:
    """Remove one of somebody's devices; whether there was one.

    Their sessions end, but for the one with the key `keep`, which has to note its proof again (`note_proof`): one that
    waits for a code must not set up a device of its own. With the last device go the recovery codes.

    Args:
        device_id: the primary key of the device.
        keep: the key of the session that goes on; None: all end.
    Raises:
        LastDevice: everybody needs a second factor, and they have no other device.
    """
    _locked(user)
    devices = TotpDevice.objects.filter(user=user)
    if not devices.filter(pk=device_id).exists():
        return False
    if settings.SECOND_FACTOR == REQUIRED and devices.count() == 1:
        raise LastDevice
    devices.filter(pk=device_id).delete()
    _restamp(user)
    end_other_sessions(user, keep=keep)
    record(user, "tenants.second_factor.remove", tenant_id=user.tenant_id, by=user)
    return True


@transaction.atomic
def reset_second_factor(*, user: User, by: User | None = None) -> None:
    """Take away somebody's second factor, who lost it: their sessions end, they are told by e-mail, and set up another.

    Nothing happens to who has none.

    Raises:
        PermissionDenied: `by` may not change this account, or it is their own.
    """
    if by is not None and (by.pk == user.pk or not may_reset(user, by)):
        raise PermissionDenied
    if not _locked(user).second_factor_stamp:
        return
    TotpDevice.objects.filter(user=user).delete()
    _restamp(user)
    end_sessions(user)
    record(user, "tenants.second_factor.reset", tenant_id=user.tenant_id, by=by)
    account_mails.send_second_factor_reset.enqueue(user.pk)


def may_reset(user: User, by: User) -> bool:
    """Whether `by` may take away the second factor of `user`: who manages the people of their state, or of all."""
    if not by.is_active or user.is_superuser:
        return by.is_active and by.is_superuser
    return may_for(by, Act.MANAGE_PEOPLE, user.tenant_id)


def _locked(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _restamp(user: User) -> None:
    """Let no session's proof hold any more; without a device there is nothing to prove."""
    if TotpDevice.objects.filter(user=user).exists():
        _stamp(user)
    else:
        user.recovery_codes.all().delete()
        _stamp(user, "")


def _stamp(user: User, stamp: str | None = None) -> None:
    user.second_factor_stamp = get_random_string(STAMP_CHARACTERS) if stamp is None else stamp
    user.save(update_fields=["second_factor_stamp"])
