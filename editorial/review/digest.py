"""The daily e-mail about open reviews, to users who chose it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from content_models.piece_labels import all_in_words
from publishing.models import DigestSent, ReviewTask
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

logger = logging.getLogger(__name__)

SHOWN = 20
"""How many reviews an e-mail names; it says how many more there are."""


@dataclass(frozen=True, slots=True)
class Line:
    """One review in an e-mail."""

    title: str
    reason: str
    pieces: str
    due_on: date
    is_overdue: bool
    is_urgent: bool
    url: str


def send_digests(now: datetime | None = None) -> int:
    """Send each person who asked for it the day's e-mail about their tenant's open reviews; return how many were sent.

    One a person and day, from `REVIEW_DIGEST_HOUR` on by the tenant's own clock; none while nothing is open. It is
    noted as sent, and that is committed, before it is sent: neither two workers, nor a restart, nor a commit that fails
    send it twice. (One whose worker is killed in between does not come that day.) One that cannot be sent is logged,
    keeps back no other, and is tried again the next time.

    Args:
        now: the instant to compare with; the present when left out.
    """
    now = now or timezone.now()
    people = User.objects.filter(is_active=True, wants_review_digest=True).exclude(tenant=None).exclude(email="")
    sent = set(DigestSent.objects.filter(user__in=people, day__gte=_earliest_day(now)).values_list("user_id", "day"))
    return sum(
        _done(person.pk, now)
        for person in people.select_related("tenant").order_by("pk")
        if _is_due(person, now) and (person.pk, _day_of(person, now)) not in sent
    )


def _done(user_id: int, now: datetime) -> bool:
    note = None
    try:
        with transaction.atomic(durable=True):
            message, note = _prepared(user_id, now)
        if message is not None:
            message.send()
    except (SMTPException, OSError) as error:
        logger.warning("The e-mail about reviews to account %s was not sent: %s", user_id, type(error).__name__)
    except Exception:  # whatever is wrong with one must not keep back the others
        logger.exception("The e-mail about reviews to account %s failed.", user_id)
    else:
        return message is not None
    if note is not None:
        DigestSent.objects.filter(pk=note.pk).delete()
    return False


def _prepared(user_id: int, now: datetime) -> tuple[EmailMultiAlternatives | None, DigestSent | None]:
    """The e-mail that is due to somebody now, with the note that it was sent; nothing when there is none."""
    # Another process that sends it has the row locked; others may still refer to the account meanwhile.
    people = User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("tenant")
    person = people.filter(pk=user_id, is_active=True, wants_review_digest=True).first()
    if person is None or person.tenant is None:
        return None, None
    day = _day_of(person, now)
    if DigestSent.objects.filter(user=person, day=day).exists():
        return None, None
    tasks = _open_tasks(person.tenant)
    if not tasks:
        return None, None
    message = _message(person, person.tenant, tasks, day)
    return message, DigestSent.objects.create(user=person, day=day, sent_at=now)


def _open_tasks(tenant: Tenant) -> list[ReviewTask]:
    with tenant_scope([tenant.pk]):
        tasks = ReviewTask.objects.open().filter(tenant=tenant)
        return list(tasks.order_by("-is_urgent", "due_on", "title", "pk"))


def _message(person: User, tenant: Tenant, tasks: Sequence[ReviewTask], day: date) -> EmailMultiAlternatives:
    with translation.override(_language_of(person)):
        context = {
            "person": person,
            "tenant": tenant,
            "lines": [_line(task, day) for task in tasks[:SHOWN]],
            "total": len(tasks),
            "overdue": sum(task.due_on < day for task in tasks),
            "more": max(0, len(tasks) - SHOWN),
            "list_url": _absolute(reverse("reviews:list")),
            "account_url": _absolute(reverse("wagtailadmin_account")),
            "site_name": settings.WAGTAIL_SITE_NAME,
            "language": translation.get_language(),
        }
        subject = " ".join(render_to_string("editorial/email/reviews_subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject,
            render_to_string("editorial/email/reviews.txt", context),
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("editorial/email/reviews.html", context), "text/html")
    return message


def _line(task: ReviewTask, day: date) -> Line:
    labels = task.details.get("labels", {})
    return Line(
        title=task.title,
        reason=task.get_reason_display(),
        pieces=all_in_words(labels.get(address) for address in task.addresses),
        due_on=task.due_on,
        is_overdue=task.due_on < day,
        is_urgent=task.is_urgent,
        url=_absolute(reverse("reviews:task", args=[task.pk])),
    )


def _language_of(person: User) -> str:
    """The language that the person has chosen for the admin; Spanish unless they chose another."""
    chosen = UserProfile.objects.filter(user=person).values_list("preferred_language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def _absolute(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def _is_due(person: User, now: datetime) -> bool:
    return _local(person, now).hour >= settings.REVIEW_DIGEST_HOUR


def _day_of(person: User, now: datetime) -> date:
    return _local(person, now).date()


def _local(person: User, now: datetime) -> datetime:
    zone = person.tenant.time_zone if person.tenant is not None else settings.TIME_ZONE
    return now.astimezone(ZoneInfo(zone))


def _earliest_day(now: datetime) -> date:
    """A day that is over everywhere."""
    return now.astimezone(ZoneInfo("Etc/GMT+12")).date()
