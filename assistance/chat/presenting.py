"""A conversation in words: where it stands, what happened in it, and what each message looks like."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistance.models import (
    HAS_COME,
    OF_CALLS,
    Author,
    ConversationEvent,
    ConversationState,
    EndReason,
    MessageKind,
)

from .cards import NODE
from .offering import hours_in_words, instant_in_words
from .shown import ShownConversation, ShownMessage
from .site import ChatSite

CallStanding = Literal["promised", "changed", "cancelled"]
"""What became of a call that was agreed: it is promised still, another one took its place, or it was cancelled."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as a page shows it.

    Attributes:
        side: `own`, `other`, `automatic` or `event`.
        who: who wrote it; empty: an event.
        event: what happened, in words.
        at: when, on the clocks of the state.
        is_removed: what it said is not there any more.
        is_asking: it is the last card, asks something, and nothing was written since: its answers can be pressed.
        written: when it was written without a connection, long before it came; empty: it came at once.
    """

    seq: int
    side: str
    who: str
    at: str
    instant: str
    text: str = field(default="", repr=False)
    event: str = ""
    card: Mapping[str, Any] | None = field(default=None, repr=False)
    is_removed: bool = False
    is_asking: bool = False
    written: str = ""


def entries_of(site: ChatSite, messages: Iterable[ShownMessage], *, is_called: bool = True) -> list[Entry]:
    """Return messages as a page shows them, in order.

    Args:
        is_called: whether a call is promised still: the one that was agreed last.
    """
    found = list(messages)
    calls = [message for message in found if message.event in OF_CALLS]
    standings: dict[int, CallStanding] = {
        agreed.seq: "changed" if later.event == ConversationEvent.TO_PHONE else "cancelled"
        for agreed, later in pairwise(calls)
    }
    last: CallStanding = "promised" if is_called else "cancelled"
    entries = [_entry(site, message, standings.get(message.seq, last)) for message in found]
    asking = _open_question(found)
    return [replace(entry, is_asking=entry.seq == asking) for entry in entries]


def _open_question(messages: Sequence[ShownMessage]) -> int | None:
    """Return the place of the card whose question is open; None: none is."""
    for message in reversed(messages):
        if message.author == Author.VISITOR and message.kind != MessageKind.EVENT:
            return None
        if message.card is not None:
            return message.seq if message.card.get("answers") else None
    return None


SLOW_AFTER = timedelta(seconds=90)
"""Whoever has waited so long for an answer is not told any more that somebody is with them."""


def waits_since(messages: Iterable[ShownMessage]) -> datetime | None:
    """Return since when the person waits for an answer of whoever has come; None: they do not, by these messages."""
    since: datetime | None = None
    for message in messages:
        if message.kind == MessageKind.EVENT:
            since = max(since, message.sent_at) if since is not None and message.event in HAS_COME else since
        elif message.author == Author.VISITOR:
            since = since or message.sent_at
        elif message.author != Author.SYSTEM:
            since = None
    return since


def status_of(shown: ShownConversation, *, has_come: bool, waited: timedelta = timedelta()) -> str:
    """Return who is there, or how long it may take until somebody is.

    Args:
        has_come: whether whoever has it has opened it (`assignment.has_come`).
        waited: how long the person has waited for an answer of theirs (`waits_since`).
    """
    if shown.state == ConversationState.ENDED:
        is_erased = shown.is_erased or shown.end_reason == EndReason.ERASED
        return _("It was erased") if is_erased else _("The conversation has ended")
    if shown.state == ConversationState.ATTENDED:
        return _attended(shown, has_come=has_come, waited=waited)
    return _("You are in the queue")


def _attended(shown: ShownConversation, *, has_come: bool, waited: timedelta) -> str:
    name = shown.operator_name
    if shown.supervisor_name:
        names = {"operator": name or _("Somebody"), "supervisor": shown.supervisor_name}
        return _("%(operator)s and %(supervisor)s are with you") % names
    if not has_come:
        return _("%(operator)s will be with you") % {"operator": name} if name else _("Somebody will be with you")
    if waited >= SLOW_AFTER:
        slow = _(
            "%(operator)s has not answered yet. If it takes long, you are in the queue again, with the time that you"
            " have waited."
        )
        return slow % {"operator": name or _("Somebody")}
    return _("%(operator)s is with you") % {"operator": name} if name else _("Somebody is with you")


def content_of(shown: ShownConversation) -> str:
    """Return that another state's content answers; empty: the conversation's own does, or it has ended."""
    if not shown.content_state or not shown.is_open:
        return ""
    return _("With information of %(state)s") % {"state": shown.content_state}


@dataclass(frozen=True, slots=True)
class PromisedCall:
    """A call that was promised, in words: when it comes, what to do if it does not, and, masked, to which number.

    In `otherwise`, which is HTML, the numbers dial. `code` is by what the person can name it.
    """

    when: str
    otherwise: str
    number: str = ""
    code: str = ""


def call_of(
    site: ChatSite, shown: ShownConversation, line: Mapping[str, str] | None, emergency: Mapping[str, str]
) -> PromisedCall | None:
    """Return the call that was promised, in the state's time; None: none was.

    Args:
        line: where the person may call themselves; None: the state has no such number.
        emergency: the number to call in danger, which is said first.
    """
    if shown.call_starts_at is None or shown.call_ends_at is None:
        return None
    if not shown.call_number and shown.call_ends_at > site.now:
        hours = _hours_named(site, shown.call_starts_at, shown.call_ends_at)
        if shown.call_code:  # the call is there, and the key ring does not read its number any more
            lost = _(
                "The call of %(day)s, from %(from)s to %(until)s, cannot be made: your number is no longer kept."
                " Ask for another one, or write here again."
            )
            return PromisedCall(lost % hours, "", code=shown.call_code)
        past = _(
            "The call of %(day)s, from %(from)s to %(until)s, is not to be made any more."
            " If you still need to talk, write here again."
        )
        return PromisedCall(past % hours, "")
    promised = promised_call(site, shown.call_starts_at, shown.call_ends_at, line, emergency)
    when = promised.when
    if shown.is_waiting and shown.call_ends_at > site.now:
        queue = _("Meanwhile you stay in the queue: if somebody is free before, they write to you here.")
        when = f"{when} {queue}"
    return replace(promised, when=when, number=shown.call_number, code=shown.call_code)


def _call_event(site: ChatSite, message: ShownMessage, standing: CallStanding) -> str:
    """Return what happened to a call, with its hours as long as they are kept."""
    if message.call_starts_at is None or message.call_ends_at is None:
        if message.event == ConversationEvent.CALL_CANCELLED:
            return _("You cancelled the call.")
        if message.event == ConversationEvent.CALLED_OFF:
            return _("Whoever promised the call called it off.")
        return {
            "promised": _("A call was agreed on."),
            "changed": _("You were to be called; another call took its place."),
            "cancelled": _("You were to be called; the call was cancelled."),
        }[standing]
    is_agreed = message.event == ConversationEvent.TO_PHONE
    if message.event == ConversationEvent.CALL_CANCELLED:
        sentence = _("You cancelled the call of %(day)s, from %(from)s to %(until)s.")
    elif message.event == ConversationEvent.CALLED_OFF:
        sentence = _("Whoever promised the call of %(day)s, from %(from)s to %(until)s, called it off.")
    else:
        sentence = {
            "promised": _("A call was agreed on: %(day)s, from %(from)s to %(until)s."),
            "changed": _("You were to be called on %(day)s, from %(from)s to %(until)s; another call took its place."),
            "cancelled": _("You were to be called on %(day)s, from %(from)s to %(until)s; the call was cancelled."),
        }[standing]
    starts_at = message.call_starts_at
    if standing == "promised" and is_agreed:
        starts_at = max(starts_at, message.sent_at)  # nobody calls before it was agreed: its hour may have begun
    return sentence % _hours_named(site, starts_at, message.call_ends_at)


def _hours_named(site: ChatSite, starts_at: datetime, ends_at: datetime) -> dict[str, str]:
    """Return day and hours of a call on the clocks of the state, as sentences name them."""
    zone = ZoneInfo(site.tenant.time_zone)
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    begins, until = hours_in_words(starts, ends)
    return {"day": date_format(starts, _("l, j F")), "from": begins, "until": until}


def promised_call(
    site: ChatSite,
    starts_at: datetime,
    ends_at: datetime,
    line: Mapping[str, str] | None,
    emergency: Mapping[str, str],
) -> PromisedCall:
    """Return a promised call in words; `line` and `emergency` as for `call_of`."""
    named = {**_hours_named(site, starts_at, ends_at), "state": site.tenant.name}
    if ends_at <= site.now:
        when = _("You were to be called on %(day)s, from %(from)s to %(until)s (%(state)s time).") % named
    elif starts_at <= site.now:
        when = _("You are called now, at %(until)s at the latest (%(state)s time).") % named
    else:
        when = _("You are called on %(day)s, from %(from)s to %(until)s (%(state)s time).") % named
    if line is None:
        otherwise = _("In danger, call %(emergency)s. If nobody calls you by then, write here again.")
    else:
        otherwise = _(
            "In danger, call %(emergency)s."
            " If nobody calls you by then, call %(number)s (%(label)s), or write here again."
        )
    return PromisedCall(when, _dialling(otherwise, line, emergency))


def call_yourself(line: Mapping[str, str] | None) -> str:
    """Return where somebody who waits can call instead, as HTML; empty: the state has no such number."""
    return "" if line is None else _dialling(_("Or call yourself: %(number)s (%(label)s)."), line)


def advice_while_waiting(shown: ShownConversation, emergency: Mapping[str, str]) -> str:
    """Return what somebody does who waits and has said that they may not be safe, as HTML; empty: of anybody else."""
    if not shown.is_waiting or shown.may_ring:
        return ""
    sentence = _("While you wait: in danger, call %(emergency)s. If you cannot call, write here where you are.")
    return _dialling(sentence, emergency=emergency)


def advice_in_danger(shown: ShownConversation, emergency: Mapping[str, str]) -> str:
    """Return what is read first as a conversation ends by whoever said or wrote of danger, as HTML; empty: nothing."""
    if shown.may_ring:
        return ""
    sentence = _(
        "In danger, call %(emergency)s. If you cannot speak, leave the call open."
        " You can begin another one whenever you want."
    )
    return _dialling(sentence, emergency=emergency)


def _dialling(sentence: str, line: Mapping[str, str] | None = None, emergency: Mapping[str, str] | None = None) -> str:
    """Return a sentence as HTML, in which the numbers of a line and of emergencies dial them."""
    named: dict[str, str] = {}
    if line is not None:
        named |= {"number": _dial(line), "label": escape(line["label"])}
    if emergency is not None:
        named["emergency"] = _dial(emergency)
    return mark_safe(escape(sentence) % named)


def _dial(line: Mapping[str, str]) -> str:
    number = format_html('<a href="{}" target="_top">{}</a>', line["href"], line["display"])
    return number if line["href"] else escape(line["display"])


def waiting_of(shown: ShownConversation, now: datetime, zone: str) -> str:
    """Return the place in the queue and how long it may take; empty: somebody is there already.

    Outside the hours of service it is said that they are over, and when they begin again, and of nobody at their desk
    that it is so.

    Args:
        zone: of the state.

    Of the next one, where that is not known, it is said how long they have been there, unless they were attended since.
    """
    if shown.state != ConversationState.WAITING:
        return ""
    if shown.is_outside_hours:
        return _outside_hours(shown, now, zone)
    minutes = int((now - shown.started_at).total_seconds() // 60)
    if shown.position == 1 and shown.wait_seconds is None and minutes >= 1 and not shown.was_attended:
        wait = _("You have been here for %(minutes)d min; nobody has come yet.") % {"minutes": minutes}
    else:  # where nobody is free, that it is not known how long goes without saying
        wait = "" if shown.is_nobody_there and shown.wait_seconds is None else _wait(shown.wait_seconds)
    nobody = _("Nobody is free to answer now.") if shown.is_nobody_there else ""
    return " ".join(part for part in (_place(shown.position), nobody, wait) if part)


def _outside_hours(shown: ShownConversation, now: datetime, zone: str) -> str:
    closed = _("The hours of service are over: perhaps nobody answers any more.")
    when = instant_in_words(shown.opens_at, now, zone)
    return f"{closed} {_('Somebody is here again %(when)s.') % {'when': when}}" if when else closed


def ending_of(shown: ShownConversation, now: datetime, zone: str) -> str:
    """Return why a conversation ended, and where nobody attended to it when somebody does; empty: it goes on.

    Args:
        zone: of the state.
    """
    if shown.is_erased:
        return _("What was written here was erased. Nobody can read it any more.")
    when = instant_in_words(shown.opens_at, now, zone)
    opens = _("Somebody is here again %(when)s.") % {"when": when} if when else ""
    return " ".join(part for part in (_reason_of(shown), opens) if part)


def _reason_of(shown: ShownConversation) -> str:
    return {
        "": "",
        EndReason.VISITOR: _("You ended it."),
        EndReason.OPERATOR: _("Whoever was with you ended it. If you need anything else, begin another one."),
        EndReason.INACTIVE: _("It ended because nobody wrote for a while."),
        EndReason.UNATTENDED: _(
            "It ended because nobody could attend to you before the hours of service were over. We are sorry."
        ),
        EndReason.LEFT: _(
            "It ended because nothing was heard of you for ten minutes while you waited. "
            "Begin another one whenever you want."
        ),
        EndReason.SPAM: _("It was closed. In danger, call 911."),
        EndReason.ERASED: _("What was written here was erased. Nobody can read it any more."),
    }.get(shown.end_reason, "")


def warning_of(site: ChatSite, shown: ShownConversation) -> str:
    """Return what is said before a conversation ends because nobody writes; empty: it does not."""
    if not shown.is_nearly_inactive or not shown.is_open:
        return ""
    when = instant_in_words(shown.ends_at, site.now, site.tenant.time_zone)
    if when:
        return _("Nobody has written for a while. If you do not say that you are still here, it ends %(when)s.") % {
            "when": when
        }
    return _("Nobody has written for a while. If you do not say that you are still here, it ends soon.")


def _place(position: int | None) -> str:
    if position is None:
        return _("Several people are waiting or being attended to.")
    if position <= 1:
        return _("You are the next one.")
    before = position - 1
    return ngettext("There is %(before)d person before you.", "There are %(before)d people before you.", before) % {
        "before": before
    }


def _wait(seconds: int | None) -> str:
    if seconds is None:
        return _("We do not know how long it takes.")
    if seconds < 60:
        return _("We think it takes less than a minute.")
    minutes = -(-seconds // 60)
    return ngettext(
        "We think it takes about %(minutes)d minute.", "We think it takes about %(minutes)d minutes.", minutes
    ) % {"minutes": minutes}


def _entry(site: ChatSite, message: ShownMessage, standing: CallStanding) -> Entry:
    there = message.sent_at.astimezone(ZoneInfo(site.tenant.time_zone))
    at, instant = _clock(there, site.now), message.sent_at.isoformat()
    if message.kind == MessageKind.EVENT:
        return Entry(message.seq, "event", "", at, instant, event=_event(site, message, standing))
    side, who = _writer(message)
    card = None if message.shown_card is None else _card(message.shown_card)
    written = "" if message.written_at is None else _clock(message.written_at.astimezone(there.tzinfo), site.now)
    return Entry(
        message.seq,
        side,
        who,
        at,
        instant,
        text=message.text or "",
        card=card,
        is_removed=message.is_removed,
        written=written,
    )


def _clock(there: datetime, now: datetime) -> str:
    """Return the time, with its day where that is another one."""
    is_today = there.date() == now.astimezone(there.tzinfo).date()
    return date_format(there, "G:i" if is_today else _("j F, G:i"))


def _writer(message: ShownMessage) -> tuple[str, str]:
    if message.author == Author.VISITOR:
        return "own", _("You")
    if message.author == Author.SYSTEM:
        return "automatic", _("Automatic reply")
    if message.author == Author.SUPERVISOR:
        name = message.author_name
        return "other", _("%(name)s, supervisor") % {"name": name} if name else _("Supervisor")
    return "other", message.author_name or _("Whoever attends to you")


def _card(card: Mapping[str, Any]) -> dict[str, Any]:
    """Return a card as a page shows it. A step does not say of which script it is: others may look on."""
    return {**card, "title": "" if card.get("kind") == NODE else card.get("title", "")}


def _event(site: ChatSite, message: ShownMessage, standing: CallStanding) -> str:
    name, call = message.author_name, _call_event(site, message, standing)
    named = {
        ConversationEvent.ATTENDED: _("%(name)s has come and reads what you wrote."),
        ConversationEvent.HANDED_OVER: _("%(name)s will be with you and can read what you both wrote."),
        ConversationEvent.TAKEN_OVER: _("Now %(name)s, supervisor, is with you and can read what you both wrote."),
        ConversationEvent.JOINED: _("%(name)s, supervisor, has come, too."),
        ConversationEvent.LEFT: _("%(name)s, supervisor, has left."),
    }
    unnamed = {
        ConversationEvent.ATTENDED: _("Somebody has come and reads what you wrote."),
        ConversationEvent.REQUEUED: _(
            "Whoever was with you is not in the conversation any more. You are in the queue again,"
            " with the time that you have waited."
        ),
        ConversationEvent.OPERATOR_SILENT: _(
            "Whoever was with you did not answer in time. You are in the queue again,"
            " with the time that you have waited."
        ),
        ConversationEvent.OPERATOR_LOST: _(
            "The connection of whoever was with you was lost. You are in the queue again,"
            " with the time that you have waited."
        ),
        ConversationEvent.OPERATOR_LEFT: _(
            "Whoever was with you had to leave the conversation. You are in the queue again,"
            " with the time that you have waited."
        ),
        ConversationEvent.TAKEN_OVER: _("Now a supervisor is with you and can read what was written."),
        ConversationEvent.HANDED_OVER: _("Somebody else will be with you and can read what was written."),
        ConversationEvent.JOINED: _("A supervisor has come, too."),
        ConversationEvent.LEFT: _("The supervisor has left."),
        ConversationEvent.TO_STATE: _("From now on the information of another state answers you."),
        ConversationEvent.TO_PHONE: call,
        ConversationEvent.CALL_CANCELLED: call,
        ConversationEvent.CALLED_OFF: call,
        ConversationEvent.NEARLY_INACTIVE: _("Nobody has written for a while."),
        ConversationEvent.QUICK_EXIT: _("You left the page quickly."),
        ConversationEvent.ENDED: _("The conversation has ended."),
    }
    try:
        event = ConversationEvent(message.event)
    except ValueError:  # a newer one than this process knows
        return ""
    return named[event] % {"name": name} if name and event in named else unnamed[event]
