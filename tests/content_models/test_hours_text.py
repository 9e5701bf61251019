"""Opening hours as people write them."""

from __future__ import annotations

import re
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_models.hours_text import (
    DAYS,
    EMPTY,
    IMPOSSIBLE,
    TWELVE,
    Hours,
    HoursUnreadable,
    hours_in_words,
    likely_hours,
    read_hours,
)
from content_models.office_questions import question_about_hours, with_afternoon_hours
from content_models.schedules import Period

WORKDAYS = DAYS[:5]


def period(days: tuple[str, ...], opens: int, closes: int) -> Period:
    return Period(days, time(opens), time(closes))


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("lun–vie 8–16", [period(WORKDAYS, 8, 16)]),
        ("Lunes a viernes de 8:00 a 16:00 h", [period(WORKDAYS, 8, 16)]),
        ("Lunes a viernes, 9:00 a 15:00", [period(WORKDAYS, 9, 15)]),
        ("L-V 8-16", [period(WORKDAYS, 8, 16)]),
        ("lun–vie 8–16; sáb 9–13", [period(WORKDAYS, 8, 16), period(("SATURDAY",), 9, 13)]),
        (
            "lun-vie 8-14, 16-19, sábado 9 a 13",
            [*(period(WORKDAYS, *span) for span in ((8, 14), (16, 19))), period(("SATURDAY",), 9, 13)],
        ),
        ("martes y jueves 10 a 12 hrs.", [period(("TUESDAY", "THURSDAY"), 10, 12)]),
        ("Lunes a viernes 9 a.m. a 5 p.m.", [period(WORKDAYS, 9, 17)]),
        ("todos los días 24 horas", []),
        ("vie–dom 20–4", [period(DAYS[4:], 20, 4)]),
        ("sáb 9–24", [period(("SATURDAY",), 9, 0)]),
        ("lun–sáb 9–18; domingo cerrado", [period(DAYS[:6], 9, 18)]),
        ("entre semana de 9 a 17", [period(WORKDAYS, 9, 17)]),
        ("De entre semana 8 a 15 y sábados de 9 a 1 de la tarde", [period(WORKDAYS, 8, 15), period(DAYS[5:6], 9, 13)]),
        ("días hábiles, 9 a 15", [period(WORKDAYS, 9, 15)]),
        ("lun a vie nueve de la mañana a tres de la tarde", [period(WORKDAYS, 9, 15)]),
        ("lun–vie todo el día; fin de semana 8–12", [period(WORKDAYS, 0, 0), period(DAYS[5:], 8, 12)]),
    ],
)
def test_reads_days_and_hours(text: str, periods: list[Period]) -> None:
    assert read_hours(text) == (Hours(tuple(periods)) if periods else Hours(is_always_open=True))


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ("9 a 12 am", "9–12"),
        ("9:30 a 12:00 a.m.", "9:30–12"),
        ("9 a 12 de la mañana", "9–12"),
        ("de 9 de la mañana a 12 del día", "9–12"),
        ("9 a 12 pm", "9–12"),
        ("9 a 12 m.", "9–12"),
        ("9 a mediodía", "9–12"),
        ("06:00 a 10:00 pm", "6–22"),
        ("9 a 2 de la tarde", "9–14"),
        ("9:30 a 2:30 de la tarde", "9:30–14:30"),
        ("9 de la mañana a 2 de la tarde", "9–14"),
        ("9 am a 2 pm", "9–14"),
        ("9 a 3 pm", "9–15"),
        ("8 a 8 pm", "8–20"),
        ("4 a 7 pm", "16–19"),
        ("04:00 a 07:00 de la tarde", "16–19"),
        ("4 pm a 7", "16–19"),
        ("4 de la tarde a 7", "16–19"),
        ("9 a 14 y 4 a 7 pm", "9–14, 16–19"),
        ("9 a 14 y 6 a 8 pm", "9–14, 18–20"),
        ("12 a 3 pm", "12–15"),
        ("12 pm a 6 pm", "12–18"),
        ("4 pm a 12 am", "16–24"),
        ("4 a 12 de la noche", "16–24"),
        ("8 de la noche a 6 de la mañana", "20–6"),
        ("6 de la tarde a 2 de la madrugada", "18–2"),
        ("12 pm a 12 am", "12–24"),
        ("12 a 12 de la noche", "12–24"),
        ("12 am a 8 am", "0–8"),
        ("9:00 am a 16:00 pm", "9–16"),
        ("16:00 a 19:00", "16–19"),
        ("09:00 a 14:00 hrs", "9–14"),
        ("8 hrs a 15 hrs", "8–15"),
        ("4:00 a 7:00", "4–7"),
        ("9-14 y 4-07", "4–7, 9–14"),
        ("9 a 2", "9–2"),
        ("nueve a tres", "9–3"),
        ("nueve y media a tres y cuarto de la tarde", "9:30–15:15"),
        ("8 y media a 3 pm", "8:30–15"),
    ],
)
def test_reads_the_part_of_the_day_as_people_say_it(hours: str, words: str) -> None:
    assert hours_in_words(read_hours(f"lun a vie {hours}")) == f"lun–vie {words}"
    assert hours_in_words(read_hours(f"Lunes a viernes de {hours}".upper())) == f"lun–vie {words}"


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        ("9 am a 12 am", TWELVE),
        ("8 de la mañana a 12 am", TWELVE),
        ("12 a 12 am", TWELVE),
        ("12 a 12 a.m.", TWELVE),
        ("12:30 a 12 am", TWELVE),
        ("12 a 12 de la madrugada", TWELVE),
        ("0 a 12 am", TWELVE),
        ("24 a 12 am", TWELVE),
        ("16 am a 18", IMPOSSIBLE),
        ("9 a 25 pm", IMPOSSIBLE),
        ("0 am a 8", IMPOSSIBLE),
    ],
)
def test_refuses_hours_that_can_be_two_or_none(hours: str, code: str) -> None:
    with pytest.raises(HoursUnreadable) as refused:
        read_hours(f"lun {hours}")

    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("todos los días de 8 a 8", "todos los días 8–20"),
        ("lun a vie de ocho a ocho", "lun–vie 8–20"),
        ("lun–vie 8 a 8 y sáb 9 a 9; dom 9–13", "lun–vie 8–20; sáb 9–21; dom 9–13"),
        ("lun 8 a 8, mañanas", ""),
        ("lun 16 a 16", ""),
        ("nueve", ""),
    ],
)
def test_hours_that_are_not_read_are_offered_where_it_is_clear_what_is_meant(text: str, meant: str) -> None:
    likely = likely_hours(text)

    assert (hours_in_words(likely) if likely is not None else "") == meant


@pytest.mark.parametrize(
    ("text", "asked", "meant"),
    [
        ("lun 4:00 a 7:00", "04:00–07:00", "lun 16–19"),
        ("lun 9-14 y 4-07", "04:00–07:00", "lun 9–14, 16–19"),
        ("lun 9 a 2 y 4 a 6", "09:00–02:00, 04:00–06:00", "lun 9–14, 16–18"),
        ("lun 9-14, 6-8", "06:00–08:00", "lun 9–14, 18–20"),
        ("lun 4 a 19", "04:00–19:00", "lun 16–19"),
        ("lun 0-8", "00:00–08:00", "lun 0–8"),
        ("lun 5 a 13", "05:00–13:00", "lun 5–13"),
        ("lun 20–4", "20:00–04:00", "lun 20–4"),
        ("lun 6 a 7 pm", "06:00–19:00", "lun 18–19"),
        ("lun 6:30 a 8 pm", "06:30–20:00", "lun 18:30–20"),
        ("lun 9-14; mar 06:00 a 10:00 pm", "06:00–22:00", "lun 9–14; mar 18–22"),
        ("lun 6–24", "06:00–00:00", "lun 18–24"),
        ("lun 6 a 6 pm", "", ""),
        ("lun 7 a 8 pm", "", ""),
        ("lun 16:00 a 19:00", "", ""),
        ("lun 6–14; mar 7–15", "", ""),
        ("lun–dom 0–24", "", ""),
        ("lun 9 a 12 am", "", ""),
        ("lun 12–20; mar 18–24", "", ""),
    ],
)
def test_hours_that_hardly_any_office_has_are_asked_about(text: str, asked: str, meant: str) -> None:
    periods = read_hours(text).periods

    question = question_about_hours(periods)
    assert re.findall(r"\d\d:\d\d–\d\d:\d\d", question) == (asked.split(", ") if asked else [])
    if asked:
        assert hours_in_words(Hours(with_afternoon_hours(periods))) == meant


@given(
    opens=st.integers(1, 11),
    closes=st.integers(1, 12),
    half=st.sampled_from(["am", "a.m.", "pm", "p. m.", "de la mañana", "de la tarde"]),
)
def test_hours_of_one_morning_or_afternoon_are_not_read_as_others(opens: int, closes: int, half: str) -> None:
    """What the closing hour says of the part of the day holds; a period over midnight, or at night, is asked about."""
    text = f"lun {opens} a {closes} {half}"
    if read_hours(f"lun {closes} {half} a 13:13").periods[0].opens_at == time(opens):
        with pytest.raises(HoursUnreadable) as refused:
            read_hours(text)
        assert refused.value.code == EMPTY
        return
    [period_] = read_hours(text).periods

    assert period_.closes_at != time(0)
    assert (period_.closes_at.hour >= 12) == (half[0] == "p" or half.endswith("tarde") or closes == 12)
    assert period_.opens_at.hour in {opens, opens + 12}
    if not question_about_hours([period_]):
        assert time(6) <= period_.opens_at < period_.closes_at


@pytest.mark.parametrize("text", ["24 horas", "24/7", "Abierto las 24 horas, los 365 días del año", "Siempre abierto"])
def test_reads_day_and_night(text: str) -> None:
    assert read_hours(text) == Hours(is_always_open=True)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", ""),
        ("8–16", "8–16"),
        ("lunes", ""),
        ("lun–vie 8–8", "8–8"),
        ("lun–vie 8–25", "25"),
        ("lun–vie 8 a 14 previa cita", "previa cita"),
        ("Recepción de denuncias hasta las 19:30", "Recepción de denuncias hasta las 19:30"),
        ("Ministerio Público las 24 horas; resto con guardias", "Ministerio Público las 24 horas; resto con guardias"),
    ],
)
def test_says_from_where_on_it_does_not_understand(text: str, part: str) -> None:
    with pytest.raises(HoursUnreadable) as refused:
        read_hours(text)

    assert refused.value.part == part


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lunes a viernes de 8:00 a 16:00 h", "lun–vie 8–16"),
        ("lun 8-16; mar 8-16; jue 9:30-13", "lun, mar 8–16; jue 9:30–13"),
        ("todos los días 7 a 24", "todos los días 7–24"),
        ("24/7", "24 horas"),
        ("lun–vie 8–14, 16–19", "lun–vie 8–14, 16–19"),
    ],
)
def test_writes_what_it_reads(text: str, words: str) -> None:
    hours = read_hours(text)

    assert hours_in_words(hours) == words
    assert read_hours(words) == hours


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("8 a 8", "8–20"), ("7:30–7:30", "7:30–19:30"), ("12 a 12", "12–24"), ("16–16", ""), ("8 am a 8 am", "")],
)
def test_from_eight_to_eight_is_until_the_evening(typed: str, meant: str) -> None:
    with pytest.raises(HoursUnreadable) as refused:
        read_hours(f"lun a vie {typed}")

    assert (refused.value.code, refused.value.meant) == (EMPTY, meant)
