"""The link that a person takes along: keys of what was suggested, signed, and nothing of who asked or what was said.

A reference is a key; behind `#`, of a script the step that was sent, and of an office its kind, by which another one
is found once it was withdrawn. A page that search suggested, and nobody who answers did, has `AUTOMATIC` there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from assistance.inquiries.selectors import keys_had
from assistance.models import MessageKind
from content_models.choices import OrganizationKind
from content_models.kinds import ItemKind
from content_models.postal_address import address_in_one_line
from content_models.rich_text import to_plain_text
from content_models.shapes.documents import GuidanceItem, OfficeItem, ScriptItem
from delivery.state_view import StateView
from tenants.phones import tel_address
from tenants.scope import tenant_scope

from .cards import unconfirmed_of, words_in_chat
from .shown import ShownMessage
from .site import ChatSite

KEPT_FOR = timedelta(days=30)
MOST_KEYS = 24
MARK = "#"
AUTOMATIC = "*"
LONGEST_REFERENCE = 160
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?…:])(?=\s)")
MOST_NOTES = 4
"""So many warnings and deadlines of one page stand in a summary; the page has them all."""


@dataclass(frozen=True, slots=True)
class SignedSuggestions:
    """What a link holds.

    Attributes:
        keys: references to pages, offices and guides, in the order in which they were suggested.
    """

    expires_at: datetime
    locale: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do or a place to go to, as the state serves it now.

    Attributes:
        kind: `guidance`, `office` or `guide`.
        href: empty: no page has more of it.
        step: what to do first, or where it is.
        steps: what was said of a script, in the words of the chat.
        warnings, deadlines: of the page of what it is about.
        unconfirmed: what of an office nobody has confirmed.
        phones: as people read them, and what dials them (`href`).
        is_withdrawn: it is an office that the directory does not have any more.
        is_automatic: search suggested it, and nobody who answers did.
    """

    kind: str
    title: str
    href: str
    step: str = ""
    steps: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    unconfirmed: str = ""
    phones: tuple[dict[str, str], ...] = ()
    is_withdrawn: bool = False
    is_automatic: bool = False


def suggested_in(messages: Iterable[ShownMessage]) -> tuple[str, ...]:
    """Return the references of the cards of a conversation, as `answers_first` has them."""
    cards = ((one.card, one.is_automatic) for one in messages if one.kind == MessageKind.CARD and one.card)
    return answers_first(
        _reference(str(card.get("key") or ""), str(card.get("node") or (AUTOMATIC if is_automatic else "")))
        for card, is_automatic in cards
    )


def answers_first(references: Iterable[str]) -> tuple[str, ...]:
    """Return the last of some references, each once: what whoever answers has sent, then what only search suggested."""
    each = [one.partition(MARK) for one in dict.fromkeys(references) if one]
    sent = [f"{key}{mark}{part}" for key, mark, part in each if part != AUTOMATIC]
    automatic = [f"{key}{mark}{part}" for key, mark, part in each if part == AUTOMATIC and key not in sent]
    return (*sent[-MOST_KEYS:], *automatic)[:MOST_KEYS]


def keys_of(references: Iterable[str]) -> list[str]:
    """Return the keys of what some references name."""
    return [one.partition(MARK)[0] for one in references]


def token_of(view: StateView, keys: Iterable[str], now: datetime) -> str:
    """Return the last part of a link to what was suggested."""
    held = [int((now + KEPT_FOR).timestamp()), view.locale, [_with_kind(view, key) for key in keys]]
    return _signer(view.tenant.code).sign_object(held, compress=True)


def suggestions_in(token: str, *, code: str, now: datetime) -> SignedSuggestions | None:
    """Return what a link holds; None: it was changed, is another state's, or its time is over."""
    try:
        seconds, locale, keys = _signer(code).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    expires_at = datetime.fromtimestamp(seconds, UTC)
    return None if expires_at <= now else SignedSuggestions(expires_at, locale, tuple(keys))


def present(site: ChatSite, keys: Iterable[str]) -> list[Suggestion]:
    """Return what the state serves of some references now, each script once with all that was said of it.

    Of an office that was withdrawn it is said, with who answers today; what else is not served is left out.
    """
    parts = [(key, part) for key, _mark, part in (reference.partition(MARK) for reference in keys)]
    withdrawn = _withdrawn_of(site, {key for key, _part in parts})
    found: dict[str, Suggestion] = {}
    for key, part in parts:
        if key in withdrawn:
            found[key] = _withdrawn(site, part)
            continue
        suggestion = found.get(key) or _suggestion(site, key)
        if suggestion is None:
            continue
        if part == AUTOMATIC and key not in found:
            suggestion = replace(suggestion, is_automatic=True)
        said = _step_of(site.view, key, part)
        found[key] = replace(suggestion, steps=(*suggestion.steps, said)) if said else suggestion
    return list(found.values())


def presentable(site: ChatSite, references: Collection[str]) -> list[str]:
    """Return those references of which `present` says something, in their order."""
    keys = {reference: reference.partition(MARK)[0] for reference in references}
    withdrawn = _withdrawn_of(site, set(keys.values()))
    return [one for one, key in keys.items() if key in withdrawn or _suggestion(site, key) is not None]


def _withdrawn_of(site: ChatSite, keys: Collection[str]) -> set[str]:
    """Return those keys under which the state or the library has had an office, and which are served no more."""
    missing = {key for key in keys if site.view.item(key) is None}
    if not missing:
        return set()
    with tenant_scope([site.tenant.id]):
        return keys_had(site.tenant.id, missing, ItemKind.OFFICE)


def _reference(key: str, part: str) -> str:
    return f"{key}{MARK}{part}" if key and part else key


def _with_kind(view: StateView, key: str) -> str:
    item = None if MARK in key else view.item(key)
    return _reference(key, item["organizationKind"] or "") if item is not None and item["kind"] == "OFFICE" else key


def _suggestion(site: ChatSite, key: str) -> Suggestion | None:
    item = site.view.item(key)
    if item is None:
        return None
    if item["kind"] == "GUIDANCE":
        return _with_advice(Suggestion("guidance", item["title"], site.site_link(item["path"])), item)
    if item["kind"] == "OFFICE":
        return _office(site, item)
    if item["kind"] == "SCRIPT":
        return _script(site, item)
    return None


def _script(site: ChatSite, script: ScriptItem) -> Suggestion | None:
    guide = site.view.guide(script["key"])
    topic = site.view.item(script["topicKey"]) if script["topicKey"] else None
    page = topic if topic is not None and topic["kind"] == "GUIDANCE" else None
    path = guide["path"] if guide is not None else page["path"] if page is not None else ""
    shown = Suggestion("guide", script["title"], site.site_link(path) if path else "")
    return shown if page is None else _with_advice(shown, page)


def _office(site: ChatSite, office: OfficeItem) -> Suggestion:
    href = site.site_link(office["path"]) if office.get("path") else ""
    return Suggestion(
        "office",
        office["name"],
        href,
        address_in_one_line(office),
        unconfirmed=unconfirmed_of(site.view, office),
        phones=_dialled(office["phones"]),
    )


def _withdrawn(site: ChatSite, kind: str) -> Suggestion:
    """Return what is said of an office that is not in the directory any more, and who answers in its place today."""
    now = site.view.directory.offices_for(kind) if kind in OrganizationKind.values else ()
    instead = now[0].item if now else None
    title = _("An office that was suggested to you is not in the directory any more")
    if instead is None:
        return Suggestion("office", title, "", _("Do not go there. Call first:"), is_withdrawn=True)
    shown = _office(site, instead)
    step = _("Do not go there. Today this one answers: %(office)s") % {"office": shown.title}
    return replace(shown, title=title, step=step, is_withdrawn=True)


def _with_advice(suggestion: Suggestion, page: GuidanceItem) -> Suggestion:
    """Return a suggestion with the first step of a page, and what must not be overlooked."""
    blocks = page["body"]
    warnings = (to_plain_text(block["text"]["ast"]) for block in blocks if block["type"] == "WarningBlock")
    deadlines = (to_plain_text(block["text"]["ast"]) for block in blocks if block["type"] == "DeadlineBlock")
    return replace(
        suggestion,
        step=page["firstStep"] or "",
        warnings=tuple(filter(None, warnings))[:MOST_NOTES],
        deadlines=tuple(filter(None, deadlines))[:MOST_NOTES],
    )


def _step_of(view: StateView, key: str, node_key: str) -> str:
    """Return what a step of a script advises in a chat; empty: there is none, or it only asks."""
    script = view.item(key) if node_key else None
    if script is None or script["kind"] != "SCRIPT":
        return ""
    node = next((one for one in script["nodes"] if one["key"] == node_key), None)
    words = None if node is None else words_in_chat(view, node)
    return "" if words is None else _without_questions(words[0])


def _without_questions(text: str) -> str:
    """Return what a text advises: what an operator has asked with it is nothing to do later."""
    sentences = _BETWEEN_SENTENCES.split(text)
    return "".join(one for one in sentences if not one.rstrip().endswith("?")).strip()


def _dialled(phones: Iterable[Any]) -> tuple[dict[str, str], ...]:
    return tuple({"display": phone["display"], "href": tel_address(phone)} for phone in phones)


def _signer(code: str) -> signing.Signer:
    return signing.Signer(salt=f"assistance.chat.summaries.{code}")
