"""What is doubtful about an office that is published without its form: whoever decides says that it is correct.

The answers are kept with the draft that is published, with a name and a day, as those given in its form are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision

from content_models.confidential_places import wait_for_others
from content_models.models import ContentPage, OfficePage
from content_models.office_doubts import Doubt, answered, doubts_of, open_doubts, seal_of
from content_models.questions import Answer
from content_models.trees import tenant_of
from publishing.errors import DomainError, ErrorCode
from tenants.days import today_of
from tenants.models import Tenant, User
from tenants.scope import tenant_scope

from .reviewers import name_of


class OfficeDoubtful(DomainError):
    """Something is doubtful about an office, and whoever decides has not said that it is correct."""

    code = ErrorCode.OFFICE_REFUSED
    sentence = _(
        "Nothing is published yet: something about “%(office)s” is doubtful. Read it where its changes are shown, or "
        "in its form, and mark that it is correct."
    )


def doubts_of_draft(page: Page, draft: Page, tenant: Tenant) -> list[Doubt]:
    """Return what is doubtful in a page's draft and not in what is published; of pages other than offices nothing.

    Args:
        page: as the database has it; `draft` is its latest revision, as an object.
    """
    if not isinstance(page, OfficePage) or not isinstance(draft, OfficePage):
        return []
    with tenant_scope([tenant.pk]):
        return doubts_of(draft, page if page.live else None, code=tenant.code, root=tenant.root_page)


def open_doubts_of(page: Page) -> list[Doubt]:
    """Return what is doubtful in a page's latest draft, and unanswered; nothing where it is no state's office.

    Args:
        page: as the database has it.
    """
    tenant = tenant_of(page) if isinstance(page, OfficePage) else None
    if tenant is None or tenant.is_library:
        return []
    return open_doubts(doubts_of_draft(page, page.get_latest_revision_as_object(), tenant))


@transaction.atomic
def answer_doubts(page: ContentPage, by: User, seal: str) -> None:
    """Keep that somebody has said that all that is doubtful in a page's latest draft is correct.

    Whoever marks the office's place as confidential meanwhile is waited for.

    Args:
        seal: what they were shown (`seal_of`); empty where nothing was.
    Raises:
        OfficeDoubtful: something else is doubtful by now, or they have not said that it is correct.
    """
    if not isinstance(page, OfficePage):
        return
    wait_for_others(page.translation_key)
    page = OfficePage.objects.get(pk=page.pk)
    doubts = open_doubts_of(page)
    if not doubts:
        return
    tenant = tenant_of(page)
    if seal != seal_of(doubts) or tenant is None:
        raise OfficeDoubtful(office=page.get_admin_display_title())
    keep_answers(page.latest_revision, doubts, by=by, tenant=tenant)


def check_not_doubtful(page: Page) -> None:
    """Refuse to publish an office without its form while something about it is unanswered.

    Raises:
        OfficeDoubtful.
    """
    if open_doubts_of(page):
        raise OfficeDoubtful(office=page.get_admin_display_title())


def keep_answers(revision: Revision, doubts: Iterable[Doubt], *, by: User, tenant: Tenant) -> None:
    """Keep in a draft that what is doubtful about it is correct."""
    former = revision.content.get("answered_questions")
    answers = answered(former, doubts, by=name_of(by), on=today_of(tenant), person_id=by.pk)
    store_answers(revision, answers)


@transaction.atomic
def store_answers(revision: Revision | None, answers: Mapping[str, Answer]) -> None:
    """Let a draft have other answers; what it says to readers is the same, so it stays the draft that was sent."""
    if revision is None or revision.content.get("answered_questions") == answers:
        return
    stored = Revision.objects.select_for_update().get(pk=revision.pk)  # its place may have been erased meanwhile
    content: dict[str, Any] = {**stored.content, "answered_questions": answers}
    Revision.objects.filter(pk=revision.pk).update(content=content)
    revision.content = content
