"""Guided questions: a citizen walks a script of the state, one question a page.

Nothing is kept: the answers stand in the address, and where somebody is follows from replaying them, so that Back, a
changed answer and a guide that has changed meanwhile all work alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from content_models.choices import Channel, NodeKind
from content_models.script_walk import Answer, Turn, Walk, walk
from content_models.shapes.blocks import ScriptNode
from content_models.shapes.documents import GuidanceItem, ScriptItem
from delivery.guides import GuideItem

from .blocks import presented_blocks
from .footnotes import Footnotes
from .offices import SHOWN_OF_A_KIND, Places, places_of_kind
from .visit import Visit

ANSWER, END = "r", "fin"
"""Parameters of the address: an answer, as `node.option`, in order; whether to end where the guide may go on."""

MAX_ANSWERS = 200
MOST_OFFICES = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One page that was passed: what it said, what was answered, and where to answer otherwise."""

    turn: Turn
    change_href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be given now, and what the address then holds for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class GuidePage:
    """Where somebody is in a guide.

    Attributes:
        start_href: its first page.
        given: the answers so far, as the address has them.
        back_href: the page before this one; empty: this is the first.
        about: how many pages there will be, about; None: this is the last.
        is_outcome: it ends here.
        can_end: it may end here, or go on.
        has_changed: an answer of the address does not hold any more, so that this is the last page that does.
    """

    guide: GuideItem
    node: ScriptNode
    start_href: str
    given: tuple[str, ...]
    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    back_href: str
    about: int | None
    is_outcome: bool
    can_end: bool
    has_changed: bool

    @property
    def number(self) -> int:
        """The number of this page, from 1."""
        return len(self.steps) + 1

    @property
    def said_before(self) -> tuple[Turn, ...]:
        """What was said on the way that is to be done or known, in order: all but the questions."""
        return tuple(step.turn for step in self.steps if step.turn.kind != NodeKind.QUESTION)

    @property
    def query(self) -> str:
        """What the address holds, with its question mark; empty: nothing is answered."""
        return _href("", self.given)

    @property
    def end_href(self) -> str:
        """Where it ends here."""
        return f"{self.start_href}?{urlencode([*((ANSWER, one) for one in self.given), (END, 1)])}"


def page_of(visit: Visit, guide: GuideItem, query: QueryDict) -> tuple[GuidePage, Walk]:
    """Return where the answers of an address lead, and the walk there."""
    found = walk(guide["nodes"], guide["start"], _answers(query.getlist(ANSWER)), channel=Channel.WEB)
    by_key = {node["key"]: node for node in guide["nodes"]}
    node = by_key[found.current or guide["start"]]
    given = tuple(f"{answer.node}.{answer.option}" for answer in found.path)
    start_href = visit.link(guide["path"])
    hrefs = [_href(start_href, given[:position]) for position in range(len(given))]
    choices = tuple(Choice(f"{node['key']}.{option['key']}", option["label"]) for option in node["options"])
    is_outcome = found.outcome is not None and (found.outcome.is_final or END in query)
    page = GuidePage(
        guide=guide,
        node=node,
        start_href=start_href,
        given=given,
        steps=tuple(Step(turn, href) for turn, href in zip(found.texts, hrefs, strict=False)),
        choices=choices,
        back_href=_back(start_href, given, hrefs, is_ended=is_outcome and bool(choices)),
        about=None if is_outcome else len(given) + round(expected_length(by_key, node["key"])),
        is_outcome=is_outcome,
        can_end=found.outcome is not None,
        has_changed=found.stop is not None,
    )
    return page, found


def _answers(given: Sequence[str]) -> Iterator[Answer]:
    for one in islice(given, MAX_ANSWERS):
        node, _, option = one.partition(".")
        yield Answer(node, option)


def _href(start_href: str, given: Iterable[str]) -> str:
    query = urlencode([(ANSWER, one) for one in given])
    return f"{start_href}?{query}" if query else start_href


def _back(start_href: str, given: Sequence[str], hrefs: Sequence[str], *, is_ended: bool) -> str:
    if is_ended:  # where it could have gone on
        return _href(start_href, given)
    return hrefs[-1] if hrefs else ""


def expected_length(by_key: Mapping[str, ScriptNode], start: str) -> float:
    """Return how many nodes a run meets from a node on, if each option is as likely as the others.

    Options that lead back or nowhere count as the end.
    """
    lengths: dict[str, float] = {}
    waiting = [start]
    entered: set[str] = set()
    while waiting:
        key = waiting[-1]
        targets = [option["to"] for option in by_key[key]["options"] if option["to"] in by_key]
        if key not in entered:
            entered.add(key)
            waiting += [target for target in targets if target not in entered]
            continue
        waiting.pop()
        further = [lengths.get(target, 0.0) for target in targets]
        lengths.setdefault(key, 1 + (sum(further) / len(further) if further else 0))
    return lengths[start]


def deadlines_met(visit: Visit, guide: GuideItem, found: Walk, notes: Footnotes) -> list[dict[str, Any]]:
    """Return the deadlines that apply where a walk has come to, as their template needs them."""
    topic = topic_of(visit, guide)
    if topic is None:
        return []
    of_topic = {id_: block for id_, block in visit.view.deadlines_of(guide).items() if id_ in found.deadlines}
    only = {**topic, "body": [of_topic[id_] for id_ in found.deadlines if id_ in of_topic]}
    return presented_blocks(visit, only, notes)  # type: ignore[arg-type]  # a copy of the item with fewer blocks


def topic_of(visit: Visit, guide: GuideItem | ScriptItem) -> GuidanceItem | None:
    """Return the page on the guide's situation; None: the state has none."""
    topic = visit.view.item(guide["topicKey"]) if guide["topicKey"] else None
    return topic if topic is not None and topic["kind"] == "GUIDANCE" else None


def places_now(visit: Visit, kind: str) -> Places:
    """Return who answers for a kind: those that are open now first, otherwise in the order that all readers get."""
    places = places_of_kind(visit, kind, limit=MOST_OFFICES)
    cards = sorted(places.cards, key=lambda card: {True: 0, None: 1, False: 2}[card.opening.is_open])
    return replace(places, cards=tuple(cards[:SHOWN_OF_A_KIND]), more=max(0, len(cards) - SHOWN_OF_A_KIND))


def guide_of_topic(visit: Visit, topic: GuidanceItem) -> GuideItem | None:
    """Return the first guide on the situation of a page; None: there is none."""
    return next((guide for guide in visit.view.guides() if guide["topicKey"] == topic["key"]), None)
