"""What is asked about an office's telephone numbers, and of which numbers nothing is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from wagtail.test.utils.form_data import streamfield

from content_models.blocks import MOST_PHONES
from content_models.models import OfficePage
from content_models.office_doubts import answers_of, with_answer
from content_models.phone_questions import (
    PHONE_DOUBTED,
    Line,
    answer_that_holds,
    joined_answers,
    line_of,
    offices_with,
    question_about_phones,
    sharing_in,
)
from content_models.questions import Question
from tests.content_models.test_forms import codes
from tests.content_models.test_office_form import office_form
from tests.content_models.world import World, block

pytestmark = pytest.mark.django_db


def asked(*displays: str, former: Collection[str] = (), code: str = "TAB") -> str:
    """The numbers that are asked about."""
    question = question_about_phones(displays, former=former, code=code)
    return question.value if question is not None else ""


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("+1 212 555 1234", "otro país"),
        ("*1234", "número corto"),
        ("911", "número corto"),
        ("089", "número corto"),
        ("800 000 0000", "de ejemplo"),
        ("993 111 1111", "de ejemplo"),
        ("993 123 4567", "de ejemplo"),
        ("993 765 4321", "de ejemplo"),
        ("260 313 6550", "no es una clave lada de México"),
        ("844 434 6586", "de Coahuila, no de este estado"),
        ("900 313 6550", "no es una clave lada de México"),
    ],
)
def test_asks_about_a_number_that_more_often_is_a_slip(number: str, part: str) -> None:
    question = question_about_phones([number], former=(), code="TAB")

    assert question is not None
    assert (question.code, question.value, question.place) == (PHONE_DOUBTED, number, (0, "display"))
    assert part in question.text
    assert number in question.text


@pytest.mark.parametrize(
    "number",
    ["993 313 6550", "932 313 6550 ext. 12", "800 224 2426", "01 993 313 65 50", "55 LOCATEL", "844 434 658", ""],
)
def test_asks_nothing_about_others(number: str) -> None:
    assert asked(number) == ""


def test_only_another_number_is_asked_about() -> None:
    assert asked("911", former=["911"]) == ""
    assert asked("(844) 434-6586", former=["844 434 6586"]) == ""
    assert asked("993 313 6550", "844 434 6586", "911", former=["911"]) == "844 434 6586"
    assert asked("844 434 6586 ext. 12", former=["844 434 6586"]) == "844 434 6586 ext. 12"


@pytest.mark.parametrize(
    ("number", "code"), [("55 5658 1111", "CMX"), ("55 5658 1111", "MEX"), ("844 434 6586", "NAC")]
)
def test_the_library_has_no_area_of_its_own_and_some_are_of_two_states(number: str, code: str) -> None:
    assert asked(number, code=code) == ""


def test_the_same_number_twice_is_asked_about() -> None:
    first, again = "993 315 2030", "(993) 315-2030"

    assert asked(first, again) == first
    assert asked(first, again, former=[first]) == first
    assert asked(first, again, former=[first, again]) == ""
    assert asked(first, f"{first} ext. 2", former=[first]) == ""


def test_the_other_offices_with_a_number_are_named() -> None:
    def sharing(lines: Collection[Line]) -> Mapping[Line, Sequence[str]]:
        assert set(lines) == {("9933136550", "")}
        return {key: ["Unidad A", "Unidad B", "Unidad C", "Unidad D"] for key in lines}

    question = question_about_phones(["993 313 6550"], former=(), code="TAB", sharing=sharing)

    assert question is not None
    assert "«Unidad A», «Unidad B», «Unidad C» …" in question.text


def test_an_answer_holds_for_the_offices_that_it_named_and_for_the_numbers_that_are_left() -> None:
    def has(*names: str) -> Any:
        return lambda lines: {key: list(names) for key in lines}

    def asked(*names: str, value: str = "") -> str:
        answers = {PHONE_DOUBTED: {"value": value, "by": "Ana", "on": "2026-11-30"}}
        question = question_about_phones(
            ["993 313 6550"], former=(), code="TAB", sharing=has(*names), answers=answers if value else None
        )
        return question.value if question is not None else ""

    shared = asked("Unidad A")
    assert asked("Unidad A", value=shared) == ""
    assert asked("Unidad A", "Unidad B", value=shared) == "993 313 6550 = Unidad A = Unidad B"
    assert asked("Unidad A", value="993 313 6550") == shared  # that another office has it was not said then
    assert asked(value=shared) == ""

    first = {PHONE_DOUBTED: {"value": shared, "by": "Ana", "on": "2026-11-29"}}
    second = {"value": "911", "people": "7 Luis", "by": "Luis", "on": "2026-11-30"}
    both = joined_answers(first[PHONE_DOUBTED], second)
    assert both == {"value": f"{shared} | 911", "people": " Ana | 7 Luis", "by": "Ana, Luis", "on": "2026-11-30"}
    assert answer_that_holds({PHONE_DOUBTED: both}, ["911"]) == {PHONE_DOUBTED: second}
    assert answer_that_holds({PHONE_DOUBTED: both}, ["912"]) == {}


def test_the_answers_of_one_person_are_told_apart_by_who_they_are() -> None:
    numbers, place = Question("phones", PHONE_DOUBTED, "911", ""), Question("municipality", "MUNICIPALITY", "X", "")
    more = replace(numbers, value="912")
    answers = with_answer({}, numbers, by="Ana", on=date(2026, 11, 29), person_id=7)
    answers = with_answer(answers, more, by="Ana", on=date(2026, 11, 30), person_id=8)
    answers = with_answer(answers, place, by="Ana", on=date(2026, 11, 30), person_id=8)

    def of(person_id: int, **known: Any) -> dict[str, str]:
        return {code: one["value"] for code, one in answers_of(answers, person_id, **known).items()}

    assert answers[PHONE_DOUBTED]["by"] == "Ana"
    assert of(7) == {PHONE_DOUBTED: "911"}
    assert of(8) == {PHONE_DOUBTED: "912", "MUNICIPALITY": "X"}
    assert of(9, public=["911"]) == {PHONE_DOUBTED: "911"}


def line(display: str) -> Line:
    found = line_of(display)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("typed", "stored", "is_same"),
    [
        ("993 313 6550", "(993) 3-13-65-50", True),
        ("993 313 6550", "01 993 313 65 50", True),
        ("993 313 6550", "993 313 6551", False),
        ("993 313 6550 ext. 2", "993 313 6550 ext. 3", False),
        ("993 313 6550 ext. 2", "993 313 6550 Ext. 2", True),
    ],
)
def test_finds_the_offices_of_the_state_with_a_number(
    world: World, django_assert_num_queries: Any, typed: str, stored: str, is_same: bool
) -> None:
    office: Any = world.tabasco.office
    office.phones = [block("phone", {"display": "993 000 0001"}), block("phone", {"display": stored})]
    office.save()
    offices = OfficePage.objects.filter(path__startswith=world.tabasco.organization.path)

    with django_assert_num_queries(1):
        found = offices_with([line(typed), line("993 999 8877")], offices=offices, other_than=None)
    assert found == ({line(typed): [office.title]} if is_same else {})
    assert offices_with([line(typed)], offices=offices, other_than=office.translation_key) == {}
    OfficePage.objects.filter(pk=office.pk).update(live=False, first_published_at="2026-01-01T00:00:00Z")
    assert offices_with([line(typed)], offices=offices, other_than=None) == {}


def test_a_number_that_waits_in_a_draft_of_another_office_counts_where_it_is_asked_for(
    world: World, django_assert_num_queries: Any
) -> None:
    office: Any = world.tabasco.office
    office.phones = [block("phone", {"display": "993 000 0001"})]
    office.save()
    office.phones = [block("phone", {"display": "(993) 3-13-65-50"})]
    office.save_revision()
    offices = OfficePage.objects.filter(path__startswith=world.tabasco.organization.path)
    lines = [line("993 313 6550"), line("993 000 0001")]

    with django_assert_num_queries(1):
        found = offices_with(lines, offices=offices, other_than=None, in_drafts=True)
    assert found == {one: [office.title] for one in lines}
    assert offices_with(lines, offices=offices, other_than=None) == {lines[1]: [office.title]}
    assert offices_with(lines, offices=offices, other_than=office.translation_key, in_drafts=True) == {}
    assert sharing_in(world.tabasco.organization, OfficePage, None)(lines) == found
    OfficePage.objects.filter(pk=office.pk).update(has_unpublished_changes=False)
    assert lines[0] not in offices_with(lines, offices=offices, other_than=None, in_drafts=True)


def test_finds_offices_by_very_many_numbers(world: World, django_assert_num_queries: Any) -> None:
    office: Any = world.tabasco.office
    office.phones = [block("phone", {"display": "993 313 6550"})]
    office.save()
    offices = OfficePage.objects.filter(path__startswith=world.tabasco.organization.path)

    with django_assert_num_queries(1):
        found = offices_with([(f"993313{n:04}", "") for n in range(8000)], offices=offices, other_than=None)
    assert found == {("9933136550", ""): [office.title]}


def phones(*displays: str) -> Any:
    """Telephones as a browser sends them."""
    return streamfield([("phone", {"display": display, "manual_dial": ""}) for display in displays])


@pytest.mark.parametrize(("count", "is_refused"), [(MOST_PHONES, False), (MOST_PHONES + 1, True)])
def test_the_form_of_an_office_takes_only_so_many_numbers(world: World, count: int, is_refused: bool) -> None:
    form = office_form(world, OfficePage(), phones=phones(*(f"993 315 20{n:02}" for n in range(count))))

    assert ("phones" in form.errors) == is_refused


def test_the_form_of_an_office_asks_once_and_keeps_the_answer_while_it_has_the_number(world: World) -> None:
    page = OfficePage()
    form = office_form(world, page, phones=phones("993 315 2030", "844 434 6586"))
    assert codes(form) == {"phones": [PHONE_DOUBTED]}
    question = form.open_questions["phones"]
    assert (question.value, question.html_id) == ("844 434 6586", "phones-1-value-display")

    answer = {"answer-phones": form.answer_to(question)}
    answered = office_form(world, page, phones=phones("993 315 2030", "844 434 6586"), **answer)
    assert codes(answered) == {}
    assert page.answered_questions[PHONE_DOUBTED]["value"] == "844 434 6586"

    assert codes(office_form(world, page, phones=phones("844 434 6586"))) == {}
    assert codes(office_form(world, page, phones=phones("844 434 6587"), **answer)) == {"phones": [PHONE_DOUBTED]}
    assert PHONE_DOUBTED not in page.answered_questions


def test_a_number_that_another_office_has_by_now_is_asked_about_when_its_draft_is_published(world: World) -> None:
    office: Any = world.tabasco.office
    office.phones = [block("phone", {"display": "993 313 6550"})]
    office.save()
    office.phones = [block("phone", {"display": "993 313 6551"})]
    office.save_revision()
    draft = office.get_latest_revision_as_object()
    other = OfficePage(title="Otra", slug="otra", phones=[block("phone", {"display": "993 313 6551"})])
    world.tabasco.organization.add_child(instance=other)
    sent = {"phones": phones("993 313 6551"), "slug": office.slug}

    publishing: dict[str, Any] = {**sent, "action-publish": "1"}
    sending: dict[str, Any] = {**sent, "action-submit": "1"}

    saved = office_form(world, draft, **sent)
    published = office_form(world, draft, **publishing)
    sent_on = office_form(world, draft, **sending)

    assert [codes(form) for form in (saved, published, sent_on)] == [
        {},
        {"phones": [PHONE_DOUBTED]},
        {"phones": [PHONE_DOUBTED]},
    ]
    question = published.open_questions["phones"]
    assert "«Otra»" in question.text
    assert codes(office_form(world, draft, **publishing, **{"answer-phones": published.answer_to(question)})) == {}
    assert codes(office_form(world, draft, **publishing)) == {}  # once


@pytest.mark.parametrize("stored", ["044 993 313 6550", "911 ext. 3", "993 313 655", "911", "844 434 6586"])
def test_a_number_that_is_stored_keeps_nothing_from_being_saved(world: World, stored: str) -> None:
    office: Any = world.tabasco.office
    office.phones = [block("phone", {"display": stored})]
    office.save()

    as_it_is = office_form(world, office, phones=phones(stored), slug=office.slug)
    assert codes(as_it_is) == {}
    assert [one.value["display"] for one in as_it_is.cleaned_data["phones"]] == [stored]
    another = office_form(world, office, phones=phones(stored, "044 993 313 6551"), slug=office.slug)
    assert list(codes(another)) == ["phones"]
