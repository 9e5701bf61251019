"""What is asked about a telephone number and hours that a call has told: an answer is given, or nothing is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from content_models.models import OfficePage
from content_models.office_doubts import doubts_of, open_doubts, with_answer
from content_models.office_questions import HOLIDAYS_OF_FORMER_HOURS
from content_models.questions import Answer
from tenants.models import Tenant, User

from .errors import OfficeDoubted

NUMBER = "number"
HOURS = "hours"
PARTS = {"phones": NUMBER, "schedule": HOURS}
"""What is asked about in a call, by the office's field; where it is, `places` asks."""


def answers_to_doubts(
    *,
    tenant: Tenant,
    draft: OfficePage,
    published: OfficePage | None,
    asked: Mapping[str, str],
    by: User,
    on: date,
) -> dict[str, Answer]:
    """Return what the office keeps of the answers to what is asked, with those that it has already.

    Args:
        draft: the office with what the call told.
        published: what citizens see of it; null where they do not see it.
        asked: the value that the person has said to be correct, by part: `NUMBER` or `HOURS`. Of other parts nothing is
            asked.
    Raises:
        OfficeDoubted: something is asked that has no answer yet.
    """
    answers: dict[str, Answer] = dict(draft.answered_questions or {})
    for one in open_doubts(doubts_of(draft, published, code=tenant.code, root=tenant.root_page)):
        part, question = PARTS.get(one.field), one.question
        if part is None or question is None or part not in asked or question.code == HOLIDAYS_OF_FORMER_HOURS:
            continue  # hours that are told make holidays unknown (`confirming`)
        if asked[part] != question.value:
            raise OfficeDoubted(question=question.text, part=part, value=question.value)
        answers = with_answer(answers, question, by=by.display_name, on=on, person_id=by.pk)
    return answers
