"""What the form of an office refuses, asks about, and keeps of a confirmation."""

import json
import re
import time
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import RequestFactory
from django.utils import translation
from wagtail.test.utils.form_data import streamfield

from content_models.confidential_places import BLANK
from content_models.hours_text import read_hours
from content_models.models import OfficePage
from content_models.municipalities import (
    box_of,
    is_municipality,
    municipalities_of,
    municipality_of_town,
    near_municipalities,
)
from content_models.office_questions import says_other_hours
from content_models.page_verification import EndedClaim
from tenants.models import User
from tests.content_models.test_forms import codes, form_of
from tests.content_models.world import World
from tests.tenants.factories import person

REACHED: dict[str, Any] = {"email": "unidad@tabasco.gob.mx", "hours_text": "Con cita"}
EMPTY = ("services", "phones", "schedule", "accessibility", "areas_served")


def hours(opens_at: str, closes_at: str) -> Any:
    """Opening hours as a browser sends them."""
    period = {"days": "MONDAY", "opens_at": opens_at, "closes_at": closes_at}
    rows = {"count": 1, "0": {"value": period, "order": 0, "deleted": ""}}
    return streamfield([("schedule", {"periods": rows, "holidays": "UNKNOWN"})])


def office_form(world: World, page: OfficePage | None = None, *, by: User | None = None, **changes: Any) -> Any:
    data = {
        "title": "Unidad",
        "slug": "unidad",
        "order": 0,
        "needs_confirmation": "on",
        **{name: streamfield([]) for name in EMPTY},
        **changes,
    }
    return form_of(page or OfficePage(), world.tabasco.organization, data, by=by)


def today() -> date:
    return datetime.now(ZoneInfo("America/Mexico_City")).date()


def test_inegis_list_is_complete() -> None:
    assert len(municipalities_of("OAX")) == 570
    assert len(municipalities_of("TAB")) == 17
    assert is_municipality("TAB", "Centro")
    assert not is_municipality("TAB", "Nacajucka")
    assert is_municipality("NAC", "Centro")
    box = box_of("TAB")
    assert box is not None
    assert box.has(17.98694, -92.93028)
    assert box_of("NAC") is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("Nacajucka", "Nacajuca"), ("centro", "Centro"), ("Villahermosa", "Centro")]
)
def test_proposes_what_may_be_meant(typed: str, meant: str) -> None:
    assert near_municipalities("TAB", typed)[0] == meant


def test_proposes_no_name_that_only_stands_within_the_typed_one() -> None:
    assert "Nava" not in near_municipalities("COA", "Cuernavaca")


@pytest.mark.parametrize(
    ("case", "changes", "expected"),
    [
        ("in the state", {"latitude": "17.98694", "longitude": "-92.93028"}, {}),
        ("a sign forgotten", {"latitude": "17.98", "longitude": "92.93"}, {"longitude": ["point_outside_mexico"]}),
        ("north of Mexico", {"latitude": "40", "longitude": "-92.93"}, {"latitude": ["point_outside_mexico"]}),
        ("another state", {"latitude": "20.67", "longitude": "-103.35"}, {"latitude": ["POINT_OUTSIDE_STATE"]}),
        ("a municipality", {"municipality": "Centro"}, {}),
        ("none of INEGI's", {"municipality": "Nacajucka"}, {"municipality": ["MUNICIPALITY_UNKNOWN"]}),
        ("a postal code of the state", {"postal_code": "86040"}, {}),
        ("in digits of another width", {"postal_code": "８６０４０"}, {}),
        ("of another state", {"postal_code": "99999"}, {"postal_code": ["POSTAL_CODE_OF_ANOTHER_STATE"]}),
        ("by day", {"schedule": hours("08:00", "16:00")}, {}),
        ("until midnight", {"schedule": hours("08:00", "00:00")}, {}),
        ("over midnight", {"schedule": hours("08:00", "04:00")}, {"schedule": ["HOURS_OVER_MIDNIGHT"]}),
    ],
)
def test_refuses_what_cannot_be_and_asks_about_the_rest(
    world: World, case: str, changes: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    assert codes(office_form(world, **changes)) == expected


def test_the_point_of_the_former_municipality_is_asked_about(world: World) -> None:
    office = world.tabasco.office
    office.municipality, office.latitude, office.longitude = "Centro", 17.98694, -92.93028
    office.save()
    point = {"latitude": "17.98694", "longitude": "-92.93028"}

    def asked(**changes: Any) -> dict[str, list[str]]:
        return codes(office_form(world, OfficePage.objects.get(pk=office.pk), slug=office.slug, **changes))

    assert asked(municipality="Nacajuca", **point) == {"latitude": ["POINT_OF_FORMER_PLACE"]}
    assert asked(municipality="Centro", **point) == {}
    assert asked(municipality="Nacajuca") == {}
    assert asked(municipality="Nacajuca", latitude="18.1", longitude="-93.0") == {}


@pytest.mark.parametrize(
    ("field", "changes", "value", "others"),
    [
        (
            "municipality",
            {"municipality": "Nacajucka"},
            "Nacajucka",
            {"municipality": "Nacajuka"},
        ),
        (
            "latitude",
            {"latitude": "20.67", "longitude": "-103.35"},
            "20.67, -103.35",
            {"latitude": "20.68", "longitude": "-103.35"},
        ),
        (
            "postal_code",
            {"postal_code": "99999"},
            "99999",
            {"postal_code": "44100"},
        ),
        (
            "schedule",
            {"schedule": hours("20:00", "04:00")},
            "20:00–04:00",
            {"schedule": hours("08:00", "04:00")},
        ),
    ],
)
def test_a_yes_holds_until_the_value_changes(
    world: World, field: str, changes: dict[str, Any], value: str, others: dict[str, Any]
) -> None:
    asked = office_form(world, **changes)
    assert not asked.is_valid()
    assert asked.open_questions[field].value == value

    page = OfficePage()
    answer = {f"answer-{field}": asked.answer_to(asked.open_questions[field])}
    answered = office_form(world, page, **changes, **answer)
    assert codes(answered) == {}
    [kept] = page.answered_questions.values()
    name = answered.for_user.username
    assert kept == {
        "value": value,
        "people": f"{answered.for_user.pk} {name}",
        "by": name,
        "on": today().isoformat(),
    }

    assert codes(office_form(world, page, **changes)) == {}  # not asked again
    assert list(page.answered_questions.values()) == [kept]
    second = office_form(world, page, **others, **answer)
    assert list(codes(second)) == [field]


def test_only_a_question_that_was_shown_can_be_answered(world: World) -> None:
    asked = office_form(world, municipality="Nacajucka")
    asked.is_valid()
    answer = asked.answer_to(asked.open_questions["municipality"])
    office = world.tabasco.office
    answered: dict[str, Any] = {"municipality": "Nacajucka", "answer-municipality": answer}

    guessed = office_form(world, **{**answered, "answer-municipality": "Nacajucka"})
    elsewhere = office_form(world, office, **answered, slug=office.slug)
    by_another = office_form(world, by=person("otra", is_superuser=True), **answered)

    assert [codes(one) for one in (guessed, elsewhere, by_another)] == [{"municipality": ["MUNICIPALITY_UNKNOWN"]}] * 3


def test_an_answer_is_valid_for_a_day_and_asked_for_again_afterwards(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown_at = time.time()
    asked = office_form(world, municipality="Nacajucka")
    asked.is_valid()
    answered = {
        "municipality": "Nacajucka",
        "answer-municipality": asked.answer_to(asked.open_questions["municipality"]),
    }

    monkeypatch.setattr(time, "time", lambda: shown_at + 86_390)
    same_day = codes(office_form(world, **answered))
    monkeypatch.setattr(time, "time", lambda: shown_at + 86_410)
    next_day = office_form(world, **answered)

    assert same_day == {}
    assert codes(next_day) == {"municipality": ["MUNICIPALITY_UNKNOWN"]}
    again = {**answered, "answer-municipality": next_day.answer_to(next_day.open_questions["municipality"])}
    assert codes(office_form(world, **again)) == {}


def _html_of(page: OfficePage, form: Any) -> str:
    request = RequestFactory().get("/")
    request.user = form.for_user
    return str(page.get_edit_handler().get_bound_panel(instance=page, request=request, form=form).render_html())


def test_a_question_stands_beside_its_field_with_a_box_to_answer_it(world: World) -> None:
    page = OfficePage()
    form = office_form(world, page, municipality="Nacajucka")
    form.is_valid()

    html = _html_of(page, form)

    # Signed with the second of its making: what is asked stands before the first colon.
    asked_for = form.answer_to(form.open_questions["municipality"]).partition(":")[0]
    assert f'name="answer-municipality" value="{asked_for}:' in html
    assert 'name="answer-schedule"' not in html
    assert '<option value="Nacajuca">' in html


def test_the_form_has_the_week_the_map_and_lists_that_are_searched(world: World) -> None:
    page = OfficePage(languages=["chf"])
    form = office_form(world)

    html = _html_of(page, form)

    assert "data-office-week" in html
    assert '<option value="UNKNOWN" selected>' in html
    assert "Mapa de Tabasco" in html or "Map of Tabasco" in html
    assert re.search(r'<select name="languages"[^>]* data-search', html)
    assert 'list="id_municipality-list"' in html


def test_without_the_fields_of_the_place_there_is_no_map(world: World) -> None:
    form = office_form(world)
    for name in BLANK:
        del form.fields[name]

    html = _html_of(OfficePage(), form)

    assert "data-office-week" in html
    assert "data-pin" not in html


def test_confirming_sets_the_day_and_who(world: World) -> None:
    page = OfficePage(assured_on=date(2026, 1, 5))
    confirmed: dict[str, Any] = {"needs_confirmation": "", "assured_on": "05/01/2026"}
    form = office_form(world, page, address="Calle 1", **REACHED, **confirmed)

    assert codes(form) == {}
    missing = {name: [f"{name}_missing"] for name in ("phones", "schedule", "address")}
    assert codes(office_form(world, **confirmed)) == missing
    assert codes(office_form(world, is_confidential="on", **confirmed)).get("address") is None
    assert (page.needs_confirmation, page.assured_on, page.assured_by) == (False, today(), form.for_user)


def test_the_day_of_the_call_may_be_an_earlier_one_and_no_later_one(world: World) -> None:
    page = OfficePage()
    confirmed: dict[str, Any] = {"needs_confirmation": "", "address": "Calle 1", **REACHED}
    assert codes(office_form(world, page, assured_on="05/01/2026", **confirmed)) == {}
    assert page.assured_on == date(2026, 1, 5)

    later = f"{today() + timedelta(days=2):%d/%m/%Y}"
    assert codes(office_form(world, assured_on=later, **confirmed)) == {"assured_on": ["claim_in_future"]}
    long_ago = office_form(world, needs_confirmation="", assured_on="05/01/1900")
    assert codes(long_ago) == {"assured_on": ["claim_too_early"]}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("8", "08:00"), ("8:30", "08:30"), ("20", "20:00"), ("08.15", "08:15"), ("9 h", "09:00"), ("24:00", "00:00")],
)
def test_an_hour_is_written_as_people_write_it(world: World, typed: str, meant: str) -> None:
    page = OfficePage()
    form = office_form(world, page, schedule=hours("0:01", typed))

    assert {*codes(form).get("schedule", [])} <= {"HOURS_EARLY"}
    [period] = page.schedule[0].value["periods"]
    assert f"{period['closes_at']:%H:%M}" == meant


@pytest.mark.parametrize("typed", ["ocho", "25", "8:75", "8:3", "-1"])
def test_what_is_no_hour_is_refused_with_an_example(world: World, typed: str) -> None:
    with translation.override("es-mx"):
        form = office_form(world, schedule=hours("0:01", typed))
        form.is_valid()
        [error] = form.errors.as_data()["schedule"]

    periods = error.block_errors[0].block_errors["periods"]
    [message] = periods.block_errors[0].block_errors["closes_at"].messages
    assert message == "Esto no es una hora. Escríbela de 0 a 24, con sus minutos si los tiene: 8, 8:30 o 20:00."


def test_hours_over_midnight_are_asked_about_at_the_hour(world: World) -> None:
    by_day = {"days": "MONDAY", "opens_at": "08:00", "closes_at": "16:00"}
    by_night = {"days": "FRIDAY", "opens_at": "20:00", "closes_at": "04:00"}
    periods = {
        "count": 2,
        "0": {"value": by_day, "order": 0, "deleted": ""},
        "1": {"value": by_night, "order": 1, "deleted": ""},
    }
    page = OfficePage()
    form = office_form(world, page, schedule=streamfield([("schedule", {"periods": periods, "holidays": "UNKNOWN"})]))
    form.is_valid()
    [error] = form.errors.as_data()["schedule"]

    found = error.block_errors[0].block_errors["periods"].block_errors
    assert list(found) == [1]
    assert [one.code for one in found[1].block_errors.values()] == ["HOURS_OVER_MIDNIGHT"]
    assert list(found[1].block_errors) == ["closes_at"]
    html = _html_of(page, form)
    assert 'data-question-at="schedule-0-value-periods-1-value-closes_at"' in html


def test_an_office_that_was_confirmed_on_no_day_is_to_be_confirmed_once_its_data_change(world: World) -> None:
    office: Any = world.tabasco.office
    office.needs_confirmation, office.assured_on = False, None
    office.save()

    form = office_form(
        world, OfficePage.objects.get(pk=office.pk), slug=office.slug, address="Calle 2", needs_confirmation=""
    )

    assert codes(form) == {}
    assert form.cleaned_data["needs_confirmation"]
    assert EndedClaim.CONFIRMATION in form.save(commit=False).ended_claims


def test_a_municipality_is_taken_where_only_accents_differ_and_else_what_is_meant_is_offered(world: World) -> None:
    page = OfficePage()
    accents = office_form(world, page, municipality=" jalpa de mendez")
    other = office_form(world, OfficePage(), municipality="Nacajucka")

    assert (codes(accents), page.municipality) == ({}, "Jalpa de Méndez")
    assert list(codes(other)) == ["municipality"]
    assert other.open_questions["municipality"].offers[0] == "Nacajuca"


def test_confirmed_without_a_day_is_asked_about(world: World) -> None:
    page = OfficePage(needs_confirmation=False)
    assert codes(office_form(world, page, needs_confirmation="")) == {"needs_confirmation": ["CONFIRMED_WITHOUT_DAY"]}

    page = OfficePage(needs_confirmation=False)
    asked = office_form(world, OfficePage(needs_confirmation=False), needs_confirmation="")
    asked.is_valid()
    answer = {"answer-needs_confirmation": asked.answer_to(asked.open_questions["needs_confirmation"])}
    form = office_form(world, page, needs_confirmation="", address="Calle 1", **REACHED, **answer)
    assert codes(form) == {}
    assert (page.assured_on, page.assured_by) == (today(), form.for_user)


def test_nothing_is_confirmed_by_another_change(world: World) -> None:
    page = OfficePage(needs_confirmation=False, assured_on=date(2026, 1, 5))
    assert codes(office_form(world, page, needs_confirmation="", assured_on="05/01/2026", note="Timbre 2")) == {}

    assert (page.assured_on, page.assured_by) == (date(2026, 1, 5), None)


def _round_the_clock(world: World) -> OfficePage:
    """A published office that is open day and night, in its periods, in words and on public holidays."""
    office: Any = world.tabasco.office
    value = {"is_always_open": True, "periods": [], "holidays": "OPEN"}
    office.schedule = json.dumps([{"type": "schedule", "value": value}])
    office.hours_text = "24 horas, 365 días"
    office.save()
    return OfficePage.objects.get(pk=office.pk)


def test_words_and_holidays_of_former_hours_are_asked_about_when_the_hours_change(world: World) -> None:
    office = _round_the_clock(world)
    rows = {"count": 1, "0": {"value": {"days": "MONDAY", "opens_at": "08:00", "closes_at": "15:00"}, "order": 0}}
    rows["0"]["deleted"] = ""
    by_day = streamfield([("schedule", {"periods": rows, "holidays": "OPEN"})])

    def asked(**changes: Any) -> Any:
        return office_form(world, OfficePage.objects.get(pk=office.pk), slug=office.slug, **changes)

    both = asked(schedule=by_day, hours_text="24 horas, 365 días")
    emptied = asked(schedule=hours("08:00", "15:00"), hours_text="")

    assert codes(both) == {"schedule": ["HOLIDAYS_OF_FORMER_HOURS"], "hours_text": ["WORDS_OF_OTHER_HOURS"]}
    assert "24 horas, 365 días" in both.open_questions["hours_text"].text
    assert codes(emptied) == {}
    answers = {f"answer-{name}": both.answer_to(question) for name, question in both.open_questions.items()}
    assert codes(asked(schedule=by_day, hours_text="24 horas, 365 días", **answers)) == {}


def test_an_answer_stays_in_the_form_while_something_else_is_asked_at_its_field(world: World) -> None:
    office = _round_the_clock(world)
    rows: dict[str, Any] = {"count": 1, "0": {"value": {"days": "MONDAY", "opens_at": "20:00", "closes_at": "08:00"}}}
    rows["0"] |= {"order": 0, "deleted": ""}
    by_night = streamfield([("schedule", {"periods": rows, "holidays": "OPEN"})])

    def form_with(*answers: str) -> Any:
        page = OfficePage.objects.get(pk=office.pk)
        sent: dict[str, Any] = {"answer-schedule": [*answers]} if answers else {}
        return office_form(world, page, slug=office.slug, schedule=by_night, hours_text="", **sent)

    given: list[str] = []
    codes_asked = []
    for _ in range(3):
        form = form_with(*given)
        codes_asked.append(codes(form))
        box = form.box_at("schedule")
        given = [*box["given"], *filter(None, [box["answer"]])]

    first, second = {"schedule": ["HOURS_OVER_MIDNIGHT"]}, {"schedule": ["HOLIDAYS_OF_FORMER_HOURS"]}
    assert codes_asked == [first, second, {}]
    assert f'value="{given[0]}"' in _html_of(office, form_with(given[0]))


@pytest.mark.parametrize(
    ("words", "hours_now", "says_others"),
    [
        ("24 horas, 365 días", "lun–vie 8–15; sáb 9–13", True),
        ("24 horas, 365 días", "24 horas", False),
        ("Urgencias las 24 horas por la puerta sur", "lun–vie 8–15", True),
        ("Abre todos los días con cita", "lun–vie 8–15", True),
        ("Abre todos los días con cita", "todos los días 8–15", False),
        ("Lunes a viernes de 9:00 a 15:00", "lun–vie 9–15", False),
        ("Lunes a viernes de 9:00 a 15:00", "lun–vie 8–15", True),
        ("Con cita", "lun–vie 8–15", False),
        ("", "lun–vie 8–15", False),
    ],
)
def test_words_that_say_other_hours(words: str, hours_now: str, says_others: bool) -> None:
    assert says_other_hours(words, read_hours(hours_now)) == says_others


def test_whoever_publishes_another_persons_draft_answers_once_what_that_person_answered(world: World) -> None:
    office: Any = world.tabasco.office
    office.save()
    sent: dict[str, Any] = {"slug": office.slug, "municipality": "Nacajucka"}
    draft = OfficePage.objects.get(pk=office.pk)
    draft.municipality = "Nacajucka"
    draft.answered_questions = {"MUNICIPALITY_UNKNOWN": {"value": "Nacajucka", "by": "Ana", "on": "2026-11-30"}}
    draft.save_revision()

    def form(**changes: Any) -> Any:
        return office_form(world, draft.get_latest_revision_as_object(), **sent, **changes)

    saved, published = form(), form(**{"action-publish": "1"})
    assert (codes(saved), codes(published)) == ({}, {"municipality": ["MUNICIPALITY_UNKNOWN"]})
    question = published.open_questions["municipality"]
    assert "Ana" in question.text
    again = form(**{"action-publish": "1", "answer-municipality": published.answer_to(question)})
    assert codes(again) == {}
    assert again.instance.answered_questions["MUNICIPALITY_UNKNOWN"]["by"] == again.author


@pytest.mark.parametrize(
    ("code", "town", "municipality"),
    [
        ("TAB", " villahermosa", "Centro"),
        ("TAB", "CARDENAS", "Cárdenas"),
        ("TAB", "Saltillo", None),
        ("TAB", "fiscalía de Cárdenas", None),
        ("COA", "piedras  negras", "Piedras Negras"),
    ],
)
def test_a_town_is_known_by_its_name_or_as_the_seat_of_a_municipality(
    code: str, town: str, municipality: str | None
) -> None:
    assert municipality_of_town(code, town) == municipality
