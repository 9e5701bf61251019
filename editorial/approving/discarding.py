"""Throwing away what a page's draft changes: the draft says again what is published."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext
from wagtail.models import Revision, WorkflowState

from content_models.confidential_places import wait_for_others
from content_models.loaded_versions import version_of
from content_models.models import AdaptationPage, ContentPage
from content_models.revisions import has_same_content
from content_models.trees import tenant_of
from editorial.imports.belonging import undecided_import_of
from editorial.reviewers import in_words, name_of
from publishing.errors import DomainError, ErrorCode
from tenants.models import User

MOST_VERSIONS = 50
"""So many of a draft's last versions are looked at for who wrote them."""


class DraftActRefused(DomainError):
    """A draft is neither discarded nor sent for review as a withdrawal; the sentence says why."""

    code = ErrorCode.DRAFT_CHANGED
    sentence = "%(sentence)s"


@dataclass(frozen=True, slots=True)
class Discarding:
    """What is asked before a draft is thrown away.

    Attributes:
        others: the names of those, besides who is asked, who wrote in it; empty: nobody else.
        blocking_reason: why it is not thrown away now; empty: it can be.
    """

    others: str
    blocking_reason: str


def can_be_discarded(page: ContentPage) -> bool:
    """Whether there is a draft beside what is published of a state's own page; the workbench has its own way."""
    return bool(page.live and page.has_unpublished_changes and not isinstance(page, AdaptationPage))


def discarding_of(page: ContentPage, by: User) -> Discarding | None:
    """Return what throwing a page's draft away is about; None: there is none, or nothing to go back to.

    Args:
        page: as the database has it, with all its fields.
    """
    tenant = tenant_of(page)
    if tenant is None or tenant.is_library or not can_be_discarded(page):
        return None
    return Discarding(in_words(others_in(page, by)), blocking_reason(page, by))


@transaction.atomic
def discard_draft(*, page: ContentPage, by: User, seen: str) -> Revision:
    """Let the draft of a page say what is published, in a version of its own: going back to a former one undoes that.

    A review that sent it back ends. Nothing of what is published changes.

    Args:
        seen: the version of the draft (`version_of`) that the person was shown.
    Returns:
        The version that was thrown away, which the history keeps.
    Raises:
        PermissionDenied: `by` may not edit the page.
        DraftActRefused: it waits for somebody, or is not what was shown; nothing has changed.
    """
    wait_for_others(page.translation_key)
    stored = type(page)._default_manager.get(pk=page.pk)
    if not stored.permissions_for_user(by).can_edit():
        raise PermissionDenied
    latest, about = stored.latest_revision, discarding_of(stored, by)
    if about is None or latest is None or version_of(latest) != seen:
        raise DraftActRefused(
            sentence=gettext("Nothing is discarded: the draft was changed since. This is what it changes now.")
        )
    if about.blocking_reason:
        raise DraftActRefused(sentence=about.blocking_reason)
    state = stored.current_workflow_state
    if state is not None:
        state.cancel(user=by)
    stored.save_revision(user=by, log_action="wagtail.revert", clean=False)
    return latest


def blocking_reason(page: ContentPage, by: User) -> str:
    """Return why somebody can neither discard a page's draft nor ask that it is withdrawn; empty: they can."""
    state = page.current_workflow_state
    if state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS:
        return gettext("It waits for approval: cancel first that it was sent.")
    if page.approved_schedule:
        return gettext("It is approved and planned: cancel first its publication.")
    lock = page.get_lock()
    if lock is not None and lock.for_user(by):
        return gettext("It is locked: it cannot be changed now.")
    with_import = undecided_import_of(page)
    if with_import is not None:
        return gettext("It goes with the import “%(file)s”: it is decided, or undone, there.") % {
            "file": with_import.file_name
        }
    return ""


def others_in(page: ContentPage, by: User) -> list[str]:
    """Return who else has saved the draft since it said what is published, the last one first."""
    published, found = page.serializable_data(), {}
    versions = page.revisions.select_related("user").order_by("-created_at", "-pk")[:MOST_VERSIONS]
    for version in versions.iterator(chunk_size=5):
        if has_same_content(type(page), version.content, published):
            break
        if version.user is not None and version.user != by:
            found[version.user_id] = name_of(version.user)
    return list(found.values())
