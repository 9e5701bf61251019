"""Whether an office is open, in words, in the office's own time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache, partial
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


def _none() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Opening:
    """Open, closed or unknown (`is_open` None), until when, and why today is not as usual.

    Attributes:
        is_assured: somebody has confirmed what is known of the office; else it is not shown as open for sure.
        later: returns what is to be read later on a page that is still open, as JSON: for each change the instant (ISO
            8601), the class and the text; empty: it does not change, or nobody knows.
    """

    is_open: bool | None
    text: str
    change: str
    today: str = ""
    is_assured: bool = True
    later: Callable[[], str] = field(default=_none, compare=False)

    @property
    def state(self) -> str:
        """The class that the page shows it in: open only where that is sure."""
        return "closed" if self.is_open is False else "open" if self.is_open and self.is_assured else "unknown"


CHANGES_AHEAD = 4
"""So many changes of each office a page knows: those of two ordinary days."""
RENEWED = "data-later="
"""What a page has where it shows an office whose state changes: then `script_of_hours` belongs to it."""


@cache
def script_of_hours() -> str:
    """Return what keeps the state of offices right on a page that stays open, or is shown again."""
    return Path(__file__).with_name("opening.js").read_text(encoding="utf-8").strip()


def opening_of(directory: StateDirectory, office: OfficeItem, now: datetime) -> Opening:
    """Return whether the office is open at `now` and when that changes next."""
    opening, change = _opening_at(directory, office, now)
    return replace(opening, later=partial(_later, directory, office, now, change)) if change else opening


def _opening_at(
    directory: StateDirectory, office: OfficeItem, at: datetime, *, is_relative: bool = True
) -> tuple[Opening, datetime | None]:
    is_open = directory.is_open(office, at)
    change = directory.next_change(office, at)
    becomes_unknown = change is not None and directory.is_open(office, change) is None
    known = change if is_open is not None else None
    words = (
        _unknown_from(office, known)
        if becomes_unknown
        else _change(office, is_open, known, at, is_relative=is_relative)
    )
    opening = Opening(
        is_open, _state(office, is_open), words, _today(directory, office, at), is_assured=_is_assured(office)
    )
    return opening, change


def _later(directory: StateDirectory, office: OfficeItem, now: datetime, change: datetime | None) -> str:
    """Return the states that follow, in words that hold as long as they do: no “tomorrow”."""
    states: list[tuple[str, str, str]] = []

    def add(at: datetime) -> datetime | None:
        opening, following = _opening_at(directory, office, at, is_relative=False)
        text = " · ".join(filter(None, [opening.text, opening.change]))
        states.append((at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), opening.state, text))
        return following

    local = now.astimezone(_zone(office))
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), _zone(office))
    if change is not None and change > midnight:
        add(midnight)  # what opens tomorrow opens today from then on
    for _step in range(CHANGES_AHEAD):
        change = add(change) if change is not None else None
    if change is not None:
        reload = _("Load this page again to see whether it is open")
        states.append((change.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "unknown", reload))
    return json.dumps(states, ensure_ascii=False)


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


def _change(
    office: OfficeItem, is_open: bool | None, change: datetime | None, now: datetime, *, is_relative: bool
) -> str:
    if change is None:
        return ""
    zone = _zone(office)
    at, today = change.astimezone(zone), now.astimezone(zone).date()
    values = {"time": date_format(at, "G:i"), "day": date_format(at, "l"), "date": date_format(at, "j \\d\\e F")}
    if at.date() == today:
        text = _("closes at %(time)s") if is_open else _("opens at %(time)s")
    elif is_relative and at.date() == today + timedelta(days=1):
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
