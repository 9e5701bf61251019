"""Checking a code: counted before it is checked, as passwords are, so that none is guessed over many sessions.

A browser in which the person has signed in before, codes and all, is counted by itself: whoever has only the password
does not keep them from theirs. All others are counted together, so that no other browser gives more tries.
"""

from __future__ import annotations

import logging

from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.audit import record
from tenants.keyring import KeyMissing
from tenants.known_browsers import signed_in_browser_of
from tenants.limits import Counter, Limit, clear, give_back, take
from tenants.models import RecoveryCode, TotpDevice, User
from tenants.models.second_factor import Verdict
from tenants.proxies import network_of
from tenants.sign_ins import QUARTER_HOUR, SOURCE

from .codes import digest_of, is_of_app, plain

logger = logging.getLogger(__name__)

CODES = Limit("second-factor.quarter-hour", most=8, seconds=QUARTER_HOUR)
CODES_IN_A_DAY = Limit("second-factor.day", most=40, seconds=24 * 60 * 60)

WRONG = _("This code is not right. Write the one that your application shows now.")
SENTENCES: dict[Verdict, Promise] = {
    Verdict.WRONG: WRONG,
    Verdict.USED: _("This code was used already. Wait for the next one: it changes every 30 seconds."),
    Verdict.CLOCK_IS_WRONG: _(
        "Your phone’s clock is wrong, so its codes are not accepted. Set the phone’s date and time to automatic, and "
        "write the next code."
    ),
}
WRONG_RECOVERY = _("This is none of your recovery codes, or it was used already. Each works once.")


class CodeRefused(Exception):
    """A code was not accepted; `message` says what to do."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


def check_code(request: HttpRequest, user: User, text: str) -> None:
    """Use up a code of somebody's app, or a recovery code.

    Raises:
        CodeRefused: it is not right, was used before, or the phone's clock is wrong.
        LimitReached: too many were wrong; it is not checked.
    """
    own, shared = _counters(request, user)
    take(own, *shared)
    code = plain(text)
    with transaction.atomic():
        refusal = _use_of_app(user, code) if is_of_app(code) else _use_of_paper(user, code)
    if refusal is not None:
        record(user, "tenants.second_factor.refuse", tenant_id=user.tenant_id, by=user)
        raise CodeRefused(refusal)
    clear(own)
    give_back(*shared)


def _use_of_app(user: User, code: str) -> Promise | None:
    """Return why the code is refused; None once it is used up."""
    refused = Verdict.WRONG
    for device in TotpDevice.objects.select_for_update().filter(user=user).order_by("pk"):
        try:
            verdict = device.verdict(code)
        except KeyMissing:
            logger.exception("The secret of device %s is encrypted with a key that is missing.", device.pk)
            continue
        if verdict is Verdict.RIGHT:
            return None
        refused = refused if verdict is Verdict.WRONG else verdict
    return SENTENCES[refused]


def _use_of_paper(user: User, code: str) -> Promise | None:
    used, _rows = RecoveryCode.objects.filter(user=user, digest=digest_of(user, code)).delete()
    if not used:
        return WRONG if code.isdecimal() else WRONG_RECOVERY
    record(user, "tenants.second_factor.recover", tenant_id=user.tenant_id, by=user)
    return None


def _counters(request: HttpRequest, user: User) -> tuple[Counter, list[Counter]]:
    """Return the counter that a right code empties, and those from which it takes only its own try."""
    browser, source = signed_in_browser_of(request, user), network_of(request)
    subject = ("person", user.pk) if browser is None else ("browser", browser)
    by_source = [SOURCE.of(source)] if browser is None and source is not None else []
    return CODES.of(*subject), [CODES_IN_A_DAY.of(*subject), *by_source]
