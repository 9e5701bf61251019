"""Looking for something in a state's pages, in one's own words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from django.utils.translation import gettext_lazy as _

from api.limits import MAX_SEARCH_LENGTH
from content_models.kinds import ItemKind
from content_models.shapes.documents import Item
from delivery.danger import part_tells_of_danger
from delivery.guides import GuideItem
from delivery.search import SearchHit, SearchResult
from delivery.search.everyday import tells_of_suicide, tells_of_violence
from delivery.search.words import folded_words
from delivery.suggestions import record_search

from .guides import guides_of_topic
from .offices import Card, card_of
from .pages import FOR_CITIZENS
from .towns import Town, town_and_kind, town_called, town_of_matter, towns_of_kinds
from .visit import Visit

SITUATIONS = 3
"""So many situations are offered to choose from, where it is unsure which one is meant."""
LEAST_LIKELY = 0.1
"""A situation is offered if it is at least so likely beside the likeliest one."""
SHOWN = 20
"""So many results stand on the page, the best first: who has to look further says it better in other words."""

LIKELY_ENOUGH, LEAST_SHOWN = 0.95, 3
"""Results are shown until it is so likely that the right one is among them, and so many at least; others are folded."""
UNLIKELY = 0.01
"""What is less likely is folded anyway."""
LIKELY_IN_CRISIS = 0.5
"""To whoever tells of wanting to die nothing is shown unfolded that is less likely: no page is on that."""

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
        guides: the guided questions on the situation of a page, but those that stand above it themselves.
    """

    item: Item | GuideItem
    href: str
    label: str
    passage: tuple[Stretch, ...] = ()
    card: Card | None = None
    guides: tuple[GuideItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody looked for, and what there is.

    Args:
        query: as it was typed, without surrounding spaces; empty: nothing yet.
        situations: two or three to choose from, where it is unsure which one is meant.
        results: the others that are likely, the best first.
        others: those that are not, which are folded; at most `SHOWN` in all.
        count: how many there are in all.
        spelled: the words that were looked for, if they are others than those typed.
        is_too_long: whether the query was not looked for, since it has more than `MAX_SEARCH_LENGTH` characters.
        is_danger: whether it sounds as if somebody were in danger now, likely enough that the emergency number is
            a large button above all else, otherwise a line.
        is_suicide: whether it tells of wanting to die, which no page is on; it is danger, too.
        town: the town that was named, alone or with a kind of office, with the offices near it; they stand before
            the results.
        nearest: the same of a town that was named with what happened, of each kind of office that the page on it sends
            to, and in danger of a kind that was named; they stand behind the likely results, in danger for when
            somebody is safe.
    """

    query: str
    situations: tuple[Result, ...] = ()
    results: tuple[Result, ...] = ()
    others: tuple[Result, ...] = ()
    count: int = 0
    spelled: str | None = None
    is_too_long: bool = False
    is_danger: bool = False
    is_suicide: bool = False
    town: Town | None = None
    nearest: tuple[Town, ...] = ()

    @property
    def shown(self) -> int:
        """How many are on the page, but for what is folded."""
        return len(self.situations) + len(self.results)


def search_for(visit: Visit, typed: str) -> Search:
    """Return what a state has for what was typed: its pages, and the scripts that citizens walk by themselves."""
    query = " ".join(typed.replace("\x00", " ").split())
    if not query:
        return Search("")
    words = folded_words(query)
    is_suicide = tells_of_suicide(words)
    if len(query) > MAX_SEARCH_LENGTH:
        is_danger = tells_of_violence(words) or part_tells_of_danger(visit.view, query, visit.now)
        return Search(query, is_too_long=True, is_danger=is_danger, is_suicide=is_suicide)
    found = visit.view.search(query, kinds=sorted(FOR_CITIZENS), now=visit.now)
    if not visit.is_preview:
        record_search(visit.view, query, found)
    is_danger = found.is_likely_danger or part_tells_of_danger(visit.view, query, visit.now)
    if town := town_called(visit, query):  # what else is found for a name alone is there by chance
        return Search(query, town=town, is_danger=is_danger)
    near = town_and_kind(visit, query)
    named = None if near else town_of_matter(visit, query)
    nearest: tuple[Town, ...] = ()
    if named is not None:  # whatever is called after the town would be found before what happened there
        of_matter = visit.view.search(named.matter, kinds=sorted(FOR_CITIZENS), now=visit.now)
        nearest = towns_of_kinds(visit, named, _kinds_sent_to(visit, of_matter))
    asked_for = query
    if named is not None and nearest and (of_matter.is_danger or not found.is_danger):
        asked_for, found = named.matter, of_matter
    of_all_kinds = visit.view.search(asked_for, now=visit.now)
    if not of_all_kinds.confidence and not found.is_danger:  # "hola": the page offers where to look instead
        return Search(query, spelled=found.did_you_mean, town=near)
    is_danger = is_danger or found.is_likely_danger
    if near and is_danger:
        nearest, near = (near,), None
    hits = [hit for hit in found.hits if visit.view.is_public(visit.view[hit.key])]
    is_danger = is_danger or is_suicide
    offered = _situations(hits, is_danger=found.is_danger) if found.is_ambiguous and not is_suicide else []
    pages = [*offered, *(hit for hit in hits if hit not in offered)]
    listed = _with_guides(visit, pages, of_all_kinds, first=SITUATIONS if found.is_danger else 0)
    asked = 1 + listed.index(offered[-1]) if offered else 0
    results = _results(visit, listed[: max(asked, SHOWN)])
    likely = max(asked, _count_of_likely(listed))
    if is_suicide:
        likely = 1 if listed and isinstance(listed[0], SearchHit) and listed[0].probability >= LIKELY_IN_CRISIS else 0
        nearest = ()
    return Search(
        query,
        situations=tuple(results[:asked]),
        results=tuple(results[asked:likely]),
        others=tuple(results[likely:]),
        count=len(listed),
        spelled=found.did_you_mean,
        is_danger=is_danger,
        is_suicide=is_suicide,
        town=near,
        nearest=nearest,
    )


def _kinds_sent_to(visit: Visit, found: SearchResult) -> list[str]:
    """Return the kinds of office that the likeliest page on what happened sends to; none where nothing is likely."""
    pages = [hit for hit in found.hits if hit.kind == ItemKind.GUIDANCE and hit.probability]
    page = visit.view[max(pages, key=lambda hit: hit.probability).key] if pages else None
    return page["officeKinds"] if page is not None and page["kind"] == "GUIDANCE" else []


def _count_of_likely(listed: Sequence[SearchHit | GuideItem]) -> int:
    """Return how many of the first results are likely enough to be shown unfolded, a guide by its place."""
    together = 0.0
    for place, one in enumerate(listed):
        probability = one.probability if isinstance(one, SearchHit) else UNLIKELY
        if place >= LEAST_SHOWN and (together >= LIKELY_ENOUGH or probability < UNLIKELY):
            return place
        together += probability if isinstance(one, SearchHit) else 0.0
    return len(listed)


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


def _with_guides(
    visit: Visit, pages: Sequence[SearchHit], of_all_kinds: SearchResult, *, first: int
) -> list[SearchHit | GuideItem]:
    """Return pages with the guides that fit, each before the first page that fits less.

    Which page fits best, and whether it is sure, is decided among the pages alone: a page and the guide on its
    situation would be half as likely each. A guide is left out below the page on its situation, which leads to it.

    Args:
        of_all_kinds: what was found among pages and scripts.
        first: no guide stands before this place, counted from 0.
    """
    ranks = {hit.key: rank for rank, hit in enumerate(of_all_kinds.hits)}
    topics = {page.key: place for place, page in enumerate(pages)}
    fitting = [(ranks[guide["key"]], guide) for guide in visit.view.guides() if guide["key"] in ranks]
    listed: list[SearchHit | GuideItem] = [*pages]
    for rank, guide in sorted(fitting, key=itemgetter(0), reverse=True):
        worse = (place for place, page in enumerate(pages) if place >= first and ranks.get(page.key, rank) > rank)
        place = next(worse, len(pages))
        if place < SHOWN and topics.get(guide["topicKey"] or "", place) >= place:
            listed.insert(listed.index(pages[place]) if place < len(pages) else len(listed), guide)
    return listed


def _results(visit: Visit, listed: Sequence[SearchHit | GuideItem]) -> list[Result]:
    """Return what is shown of each; a page does not lead to a guide that stands in the list itself."""
    guides = [one for one in listed if not isinstance(one, SearchHit)]
    label = str(_("Guided questions"))
    return [
        _result(visit, one, without=guides)
        if isinstance(one, SearchHit)
        else Result(one, visit.link(one["path"]), label)
        for one in listed
    ]


def _result(visit: Visit, hit: SearchHit, *, without: Sequence[GuideItem]) -> Result:
    item = visit.view[hit.key]
    card = card_of(visit, item) if item["kind"] == "OFFICE" else None
    passage = tuple(_stretches(hit)) if hit.snippet not in _names(item) else ()
    guides = guides_of_topic(visit, item) if item["kind"] == "GUIDANCE" else ()
    guides = tuple(guide for guide in guides if guide not in without)
    return Result(item, visit.link(item["path"]), str(LABELS[ItemKind(item["kind"])]), passage, card, guides)


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
