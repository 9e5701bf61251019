"""Publishing and withdrawing what is due: one transaction each, so that one that fails keeps back no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page, Revision

from content_models.errors import DocumentIncomplete
from publishing.errors import DomainError
from tenants.scope import scope_of_all_tenants

logger = logging.getLogger(__name__)


def publish_due(now: datetime | None = None) -> int:
    """Withdraw the pages that have expired, publish the revisions that are due; return how many were.

    A page or revision that fails is logged and skipped; it is tried again the next time. Several workers do not get in
    each other's way: each takes what no other has locked.

    Args:
        now: the aware instant to compare with; the present when left out.
    """
    now = now or timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at").values_list("pk", flat=True)
    due = Revision.objects.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    done = sum(_done(_expire, pk, now) for pk in list(expired))
    return done + sum(_done(_publish, pk, now) for pk in list(due.values_list("pk", flat=True)))


def _done(act: Callable[[int, datetime], bool], pk: int, now: datetime) -> bool:
    try:
        with scope_of_all_tenants():
            return act(pk, now)
    except (DomainError, DocumentIncomplete) as error:
        logger.warning("%s %s was skipped: %s", act.__name__, pk, error)
    except Exception:  # whatever is wrong with one page must not keep back the others
        logger.exception("%s %s failed and was skipped.", act.__name__, pk)
    return False


def _expire(pk: int, now: datetime) -> bool:
    if not _is_free(pk):
        return False
    page = Page.objects.filter(pk=pk, live=True).first()
    if page is None or page.expire_at is None or page.expire_at > now:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _publish(pk: int, now: datetime) -> bool:
    page_id = Revision.page_revisions.filter(pk=pk).values_list("object_id", flat=True).first()
    if page_id is not None and not _is_free(int(page_id)):
        return False
    revision = Revision.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if revision is None or revision.approved_go_live_at is None or revision.approved_go_live_at > now:
        return False
    act = PublishPageRevisionAction(revision, log_action="wagtail.publish.scheduled")
    # Wagtail asks the clock itself, and would schedule again what is due by `now` only.
    if act.object.go_live_at is not None and act.object.go_live_at > timezone.now():
        act.object.go_live_at = timezone.now()
    act.execute()
    return True


def _is_free(pk: int) -> bool:
    """Lock a page in all its languages, unless one is locked: so does whoever saves it, before its revisions."""
    languages = Page.objects.filter(translation_key__in=Page.objects.filter(pk=pk).values("translation_key"))
    held = set(languages.select_for_update(skip_locked=True, of=("self",)).order_by("pk").values_list("pk", flat=True))
    return pk in held and held == set(languages.values_list("pk", flat=True))
