"""Whether a state chats, and what there is instead while nobody answers."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from assistance.hours.selectors import CLOSED, Staffing, is_offered_on_sites, staffing_of
from content_models.choices import Channel
from delivery import state_view
from delivery.state_view import TenantInfo
from publishing.errors import StoreUnavailable
from tenants.bounded import BoundedMap
from tenants.errors import NO_ANSWER
from tenants.models import Tenant

KEPT_SECONDS = 60.0
"""For so long the pages of a site go on as they are when a state's hours have changed."""

_offered: BoundedMap[int, tuple[float, bool]] = BoundedMap(64)


@dataclass(frozen=True, slots=True)
class Offer:
    """Who answers now, and when next.

    Attributes:
        chat, phone: of each channel; without hours nobody does.
        zone: the state's, by its IANA name.
        now: when it was asked.
    """

    chat: Staffing
    phone: Staffing
    zone: str
    now: datetime

    @property
    def is_offered(self) -> bool:
        """Whether the state chats at all: somebody answers now or within the next weeks."""
        return _answers(self.chat)

    @property
    def chat_opens(self) -> str:
        """When somebody answers the chat next, in words and in the state's time; empty: not known."""
        return instant_in_words(self.chat.opens_at, self.now, self.zone)

    @property
    def phone_words(self) -> str:
        """Until when or from when on somebody answers the telephone; empty: not known."""
        if self.phone.is_open and self.phone.closes_at is None:
            return _("Somebody answers now, day and night.")
        if self.phone.is_open:
            until = instant_in_words(self.phone.closes_at, self.now, self.zone)
            return _("Somebody answers now, until %(when)s.") % {"when": until}
        opens = instant_in_words(self.phone.opens_at, self.now, self.zone)
        return _("Somebody answers from %(when)s on.") % {"when": opens} if opens else ""


def offer_of(tenant_id: int, now: datetime) -> Offer:
    """Return who answers in a state.

    Raises:
        StoreUnavailable: the database does not answer.
    """
    try:
        tenant = Tenant.objects.get(pk=tenant_id)
        chat = staffing_of(tenant=tenant, channel=Channel.CHAT, at=now)
        phone = staffing_of(tenant=tenant, channel=Channel.PHONE, at=now)
    except NO_ANSWER as error:
        raise StoreUnavailable from error
    return Offer(chat, phone, tenant.time_zone, now)


def unknown_offer(tenant: TenantInfo, now: datetime) -> Offer:
    """Return what is said while the database does not answer: nothing of anybody's hours."""
    return Offer(CLOSED, CLOSED, tenant.time_zone, now)


def offers_chat(tenant_id: int) -> bool:
    """Whether a state's site leads to its chat: asked of the database once a minute; while it is away, as before."""
    known = _offered.get(tenant_id)
    if known is not None and time.monotonic() - known[0] < KEPT_SECONDS:
        return known[1]
    is_offered = known is not None and known[1]
    if not state_view.is_unavailable():
        with suppress(StoreUnavailable):
            is_offered = is_offered_on_sites(tenant_id=tenant_id, channel=Channel.CHAT, at=timezone.now())
    _offered.put(tenant_id, (time.monotonic(), is_offered))
    return is_offered


def reset() -> None:
    """Keep nothing: for tests."""
    _offered.clear()


def instant_in_words(at: datetime | None, now: datetime, zone: str) -> str:
    """Return an instant as people of a place say it: `today at 18:00`, `on Monday, 30 November at 9:00`."""
    if at is None:
        return ""
    there, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone)).date()
    clock = date_format(there, "G:i")
    days = (there.date() - today).days
    if days == 0:
        return _("today at %(time)s") % {"time": clock}
    if days == 1:
        return _("tomorrow at %(time)s") % {"time": clock}
    return _("%(day)s at %(time)s") % {"day": day_in_words(at, zone), "time": clock}


def day_in_words(at: datetime, zone: str) -> str:
    """Return the day of an instant: `Monday, 30 November`."""
    return date_format(at.astimezone(ZoneInfo(zone)), _("l, j F"))


def time_in_words(at: datetime, zone: str) -> str:
    """Return the time of day of an instant in a place: `9:05`."""
    return date_format(at.astimezone(ZoneInfo(zone)), "G:i")


def hour_in_words(at: datetime, now: datetime, zone: str) -> str:
    """Return an hour of the next few days as people say it: `tomorrow, 4 in the afternoon`; `now` once it is."""
    if at <= now:
        return _("now")
    there = at.astimezone(ZoneInfo(zone))
    days = (there.date() - now.astimezone(ZoneInfo(zone)).date()).days
    day = {0: _("today"), 1: _("tomorrow")}.get(days) or date_format(there, "l")
    return _("%(day)s, %(clock)s") % {"day": day, "clock": _begins(there)}


def hours_in_words(starts: datetime, ends: datetime) -> tuple[str, str]:
    """Return between which times of day something comes, as people say them: `4`, `5 in the afternoon`.

    Args:
        starts, ends: on the clocks of the place.
    """
    part = _in_part(ends)
    is_said_once = part == _in_part(starts) and starts.hour != 0
    return _clock(starts) if is_said_once else _begins(starts), part % {"clock": _clock(ends)}


def _begins(there: datetime) -> str:
    """Return a time; beside midnight, which begins its day, stand the figures: many count it to the day before."""
    said = _in_part(there) % {"clock": _clock(there)}
    return f"{said} ({date_format(there, 'G:i')})" if there.hour == 0 else said


def _clock(there: datetime) -> str:
    time = f"{there.hour % 12 or 12}{f':{there.minute:02}' if there.minute else ''}"
    if there.hour % 12 == 1:
        return pgettext("a time from 1 to 1:59", "%(time)s") % {"time": time}
    return pgettext("a time from 2 to 12:59", "%(time)s") % {"time": time}


def _in_part(there: datetime) -> str:
    return {
        "midnight": _("%(clock)s at night"),
        "night": _("%(clock)s in the night"),
        "morning": _("%(clock)s in the morning"),
        "noon": _("%(clock)s at noon"),
        "afternoon": _("%(clock)s in the afternoon"),
        "evening": _("%(clock)s in the evening"),
    }[part_of_day(there.hour)]


def part_of_day(hour: int) -> str:
    """Return which part of the day an hour is in, as `frontend/src/voices/partOfDay.ts` does."""
    if hour == 0:
        return "midnight"
    if hour < 6:
        return "night"
    if hour < 12:
        return "morning"
    if hour == 12:
        return "noon"
    return "afternoon" if hour < 19 else "evening"


def _answers(staffing: Staffing) -> bool:
    return staffing.is_open or staffing.opens_at is not None
