"""The pages before a conversation: 911 and whether the person is safe, what is kept, and the form that begins it.

They work whole without JavaScript. A form that is refused comes back with all that was typed, and why it was refused
beside it.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from assistance.inquiries.personal_data import CURP, has_card_number
from assistance.models import ChatSettings, Transport
from content_models.choices import Role, Urgency
from tenants.models import Tenant
from tenants.scope import tenant_scope

from . import errors, sessions, starting, tickets, visitors
from .answering_pages import (
    PageRequest,
    call_href_of,
    chat_page,
    danger_lines,
    guides_of,
    languages_of,
    see_other,
)
from .errors import ChatErrorCode, ChatRefused
from .forms import StartForm, topic_field
from .message_text import LONGEST_TEXT
from .offering import offer_of
from .starting import StartInput
from .visitor_access import Access

SAFETY = "s"
"""Parameter of the address: how somebody answered whether they are safe. In figures, for whoever reads the history."""

SAFE, IN_DANGER, UNSURE = "1", "0", "2"
STEP, WRITING = "paso", "2"
DONE, ERASED, ERASED_WITH_CALL = "hecho", "1", "2"

MOST_EMERGENCIES = 3


@chat_page("GET", "HEAD")
def gate(page: PageRequest) -> HttpResponse:
    """Show 911 before anything else, and ask whether the person is safe; whoever is not can write at once."""
    safety = page.request.GET.get(SAFETY, "")
    site = page.site
    is_danger = safety in (IN_DANGER, UNSURE)
    is_open = offer_of(site.tenant.id, site.now).chat.is_open
    if is_danger and is_open:
        return _start_page(page, StartForm(view=site.view, is_danger=True), safety)
    context = {
        "is_danger": is_danger,
        **(_help_in_danger(page, safety) if is_danger else {}),
        "is_erased": page.request.GET.get(DONE) in (ERASED, ERASED_WITH_CALL),
        "is_call_erased": page.request.GET.get(DONE) == ERASED_WITH_CALL,
        **_way_back_to_conversation(page),
        "yes_href": site.link("begin", **{SAFETY: SAFE}),
        "no_href": site.link("gate", **{SAFETY: IN_DANGER}),
        "unsure_href": site.link("gate", **{SAFETY: UNSURE}),
        "on_href": site.link("begin", **{SAFETY: safety}),
        "is_open": is_open,
        "languages": languages_of(page, "gate"),
    }
    return page.render("chat/gate.html", context)


@chat_page("GET", "HEAD", "POST")
def begin(page: PageRequest) -> HttpResponse:
    """Show what is kept, ask what is needed, and begin; outside the hours, show what there is instead."""
    if page.request.method == "POST":
        return _begin(page)
    offer = offer_of(page.site.tenant.id, page.site.now)
    if not offer.chat.is_open:
        return page.render("chat/closed.html", _instead(page))
    safety = page.request.GET.get(SAFETY, "")
    is_danger = safety in (IN_DANGER, UNSURE)
    if is_danger or page.request.GET.get(STEP) == WRITING:
        return _start_page(page, StartForm(view=page.site.view, is_danger=is_danger), safety)
    context = {
        "keep_days": _keep_days(page.site.tenant.id),
        "on_href": page.site.link("begin", **{SAFETY: safety, STEP: WRITING}),
        "languages": languages_of(page, "begin", **{SAFETY: safety}),
        **_way_back_to_conversation(page),
    }
    return page.render("chat/privacy.html", context)


def _help_in_danger(page: PageRequest, safety: str) -> dict[str, Any]:
    """Return what there is besides 911 for whoever may not be safe: they are helped as a victim."""
    site = page.site
    emergencies = site.view.guidance(role=Role.VICTIM, urgency=Urgency.EMERGENCY)[:MOST_EMERGENCIES]
    return {
        "is_unsure": safety == UNSURE,
        "danger_lines": danger_lines(site),
        "emergencies": [{"title": guide["title"], "href": site.site_link(guide["path"])} for guide in emergencies],
    }


def _way_back_to_conversation(page: PageRequest) -> dict[str, Any]:
    """Return the way back to the conversation of this browser; one that has ended is not what to do next."""
    is_over = False
    if page.access is not None:
        with suppress(ChatRefused):  # it is not there any more, and its page says so
            is_over = not visitors.shown(page.access).is_open
    return {
        "has_conversation": page.access is not None,
        "is_conversation_over": is_over,
        "conversation_href": page.site.link("conversation"),
    }


def _begin(page: PageRequest) -> HttpResponse:
    post, site = page.request.POST, page.site
    safety = post.get(SAFETY, "")
    form = StartForm(post, view=site.view, is_danger=safety in (IN_DANGER, UNSURE))
    ticket = tickets.ticket_in(post.get("ticket", ""), site.tenant.id, site.now)
    if ticket is None or not tickets.is_from_here(page.request):
        form.add_error(None, _("This page was open for too long. Look at what you wrote, and send it again."))
        return _start_page(page, form, safety, status=HTTPStatus.FORBIDDEN)
    if not form.is_valid():
        return _start_page(page, form, safety, post["ticket"], HTTPStatus.UNPROCESSABLE_ENTITY)
    question = personal_data_question(page, form.cleaned_data["text"])
    if question:
        form.add_error("text", question)
        return _start_page(page, form, safety, post["ticket"], has_personal_code=True)
    given = StartInput(
        text=form.cleaned_data["text"],
        client_id=ticket.client_id,
        role=form.role_given,
        topic_key=form.topic_given,
        is_role_missing=form.is_role_missing,
        language=site.view.locale,
        is_in_danger=safety == IN_DANGER,
        is_unsure=safety == UNSURE,
        secret=ticket.secret,
    )
    try:
        started = starting.start(
            tenant=Tenant.objects.get(pk=site.tenant.id),
            given=given,
            key_id=site.key_id,
            source=site.source,
            transport=Transport.FORMS,
            now=site.now,
        )
    except ChatRefused as refused:
        return _refused_start(page, form, safety, refused)
    response = see_other(page, "conversation")
    sessions.save(response, Access(site.tenant.id, started.conversation.id, started.secret))
    return response


def _refused_start(page: PageRequest, form: StartForm, safety: str, refused: ChatRefused) -> HttpResponse:
    field = topic_field(form.role_given) if refused.field == "topicKey" else refused.field
    form.add_error(field if field in form.fields else None, refused.message)
    is_conflict = refused.code == ChatErrorCode.IDEMPOTENCY_CONFLICT
    ticket = "" if is_conflict else page.request.POST["ticket"]
    instead = _instead(page) if refused.code in (ChatErrorCode.CLOSED, ChatErrorCode.UNAVAILABLE) else {}
    return _start_page(page, form, safety, ticket, refused.status, **instead)


def _start_page(
    page: PageRequest, form: StartForm, safety: str, ticket: str = "", status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "safety": safety,
        "ticket": ticket or tickets.new_ticket(page.site.tenant.id, page.site.now),
        "action": page.site.link("begin"),
        "longest": LONGEST_TEXT,
        **more,
    }
    if form.is_danger:  # nothing stands between them and the queue: what others read before is here, too
        context |= {
            "keep_days": _keep_days(page.site.tenant.id),
            "languages": languages_of(page, "begin", **{SAFETY: safety}),
            **_help_in_danger(page, safety),
            **_way_back_to_conversation(page),
        }
    return page.render("chat/begin.html", context, status)


def _instead(page: PageRequest) -> dict[str, Any]:
    """Return what there is while nobody answers the chat; no call for whoever has said that they are not safe."""
    site = page.site
    is_danger = (page.request.POST.get(SAFETY) or page.request.GET.get(SAFETY)) in (IN_DANGER, UNSURE)
    offer = offer_of(site.tenant.id, site.now)
    return {
        "offer": offer,
        "is_closed": True,
        "call_href": "" if is_danger else call_href_of(site),
        "guides": guides_of(site),
        "search_href": site.site_link("/buscar/"),
        "home_href": site.site_link("/"),
    }


def _keep_days(tenant_id: int) -> int:
    with tenant_scope([tenant_id]):
        return (ChatSettings.objects.filter(tenant=tenant_id).first() or ChatSettings()).keep_days


def personal_data_question(page: PageRequest, text: str) -> str:
    """Return what somebody is asked who is about to send a CURP or the number of a card; sent once more, it goes."""
    if page.request.POST.get("curp"):
        return ""
    if CURP.search(text):
        return str(errors.HAS_CURP)
    return str(errors.HAS_CARD) if has_card_number(text) else ""
