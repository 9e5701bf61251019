"""What is doubtful in an office's draft, for whoever decides about it: each value, and who said that it is correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wagtail.models import Page

from .confidential_places import QUESTIONS_ABOUT_PLACE
from .models import OfficePage
from .office_questions import question_about_former_point, questions_about
from .phone_questions import (
    PHONE_DOUBTED,
    answer_that_holds,
    displays_of,
    numbers_in,
    question_about_phones,
    sharing_in,
)
from .questions import Question

_PLACE = ("municipality", "latitude", "longitude")


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that is possible, and more often a slip than the truth.

    Attributes:
        field: name of the office's field.
        text: the question that is asked about it.
        by, on: who said that it is correct, and when; empty and null where nobody has.
    """

    field: str
    text: str
    by: str = ""
    on: date | None = None


def doubts_of(draft: OfficePage, published: OfficePage | None, *, code: str, root: Page | None) -> list[Doubt]:
    """Return what is doubtful in a draft and not in what is published, in the order in which it is asked.

    Two queries at most. Nothing is said of the place of a confidential office.

    Args:
        published: the page as citizens see it; None: they do not see it.
        code: of the state in whose tree the office stands, or of the library.
        root: of the state, below which other offices with a number are looked for.
    """
    known = {(one.code, one.value) for one in _questions(published, published, code, None)} if published else set()
    answers = draft.answered_questions or {}
    numbers = answer_that_holds(answers, displays_of(draft.phones))
    found = []
    for question in _questions(draft, published, code, root):
        is_secret = draft.is_confidential and question.code in QUESTIONS_ABOUT_PLACE
        if (question.code, question.value) in known or is_secret:
            continue
        is_answered = question.is_answered_in(answers) or (
            question.code == PHONE_DOUBTED and _covers(numbers, question)
        )
        answer = answers[question.code] if is_answered else {}
        day = date.fromisoformat(answer["on"]) if answer else None
        found.append(Doubt(question.field, question.text, answer.get("by", ""), day))
    return found


def _covers(numbers: dict[str, dict[str, str]], question: Question) -> bool:
    """Whether all numbers that are asked about were said to be correct, perhaps beside others."""
    answered = numbers.get(PHONE_DOUBTED, {}).get("value", "")
    return numbers_in(question.value) <= numbers_in(answered)


def _questions(office: OfficePage, before: OfficePage | None, code: str, root: Page | None) -> Iterator[Question]:
    yield from questions_about(
        code=code,
        municipality=office.municipality,
        postal_code=office.postal_code,
        latitude=office.latitude,
        longitude=office.longitude,
        schedule=office.schedule,
    )
    about_point = question_about_former_point(
        {name: getattr(before, name, None) for name in _PLACE}, {name: getattr(office, name) for name in _PLACE}
    )
    about_phones = question_about_phones(
        displays_of(office.phones),
        former=displays_of(before.phones) if before is not None else (),
        code=code,
        sharing=sharing_in(root, OfficePage, office.translation_key),
    )
    yield from (question for question in (about_point, about_phones) if question is not None)
