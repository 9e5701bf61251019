"""Days and moments as people type them in the admin."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tenants.client_forms import KeyForm
from tenants.date_fields import DayField, DayRangeField, MomentField
from tenants.models import Tenant
from tenants.typed_days import YearUnclear, read_day

TIJUANA = ZoneInfo("America/Tijuana")
NOT_UNDERSTOOD = [
    "31/13/2026",
    "11/30/2026",
    "11/30/26",
    "mañana",
    "5 foo",
    "30/11/2026 25:00",
    "30/11/2026 21:30 pm",
    "0",
    "30 11 2026",
]
TOO_LONG = [
    pytest.param("x" + " " * 60_000 + "x", id="blanks"),
    pytest.param("1 " * 60_000 + "1:00 x", id="many numbers"),
]
"""What takes a pattern minutes that looks at all of it, while the process does nothing else."""
NOT_UNDERSTOOD += ["30/11/2026 5", "30/11/2026 13 pm"]
NOT_UNDERSTOOD += ["32 de noviembre de 2026", "5 foo 2026", "diciembre de 2026", "5 dic 20226"]


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize(
    "typed",
    [
        "05/11/2026",
        "5/11/2026",
        "2026-11-05",
        "5 nov 2026",
        "5 Nov. 2026",
        "5-nov-2026",
        "05-11-2026",
        "05.11.2026",
        " 5 de noviembre  de 2026 ",
        "Jueves, 5 de noviembre del 2026",
    ],
)
def test_a_day_is_day_month_year_in_every_language(language: str, typed: str) -> None:
    with translation.override(language):
        assert DayField().clean(typed) == date(2026, 11, 5)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("5/12/26", "2026-12-05"),
        ("5 dic 26", "2026-12-05"),
        ("5/12/16", "2016-12-05"),
        ("5/12/15", None),
        ("26/12/05", None),
        ("05-12-26", None),
        ("5/12", None),
        ("5 dic", "2026-12-05"),
        ("30 nov", "2026-11-30"),
        ("28 de febrero", "2027-02-28"),
        ("29 feb", None),
        ("29 nov", None),
    ],
)
def test_a_year_is_left_out_or_cut_where_one_only_can_be_meant(typed: str, expected: str | None) -> None:
    today = date(2026, 11, 30)

    if expected is None:
        with pytest.raises(YearUnclear):
            read_day(typed, today=today)
    else:
        assert read_day(typed, today=today) == date.fromisoformat(expected)
    with pytest.raises(YearUnclear):
        read_day(typed)


@pytest.mark.parametrize(("field", "typed"), [(DayField(), "5/12/89"), (MomentField(), "5/12/89 9:30 pm")])
def test_a_day_of_an_unclear_year_is_told_from_what_is_none(field: DayField | MomentField, typed: str) -> None:
    with translation.override("es-mx"), pytest.raises(ValidationError) as refused:
        field.clean(typed)

    assert refused.value.messages == ["Escribe el año con cuatro cifras, por ejemplo 30/11/2026."]


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (MomentField(), "31/02/2027", "Ese día no existe: febrero de 2027 tiene 28 días."),
        (MomentField(is_end=True), "30 feb 2028 9:30 pm", "Ese día no existe: febrero de 2028 tiene 29 días."),
        (DayField(), "31/11/26", "Ese día no existe: noviembre de 2026 tiene 30 días."),
        (DayField(), "2027-04-31", "Ese día no existe: abril de 2027 tiene 30 días."),
    ],
)
def test_a_day_that_its_month_lacks_is_refused_with_how_many_it_has(
    field: DayField | MomentField, typed: str, sentence: str
) -> None:
    with translation.override("es-mx"), pytest.raises(ValidationError) as refused:
        field.clean(typed)

    assert refused.value.messages == [sentence]


@pytest.mark.parametrize(("field", "sentence"), [(DayField(), "30/11/2026."), (MomentField(), "30/11/2026.")])
@pytest.mark.parametrize("typed", [*NOT_UNDERSTOOD, *TOO_LONG])
def test_what_is_not_understood_is_refused(field: DayField | MomentField, sentence: str, typed: str) -> None:
    with translation.override("es-mx"), pytest.raises(ValidationError) as refused:
        field.clean(typed)

    assert refused.value.messages[0].startswith("Esto no es un día")
    assert refused.value.messages[0].endswith(sentence)


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize(
    ("case", "typed", "is_end", "expected"),
    [
        ("a day begins with its first moment", "30/11/2026", False, "2026-11-30T00:00:00"),
        ("a day ends with its last second", "30/11/2026", True, "2026-11-30T23:59:59"),
        ("an ISO day ends so too", "2026-11-30", True, "2026-11-30T23:59:59"),
        ("an hour is that hour", "05/11/2026 09:30", False, "2026-11-05T09:30:00"),
        ("an hour ends then", "05/11/2026 09:30", True, "2026-11-05T09:30:00"),
        ("the last minute is a whole one", "30/11/2026 23:59", True, "2026-11-30T23:59:59"),
        ("in words, too", "1º de dic de 2026, 9:30", False, "2026-12-01T09:30:00"),
        ("in twelve hours", "5/12/2026 9:30 pm", False, "2026-12-05T21:30:00"),
        ("a whole one", "31.12.2026, 5 pm", False, "2026-12-31T17:00:00"),
        ("from noon on", "5/12/2026 12:05 p. m.", False, "2026-12-05T12:05:00"),
        ("after midnight", "5 dic 2026 a las 12:05 a.m.", False, "2026-12-05T00:05:00"),
        ("and without an hour", "30 de noviembre de 2026", True, "2026-11-30T23:59:59"),
        ("as an instant", "2026-11-30T15:00:00Z", False, "2026-11-30T07:00:00"),
    ],
)
def test_a_moment_is_by_the_clocks_of_its_place(
    language: str, case: str, typed: str, is_end: bool, expected: str
) -> None:
    with translation.override(language):
        moment = MomentField(is_end=is_end, zone=TIJUANA).clean(typed)

    assert moment == datetime.fromisoformat(expected).replace(tzinfo=TIJUANA)


def test_what_was_typed_comes_back_as_it_was() -> None:
    field = MomentField(is_end=True, zone=TIJUANA)
    saved = field.clean("30/11/2026")

    shown = field.widget.format_value(field.prepare_value(saved.astimezone(UTC)))

    assert shown == "30/11/2026 23:59"
    assert field.clean(shown) == saved
    assert not field.has_changed(saved, shown)


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        MomentField(zone=TIJUANA).clean("08/03/2026 02:30")

    assert refused.value.code == "no_such_hour"


@pytest.mark.parametrize(("is_end", "hour"), [(False, "00:00"), (True, "23:59")])
def test_a_day_that_is_picked_has_the_hour_of_one_that_is_typed(is_end: bool, hour: str) -> None:
    field = MomentField()
    field.is_end = is_end

    assert field.widget.attrs["data-default-time"] == hour


def test_a_moment_after_the_last_one_of_all_clocks_is_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        MomentField(zone=TIJUANA).clean("31/12/9999 23:59")

    assert refused.value.code == "invalid"


def test_a_filter_refuses_what_is_not_a_day() -> None:
    with translation.override("es-mx"), pytest.raises(ValidationError) as refused:
        DayRangeField(required=False).clean(["ayer", ""])

    assert refused.value.messages[0].startswith("Esto no es un día")


def test_the_last_day_of_a_key_is_whole_by_the_clocks_of_its_owner() -> None:
    form = KeyForm({"kind": "pk", "expires_on": "30/11/2090"}, owner=Tenant(time_zone="America/Tijuana"))

    assert form.is_valid()
    assert form.cleaned_data["expires_on"] == datetime(2090, 11, 30, 23, 59, 59, tzinfo=TIJUANA)
