"""Opening hours as people write them."""

from __future__ import annotations

from datetime import time

import pytest

from content_models.hours_text import DAYS, Hours, HoursUnreadable, hours_in_words, read_hours
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
        ("lun–vie todo el día; fin de semana 8–12", [period(WORKDAYS, 0, 0), period(DAYS[5:], 8, 12)]),
    ],
)
def test_reads_days_and_hours(text: str, periods: list[Period]) -> None:
    assert read_hours(text) == (Hours(tuple(periods)) if periods else Hours(is_always_open=True))


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
