"""The link that a person takes along: keys of what was suggested, signed, and nothing of who asked or what was said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from assistance.models import MessageKind
from delivery.state_view import StateView
from tenants.phones import tel_address

from .shown import ShownMessage
from .site import ChatSite

KEPT_FOR = timedelta(days=30)
MOST_KEYS = 24


@dataclass(frozen=True, slots=True)
class SignedSuggestions:
    """What a link holds.

    Attributes:
        keys: of pages, offices and guides, in the order in which they were suggested.
    """

    expires_at: datetime
    locale: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something to do or a place to go to, as the state serves it now.

    Attributes:
        kind: `guidance`, `office` or `guide`.
        step: what to do first, or where it is.
        phones: as people read them, and what dials them (`href`).
    """

    kind: str
    title: str
    href: str
    step: str = ""
    phones: tuple[dict[str, str], ...] = ()


def suggested_in(messages: Iterable[ShownMessage]) -> tuple[str, ...]:
    """Return the keys of the cards of a conversation, each once."""
    cards = (message.card for message in messages if message.kind == MessageKind.CARD and message.card)
    keys = (str(card.get("key") or "") for card in cards)
    return tuple(dict.fromkeys(filter(None, keys)))[-MOST_KEYS:]


def token_of(view: StateView, keys: Iterable[str], now: datetime) -> str:
    """Return the last part of a link to what was suggested."""
    held = [int((now + KEPT_FOR).timestamp()), view.locale, list(keys)]
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
    """Return what the state serves of some keys now; what it does not serve any more is left out."""
    return [found for key in keys if (found := _suggestion(site, key))]


def _suggestion(site: ChatSite, key: str) -> Suggestion | None:
    item = site.view.item(key)
    match item and item["kind"]:
        case "GUIDANCE":
            return Suggestion("guidance", item["title"], site.site_link(item["path"]), item["firstStep"])  # type: ignore[index,typeddict-item]  # it is one
        case "OFFICE":
            where = (item["address"] or {}).get("text", "")  # type: ignore[index,typeddict-item]  # same
            return Suggestion("office", item["name"], site.site_link(item["path"]), where, _dialled(item["phones"]))  # type: ignore[index,typeddict-item]  # same
        case "SCRIPT":
            guide = site.view.guide(key)
            return guide and Suggestion("guide", guide["title"], site.site_link(guide["path"]))
    return None


def _dialled(phones: Iterable[Any]) -> tuple[dict[str, str], ...]:
    return tuple({"display": phone["display"], "href": tel_address(phone)} for phone in phones)


def _signer(code: str) -> signing.Signer:
    return signing.Signer(salt=f"assistance.chat.summaries.{code}")
