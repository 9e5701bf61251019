"""What is asked about a telephone number and hours that a call has told: an answer is given, or nothing is saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from content_models.models import OfficePage
from content_models.office_questions import questions_about
from content_models.phone_questions import displays_of, question_about_phones, sharing_in
from content_models.questions import Answer, Question
from tenants.models import Tenant, User

from .errors import OfficeDoubted

NUMBER = "number"
HOURS = "hours"


def answers_to_doubts(
    *, tenant: Tenant, draft: OfficePage, changes: Mapping[str, Any], asked: Mapping[str, str], by: User, on: date
) -> dict[str, Answer]:
    """Return what the office keeps of the answers to what is asked about changes that a call has told.

    Args:
        draft: the office before the changes.
        changes: the fields that become others.
        asked: the value that the person has said to be correct, by part: `NUMBER` or `HOURS`.
    Raises:
        OfficeDoubted: something is asked that has no answer yet.
    """
    answers = {}
    for part, question in _questions(tenant, draft, changes):
        if asked.get(part) != question.value:
            raise OfficeDoubted(question=question.text, part=part, value=question.value)
        answers[question.code] = question.answered(by=str(by.get_full_name() or by.get_username()), on=on)
    return answers


def _questions(tenant: Tenant, draft: OfficePage, changes: Mapping[str, Any]) -> Iterator[tuple[str, Question]]:
    if "phones" in changes:
        question = question_about_phones(
            displays_of(changes["phones"]),
            former=displays_of(draft.phones),
            code=tenant.code,
            sharing=sharing_in(tenant.root_page, OfficePage, draft.translation_key),
        )
        if question is not None:
            yield NUMBER, question
    if "schedule" in changes:
        of_hours = questions_about(
            code=tenant.code,
            municipality="",
            postal_code="",
            latitude=None,
            longitude=None,
            schedule=changes["schedule"],
        )
        yield from ((HOURS, question) for question in of_hours)
