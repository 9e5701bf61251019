"""Asking that a state's page is withdrawn, by who does not withdraw pages: a draft that ends is sent for review."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext

from content_models.confidential_places import wait_for_others
from content_models.loaded_versions import version_of_draft
from content_models.models import AdaptationPage, ContentPage, HomePage, OfficePage, SectionPage
from content_models.trees import tenant_of
from editorial.closings import is_closing, save_closing, send_draft
from editorial.reviewers import in_words
from editorial.sender_messages import keep_message
from tenants.models import User

from .discarding import DraftActRefused, blocking_reason, others_in


def may_ask(page: ContentPage, by: User) -> bool:
    """Whether somebody may only ask that a page is withdrawn; of an office they say that it closed.

    Home pages and sections have all others below them: nobody asks for those.
    """
    tenant = tenant_of(page)
    others = AdaptationPage | OfficePage | HomePage | SectionPage
    if tenant is None or tenant.is_library or not page.live or isinstance(page, others):
        return False
    rights = page.permissions_for_user(by)
    return bool(rights.can_edit() and not rights.can_unpublish())


def withdrawal_blocking_reason(page: ContentPage, by: User) -> str:
    """Return why nobody can be asked now to withdraw a page; empty: they can.

    A draft beside what is published would be left behind: whoever wrote it decides first.
    """
    reason = blocking_reason(page, by)
    if reason or not page.has_unpublished_changes or is_closing(page.get_latest_revision_as_object()):
        return reason
    others = in_words(others_in(page, by))
    if others:
        sentence = gettext("There are changes by %(names)s that are not published: have them sent or discarded first.")
        return sentence % {"names": others}
    return gettext("There are changes that are not published: send or discard them first.")


@transaction.atomic
def ask_to_withdraw(*, page: ContentPage, by: User, seen: str, reason: str) -> ContentPage:
    """Send for review that a page is withdrawn: people see it until that is approved.

    Args:
        seen: the version of the draft (`version_of`) that the person was shown.
        reason: what whoever approves reads beside it; may be empty.
    Returns:
        The page, as it was sent.
    Raises:
        PermissionDenied: `by` may not ask.
        DraftActRefused: it waits for somebody, or is not what was shown; nothing has changed.
    """
    wait_for_others(page.translation_key)
    stored = type(page)._default_manager.get(pk=page.pk)
    if stored.live and not may_ask(stored, by):
        raise PermissionDenied
    if not stored.live or version_of_draft(stored) != seen:
        raise DraftActRefused(
            sentence=gettext("Nothing is sent: the page was changed since. This is how it is now. Ask again.")
        )
    blocked_by = withdrawal_blocking_reason(stored, by)
    if blocked_by:
        raise DraftActRefused(sentence=blocked_by)
    save_closing(stored, by)
    sent: ContentPage = type(page)._default_manager.get(pk=page.pk)
    send_draft(sent, by)
    keep_message(sent, by, reason)
    return sent
