"""Wagtail's e-mails about reviews: written within the transaction, sent by the worker once it has been committed.

Wagtail sends them at once: what is rolled back afterwards would have been told, and a slow mail server would hold the
locks of the transaction.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from smtplib import SMTPException
from typing import Any

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task
from wagtail.admin import mail
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted
from wagtail.users.models import UserProfile

from tenants.account_mails import MOST_TRIES, again
from tenants.models import User

logger = logging.getLogger(__name__)


@task(backend="background")
def send_review_mail(
    user_id: int, subject: str, body: str, tries: int = 1, standing: tuple[int | None, str] | None = None
) -> None:
    """Send somebody an e-mail about a review; again later if that fails.

    It tells of a draft: whoever has another role or state by then does not get it.

    Args:
        standing: the primary key of their state and their role, as it was written (`_state_and_role_of`); None: an
            earlier release has written it.
    """
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None or (standing is not None and tuple(standing) != _state_and_role_of(user)):
        return
    try:
        EmailMessage(subject, body, to=[user.email], headers={"Auto-Submitted": "auto-generated"}).send()
    except (SMTPException, OSError) as error:
        logger.warning("The e-mail about a review to account %s was not sent: %s", user_id, type(error).__name__)
        if tries < MOST_TRIES:
            again(send_review_mail)(user_id, subject, body, tries + 1, standing)


def _state_and_role_of(user: User) -> tuple[int | None, str]:
    return user.tenant_id, user.role


class _ByWorker:
    """Leaves e-mails to the worker, which sees only what was committed."""

    def send_emails(
        self, template_set: Mapping[str, str], context: Mapping[str, Any], recipients: Collection[User], **_kwargs: Any
    ) -> bool:
        """Write to each recipient in their language."""
        for recipient in recipients:
            shown = {**context, "user": recipient}
            with translation.override(UserProfile.get_for_user(recipient).get_preferred_language()):
                subject = " ".join(render_to_string(template_set["subject"], shown).split())
                body = render_to_string(template_set["text"], shown).strip()
            send_review_mail.enqueue(recipient.pk, subject, body, standing=_state_and_role_of(recipient))
        return True


class _StepSubmitted(_ByWorker, mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class _Submitted(_ByWorker, mail.WorkflowStateSubmissionEmailNotifier):
    pass


class _Approved(_ByWorker, mail.WorkflowStateApprovalEmailNotifier):
    pass


class _Rejected(_ByWorker, mail.WorkflowStateRejectionEmailNotifier):
    pass


_RECEIVERS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification", _StepSubmitted()),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", _Submitted()),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", _Rejected()),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", _Approved()),
)
"""With the ids under which Wagtail connects its own."""


def send_by_worker() -> None:
    """Let the worker send these e-mails instead of Wagtail, whichever app is ready first: an id is connected once."""
    for signal, sender, uid, receiver in _RECEIVERS:
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(receiver, sender=sender, dispatch_uid=uid)
