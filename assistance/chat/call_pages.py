"""The page on which somebody asks to be called: outside the hours of the chat, or while they wait in its queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from assistance.call_backs.errors import CONFLICT, TAKEN, CallBackRefused
from assistance.call_backs.services import masked_phone
from assistance.call_backs.windows import Window
from assistance.inquiries.contact import read_uuid
from assistance.models import CallBack
from tenants.models import Tenant
from tenants.scope import tenant_scope

from . import errors, presenting, tickets, visitors
from .answering_pages import PageRequest, chat_page, help_line_of, numbers_of, see_other
from .call_requests import (
    CallRequest,
    call_to_move,
    cancel_call,
    cancel_requested_call,
    may_move_call,
    may_request_call,
    move_own_call,
    move_requested_call,
    request_call,
    requested_call_to_move,
    windows_for_visitors,
)
from .errors import ChatErrorCode, ChatRefused, HasLeft
from .forms import CallForm, HourForm
from .offering import day_in_words, hour_in_words, time_in_words
from .tickets import Ticket
from .visitor_access import Access

FIELDS = {"phone": "phone", "isSafeToContact": "is_safe", "windowStartsAt": "starts_at"}
"""What the services and the form call one thing."""

MOVE = "move"
"""What a form, or an address, does instead of asking for a call: it gives the promised one another hour."""

CALL_AGREED = "llamada"
"""In the address of the conversation: a call has just been agreed, and the page itself says which."""

STATUSES = {
    ChatErrorCode.BLOCKED: HTTPStatus.FORBIDDEN,
    ChatErrorCode.IDEMPOTENCY_CONFLICT: HTTPStatus.CONFLICT,
    ChatErrorCode.NOT_FOUND: HTTPStatus.CONFLICT,
}
"""Of the page that says why there is no call; of what is counted, 429."""


@chat_page("GET", "HEAD", "POST")
def call(page: PageRequest) -> HttpResponse:
    """Ask for a number and an hour, and promise the call.

    A page with a script, whose secret is in no cookie, opens it with `conversation` and `secret` in a form: whatever is
    promised then belongs to that conversation.
    """
    if MOVE in (page.request.GET.get("do"), page.request.POST.get("do")):
        return _move(page)
    tenant = Tenant.objects.get(pk=page.site.tenant.id)
    choices = _choices(page, windows_for_visitors(tenant=tenant, now=page.site.now))
    if page.request.method != "POST":
        return _call_page(page, CallForm(choices=choices))
    if "ticket" not in page.request.POST:
        return _call_page(page, CallForm(choices=choices), access=_found(_access_in(page)))
    form = CallForm(page.request.POST, choices=choices)
    ticket = tickets.ticket_in(page.request.POST["ticket"], tenant.pk, page.site.now)
    access = ticket.access if ticket and ticket.access else _found(page.access)
    promised = _promise(page, tenant, form, ticket, access)
    if isinstance(promised, HTTPStatus):
        is_new_needed = promised in (HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)
        beside = _found(access) if access != page.access else None
        kept = "" if is_new_needed else page.request.POST["ticket"]
        return _call_page(page, form, kept, promised, access=beside)
    return _promised_page(page, promised, access)


def _move(page: PageRequest) -> HttpResponse:
    """Ask for another hour of a promised call, and give it that one.

    It is the call that a conversation promises, or the one that this form asked for without one.
    """
    site, typed = page.site, page.request.POST.get("ticket", "")
    ticket = tickets.ticket_in(typed, site.tenant.id, site.now) if typed else None
    access = _found(ticket.access if ticket else _access_in(page) or page.access)
    promised = _call_to_move(page, ticket, access)
    if promised is None:
        context = {"problem": errors.NO_CALL_TO_MOVE, "is_none": True, "call_href": site.link("call")}
        if typed and ticket is None and access is None:
            line = presenting.call_yourself(help_line_of(site))
            context = {"stays": errors.MOVED_TOO_LATE, "call_yourself": line}
        return page.render("chat/call_cancelled.html", context, HTTPStatus.CONFLICT)
    if access is None and "keep" in page.request.POST:
        return _promised_page(page, promised, None)
    complete = ticket if "starts_at" in page.request.POST else None
    if complete is None and not may_move_call(promised.inquiry_id):
        return _moved_often_page(page, promised, access)
    if complete is None:
        return _hour_page(page, promised, ticket, access)
    return _move_to(page, promised, complete, access)


def _call_to_move(page: PageRequest, ticket: Ticket | None, access: Access | None) -> CallBack | None:
    site = page.site
    if access is not None:
        return call_to_move(access.conversation_id, site.now)
    if ticket is None or ticket.access is not None:
        return None
    return requested_call_to_move(tenant_id=site.tenant.id, call_id=ticket.client_id, now=site.now)


def _hours_to_move(page: PageRequest, promised: CallBack) -> list[tuple[str, list[tuple[str, str]]]]:
    with tenant_scope([promised.tenant_id]):
        return _choices(page, windows_for_visitors(tenant=promised.tenant, now=page.site.now))


def _hour_page(page: PageRequest, promised: CallBack, ticket: Ticket | None, access: Access | None) -> HttpResponse:
    """Return the page that asks for another hour of a call; of a ticket that is too old, with what was chosen."""
    choices, chosen = _hours_to_move(page, promised), promised.window_starts_at.isoformat()
    typed = page.request.POST.get("ticket", "")
    if not typed or ticket is not None:
        return _moving_page(page, HourForm(choices=choices, chosen=chosen), typed, HTTPStatus.OK, promised, access)
    form = HourForm(page.request.POST, choices=choices)
    form.add_error(None, _("This page was open for too long. Look at what you wrote, and send it again."))
    return _moving_page(page, form, "", HTTPStatus.FORBIDDEN, promised, access)


def _move_to(page: PageRequest, promised: CallBack, ticket: Ticket, access: Access | None) -> HttpResponse:
    """Give a call the hour that its form asks for."""
    form = HourForm(page.request.POST, choices=_hours_to_move(page, promised))
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    if not tickets.is_from_here(page.request):
        status = HTTPStatus.FORBIDDEN
    elif form.is_valid():
        try:
            moved = _given_hour(page, ticket, access, form.cleaned_data["starts_at"])
            return _promised_page(page, moved, access)
        except CallBackRefused as refused:
            is_full = FIELDS.get(refused.field or "") == "starts_at"
            sentence = errors.BEING_CALLED_BEFORE_MOVING if refused is TAKEN else refused.message
            form.add_error("starts_at", _("This hour is full by now. Choose another.") if is_full else str(sentence))
        except ChatRefused as refused:
            if refused.code == ChatErrorCode.TOO_MANY:
                return _moved_often_page(page, promised, access)
            status = STATUSES.get(refused.code, HTTPStatus.TOO_MANY_REQUESTS)
            form.add_error(None, refused.message)
    return _moving_page(page, form, page.request.POST["ticket"], status, promised, access)


def _moving_page(
    page: PageRequest, form: HourForm, ticket: str, status: int, promised: CallBack, access: Access | None
) -> HttpResponse:
    beside, is_alone = access if access != page.access else None, access is None
    return _call_page(page, form, ticket, status, beside, number=masked_phone(promised), is_kept_by_ticket=is_alone)


def _given_hour(page: PageRequest, ticket: Ticket, access: Access | None, starts_at: str) -> CallBack:
    if access is not None:
        return move_own_call(access=access, starts_at=starts_at, now=page.site.now)
    return move_requested_call(
        tenant_id=page.site.tenant.id, call_id=ticket.client_id, starts_at=starts_at, now=page.site.now
    )


def _promised_page(page: PageRequest, promised: CallBack, access: Access | None, *, stays: str = "") -> HttpResponse:
    """Return the page that says when the call comes; where the browser has its conversation, that says it.

    Args:
        stays: why its hour does not change; empty: it may.
    """
    if access is not None and access == page.access:
        return see_other(page, "conversation", **{CALL_AGREED: "1"})
    context = {
        "call": _shown_call(page, promised),
        "ticket": page.request.POST["ticket"],
        "cancel_action": page.site.link("cancel-requested-call"),
        "move_action": "" if access is not None or stays else page.site.link("call"),
        "stays": stays,
        "conversation_id": None if access is None else access.conversation_id,
        "shown_at": time_in_words(page.site.now, page.site.tenant.time_zone),
    }
    status = HTTPStatus.TOO_MANY_REQUESTS if stays else HTTPStatus.OK
    return page.render("chat/call_promised.html", context, status)


def _moved_often_page(page: PageRequest, promised: CallBack, access: Access | None) -> HttpResponse:
    """Return the page that says that a call keeps its hour, and which that is: a form would not change it."""
    if access is None:
        return _promised_page(page, promised, None, stays=str(errors.MOVED_OFTEN))
    context = {
        "call": _shown_call(page, promised),
        "stays": errors.MOVED_OFTEN,
        "cancel_href": page.site.link("cancel-call"),
    }
    return page.render("chat/call_cancelled.html", context, HTTPStatus.TOO_MANY_REQUESTS)


def _shown_call(page: PageRequest, promised: CallBack) -> presenting.PromisedCall:
    starts_at, ends_at = promised.window_starts_at, promised.window_ends_at
    line, emergency = help_line_of(page.site), numbers_of(page.site)[0]
    shown = presenting.promised_call(page.site, starts_at, ends_at, line, emergency)
    return replace(shown, number=masked_phone(promised))


@chat_page("POST")
def cancel_requested(page: PageRequest) -> HttpResponse:
    """Call off the call that was promised on a page of its own, which still has its form's ticket."""
    ticket = tickets.ticket_in(page.request.POST.get("ticket", ""), page.site.tenant.id, page.site.now)
    problem, is_none, line = "", False, ""
    if ticket is None or not tickets.is_from_here(page.request):
        problem, line = str(errors.CANCELLED_TOO_LATE), presenting.call_yourself(help_line_of(page.site))
    else:
        try:
            _cancel(page, ticket)
        except ChatRefused as refused:
            problem, is_none = refused.message, refused.code == ChatErrorCode.INVALID
    status = HTTPStatus.CONFLICT if problem else HTTPStatus.OK
    context = {"problem": problem, "is_none": is_none, "call_yourself": line, "call_href": page.site.link("call")}
    return page.render("chat/call_cancelled.html", context, status)


def _cancel(page: PageRequest, ticket: Ticket) -> None:
    site, access = page.site, _found(ticket.access)
    if access is not None:
        cancel_call(access=access, now=site.now)
    else:
        cancel_requested_call(tenant_id=site.tenant.id, call_id=ticket.client_id, source=site.source, now=site.now)


def _promise(
    page: PageRequest, tenant: Tenant, form: CallForm, ticket: Ticket | None, access: Access | None
) -> CallBack | HTTPStatus:
    """Return the call that a form asks for, or the status of the page that says in the form why there is none."""
    if ticket is None or not tickets.is_from_here(page.request):
        form.add_error(None, _("This page was open for too long. Look at what you wrote, and send it again."))
        return HTTPStatus.FORBIDDEN
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    given = CallRequest(
        call_id=ticket.client_id,
        phone=form.cleaned_data["phone"],
        is_safe=form.cleaned_data["is_safe"],
        starts_at=form.cleaned_data["starts_at"],
        language=page.site.view.locale,
    )
    try:
        return request_call(tenant=tenant, given=given, access=access, source=page.site.source, now=page.site.now)
    except CallBackRefused as refused:
        if refused.code == CONFLICT.code:
            form.add_error(None, _already_promised(tenant, ticket.client_id, is_replaced=access is not None))
            return HTTPStatus.CONFLICT
        field = FIELDS.get(refused.field or "")
        is_full = field == "starts_at"
        sentence = errors.BEING_CALLED if refused is TAKEN else refused.message
        form.add_error(field, _("This hour is full by now. Choose another.") if is_full else str(sentence))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    except ChatRefused as refused:
        status = STATUSES.get(refused.code, HTTPStatus.TOO_MANY_REQUESTS)
        if status == HTTPStatus.CONFLICT:
            form.add_error(None, str(errors.CALL_IS_OVER))
        return status


def _already_promised(tenant: Tenant, call_id: UUID, *, is_replaced: bool) -> str:
    """Return which call a form has promised already: what it says now would be another one."""
    with tenant_scope([tenant.pk]):
        number = masked_phone(CallBack.objects.for_tenants([tenant.pk]).get(pk=call_id))
    if is_replaced:
        return _(
            "You already have a call to %(number)s. If you send this again, you are called as it says now instead."
        ) % {"number": number}
    return _(
        "You already have a call to %(number)s. If you send this again, it is another call, and the first one stays."
    ) % {"number": number}


def _access_in(page: PageRequest) -> Access | None:
    """Return the access that a page with a script gives in a form; None: it gives none."""
    conversation_id, secret = read_uuid(page.request.POST.get("conversation")), page.request.POST.get("secret", "")
    if conversation_id is None or not secret or not tickets.is_from_here(page.request):
        return None
    return Access(page.site.tenant.id, conversation_id, secret)


def _found(access: Access | None) -> Access | None:
    """Return an access that leads into a conversation which can promise a call; None: the call stands by itself."""
    if access is None:
        return None
    try:
        shown = visitors.shown(access)
    except HasLeft:
        return access  # what was asked for with it belongs to nothing else, and can still be called off
    except ChatRefused:
        return None
    return None if shown.is_erased else access


def _may_ring(access: Access) -> bool:
    """Return whether it is taken to be safe that the telephone of a conversation's person rings."""
    try:
        return visitors.shown(access).may_ring
    except HasLeft:
        return True  # the page is not theirs any more


def _choices(page: PageRequest, windows: Sequence[Window]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return all hours by their days, each with its day: what was chosen is read without the others."""
    now, zone = page.site.now, page.site.tenant.time_zone
    days: dict[str, list[tuple[str, str]]] = {}
    for one in windows:
        hour = hour_in_words(one.starts_at, now, zone)
        days.setdefault(day_in_words(one.starts_at, zone), []).append((one.starts_at.isoformat(), hour))
    return list(days.items())


def _call_page(
    page: PageRequest,
    form: HourForm,
    ticket: str = "",
    status: int = HTTPStatus.OK,
    access: Access | None = None,
    number: str = "",
    is_kept_by_ticket: bool = False,
) -> HttpResponse:
    """Return the page with the form, whose ticket is of the conversation, if there is one: once that is erased, it
    promises nothing any more. Where no further call can be promised it says so instead, before anything is filled in.

    Args:
        ticket: of the form that is shown once more; empty: a new one.
        access: to the conversation beside whose page this one was opened; None: the browser's own, or none.
        number: the last digits of the number of the call that is given another hour; empty: a call is asked for.
        is_kept_by_ticket: whether nothing but the form's ticket leads back to that call.
    """
    site, found = page.site, access or _found(page.access)
    context: dict[str, Any] = {
        "form": form,
        "has_hours": bool(form.hours),
        "number": number,
        "may_ring": found is None or _may_ring(found),
        "is_kept_by_ticket": is_kept_by_ticket,
        "may_request": bool(number)
        or may_request_call(tenant_id=site.tenant.id, access=found, source=site.source, now=site.now),
        "ticket": ticket or tickets.new_ticket(site.tenant.id, site.now, found),
        "conversation_id": None if access is None else access.conversation_id,
        "action": page.site.link("call"),
        "back_href": page.site.link("conversation" if page.access is not None else "gate"),
    }
    return page.render("chat/call.html", context, status)
