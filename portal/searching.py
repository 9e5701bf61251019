"""Looking for something in a state's pages, in one's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from api.limits import MAX_SEARCH_LENGTH
from content_models.kinds import ItemKind
from content_models.shapes.documents import Item
from delivery.guides import GuideItem
from delivery.search import SearchHit
from delivery.suggestions import record_search

from .guides import guide_of_topic
from .offices import Card, card_of
from .pages import FOR_CITIZENS
from .visit import Visit

SITUATIONS = 3
"""So many situations are offered to choose from, where it is unsure which one is meant."""
LEAST_LIKELY = 0.1
"""A situation is offered if it is at least so likely beside the likeliest one."""
SHOWN = 20
"""So many results stand on the page, the best first: who has to look further says it better in other words."""

LABELS = {
    ItemKind.GUIDANCE: _("What to do"),
    ItemKind.TERM: _("A word of the law"),
    ItemKind.ORGANIZATION: _("Who can help"),
    ItemKind.OFFICE: _("Where to go"),
    ItemKind.NOTICE: _("Notice"),
    ItemKind.SECTION: _("Section"),
    ItemKind.HOME: _("Home"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a passage, and whether they are what was searched for."""

    text: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was found.

    Args:
        card: of an office: people call from the list.
        guide: the guided questions on the situation of a page, if there are any.
    """

    item: Item
    href: str
    label: str
    passage: tuple[Stretch, ...]
    card: Card | None
    guide: GuideItem | None


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looked for, and what there is.

    Args:
        query: as it was typed, without surrounding spaces; empty: nothing yet.
        situations: two or three to choose from, where it is unsure which one is meant.
        results: the others, the best first; at most `SHOWN` in all.
        count: how many there are in all.
        spelled: the words that were looked for, if they are others than those typed.
        is_too_long: whether the query was not looked for, since it has more than `MAX_SEARCH_LENGTH` characters.
        is_danger: whether it sounds as if somebody were in danger now.
    """

    query: str
    situations: tuple[Result, ...] = ()
    results: tuple[Result, ...] = ()
    count: int = 0
    spelled: str | None = None
    is_too_long: bool = False
    is_danger: bool = False

    @property
    def shown(self) -> int:
        """How many are on the page."""
        return len(self.situations) + len(self.results)


def search_for(visit: Visit, typed: str) -> Search:
    """Return what the state's pages have for what was typed; scripts are for operators and are not found."""
    query = " ".join(typed.replace("\x00", " ").split())
    if not query:
        return Search("")
    if len(query) > MAX_SEARCH_LENGTH:
        return Search(query, is_too_long=True)
    found = visit.view.search(query, kinds=sorted(FOR_CITIZENS), now=visit.now)
    if not visit.is_preview:
        record_search(visit.view, query, found)
    says_nothing = not found.confidence and not found.is_danger  # "hola": the page offers where to look instead
    hits = [] if says_nothing else [hit for hit in found.hits if visit.view.is_public(visit.view[hit.key])]
    offered = _situations(hits, is_danger=found.is_danger) if found.is_unsure else []
    others = [hit for hit in hits[:SHOWN] if hit not in offered]
    return Search(
        query,
        situations=tuple(_result(visit, hit) for hit in offered),
        results=tuple(_result(visit, hit) for hit in others),
        count=len(hits),
        spelled=found.did_you_mean,
        is_danger=found.is_danger,
    )


def _situations(hits: Sequence[SearchHit], *, is_danger: bool) -> list[SearchHit]:
    """Return the situations to choose from, if one of them is likelier meant than what is of any other kind."""
    likely: dict[str, float] = defaultdict(float)
    for hit in hits:
        likely[hit.kind] += hit.probability
    found = [hit for hit in hits if hit.kind == ItemKind.GUIDANCE][:SITUATIONS]
    if not found or likely[ItemKind.GUIDANCE] < max(likely.values()):
        return []
    if not is_danger:  # then the page for it is among them, however likely it is
        likeliest = max(hit.probability for hit in found)
        found = [hit for hit in found if hit.probability >= LEAST_LIKELY * likeliest]
    return found if len(found) > 1 else []


def _result(visit: Visit, hit: SearchHit) -> Result:
    item = visit.view[hit.key]
    kind = ItemKind(item["kind"])
    card = card_of(visit, item) if item["kind"] == "OFFICE" else None
    passage = tuple(_stretches(hit)) if hit.snippet not in _names(item) else ()
    guide = guide_of_topic(visit, item) if item["kind"] == "GUIDANCE" else None
    return Result(item, visit.link(item["path"]), str(LABELS[kind]), passage, card, guide)


def _names(item: Item) -> tuple[object, ...]:
    """What stands above the passage anyway."""
    return item["title"], item.get("question"), item.get("firstStep")


def _stretches(hit: SearchHit) -> Iterator[Stretch]:
    """The passage of a hit, cut where what was searched for begins and ends; none where nothing of it is marked."""
    position = 0
    for mark in hit.highlights:
        if position < mark.start:
            yield Stretch(hit.snippet[position : mark.start], is_match=False)
        yield Stretch(hit.snippet[mark.start : mark.end], is_match=True)
        position = mark.end
    if 0 < position < len(hit.snippet):
        yield Stretch(hit.snippet[position:], is_match=False)
