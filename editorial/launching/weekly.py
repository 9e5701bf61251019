"""The weekly e-mail to a state's coordinators: what waits for them, and the last digest of the audit log."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from editorial.periodic_mails import PeriodicMail, absolute
from publishing.models import PeriodicMailKind
from tenants.audit import check_chains
from tenants.models import LIBRARY_ID, StaffRole, User

from .upkeep import upkeep_of

MONDAY = 0


def send_weekly(now: datetime | None = None) -> int:
    """Send the coordinators of states their e-mail, on Mondays; return how many were sent (`PeriodicMail.send`).

    It comes when nothing waits, too: the digest that it has is what shows, later, whether the end of the log was cut.

    Args:
        now: the instant to compare with; the present when left out.
    """
    return MAIL.send(now)


def _people() -> QuerySet[User]:
    return User.objects.filter(is_active=True, role=StaffRole.COORDINATOR).exclude(tenant=LIBRARY_ID)


def _is_due(local: datetime) -> bool:
    return bool(local.weekday() == MONDAY and local.hour >= settings.REVIEW_DIGEST_HOUR)


def _context(person: User, day: date) -> dict[str, Any]:
    assert person.tenant is not None
    [chain] = check_chains({person.tenant.code})
    waiting = [(one.sentence, absolute(one.url) if one.url else "") for one in upkeep_of(person.tenant)]
    return {
        "waiting": waiting,
        "total": len(waiting),
        "chain": chain,
        "overview_url": absolute(reverse("states:overview", args=[person.tenant.code])),
        "audit_url": absolute(reverse("audit_log:check")),
    }


MAIL = PeriodicMail(
    kind=PeriodicMailKind.STATE,
    name="weekly e-mail about the state",
    people=_people,
    is_due=_is_due,
    context=_context,
    templates="editorial/email/week",
)
