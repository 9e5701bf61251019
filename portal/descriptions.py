"""What search engines show of a page: its own words, shortened. Nothing is written for them."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import shorten
from typing import Any

from django.utils.translation import gettext

from content_models.choices import OrganizationKind
from content_models.kinds import ItemKind
from content_models.postal_address import address_in_one_line
from content_models.shapes.documents import (
    GuidanceItem,
    HomeItem,
    Item,
    NoticeItem,
    OfficeItem,
    OrganizationItem,
    SectionItem,
    TermItem,
)
from content_models.shapes.parts import RichText

MOST_CHARACTERS = 155


def description_of(item: Item) -> str:
    """Return the page's description as plain text of at most 155 characters; empty: the item has no words for it."""
    parts = _PARTS.get(ItemKind(item["kind"]), _nothing)(item)
    return shorten(next((part for part in parts if part.strip()), ""), MOST_CHARACTERS, placeholder="…")


def _nothing(item: Item) -> tuple[str, ...]:
    return ()


def _guidance(item: GuidanceItem) -> tuple[str, ...]:
    return item["summary"], item["firstStep"], item["question"]


def _introduction(item: HomeItem | SectionItem) -> tuple[str, ...]:
    return (_plain(item["introduction"]), item["title"])


def _term(item: TermItem) -> tuple[str, ...]:
    return (_plain(item["definition"]),)


def _organization(item: OrganizationItem) -> tuple[str, ...]:
    kind = item["organizationKind"]  # empty in a draft whose kind is not chosen yet
    names = (str(OrganizationKind(kind).label) if kind else "", item["name"])
    return (
        _plain(item["description"]),
        " ".join(item["whatItDoes"]),
        " ".join(item["goWhen"]),
        " · ".join(dict.fromkeys(name for name in names if name)),
    )


def _office(item: OfficeItem) -> tuple[str, ...]:
    """What the office is and where; without its numbers, which are shown beside whether somebody has checked them."""
    kind = item["organizationKind"]
    facts = (
        str(OrganizationKind(kind).label) if kind else "",
        item["municipality"] or "",
        gettext("To be confirmed") if item["needsConfirmation"] else "",
        address_in_one_line(item),
    )
    return (" · ".join(fact for fact in facts if fact), item["name"])


def _notice(item: NoticeItem) -> tuple[str, ...]:
    return (_plain(item["text"]), item["title"])


def _plain(text: RichText) -> str:
    return text["plainText"]


_PARTS: dict[ItemKind, Callable[[Any], tuple[str, ...]]] = {
    ItemKind.HOME: _introduction,
    ItemKind.SECTION: _introduction,
    ItemKind.GUIDANCE: _guidance,
    ItemKind.TERM: _term,
    ItemKind.ORGANIZATION: _organization,
    ItemKind.OFFICE: _office,
    ItemKind.NOTICE: _notice,
}
