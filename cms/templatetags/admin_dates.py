"""Relative times in words: how long before or after now a day or an instant is."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def relative_time(moment: date | datetime) -> str:
    """Return “3 days ago”, “today” or “in 2 weeks”. Days are compared as days, instants as instants."""
    return _of_instant(moment) if isinstance(moment, datetime) else _of_day(moment)


def _of_day(day: date) -> str:
    today = timezone.localdate()
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    return near.get((day - today).days) or _around(day, today)


def _of_instant(moment: datetime) -> str:
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    now = timezone.now()
    return _("just now") if abs((aware - now).total_seconds()) < 60 else _around(aware, now)


def _around(moment: date | datetime, now: date | datetime) -> str:
    if moment > now:
        return _("in %(time_period)s") % {"time_period": timeuntil(moment, now, depth=1)}
    return _("%(time_period)s ago") % {"time_period": timesince(moment, now, depth=1)}
