"""The conversation as plain pages: they work whole without JavaScript, and a script makes them livelier.

What somebody is typing is outside the frame that refreshes itself, so it stays; a form that is refused comes back with
all that was typed, and why it was refused beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from assistance.models import ConversationState, EndReason
from tenants.limits import LimitReached, take

from . import call_requests, leaving, presenting, sessions, summary_links, tickets, visitors
from .answering_pages import (
    PageRequest,
    call_href_of,
    chat_page,
    guides_of,
    help_line_of,
    nothing,
    numbers_of,
    see_other,
)
from .call_pages import CALL_AGREED, MOVE
from .cards import CALL, CRISIS
from .errors import ChatErrorCode, ChatRefused
from .forms import RATINGS
from .message_text import LONGEST_TEXT
from .offering import instant_in_words, time_in_words
from .rates import FORMS
from .security import secure
from .shown import ShownConversation, ShownMessage
from .start_pages import DONE, ERASED, ERASED_WITH_CALL, personal_data_question
from .visitor_access import Access

STOPPED = "detenido"
END_SHOWN = "fin"
"""The page around the messages shows that the conversation has ended, and what can be done now."""

REFRESH_SECONDS = 6
SHOWN_MESSAGES = 200
"""So many stand on the page without JavaScript, the last ones; the others are a link away."""

MOST_WHILE_WAITING = 3
LONG_WAIT_SECONDS = 10 * 60
"""Whoever waits so long, or for nobody knows how long, is offered to be called."""


@chat_page("GET", "HEAD")
def conversation(page: PageRequest) -> HttpResponse:
    """Show the conversation of this browser: its messages in a frame, and a form beside it."""
    return _conversation_page(page)


@chat_page("GET", "HEAD")
def messages(page: PageRequest) -> HttpResponse:
    """Show the messages; the page refreshes itself until the conversation ends, or somebody stops it.

    Each time it says that somebody is there: whoever closes it has left the queue after `queue.ABSENT_AFTER`.
    """
    if page.access is not None:
        with suppress(ChatRefused):  # it is not there any more, and the page says so
            visitors.seen(access=page.access, now=page.site.now, every=visitors.SEEN_EVERY_BY_FORMS)
    found = _shown(page)
    if found is None:
        return page.render("chat/messages_gone.html", {"begin_href": page.site.link("gate")})
    page, access, shown = found
    site = page.site
    is_whole = page.request.GET.get("todo") == "1"
    after = 0 if is_whole else max(0, shown.last_seq - SHOWN_MESSAGES)
    said = visitors.read_since(access=access, after=after)
    is_stopped = page.request.GET.get(STOPPED) == "1"
    is_end_shown = not shown.is_open and page.request.GET.get(END_SHOWN) == "1"
    earlier = {"todo": "1", STOPPED: "1", **({END_SHOWN: "1"} if is_end_shown else {})}
    is_waiting = shown.state == ConversationState.WAITING
    is_crisis = _has_card(said, CRISIS)
    context = {
        **_status_in_words(page, access, shown, said),
        "entries": presenting.entries_of(site, said, is_called=shown.call_starts_at is not None),
        "earlier_href": site.link("messages", **earlier) if after else "",
        "is_end_shown": is_end_shown,
        "refresh_seconds": REFRESH_SECONDS if shown.is_open and not is_stopped else None,
        "is_stopped": is_stopped,
        "stop_href": site.link("messages", **{STOPPED: "1"}),
        "refresh_href": site.link("messages"),
        "guides": guides_of(
            site,
            summary_links.keys_of(summary_links.suggested_in(said)),
            MOST_WHILE_WAITING if shown.may_ring else 1,  # in danger, what to do first stays in sight
            shown.role,
        )
        if is_waiting and shown.call_starts_at is None and not is_crisis
        else [],
        "is_card_first": is_crisis and not shown.was_attended,
        "form_token": sessions.token_of(access),
        "cancel_href": site.link("cancel-call"),
        "move_href": site.link("call", do=MOVE),
        "call_href": call_href_of(site) if shown.may_ring and _waits_long(shown) else "",
        "card_call_href": call_href_of(site) if _is_led_to_call(shown, said) else "",
        "meanwhile": presenting.advice_while_waiting(shown, numbers_of(site)[0]),
        "call_yourself": presenting.call_yourself(help_line_of(site)) if _waits_long(shown) else "",
        "stay_href": site.link("stay"),
        "conversation_href": site.link("conversation"),
        "write_href": site.link("write"),
        "client_id": uuid4(),
        "is_open": shown.is_open,
    }
    return page.render("chat/messages.html", context)


@chat_page("POST")
def write(page: PageRequest) -> HttpResponse:
    """Store what was written."""
    text = page.request.POST.get("text", "")
    access = _sender(page)
    if access is None:
        return _conversation_page(page, text=text)
    try:
        client_id = UUID(page.request.POST.get("client_id", ""))
    except ValueError:
        client_id = uuid4()
    question = personal_data_question(page, text)
    if question:
        return _conversation_page(page, text=text, question=question)
    try:
        _take_form(access)
        visitors.send(access=access, client_id=client_id, text=text, now=page.site.now)
    except ChatRefused as refused:
        return _conversation_page(page, text=text, refused=refused)
    return see_other(page, "conversation", fragment="escribir")


@chat_page("POST")
def stay(page: PageRequest) -> HttpResponse:
    """Go on with a conversation in which nobody has written for a while; the form is in the frame."""
    access = _sender(page)
    if access is not None:
        with suppress(ChatRefused):  # it has ended meanwhile, and the frame says so
            _take_form(access)
            visitors.stay(access=access, now=page.site.now)
    return see_other(page, "messages")


@chat_page("GET", "HEAD", "POST")
def end(page: PageRequest) -> HttpResponse:
    """Ask whether to end the conversation, and end it."""
    return _confirmed(page, "chat/end.html", visitors.end)


@chat_page("GET", "HEAD", "POST")
def erase(page: PageRequest) -> HttpResponse:
    """Ask whether to erase what was written, and erase it; the browser does not hold the conversation any more."""
    return _confirmed(page, "chat/erase.html", visitors.erase)


@chat_page("POST")
def choose_exit(page: PageRequest) -> HttpResponse:
    """Keep in the browser's cookie whether the quick exit erases the conversation, too."""
    access = _sender(page)
    if access is None:
        return _conversation_page(page)
    response = see_other(page, "conversation")
    sessions.save(response, access, erases_on_exit=bool(page.request.POST.get("erase")))
    return response


@chat_page("GET", "HEAD", "POST")
def cancel_call(page: PageRequest) -> HttpResponse:
    """Ask whether nobody is to call any more, and call the promised call off."""
    return _confirmed(page, "chat/cancel_call.html", call_requests.cancel_call)


@chat_page("POST")
def rate(page: PageRequest) -> HttpResponse:
    """Keep how good the help was."""
    access = _sender(page)
    if access is None:
        return _conversation_page(page)
    values = {str(value): value for value, _words in RATINGS}
    rating = values.get(page.request.POST.get("rating", ""))
    try:
        _take_form(access)
        visitors.rate(access=access, rating=rating, now=page.site.now)
    except ChatRefused as refused:
        return _conversation_page(page, refused=refused)
    return see_other(page, "conversation")


@chat_page("GET", "HEAD")
def keep(page: PageRequest) -> HttpResponse:
    """Offer a link to what was suggested, to keep or to send on."""
    found = _shown(page)
    if found is None:
        return _conversation_page(page)
    page, access, shown = found
    keys = summary_links.suggested_in(_last_of(access, shown))
    suggestions = summary_links.present(page.site, keys)
    token = summary_links.token_of(page.site.view, keys, page.site.now)
    path = reverse("chat:summary", args=[token])  # without the key: it opens in a window of its own
    context = {
        "suggestions": suggestions,
        "summary_href": path,
        "address": page.request.build_absolute_uri(path),
        "days": summary_links.KEPT_FOR.days,
        "conversation_href": page.site.link("conversation"),
    }
    return page.render("chat/keep.html", context)


@chat_page("POST")
def summarize(page: PageRequest) -> HttpResponse:
    """Lead to a link to what was suggested, for a script that knows the keys; others are left out."""
    given = page.request.POST.getlist("key")[: summary_links.MOST_KEYS]
    short = [key for key in dict.fromkeys(given) if len(key) <= summary_links.LONGEST_REFERENCE]
    keys = summary_links.presentable(page.site, summary_links.answers_first(short))
    response = HttpResponse(status=HTTPStatus.SEE_OTHER)
    response["Location"] = reverse("chat:summary", args=[summary_links.token_of(page.site.view, keys, page.site.now)])
    secure(page.request, response)
    return response


@chat_page("GET", "HEAD", is_shown_after_leaving=True)
def summary(page: PageRequest, token: str) -> HttpResponse:
    """Show what a link holds, whoever has it; after leaving only to whoever brings the link from elsewhere."""
    is_from_elsewhere = page.request.headers.get("Sec-Fetch-Site") in ("none", "cross-site")
    if sessions.has_left(page.request) and not is_from_elsewhere:
        return nothing(page.request, page.site)
    held = summary_links.suggestions_in(token, code=page.site.tenant.code, now=page.site.now)
    if held is None:
        return page.render("chat/no_summary.html", status=HTTPStatus.NOT_FOUND)
    page = page.in_language(held.locale)
    suggestions = summary_links.present(page.site, held.keys)
    return page.render("chat/summary.html", {"suggestions": suggestions, "expires_at": held.expires_at})


@chat_page("GET", "HEAD", is_shown_after_leaving=True)
def quick_exit(page: PageRequest) -> HttpResponse:
    """Leave at once: the browser does not hold the conversation any more, and is sent to a harmless site.

    Whoever answers is told beside it, so that nobody waits for a database who must be gone. Any page may lead here;
    only a page of ours erases what was written, where the person has chosen that.
    """
    if page.access is not None and not tickets.is_only_looking(page.request):
        leaving.notify_operator(page.access, page.site.now, erases=leaving.erases_on_exit(page.request))
    return leaving.farewell(page.request)


def _waits_long(shown: ShownConversation) -> bool:
    """Whether somebody waits who may rather call, or be called, and has not asked for it yet."""
    is_long = shown.wait_seconds is None or shown.wait_seconds >= LONG_WAIT_SECONDS
    return shown.is_waiting and is_long and shown.call_starts_at is None


def _is_led_to_call(shown: ShownConversation, said: Sequence[ShownMessage]) -> bool:
    """Whether a card leads to where a call is asked for: not once one is promised, nor where it may not ring."""
    return _has_card(said, CALL) and shown.may_ring and _may_ask_for_call(shown)


def _has_card(said: Sequence[ShownMessage], kind: str) -> bool:
    return any(one.card is not None and one.card.get("kind") == kind for one in said)


def _may_ask_for_call(shown: ShownConversation) -> bool:
    """Whether the page of a conversation, also of one that has ended, leads to where a call is asked for."""
    return not (shown.call_number or shown.is_erased or shown.end_reason == EndReason.SPAM)


def _shown(page: PageRequest) -> tuple[PageRequest, Access, ShownConversation] | None:
    """Return where the browser's conversation stands, and what was asked in its language; None: there is none."""
    if page.access is None:
        return None
    try:
        shown = visitors.shown(page.access)
    except ChatRefused:
        return None
    return page.in_language(shown.language), page.access, shown


def _sender(page: PageRequest) -> Access | None:
    """Return how a form came into its conversation; None: it is not a form of this browser's conversation."""
    access = page.access
    is_own = access is not None and sessions.is_token_of(access, page.request.POST.get("token", ""))
    return access if is_own else None


def _take_form(access: Access) -> None:
    """Count a form of a conversation.

    Raises:
        ChatRefused: `TOO_MANY`.
    """
    try:
        take(FORMS.of(access.conversation_id))
    except LimitReached as reached:
        raise ChatRefused(ChatErrorCode.TOO_MANY, retry_after=reached.wait_seconds) from reached


def _conversation_page(
    page: PageRequest, *, text: str = "", refused: ChatRefused | None = None, question: str = ""
) -> HttpResponse:
    """Return the page of the conversation.

    Args:
        text: what was not stored, and stands in the form again.
        question: about it, to which sending it once more is the answer.
    """
    found = _shown(page)
    if found is None:
        context = {"text": text, "begin_href": page.site.link("gate"), "is_framed": page.site.is_framed}
        return page.render("chat/no_conversation.html", context, HTTPStatus.NOT_FOUND if text else HTTPStatus.OK)
    page, access, shown = found
    site = page.site
    is_lost = page.request.method == "POST" and refused is None and not question
    problem = question or (refused.message if refused else "")
    context = {
        **_status_in_words(page, access, shown),
        "is_call_agreed": page.request.GET.get(CALL_AGREED) == "1",
        "shown_at": time_in_words(site.now, site.tenant.time_zone),
        "text": text,
        "problem": _("This page was open for too long. Look at what you wrote, and send it again.")
        if is_lost
        else problem,
        "has_personal_code": bool(question),
        "client_id": uuid4(),
        "form_token": sessions.token_of(access),
        "longest": LONGEST_TEXT,
        "messages_href": site.link("messages", **({} if shown.is_open else {END_SHOWN: "1"})),
        "write_href": site.link("write"),
        "end_href": site.link("end"),
        "erase_href": site.link("erase"),
        "keep_href": site.link("keep"),
        "rate_href": site.link("rate"),
        "cancel_href": site.link("cancel-call"),
        "move_href": site.link("call", do=MOVE),
        "call_href": call_href_of(page.site) if _may_ask_for_call(shown) else "",
        "exit_choice_href": site.link("choose-exit"),
        "erases_on_exit": sessions.erases_on_exit(page.request),
        "again_href": site.link("gate"),
        "guides": guides_of(site, role=shown.role),
        "has_suggestions": not shown.is_open and bool(summary_links.suggested_in(_last_of(access, shown))),
        "ratings": RATINGS,
        "rated": dict(RATINGS).get(shown.rating or 0, ""),
    }
    status = HTTPStatus.FORBIDDEN if is_lost else refused.status if refused else HTTPStatus.OK
    response = page.render("chat/conversation.html", context, status)
    if refused is not None and refused.retry_after:
        response["Retry-After"] = str(refused.retry_after)
    return response


def _last_of(access: Access, shown: ShownConversation) -> list[ShownMessage]:
    """Return the last messages of a conversation, as many as a page without JavaScript shows."""
    return visitors.read_since(access=access, after=max(0, shown.last_seq - SHOWN_MESSAGES))


def _status_in_words(
    page: PageRequest, access: Access, shown: ShownConversation, said: Sequence[ShownMessage] = ()
) -> dict[str, Any]:
    """Return where a conversation stands, in words.

    Args:
        said: what shows how long the person has waited for an answer.
    """
    emergency, _lines, _others = numbers_of(page.site)
    waited = page.site.now - (presenting.waits_since(said) or page.site.now)
    return {
        "shown": shown,
        "status": presenting.status_of(shown, has_come=visitors.has_come(access, shown), waited=waited),
        "content": presenting.content_of(shown),
        "call": presenting.call_of(page.site, shown, help_line_of(page.site), emergency),
        "waiting": presenting.waiting_of(shown, page.site.now, page.site.tenant.time_zone),
        "ending": presenting.ending_of(shown, page.site.now, page.site.tenant.time_zone),
        "warning": presenting.warning_of(page.site, shown),
        "advice": presenting.advice_in_danger(shown, emergency),
        "ends": instant_in_words(shown.ends_at, page.site.now, page.site.tenant.time_zone),
    }


def _confirmed(page: PageRequest, template: str, act: Any) -> HttpResponse:
    """Show a question, and do it when it was confirmed."""
    if page.request.method == "POST":
        access = _sender(page)
        if access is None:
            return _conversation_page(page)
        try:
            _take_form(access)
            is_called = act is visitors.erase and bool(visitors.shown(access).call_number)
            act(access=access, now=page.site.now)
        except ChatRefused as refused:
            return _conversation_page(page, refused=refused)
        if act is not visitors.erase:
            return see_other(page, "conversation")
        response = see_other(page, "gate", **{DONE: ERASED_WITH_CALL if is_called else ERASED})
        sessions.clear(response)
        return response
    found = _shown(page)
    if found is None:
        return _conversation_page(page)
    page, access, shown = found
    context = {
        "shown": shown,
        "advice": presenting.advice_in_danger(shown, numbers_of(page.site)[0]),
        "form_token": sessions.token_of(access),
        "action": page.request.get_full_path(),
        "conversation_href": page.site.link("conversation"),
    }
    return page.render(template, context)
