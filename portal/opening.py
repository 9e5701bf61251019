"""Whether an office is open, in words, in the office's own time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from content_models.choices import Weekday
from content_models.shapes.documents import OfficeItem
from content_models.shapes.parts import Period
from delivery.calendars import DayKind
from delivery.directory import is_reachable
from delivery.opening_hours import special_day
from delivery.state_directory import StateDirectory
from tenants.phones import is_emergency_line


@dataclass(frozen=True, slots=True)
class Opening:
    """Open, closed or unknown (`is_open` None), until when, and why today is not as usual.

    Attributes:
        is_assured: somebody has confirmed what is known of the office; else it is not shown as open for sure.
        until: the instant at which an open one closes, as ISO 8601; empty: it does not, or nobody knows.
        then: what is to be read from then on, on a page that is still open.
    """

    is_open: bool | None
    text: str
    change: str
    today: str = ""
    is_assured: bool = True
    until: str = ""
    then: str = ""


RENEWED = 'data-until="'
"""What a page has where it shows an office that is open until some time: then `script_of_hours` belongs to it."""


@cache
def script_of_hours() -> str:
    """Return what says on a page that stays open, or is shown again, that an office has closed since."""
    return Path(__file__).with_name("opening.js").read_text(encoding="utf-8").strip()


def opening_of(directory: StateDirectory, office: OfficeItem, now: datetime) -> Opening:
    """Return whether the office is open at `now` and when that changes next."""
    is_open = directory.is_open(office, now)
    change = directory.next_change(office, now) if is_open is not None else None
    becomes_unknown = change is not None and directory.is_open(office, change) is None
    words = _unknown_from(office, change) if becomes_unknown else _change(office, is_open, change, now)
    closes = change if is_open and not becomes_unknown else None
    return Opening(
        is_open,
        _state(office, is_open),
        words,
        _today(directory, office, now),
        is_assured=_is_assured(office),
        until=closes.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if closes else "",
        then=_("Closed at %(time)s") % {"time": date_format(closes.astimezone(_zone(office)), "G:i")} if closes else "",
    )


def _is_assured(office: OfficeItem) -> bool:
    """Whether the hours of an office are confirmed; that of the emergency number nobody has to."""
    return not office.get("needsConfirmation") or is_emergency_line(office["phones"])


def _zone(office: OfficeItem) -> ZoneInfo:
    return ZoneInfo(office["timeZone"])


def _today(directory: StateDirectory, office: OfficeItem, now: datetime) -> str:
    """Why today's hours are not the usual ones; nothing where they are."""
    special = special_day(office, now, directory.calendar)
    if special is None:
        return ""
    kind, names = special
    text = _("Closed today: %(names)s") if kind is DayKind.CLOSURE else _("Today is a public holiday: %(names)s")
    return text % {"names": ", ".join(names)}


def _unknown_from(office: OfficeItem, change: datetime | None) -> str:
    if change is None:
        return ""
    day = date_format(change.astimezone(_zone(office)), "j \\d\\e F")
    if not office["phones"]:
        return _("on %(date)s, a public holiday, it may be closed") % {"date": day}
    return _("on %(date)s, a public holiday, call first") % {"date": day}


def _state(office: OfficeItem, is_open: bool | None) -> str:
    if is_open is None and office["hoursText"]:
        return str(office["hoursText"])
    if is_open is None:
        return _unknown(office)
    if not is_open:
        return _("Closed now")
    schedule = office.get("schedule")
    is_always_open = schedule and schedule.get("isAlwaysOpen")
    if not _is_assured(office):
        return _("Should be open day and night") if is_always_open else _("Should be open now")
    return _("Open day and night") if is_always_open else _("Open now")


def _unknown(office: OfficeItem) -> str:
    """Return the sentence for unknown hours; a service on the web has none, and nobody calls a line for its own."""
    is_line = not (office.get("address") or office.get("municipality") or office.get("isConfidential"))
    if is_line and office.get("website") and not is_reachable(office):
        return ""
    if not office["phones"]:
        return _("The opening hours are not known")
    return _("It is not known at which hours they answer") if is_line else _("Call before you go: hours unknown")


def _change(office: OfficeItem, is_open: bool | None, change: datetime | None, now: datetime) -> str:
    if change is None:
        return ""
    zone = _zone(office)
    at, today = change.astimezone(zone), now.astimezone(zone).date()
    values = {"time": date_format(at, "G:i"), "day": date_format(at, "l"), "date": date_format(at, "j \\d\\e F")}
    if at.date() == today:
        text = _("closes at %(time)s") if is_open else _("opens at %(time)s")
    elif at.date() == today + timedelta(days=1):
        text = _("closes tomorrow at %(time)s") if is_open else _("opens tomorrow at %(time)s")
    elif at.date() < today + timedelta(days=7):
        text = _("closes on %(day)s at %(time)s") if is_open else _("opens on %(day)s at %(time)s")
    else:
        text = _("closes on %(date)s at %(time)s") if is_open else _("opens on %(date)s at %(time)s")
    return text % values


def hours_of(office: OfficeItem) -> list[tuple[str, str]]:
    """Return the weekly hours as pairs of days and times; none when they are not known in structured form."""
    schedule = office.get("schedule")
    if not schedule:
        return []
    if schedule.get("isAlwaysOpen"):
        return [(_("Every day"), _("24 hours"))]
    return [(days_in_words(period["days"]), _times(period)) for period in schedule.get("periods", [])]


def days_in_words(days: Iterable[str]) -> str:
    """Return days of the week with runs drawn together: `Monday to Friday, Sunday`."""
    names = list(Weekday.values)
    runs: list[list[int]] = []
    for position in sorted({names.index(day) for day in days}):
        if runs and runs[-1][-1] == position - 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return ", ".join(_run(run) for run in runs)


def _run(positions: list[int]) -> str:
    first, last = (str(Weekday.choices[position][1]) for position in (positions[0], positions[-1]))
    if len(positions) == 1:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _times(period: Period) -> str:
    return _("%(opens)s to %(closes)s") % {"opens": period["opensAt"], "closes": period["closesAt"]}
