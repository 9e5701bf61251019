"""The summary of a call: asked for by the code that was dictated, and read by its signed link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistance.selectors.snapshots import script_with_digest
from assistance.summaries.links import SignedSummary, summary_in, token_of
from assistance.summaries.selectors import summary_with_code, walk_by_options
from content_models.choices import Channel, NodeKind
from content_models.deadline_words import counts_back
from content_models.languages import interface_language
from content_models.paths import SUMMARIES_PATH
from content_models.script_walk import Turn
from content_models.shapes.documents import OfficeItem
from delivery.substitute_offices import KINDS_BY_KEY
from tenants.limits import Limit, LimitReached, give_back, take
from tenants.proxies import client_network

from .blocks import presented_blocks
from .deadlines import end_of
from .footnotes import Footnotes
from .guides import topic_of
from .offices import card_of, places_now
from .opening import hours_of
from .rendering import NO_STORE, moved_with_query, respond
from .security import secure
from .sending import cards_to_send, script_of_end, sending
from .visit import Visit

CODE = "clave"
"""Parameter of the address: the digits, grouped as one likes."""

WRONG_CODES = Limit("summaries.codes", most=20, seconds=60 * 60)
"""Codes that lead nowhere, from one network. Many telephones share one: right ones do not count."""


def summary_at(request: HttpRequest, visit: Visit, path: str) -> HttpResponse:
    """Return what stands at a path below `SUMMARIES_PATH`: the form for a code, or the summary of a link."""
    if not path.endswith("/"):
        return moved_with_query(f"{visit.link(quote(path))}/", request.GET)
    token = path.removeprefix(SUMMARIES_PATH).removesuffix("/")
    if token:
        return _summary(visit, token)
    typed = request.GET.get(CODE, "").strip()
    return _by_code(visit, typed, client_network(request.META)) if typed else _form(visit)


def _by_code(visit: Visit, typed: str, network: str) -> HttpResponse:
    """Return the way to a summary. A code of another state is as one that there is not."""
    code = re.sub(r"[\s.-]", "", typed)
    if not re.fullmatch(r"[0-9]{8}", code):
        return _not_there(visit, typed[:20])
    counter = WRONG_CODES.of(network)
    try:
        take(counter)
    except LimitReached as reached:
        return _too_many(visit, reached.wait_seconds)
    found = summary_with_code(tenant_id=visit.view.tenant.id, code=code, now=visit.now)
    if found is None:
        return _not_there(visit, f"{code[:4]} {code[4:]}")
    give_back(counter)
    token = token_of(found, code=visit.view.tenant.code)
    response = HttpResponseRedirect(visit.link(f"{SUMMARIES_PATH}{token}/"))
    response["Cache-Control"] = NO_STORE
    secure(response)
    return response


def _summary(visit: Visit, token: str) -> HttpResponse:
    held = summary_in(token, code=visit.view.tenant.code, now=visit.now)
    script = script_with_digest(visit.view, held.script_digest) if held else None
    if held is None or script is None:
        return _not_there(visit)
    if held.locale in visit.view.locales:
        visit = visit.in_locale(held.locale)
    with translation.override(interface_language(visit.view.locale)):
        return _summary_page(visit, held, script)


def _office(visit: Visit, key: str) -> OfficeItem | None:
    """Return an office of the summary as it is today, or the line that answers in the place of a kind."""
    item = visit.view.item(key)
    if item is None:
        return visit.view.directory.substitute(KINDS_BY_KEY.get(key))
    return item if item["kind"] == "OFFICE" else None


def _summary_page(visit: Visit, held: SignedSummary, script: Mapping[str, Any]) -> HttpResponse:
    notes = Footnotes()
    turns, deadlines = turns_and_deadlines(script, held.options)
    last = turns[-1]
    before = [turn for turn in turns[:-1] if turn.text and turn.kind != NodeKind.QUESTION]
    node = next(node for node in script["nodes"] if node["key"] == last.node)
    is_end = last.kind != NodeKind.QUESTION
    numbers = notes.numbers(node["legalReferences"])
    body = [script["deadlineBlocks"][one] for one in deadlines if one in script["deadlineBlocks"]]
    blocks = presented_blocks(visit, {**script, "body": body}, notes)  # type: ignore[typeddict-item]  # only these two
    if held.since:
        blocks = [{**block, **_ended(block, held.since, visit)} for block in blocks]
    items = [item for key in held.office_keys if (item := _office(visit, key))]
    offices = [(card_of(visit, item), hours_of(item)) for item in items]
    kind = node["organizationKind"]
    places = [places_now(visit, kind)] if kind and not offices else []
    cards = [card for card, _hours in offices] or cards_to_send(places)
    topic = topic_of(visit, script)  # type: ignore[arg-type]  # a script's document
    now_served = visit.view.item(script["key"])
    texts = [turn.text for turn in (*([last] if is_end else []), *before) if turn.text]
    context = {
        "item": script,
        "title": script["title"],
        "has_changed": now_served is None
        or now_served["kind"] != "SCRIPT"
        or visit.view.pinned_script(now_served).digest != held.script_digest,
        "last": last.text if is_end else None,
        "before": before,
        "notes": numbers,
        "blocks": blocks,
        "offices": offices,
        "appointment": held.appointment,
        "places": places,
        "topic": topic and {**topic, "href": visit.link(topic["path"])},
        "sections": (),
        "is_guide": True,
        "footnotes": notes.listed,
        "is_compared": all(note.is_verified for note in notes.listed)
        and not any(block["verified"] is False for block in blocks),
        "expires_at": held.expires_at.astimezone(ZoneInfo(visit.view.tenant.time_zone)),
        **sending(script, texts, blocks, cards),
    }
    return respond(
        visit,
        "portal/summary.html",
        context,
        is_sensitive=True,
        hides_query=bool(script.get("isSensitive")),
        page_script=script_of_end(),
    )


def _ended(block: Mapping[str, Any], since: datetime, visit: Visit) -> dict[str, Any]:
    """Return what the template of a deadline needs of its end; nothing, where it has none."""
    if counts_back(block):
        return {}
    end = end_of(block, since)  # type: ignore[arg-type]  # a deadline, as all blocks of a summary
    now = visit.now.astimezone(since.tzinfo)
    if not isinstance(end, datetime):
        return {"ends_on": end, "has_ended": end < now.date()}
    return {
        "ends_on": end.date(),
        "ends_at": f"{end:%H:%M}",  # as it is there: a template would write an instant in the process's zone
        "has_ended": end <= now,
        "is_elsewhere": str(since.tzinfo) != visit.view.tenant.time_zone,
    }


def turns_and_deadlines(script: Mapping[str, Any], options: tuple[str, ...]) -> tuple[list[Turn], tuple[str, ...]]:
    """Return the way of a call in words to read, or, where there are none, as it was said; and the deadlines on it.

    A hand-over has no words but written ones: “stay on the line” is over when this is read.
    """
    written = walk_by_options(script, options, channel=Channel.WEB)
    said = walk_by_options(script, options, channel=Channel.PHONE)
    turns = [
        one if one.kind == NodeKind.HANDOFF else replace(one, text=one.text or other.text)
        for one, other in zip(written.texts, said.texts, strict=True)
    ]
    return turns, written.deadlines


def _form(visit: Visit, typed: str = "", problem: str = "", status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "typed": typed,
        "problem": problem,
        "summaries_href": visit.link(SUMMARIES_PATH),
        "code_parameter": CODE,
    }
    return respond(visit, "portal/summary_code.html", context, status, is_sensitive=True)


def _not_there(visit: Visit, typed: str = "") -> HttpResponse:
    """Return what is said of every code and link that leads nowhere, whatever the reason."""
    with translation.override(interface_language(visit.view.locale)):
        problem = _(
            "There is no summary here: the digits may be others, or 30 days have passed. "
            "Look at them again, or call one of the numbers at the top and we tell you once more."
        )
        return _form(visit, typed, problem, HTTPStatus.NOT_FOUND)


def _too_many(visit: Visit, wait_seconds: int) -> HttpResponse:
    minutes = -(-wait_seconds // 60)
    with translation.override(interface_language(visit.view.locale)):
        problem = ngettext(
            "Too many digits were tried from where you are. Try again in %(minutes)d minute, or call one of the "
            "numbers at the top and we tell you once more.",
            "Too many digits were tried from where you are. Try again in %(minutes)d minutes, or call one of the "
            "numbers at the top and we tell you once more.",
            minutes,
        ) % {"minutes": minutes}
        response = _form(visit, "", problem, HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(wait_seconds)
    return response
