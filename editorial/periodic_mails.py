"""E-mails that people get again and again: one a person, kind and day, whichever process sends it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone, translation
from wagtail.users.models import UserProfile

from publishing.models import DigestSent, PeriodicMailKind
from tenants.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PeriodicMail:
    """A kind of e-mail.

    Attributes:
        name: for logs, such as `e-mail about reviews`.
        people: who gets it; asked anew, with the row locked, before each is sent.
        is_due: whether somebody gets it at an instant of their tenant's own clock.
        context: what its templates show; None when there is nothing to say.
        templates: their names begin so: `…_subject.txt`, `….txt` and `….html`.
    """

    kind: PeriodicMailKind
    name: str
    people: Callable[[], QuerySet[User]]
    is_due: Callable[[datetime], bool]
    context: Callable[[User, date], Mapping[str, Any] | None]
    templates: str

    def send(self, now: datetime | None = None) -> int:
        """Send it to each person for whom it is due, and return how many were sent.

        It is noted as sent, and that is committed, before it is sent: neither two workers, nor a restart, nor a commit
        that fails send it twice. (One whose worker is killed in between does not come that day.) One that cannot be
        sent is logged, keeps back no other, and is tried again the next time.

        Args:
            now: the instant to compare with; the present when left out.
        """
        now = now or timezone.now()
        people = self.people().exclude(tenant=None).exclude(email="").select_related("tenant").order_by("pk")
        sent = DigestSent.objects.filter(kind=self.kind, user__in=people, day__gte=_earliest_day(now))
        done = set(sent.values_list("user_id", "day"))
        return sum(
            self._done(person.pk, now)
            for person in people
            if self.is_due(_local(person, now)) and (person.pk, _local(person, now).date()) not in done
        )

    def _done(self, user_id: int, now: datetime) -> bool:
        note = None
        try:
            with transaction.atomic(durable=True):
                message, note = self._prepared(user_id, now)
            if message is not None:
                message.send()
        except (SMTPException, OSError) as error:
            logger.warning("The %s to account %s was not sent: %s", self.name, user_id, type(error).__name__)
        except Exception:  # whatever is wrong with one must not keep back the others
            logger.exception("The %s to account %s failed.", self.name, user_id)
        else:
            return message is not None
        if note is not None:
            DigestSent.objects.filter(pk=note.pk).delete()
        return False

    def _prepared(self, user_id: int, now: datetime) -> tuple[EmailMultiAlternatives | None, DigestSent | None]:
        """The e-mail that is due to somebody now, with the note that it was sent; nothing when there is none."""
        # Another process that sends it has the row locked; others may still refer to the account meanwhile.
        locked = User.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).select_related("tenant")
        person = locked.filter(pk=user_id, pk__in=self.people()).first()
        if person is None or person.tenant is None:
            return None, None
        day = _local(person, now).date()
        if DigestSent.objects.filter(user=person, day=day, kind=self.kind).exists():
            return None, None
        with translation.override(_language_of(person)):
            context = self.context(person, day)
            message = None if context is None else self._message(person, context)
        if message is None:
            return None, None
        return message, DigestSent.objects.create(user=person, day=day, kind=self.kind, sent_at=now)

    def _message(self, person: User, given: Mapping[str, Any]) -> EmailMultiAlternatives:
        context = {
            "person": person,
            "tenant": person.tenant,
            "site_name": settings.WAGTAIL_SITE_NAME,
            "language": translation.get_language(),
            **given,
        }
        subject = " ".join(render_to_string(f"{self.templates}_subject.txt", context).split())
        message = EmailMultiAlternatives(
            subject,
            render_to_string(f"{self.templates}.txt", context),
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string(f"{self.templates}.html", context), "text/html")
        return message


def absolute(path: str) -> str:
    """Return a path of the administration as an address for an e-mail."""
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def _language_of(person: User) -> str:
    """The language that the person has chosen for the admin; Spanish unless they chose another."""
    chosen = UserProfile.objects.filter(user=person).values_list("preferred_language", flat=True).first()
    return chosen or settings.LANGUAGE_CODE


def _local(person: User, now: datetime) -> datetime:
    zone = person.tenant.time_zone if person.tenant is not None else settings.TIME_ZONE
    return now.astimezone(ZoneInfo(zone))


def _earliest_day(now: datetime) -> date:
    """A day that is over everywhere."""
    return now.astimezone(ZoneInfo("Etc/GMT+12")).date()
