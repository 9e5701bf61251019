"""Walking a script: which node comes next, which words a channel gets, which deadlines apply. Pure.

A run is the list of answers given so far, as keys of nodes and options. Where it stands is computed by replaying it
over the script's nodes, so that a changed script never corrupts a run: what no longer holds is said, and what still
does is kept. `frontend/src/walker` is the same in TypeScript; both pass the vectors in that folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from .choices import Channel, NodeKind
from .script_graph import ENDS
from .shapes.blocks import Option, ScriptNode
from .shapes.parts import RichText

Words = TypeVar("Words")

CHANNELS_OF_WORDS: Mapping[str, tuple[str | None, ...]] = {
    Channel.PHONE: (Channel.PHONE, None),
    Channel.CHAT: (Channel.CHAT, Channel.WEB, None),
    Channel.APP: (Channel.APP, Channel.WEB),
    Channel.WEB: (Channel.WEB,),
}
"""Whose words a channel uses, best first; None is the node's own text, which is said aloud.

An operator may adapt in a chat what is meant to be said; a page or an app shows only what was written to be read.
"""


class StopReason(StrEnum):
    """Why a run holds only up to an answer."""

    START_MISSING = "START_MISSING"  # the script's first node does not exist
    ANOTHER_NODE = "ANOTHER_NODE"  # the answer is to a node at which the run is not
    UNKNOWN_OPTION = "UNKNOWN_OPTION"  # the node has no such option (any more)
    TARGET_MISSING = "TARGET_MISSING"  # the option leads to a node that does not exist
    CIRCLE = "CIRCLE"  # the option leads back to a node of the run
    ENDED = "ENDED"  # the run had ended: its node has no options


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a run: the keys of the node and of its option."""

    node: str
    option: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One node of the path, in the words of the channel.

    Attributes:
        text: None: the channel has no words for this node.
        answer: the words of the option that was taken; None at the current node, or without words for the channel.
    """

    node: str
    kind: str
    text: RichText | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ends: `kind` is ANSWER, REFERRAL or HANDOFF.

    Attributes:
        is_final: False: the run may end here, or go on by one of the node's options.
    """

    kind: str
    organization_kind: str | None
    is_final: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """Up to where a run holds: the position of the first answer that does not, and why. Those after it are ignored."""

    position: int
    reason: StopReason


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a run stands.

    Attributes:
        current: key of the node that is shown now; None: the script has no first node.
        path: the answers that hold.
        texts: the nodes of the path and the current one, in the channel's words.
        warnings: keys of the warnings among them, which must be read in full.
        deadlines: ids of the deadlines of these nodes in the topic's body, each once.
        outcome: None: the current node is a question, an information or a warning.
        stop: None: all answers hold.
    """

    current: str | None
    path: tuple[Answer, ...]
    texts: tuple[Turn, ...]
    warnings: tuple[str, ...]
    deadlines: tuple[str, ...]
    outcome: Outcome | None
    stop: Stop | None


def walk(nodes: Sequence[ScriptNode], start: str, answers: Iterable[Answer], *, channel: str) -> Walk:
    """Replay answers over a script.

    It takes at most as many answers as there are nodes, whatever is given; of nodes, options or wordings with one
    key the first counts.

    Args:
        nodes: of the effective script, or of a draft, which may be broken.
        start: key of the first node.
        channel: one of `Channel`.
    """
    by_key = {node["key"]: node for node in reversed(nodes)}
    node = by_key.get(start)
    if node is None:
        return Walk(None, (), (), (), (), None, Stop(0, StopReason.START_MISSING))
    met, taken = [node], list[tuple[Answer, Option]]()
    keys, stop = {start}, None
    for position, answer in enumerate(answers):
        option = option_of(node, answer.option)
        reason = _reason_against(answer, node, option, by_key, keys)
        if reason is not None or option is None:
            stop = Stop(position, reason or StopReason.UNKNOWN_OPTION)
            break
        taken.append((answer, option))
        node = by_key[option["to"]]
        met.append(node)
        keys.add(option["to"])
    chosen = [*(words_of_option(option, channel) for _, option in taken), None]
    return Walk(
        current=node["key"],
        path=tuple(answer for answer, _ in taken),
        texts=tuple(
            Turn(one["key"], one["kind"], words_of_node(one, channel), label)
            for one, label in zip(met, chosen, strict=True)
        ),
        warnings=tuple(one["key"] for one in met if one["kind"] == NodeKind.WARNING),
        deadlines=tuple(dict.fromkeys(deadline for one in met for deadline in one["deadlines"])),
        outcome=outcome_at(node),
        stop=stop,
    )


def _reason_against(
    answer: Answer, node: ScriptNode, option: Option | None, by_key: Mapping[str, ScriptNode], met: set[str]
) -> StopReason | None:
    if answer.node != node["key"]:
        return StopReason.ANOTHER_NODE if node["options"] else StopReason.ENDED
    if option is None:
        return StopReason.UNKNOWN_OPTION if node["options"] else StopReason.ENDED
    if option["to"] not in by_key:
        return StopReason.TARGET_MISSING
    return StopReason.CIRCLE if option["to"] in met else None


def option_of(node: ScriptNode, key: str) -> Option | None:
    """Return the node's option with this key; None: it has none."""
    return next((option for option in node["options"] if option["key"] == key), None)


def words_of_node(node: ScriptNode, channel: str) -> RichText | None:
    """Return what is said or shown at a node on a channel; None: the channel has no words for it."""
    words = {wording["channel"]: wording["text"] for wording in reversed(node["wordings"])}
    return _first_of(channel, words, node["text"])


def words_of_option(option: Option, channel: str) -> str | None:
    """Return how a channel words an answer; None: it has no words for it."""
    words = {wording["channel"]: wording["label"] for wording in reversed(option["wordings"])}
    return _first_of(channel, words, option["label"])


def _first_of(channel: str, words: Mapping[str, Words], said: Words) -> Words | None:
    of_channels = (said if one is None else words.get(one) for one in CHANNELS_OF_WORDS[channel])
    return next((found for found in of_channels if found is not None), None)


def outcome_at(node: ScriptNode) -> Outcome | None:
    """Return how a run ends at a node; None: it cannot end there."""
    if node["kind"] not in ENDS:
        return None
    return Outcome(node["kind"], node["organizationKind"], is_final=not node["options"])
