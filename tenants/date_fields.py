"""Form fields for days, hours and moments, as they are typed everywhere in the admin: the day first, and 24 hours."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django_filters import DateFromToRangeFilter
from django_filters.fields import DateRangeField
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminTimeInput

from .typed_days import MONTHS, NoSuchDay, YearUnclear, read_day

NOON = 12
LONGEST_MOMENT = 100
"""Characters; a longer text is no moment, and no pattern looks at it."""
END_OF_DAY = time(23, 59, 59)
NOT_A_DAY = _("This is not a day. Write it as dd/mm/yyyy, such as 30/11/2026.")
YEAR_UNCLEAR = _("Write the year with four digits, such as 30/11/2026.")
NO_SUCH_DAY = _("There is no such day: %(month)s of %(year)s has %(days)s days.")
NOT_A_MOMENT = _(
    "This is not a day and an hour. Write them as dd/mm/yyyy hh:mm, such as 30/11/2026 09:00. The day is enough: "
    "30/11/2026."
)

NOT_AN_HOUR = _("This is not an hour. Write it from 0 to 24, with its minutes where it has any: 8, 8:30 or 20:00.")

_HOUR = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2})?)?(?:\s*(?:h|hs|hrs?|horas?)\.?)?", re.IGNORECASE
)
_MOMENT = re.compile(
    r"(?P<day>.+?),? (?:a las? )?"
    r"(?:(?P<time>\d{1,2}:\d{2}(?::\d{2})?)(?: ?(?P<half>[ap])\.? ?m\.?| ?h(?:rs?|oras)?\.?)?"
    r"|(?P<hour>\d{1,2}) ?(?P<half_of_hour>[ap])\.? ?m\.?)",
    re.IGNORECASE,
)


class DayField(forms.DateField):
    """A calendar day. What is not understood is refused."""

    widget = AdminDateInput
    default_error_messages = {"invalid": NOT_A_DAY, "year": YEAR_UNCLEAR, "no_such_day": NO_SUCH_DAY}

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Show how a day is written."""
        return {**super().widget_attrs(widget), "placeholder": _("dd/mm/yyyy")}

    def to_python(self, value: Any) -> date | None:
        """Return the day that was typed; None for nothing."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        try:
            return read_day(str(value), today=_today())
        except YearUnclear as error:
            raise ValidationError(self.error_messages["year"], code="year") from error
        except NoSuchDay as error:
            raise _no_such_day(self.error_messages["no_such_day"], error) from error
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error


class MomentField(forms.DateTimeField):
    """A day and an hour by the clocks of one place.

    A day without an hour means its first moment, and, for an end, its last one: `30/11/2026` includes the 30th.

    Attributes:
        is_end: whether this is the end of a period. Its last minute of a day, 23:59, is the whole minute.
        zone: whose clocks are meant; None means those of Django's current time zone.
    """

    widget = AdminDateTimeInput
    default_error_messages = {
        "invalid": NOT_A_MOMENT,
        "year": YEAR_UNCLEAR,
        "no_such_day": NO_SUCH_DAY,
        "no_such_hour": _("The clocks are set forward then: this hour does not exist. Choose another."),
    }

    def __init__(self, *, is_end: bool = False, zone: ZoneInfo | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.is_end = is_end
        self.zone = zone

    @property
    def is_end(self) -> bool:
        """Whether this is the end of a period; the hour of a day that is picked in the calendar follows it."""
        return self._is_end

    @is_end.setter
    def is_end(self, is_end: bool) -> None:
        self._is_end = is_end
        self.widget.attrs["data-default-time"] = f"{self._hour_of_a_day:%H:%M}"

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Show how a moment is written."""
        return {**super().widget_attrs(widget), "placeholder": _("dd/mm/yyyy hh:mm")}

    def prepare_value(self, value: Any) -> Any:
        """Return an instant as the clocks of the place show it."""
        if isinstance(value, datetime) and timezone.is_aware(value):
            return timezone.make_naive(value, self._zone)
        return value

    def to_python(self, value: Any) -> datetime | None:
        """Return the instant that was typed, aware; None for nothing."""
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value if timezone.is_aware(value) else self._aware(value)
        if isinstance(value, date):
            return self._aware(datetime.combine(value, self._hour_of_a_day))
        return self._aware(self._typed(" ".join(str(value).split())))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare to the minute, which is as exactly as the field shows it."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        before = self.to_python(initial)
        if typed is None or before is None:
            return typed is not before
        return typed.replace(second=0, microsecond=0) != before.replace(second=0, microsecond=0)

    def _typed(self, value: str) -> datetime:
        try:
            return self._read(value)
        except YearUnclear as error:
            raise ValidationError(self.error_messages["year"], code="year") from error
        except NoSuchDay as error:
            raise _no_such_day(self.error_messages["no_such_day"], error) from error
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def _read(self, value: str) -> datetime:
        if len(value) > LONGEST_MOMENT:
            raise ValueError(value[:LONGEST_MOMENT])
        today = _today(self._zone)
        found = _MOMENT.fullmatch(value)
        if found is not None:
            hour = _hour(found["time"] or f"{found['hour']}:00", found["half"] or found["half_of_hour"])
            moment = datetime.combine(read_day(found["day"], today=today), hour)
        else:
            instant = parse_datetime(value) if ":" in value else None
            moment = instant or datetime.combine(read_day(value, today=today), self._hour_of_a_day)
        if self.is_end and (moment.hour, moment.minute) == (END_OF_DAY.hour, END_OF_DAY.minute):
            return moment.replace(second=END_OF_DAY.second)
        return moment

    def _aware(self, moment: datetime) -> datetime:
        if timezone.is_aware(moment):
            return moment
        aware = moment.replace(tzinfo=self._zone)
        try:
            shown = aware.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None)
        except OverflowError as error:  # beyond the last year that there is, by the clocks of UTC
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if shown != moment:
            raise ValidationError(self.error_messages["no_such_hour"], code="no_such_hour")
        return aware

    @property
    def _hour_of_a_day(self) -> time:
        return END_OF_DAY if self.is_end else time.min

    @property
    def _zone(self) -> Any:
        return self.zone or timezone.get_current_timezone()


def _no_such_day(sentence: Any, error: NoSuchDay) -> ValidationError:
    values = {"month": MONTHS[error.month - 1], "year": error.year, "days": error.days}
    return ValidationError(sentence, code="no_such_day", params=values)


def _today(zone: Any = None) -> date:
    """Return the day that it is by the clocks of a place; by those of whoever types."""
    return timezone.localdate(timezone=zone)


def _hour(typed: str, half: str | None) -> time:
    """Return an hour of the day; `half` is “a” or “p” where one of twelve was typed.

    Raises:
        ValueError: it is none.
    """
    hour = time.fromisoformat(f"{typed:0>5}")
    if half is None:
        return hour
    if not 1 <= hour.hour <= NOON:
        raise ValueError(typed)
    return hour.replace(hour=hour.hour % NOON + (NOON if half in "pP" else 0))


class HourField(forms.TimeField):
    """An hour of the day as people write it: `8`, `8:30`, `20 h`; 24 is midnight. What is not understood is refused."""

    widget = AdminTimeInput
    default_error_messages = {"invalid": NOT_AN_HOUR}

    def to_python(self, value: Any) -> time | None:
        """Return the hour that was typed; None for nothing."""
        if value in self.empty_values or isinstance(value, time):
            return value if isinstance(value, time) else None
        typed = _HOUR.fullmatch(str(value).strip())
        hour, minute = (int(typed["hour"]), int(typed["minute"] or 0)) if typed else (-1, 0)
        if (hour, minute) == (24, 0):
            return time.min
        if not (0 <= hour < 24 and minute < 60):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(hour, minute)


class DayRangeField(DateRangeField):
    """From one day to another, both included."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields = (DayField(required=False), DayField(required=False))


class DayRangeFilter(DateFromToRangeFilter):
    """Keeps what lies between two days, both included."""

    field_class = DayRangeField

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DateRangePickerWidget, **options)
