"""What hours mean while they are typed, for the screens that add and confirm offices."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, JsonResponse
from django.views import View

from content_models.hours_text import DAYS, MINUTES_OF_DAY, Hours, hours_in_words, likely_hours, twice_open
from content_models.office_questions import question_about_hours, with_afternoon_hours
from content_models.schedules import Period

from .fields import MOST_LETTERS, hours_typed, stored_period


class HoursView(View):
    """What hours mean that somebody has typed so far, for the week beside them and the blocks that store them."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """Return them in one form, with the minutes of each day and their periods; or what is not understood."""
        text = request.GET.get("text", "")[:MOST_LETTERS]
        try:
            typed = hours_typed(text)
        except ValidationError as error:
            likely = likely_hours(text)
            offered = hours_in_words(likely) if likely is not None and twice_open(likely.periods) is None else ""
            return JsonResponse({"error": " ".join(error.messages), **({"meant": offered} if offered else {})})
        periods = (Period(DAYS, time(0), time(0)),) if typed.is_always_open else typed.periods
        words = hours_in_words(typed) if periods else ""
        question, meant = question_about_hours(typed.periods), with_afternoon_hours(typed.periods)
        return JsonResponse(
            {
                "words": words,
                "week": _week(periods),
                "periods": [stored_period(one) for one in typed.periods],
                "is_always_open": typed.is_always_open,
                "question": question,
                "meant": hours_in_words(Hours(meant)) if question and meant != typed.periods else "",
            }
        )


def _week(periods: Any) -> dict[str, list[list[int]]]:
    """From and until when it is open on each day, in minutes; what lasts over midnight goes on on the next day."""
    week: dict[str, list[list[int]]] = {day: [] for day in DAYS}
    for period in periods:
        opens = period.opens_at.hour * 60 + period.opens_at.minute
        closes = period.closes_at.hour * 60 + period.closes_at.minute
        for day in period.days:
            if closes > opens or closes == 0:
                week[day].append([opens, closes or MINUTES_OF_DAY])
            else:
                week[day].append([opens, MINUTES_OF_DAY])
                week[DAYS[(DAYS.index(day) + 1) % len(DAYS)]].append([0, closes])
    return week
