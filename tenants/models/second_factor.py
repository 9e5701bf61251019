"""What proves, beside the password, that somebody is who they say: the app on their phone, and codes on paper."""

from __future__ import annotations

import time
from base64 import b32decode
from enum import StrEnum

from django.db import models
from django.utils import timezone
from django_otp.models import Device, TimestampMixin
from django_otp.oath import TOTP

from tenants.keyring import EncryptedTextField, Purpose, decrypt

TOLERANCE = 1
"""How many steps of 30 s a phone may be early or late; what it is becomes known with each code."""

CLOCK_STEPS = 6
"""Up to how many steps a code is taken for one of a wrong clock: it is refused, and told so."""


class Verdict(StrEnum):
    """What a code is."""

    RIGHT = "right"
    USED = "used"
    CLOCK_IS_WRONG = "clock is wrong"
    WRONG = "wrong"


def verdict_of(code: str, secret: str, *, drift: int = 0, last_step: int = -1) -> tuple[Verdict, int, int]:
    """Return what a code of six digits is now, and the drift and the step with which it is right.

    Args:
        secret: in base32.
        drift: by how many steps the phone is known to be early.
        last_step: the step of the last code that was accepted: it and those before are used.
    Source:
        RFC 6238, section 5.2 (a code is accepted once) and 6 (learning a clock's drift).
    """
    totp = TOTP(b32decode(secret), drift=drift)
    totp.time = time.time()
    number = int(code)
    if totp.verify(number, TOLERANCE, last_step + 1):
        return Verdict.RIGHT, totp.drift, totp.t()
    if totp.verify(number, TOLERANCE):
        return Verdict.USED, drift, last_step
    return Verdict.CLOCK_IS_WRONG if totp.verify(number, CLOCK_STEPS) else Verdict.WRONG, drift, last_step


class TotpDevice(TimestampMixin, Device):
    """An app that shows codes; its secret is encrypted, unlike in the devices that django-otp brings."""

    secret = EncryptedTextField(purpose=Purpose.SECOND_FACTOR)
    drift = models.SmallIntegerField(default=0)
    last_step = models.BigIntegerField(default=-1)

    def verdict(self, code: str) -> Verdict:
        """Return what a code is, and use it up if it is right; the row is locked (`select_for_update`).

        Raises:
            KeyMissing: no key of the ring reads the secret.
        """
        secret = decrypt(self.secret, Purpose.SECOND_FACTOR)
        found, drift, step = verdict_of(code, secret, drift=self.drift, last_step=self.last_step)
        if found is Verdict.RIGHT:
            self.drift, self.last_step, self.last_used_at = drift, step, timezone.now()
            self.save(update_fields=["drift", "last_step", "last_used_at"])
        return found


class RecoveryCode(models.Model):
    """A code that is good once, when the phone is not at hand; it is deleted by being used."""

    user = models.ForeignKey("tenants.User", on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_of_one_person")]

    def __str__(self) -> str:
        return f"{self.user_id}"
