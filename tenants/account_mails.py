"""E-mails to people about their accounts. The worker sends them: only it looks up whose an address is."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django_tasks import task
from wagtail.users.models import UserProfile

from .models import User

logger = logging.getLogger(__name__)

MOST_TRIES = 4
TRIED_AGAIN_AFTER = timedelta(minutes=2)


def normal_address(address: str) -> str:
    """Return an e-mail address as it is compared."""
    return unicodedata.normalize("NFKC", address.strip()).casefold()


def digest_of(address: str) -> str:
    """Return what stands for an address in the queue of tasks, which so holds nobody's."""
    return salted_hmac(__name__, normal_address(address), algorithm="sha256").hexdigest()


@task(backend="background")
def send_reset(digest: str, tries: int = 1) -> None:
    """Send a link to whoever has the address of this digest, if anybody has; again later if that fails."""
    people = User.objects.filter(is_active=True).exclude(email="")
    found = [user for user in people if constant_time_compare(digest_of(user.email), digest)]
    for user in found:
        if user.has_usable_password() and not _is_sent(user, "reset") and tries < MOST_TRIES:
            again(send_reset)(digest, tries + 1)


@task(backend="background")
def send_invitation(user_id: int, tries: int = 1) -> None:
    """Send an invited person the link with which their account begins; again later if that fails."""
    user = User.objects.select_related("tenant").filter(pk=user_id, is_active=True).first()
    if user is not None and not _is_sent(user, "invitation") and tries < MOST_TRIES:
        again(send_invitation)(user_id, tries + 1)


@task(backend="background")
def send_second_factor_reset(user_id: int, tries: int = 1) -> None:
    """Notify somebody that their second factor was taken away; again later if that fails."""
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is not None and not _is_sent(user, "second_factor_reset") and tries < MOST_TRIES:
        again(send_second_factor_reset)(user_id, tries + 1)


def password_url(user: User) -> str:
    """Return the address where somebody chooses a password: it dies once used, and after `PASSWORD_RESET_TIMEOUT`."""
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        kwargs={
            "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
            "token": default_token_generator.make_token(user),
        },
    )
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + path


def again(sending: Any) -> Callable[..., Any]:
    """Return what puts a task off for later once more, with its arguments."""
    later: Callable[..., Any] = sending.using(run_after=timezone.now() + TRIED_AGAIN_AFTER).enqueue
    return later


def _is_sent(user: User, name: str) -> bool:
    context = {
        "tenant": user.tenant,
        "url": password_url(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // (24 * 60 * 60),
    }
    return is_sent(user, f"tenants/email/{name}", context)


def is_sent(user: User, templates: str, given: Mapping[str, Any]) -> bool:
    """Send somebody an e-mail in the language that they chose, and return whether that succeeded.

    Args:
        templates: their names begin so: `…_subject.txt` and `….txt`.
        given: what they show, besides `user` and `site_name`.
    """
    profile = UserProfile.objects.filter(user=user).first()
    context = {"user": user, "site_name": settings.WAGTAIL_SITE_NAME, **given}
    with translation.override((profile and profile.preferred_language) or settings.LANGUAGE_CODE):
        subject = render_to_string(f"{templates}_subject.txt", context).strip()
        body = render_to_string(f"{templates}.txt", context)
    try:
        EmailMessage(subject, body, to=[user.email], headers={"Auto-Submitted": "auto-generated"}).send()
    except (SMTPException, OSError) as error:
        logger.warning(
            "The %s of account %s was not sent: %s", templates.rpartition("/")[2], user.pk, type(error).__name__
        )
        return False
    return True
