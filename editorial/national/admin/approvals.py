"""National pages are approved on the screen that shows their effect, wherever the approval was asked for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page, TaskState

from content_models.models import ContentPage
from editorial.national.rights import approval_awaited, check_may_see
from publishing.errors import NotVisible
from tenants.models import User

COMMENTS = "comments_of_approvals"
"""In the session: what was written beside approvals that have not been given yet, by the step that they are of."""


def effect_url_before_approving(page: Page, by: object, step: TaskState, *, is_changed: bool = False) -> str | None:
    """Return where the effect of approving is seen, if the approval would publish something national.

    Args:
        is_changed: whether the page is about to be saved with changes.
    """
    if not isinstance(page, ContentPage) or not isinstance(by, User):
        return None
    try:
        check_may_see(page=page, by=by)
    except NotVisible:
        return None
    publishes = is_changed or not page.live or page.has_unpublished_changes
    if not publishes or approval_awaited(page=page, by=by) != step:
        return None
    return f"{reverse('national:impact', args=[page.pk])}?approve={step.pk}"


def keep_comment(request: HttpRequest, step: TaskState, comment: str) -> None:
    """Keep what was written until the approval is given."""
    request.session[COMMENTS] = _comments(request) | {str(step.pk): comment}


def kept_comment(request: HttpRequest, step: TaskState) -> str:
    """Return what was written."""
    return str(_comments(request).get(str(step.pk), ""))


def forget_comment(request: HttpRequest, step: TaskState) -> None:
    """Forget it: the approval has been given."""
    request.session[COMMENTS] = {pk: comment for pk, comment in _comments(request).items() if pk != str(step.pk)}


def _comments(request: HttpRequest) -> dict[str, Any]:
    kept: dict[str, Any] = request.session.get(COMMENTS, {})
    return kept
