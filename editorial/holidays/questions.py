"""What is asked about a holiday or closure: days that are possible, and more often a slip than the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_models.choices import HolidayKind
from content_models.questions import Question
from delivery.calendars import NATIONAL
from publishing.models import TenantHoliday


def questions_about(
    *, kind: str, starts_on: date, ends_on: date, office_key: str, given: Iterable[TenantHoliday], today: date
) -> Iterator[Question]:
    """Yield what is to be asked: whether days that are past are meant, and days that are in the list already.

    A closure may well be on a day of rest by law; a second holiday on it changes nothing.

    Args:
        given: what the state and the library have written already.
    """
    days = _days(starts_on, ends_on)
    if ends_on < today:
        text = _("This is past already: %(days)s. Is it correct?") % {"days": days}
        yield Question("starts_on", "HOLIDAY_PAST", days, text)
        return
    names = [
        (one.name, one.starts_on, one.ends_on)
        for one in given
        if one.starts_on <= ends_on
        and one.ends_on >= starts_on
        and (not one.office_key or not office_key or one.office_key == office_key)
    ]
    if kind == HolidayKind.HOLIDAY:
        names += [(one.name, one.starts_on, one.ends_on) for one in NATIONAL.between(starts_on, ends_on)]
    if names:
        listed = ", ".join(
            _("“%(name)s” (%(days)s)") % {"name": name, "days": _days(first, last)} for name, first, last in names
        )
        text = _("The list has for these days already: %(listed)s. Is another one correct?") % {"listed": listed}
        yield Question("starts_on", "HOLIDAY_LISTED", days, text)


def _days(first: date, last: date) -> str:
    days = dict.fromkeys(date_format(day, "SHORT_DATE_FORMAT") for day in (first, last))
    return " – ".join(days)
