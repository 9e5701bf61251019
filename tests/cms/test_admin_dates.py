"""How far away days and instants are, in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from cms.templatetags.admin_dates import relative_time


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-14, "hace 2 semanas"),
        (-1, "ayer"),
        (0, "hoy"),
        (1, "mañana"),
        (3, "dentro de 3 días"),
        (14, "dentro de 2 semanas"),
    ],
)
def test_a_day_is_shown_as_past_present_or_future(days: int, expected: str) -> None:
    with translation.override("es-mx"):
        assert relative_time(timezone.localdate() + timedelta(days=days)).replace("\xa0", " ") == expected


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (timedelta(hours=-2), "hace 2 horas"),
        (timedelta(0), "justo ahora"),
        (timedelta(hours=2, seconds=5), "dentro de 2 horas"),
    ],
)
def test_so_is_an_instant(away: timedelta, expected: str) -> None:
    with translation.override("es-mx"):
        assert relative_time(timezone.now() + away).replace("\xa0", " ") == expected


@pytest.mark.parametrize("moment", [date(2090, 1, 1), datetime(2090, 1, 1, tzinfo=UTC)])
def test_lists_never_say_just_now_of_what_is_to_come(moment: date) -> None:
    with translation.override("es-mx"):
        shown = render_to_string(
            "wagtailadmin/shared/human_readable_date.html", {"date": moment, "tooltip_format": "SHORT_DATE_FORMAT"}
        )

    assert "Dentro de" in shown
    assert "ahora" not in shown
