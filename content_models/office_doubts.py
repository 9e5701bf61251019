"""What is asked about an office, and asked again of what is about to become public.

The form, calls, files and whoever approves ask the same (`questions_of`). What becomes public is compared with what is
published then: nobody has been asked yet about a number that another office publishes since it was written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from wagtail.models import Page

from .confidential_places import QUESTIONS_ABOUT_PLACE
from .office_questions import (
    question_about_former_point,
    question_about_holidays,
    question_about_words,
    questions_about,
)
from .phone_questions import (
    PHONE_DOUBTED,
    Sharing,
    StateNames,
    answer_that_holds,
    answers_about_phones_of,
    displays_of,
    is_of_person,
    joined_answers,
    names_of_states,
    nobody_else,
    numbers_in,
    person_in_words,
    question_about_phones,
    sharing_in,
)
from .questions import Answer, Question

if TYPE_CHECKING:
    from .models import OfficePage

Answers = Mapping[str, Answer]

_PLACE = ("municipality", "latitude", "longitude")
ASKED_ABOUT = ("municipality", "postal_code", "latitude", "longitude", "schedule", "hours_text", "phones")
"""The fields of an office that something is asked about."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that is possible, and more often a slip than the truth.

    Attributes:
        field: name of the office's field.
        text: the question that is asked about it.
        by, on: who said that it is correct, and when; empty and null where nobody has.
        question: what is answered; null where no answer is kept.
    """

    field: str
    text: str
    by: str = ""
    on: date | None = None
    question: Question | None = None


def questions_of(
    values: Mapping[str, Any],
    *,
    code: str,
    before: Mapping[str, Any],
    former_schedule: Iterable[Any] | None = None,
    known: Iterable[str] = (),
    sharing: Sharing = nobody_else,
    state_names: StateNames = names_of_states,
    answers: Answers | None = None,
    is_confidential: bool = False,
) -> Iterator[Question]:
    """Yield what is asked about an office, answered or not, in the order in which it is asked.

    Nothing is asked about the place of a confidential office: no answer may be kept of it.

    Args:
        values: those of `ASKED_ABOUT` that are asked about; `phones` are numbers as people read them.
        code: of the state in whose tree the office stands, or of the library.
        before: municipality, latitude and longitude that the office had.
        former_schedule: the stream of opening hours that it had; None: none.
        known: the telephone numbers that are not asked about.
        sharing, state_names, answers: as for `question_about_phones`.
    """
    questions = [
        *questions_about(
            code=code,
            municipality=values.get("municipality") or "",
            postal_code=values.get("postal_code") or "",
            latitude=values.get("latitude"),
            longitude=values.get("longitude"),
            schedule=values.get("schedule") or (),
        ),
        question_about_holidays(former_schedule or (), values.get("schedule") or ()),
        question_about_words(values.get("schedule") or (), values.get("hours_text") or ""),
        question_about_former_point(before, values),
        question_about_phones(
            values.get("phones") or (),
            former=known,
            code=code,
            sharing=sharing,
            state_names=state_names,
            answers=answers,
        ),
    ]
    for question in questions:
        if question is not None and not (is_confidential and question.code in QUESTIONS_ABOUT_PLACE):
            yield question


def values_of(office: OfficePage) -> dict[str, Any]:
    """Return what of an office is asked about."""
    return {**{name: getattr(office, name) for name in ASKED_ABOUT}, "phones": displays_of(office.phones)}


def is_answered(question: Question, answers: Answers | None) -> bool:
    """Whether somebody said that what is asked about is correct; of numbers all, perhaps beside others."""
    return question.is_answered_in(answers) or (question.code == PHONE_DOUBTED and _covers(answers or {}, question))


def with_answer(
    answers: Answers | None, question: Question, *, by: str, on: date, person_id: int | None
) -> dict[str, Answer]:
    """Return the answers with one more: that what is asked about is correct.

    Args:
        by: the name of who says so, for people; `person_id` tells two of one name apart.
    """
    answer, kept = question.answered(by=by, on=on), dict(answers or {})
    answer["people"] = person_in_words(by, person_id)
    if question.code == PHONE_DOUBTED:
        answer = joined_answers(kept.get(PHONE_DOUBTED), answer)
    return {**kept, question.code: answer}


def answers_of(answers: Answers | None, person_id: int, *, public: Collection[str] = ()) -> dict[str, Answer]:
    """Return the answers that one person has given.

    Args:
        public: numbers about which anybody’s answer counts.
    """
    own = {code: one for code, one in (answers or {}).items() if is_of_person(one.get("people", ""), person_id)}
    own.pop(PHONE_DOUBTED, None)
    return own | answers_about_phones_of(answers, person_id, public=public)


def doubts_of(
    draft: OfficePage,
    published: OfficePage | None,
    *,
    code: str,
    root: Page | None = None,
    sharing: Sharing | None = None,
    state_names: StateNames = names_of_states,
) -> list[Doubt]:
    """Return what is doubtful in a draft and not in what is published, in the order in which it is asked.

    Two queries at most.

    Args:
        published: the page as citizens see it; None: they do not see it.
        code: of the state in whose tree the office stands, or of the library.
        root: of the state, below which other offices with a number are looked for.
        sharing: which other offices have a number, where that is known already.
    """
    known = set()
    if published is not None:
        about_published = questions_of({**values_of(published), "phones": ()}, code=code, before={})
        known = {(one.code, one.value) for one in about_published}
    questions = questions_of(
        values_of(draft),
        code=code,
        before={name: getattr(published, name, None) for name in _PLACE},
        former_schedule=getattr(published, "schedule", None),
        known=displays_of(published.phones) if published is not None else (),
        sharing=sharing or sharing_in(root, type(draft), draft.translation_key),
        state_names=state_names,
        is_confidential=draft.is_confidential,
    )
    answers = {**(draft.answered_questions or {})}
    answers |= answer_that_holds(answers, displays_of(draft.phones))
    found = []
    for question in questions:
        if (question.code, question.value) in known:
            continue
        answer = answers[question.code] if is_answered(question, answers) else {}
        day = date.fromisoformat(answer["on"]) if answer else None
        found.append(Doubt(question.field, question.text, answer.get("by", ""), day, question))
    return found


def open_doubts(doubts: Iterable[Doubt]) -> list[Doubt]:
    """Return those that nobody has answered: with one the office is not published."""
    return [one for one in doubts if not one.by and one.question is not None]


def seal_of(doubts: Iterable[Doubt]) -> str:
    """Return what tells whether the same is doubtful and unanswered as somebody was shown; empty: nothing is."""
    asked = [[one.question.code, one.question.value] for one in open_doubts(doubts) if one.question is not None]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32] if asked else ""


def answered(
    answers: Answers | None, doubts: Iterable[Doubt], *, by: str, on: date, person_id: int | None
) -> dict[str, Answer]:
    """Return the answers with those to what was open."""
    kept = dict(answers or {})
    for one in open_doubts(doubts):
        if one.question is not None:
            kept = with_answer(kept, one.question, by=by, on=on, person_id=person_id)
    return kept


def _covers(answers: Answers, question: Question) -> bool:
    said = numbers_in(answers.get(PHONE_DOUBTED, {}).get("value", ""))
    asked = numbers_in(question.value)
    return all(number in said and said[number].issuperset(names) for number, names in asked.items())
