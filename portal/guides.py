"""Guided questions: a citizen walks a script of the state, one question a page.

Nothing is kept: the answers stand in the address, and where somebody is follows from replaying them, so that Back, a
changed answer and a guide that has changed meanwhile all work alike.
"""

from __future__ import annotations

from base64 import b32encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from content_models.choices import Channel, NodeKind, OrganizationKind
from content_models.script_walk import Answer, Turn, Walk, walk
from content_models.shapes.blocks import ScriptNode
from content_models.shapes.documents import GuidanceItem, ScriptItem
from delivery.guides import GuideItem

from .blocks import presented_blocks
from .footnotes import Footnotes
from .visit import Visit

ANSWER, END, FORMER, FROM = "r", "fin", "antes", "de"
"""Parameters of the address: an answer, as `node.option`, in order; whether to end where the guide may go on; an answer
given before going back, which is selected when its question is asked again; `FROM_TOPIC`, as where one came from."""

FROM_TOPIC = "tema"

MAX_ANSWERS = 200
CODE_LENGTH = 6


@dataclass(frozen=True, slots=True)
class Step:
    """One page that was passed: what it said, what was answered, and where to answer otherwise."""

    turn: Turn
    change_href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer that may be given now, what the address then holds for it, and whether it was given before."""

    value: str
    label: str
    is_former: bool


@dataclass(frozen=True, slots=True)
class GuidePage:
    """Where somebody is in a guide.

    Attributes:
        start_href: its first page.
        given: the answers so far, as the address has them.
        former: answers to other questions, given before going back.
        is_from_topic: one came from the page on the situation.
        back_href: the page before this one; empty: this is the first.
        most: how many pages there will be at most, which never grows on the way; None: this is the last.
        is_outcome: it ends here.
        can_end: it may end here, or go on.
        has_changed: an answer of the address does not hold any more, so that this is the last page that does.
    """

    guide: GuideItem
    node: ScriptNode
    start_href: str
    given: tuple[str, ...]
    former: tuple[str, ...]
    is_from_topic: bool
    steps: tuple[Step, ...]
    choices: tuple[Choice, ...]
    back_href: str
    most: int | None
    is_outcome: bool
    can_end: bool
    has_changed: bool

    @property
    def number(self) -> int:
        """The number of this page, from 1."""
        return len(self.steps) + 1

    @property
    def previous_turns(self) -> tuple[Turn, ...]:
        """What was said on the way that is to be done or known, in order: all but the questions."""
        return tuple(step.turn for step in self.steps if step.turn.kind != NodeKind.QUESTION)

    @property
    def query(self) -> str:
        """What the address holds, with its question mark; empty: nothing is answered."""
        return _query(self.given, self.former, is_from_topic=self.is_from_topic)

    @property
    def again_href(self) -> str:
        """The first page, with nothing answered."""
        return self.start_href + _query((), is_from_topic=self.is_from_topic)

    @property
    def end_href(self) -> str:
        """Where it ends here."""
        return self.start_href + _query(self.given, is_from_topic=self.is_from_topic, is_end=True)


def page_of(visit: Visit, guide: GuideItem, query: QueryDict) -> tuple[GuidePage, Walk]:
    """Return where the answers of an address lead, and the walk there."""
    codes = AnswerCodes(guide)
    found = walk(guide["nodes"], guide["start"], codes.answers(query.getlist(ANSWER)), channel=Channel.WEB)
    by_key = {node["key"]: node for node in guide["nodes"]}
    node = by_key[found.current or guide["start"]]
    given = tuple(map(codes.value, found.path))
    former = {one.node: codes.value(one) for one in codes.answers(query.getlist(FORMER)) if codes.has(one)}
    for answer in found.path:
        former.pop(answer.node, None)
    start_href, is_from_topic = visit.link(guide["path"]), query.get(FROM) == FROM_TOPIC

    def before(position: int) -> str:
        return start_href + _query(given[:position], (*given[position:], *former.values()), is_from_topic=is_from_topic)

    values = [(codes.value(Answer(node["key"], option["key"])), option["label"]) for option in node["options"]]
    is_outcome = found.outcome is not None and (found.outcome.is_final or END in query)
    may_go_on = is_outcome and bool(values)
    page = GuidePage(
        guide=guide,
        node=node,
        start_href=start_href,
        given=given,
        former=tuple(value for key, value in former.items() if key != node["key"]),
        is_from_topic=is_from_topic,
        steps=tuple(Step(turn, before(position)) for position, turn in enumerate(found.texts[:-1])),
        choices=tuple(Choice(value, label, value == former.get(node["key"])) for value, label in values),
        back_href=before(len(given) if may_go_on else len(given) - 1) if given or may_go_on else "",
        most=None if is_outcome else len(given) + longest_way(by_key, node["key"]),
        is_outcome=is_outcome,
        can_end=found.outcome is not None,
        has_changed=found.stop is not None,
    )
    return page, found


class AnswerCodes:
    """The answers of a guide as its addresses have them: `node.option`, of a sensitive guide a code without words.

    An address stands in the history of a telephone that others may look at. A code follows from both keys, which stay
    when the words or the order change; addresses with keys lead on as before.
    """

    def __init__(self, guide: GuideItem) -> None:
        self._all = {Answer(node["key"], option["key"]) for node in guide["nodes"] for option in node["options"]}
        codes = {answer: _code_of(answer) for answer in self._all} if guide.get("isSensitive") else {}
        counts = Counter(codes.values())
        self._codes = {answer: code for answer, code in codes.items() if counts[code] == 1}
        self._answers = {code: answer for answer, code in self._codes.items()}

    def has(self, answer: Answer) -> bool:
        """Whether the guide has an answer."""
        return answer in self._all

    def value(self, answer: Answer) -> str:
        """Return an answer as an address has it."""
        return self._codes.get(answer) or f"{answer.node}.{answer.option}"

    def answers(self, given: Sequence[str]) -> Iterator[Answer]:
        """Yield the answers of an address; what is made up is one that no guide has."""
        for one in islice(given, MAX_ANSWERS):
            node, _, option = one.partition(".")
            yield self._answers.get(one) or Answer(node, option)


def _code_of(answer: Answer) -> str:
    digest = sha256(f"{answer.node}.{answer.option}".encode()).digest()
    return b32encode(digest)[:CODE_LENGTH].decode().lower()


def _query(given: Iterable[str], former: Iterable[str] = (), *, is_from_topic: bool, is_end: bool = False) -> str:
    pairs = [*((ANSWER, one) for one in given), *((FORMER, one) for one in former)]
    pairs += [(FROM, FROM_TOPIC)] * is_from_topic + [(END, "1")] * is_end
    return f"?{urlencode(pairs)}" if pairs else ""


def longest_way(by_key: Mapping[str, ScriptNode], start: str) -> int:
    """Return how many nodes a run meets at most from a node on.

    Options that lead back or nowhere count as the end.
    """
    lengths: dict[str, int] = {}
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
        lengths.setdefault(key, 1 + max((lengths.get(target, 0) for target in targets), default=0))
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


def hands_over_to_emergency(node: ScriptNode) -> bool:
    """Whether the call center would put a call through to the emergency number here: whoever reads calls it."""
    return node["kind"] == NodeKind.HANDOFF and node["organizationKind"] == OrganizationKind.POLICE


def guides_of_topic(visit: Visit, topic: GuidanceItem) -> tuple[GuideItem, ...]:
    """Return the guides on the situation of a page, in the order of the state's scripts."""
    return tuple(guide for guide in visit.view.guides() if guide["topicKey"] == topic["key"])
