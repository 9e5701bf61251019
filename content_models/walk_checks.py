"""Test walks: ways through a script that must stay open, replayed before it is published. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .choices import Channel
from .script_graph import graph_of, reachable_from
from .script_walk import Answer, StopReason, Walk, walk
from .shapes.blocks import ScriptNode, ScriptWalk
from .shapes.documents import ScriptFields

_SENTENCES = {
    StopReason.START_MISSING: _("the script has no first node"),
    StopReason.ANOTHER_NODE: _("it comes to “%(node)s” instead of “%(expected)s”"),
    StopReason.UNKNOWN_OPTION: _("“%(node)s” has no answer “%(option)s” any more"),
    StopReason.TARGET_MISSING: _("the answer “%(option)s” of “%(node)s” leads to no node"),
    StopReason.CIRCLE: _("the answer “%(option)s” of “%(node)s” leads back in a circle"),
    StopReason.ENDED: _("the conversation ends at “%(node)s” already"),
}
_ANSWER_GONE = _("“%(node)s” no longer has the answer that was given there")
_NODE_GONE = _("a node that is not there any more")
_ENDS_ELSEWHERE = _("it ends at “%(node)s” instead of “%(expected)s”")
_DOES_NOT_END = _("it can no longer end at “%(node)s”")


@dataclass(frozen=True, slots=True)
class BrokenWalk:
    """A test walk that a script no longer lets through.

    Attributes:
        node: key of the node at which it breaks; empty: the script has no first node.
        message: why, as a part of a sentence in the active language.
    """

    name: str
    node: str
    message: str

    @property
    def sentence(self) -> str:
        """The walk and why it breaks, in the active language."""
        return gettext("“%(walk)s”: %(why)s.") % {"walk": self.name, "why": self.message}

    @property
    def warning(self) -> str:
        """The same, where nothing else says that it is about a test walk."""
        return gettext("Test walk “%(walk)s”: %(why)s.") % {"walk": self.name, "why": self.message}


def answers_in(text: str) -> list[tuple[str, str]]:
    """Return the answers of a stored walk, as keys of node and option; what is no answer is left out."""
    pairs = (answer.partition(".") for answer in text.split())
    return [(node, option) for node, _dot, option in pairs if node and option]


def replayed(script: ScriptFields, recorded: ScriptWalk) -> Walk:
    """Replay a test walk over a script. The channel makes no difference to the way."""
    answers = [Answer(answer["node"], answer["option"]) for answer in recorded["answers"]]
    return walk(script["nodes"], script["start"], answers, channel=Channel.PHONE)


def broken_walks(
    script: ScriptFields, walks: Iterable[ScriptWalk], earlier: Iterable[ScriptFields] = ()
) -> list[BrokenWalk]:
    """Return those of some walks that do not hold in a script, or end elsewhere than they did when recorded.

    Args:
        earlier: what the script was before, the latest last: what is not there any more is named by its words there.
    """
    names: dict[str, str] = {}
    answers: dict[tuple[str, str], str] = {}
    for one in (*earlier, script):
        nodes = one["nodes"]
        names |= {node.key: node.name(position) for position, node in enumerate(graph_of(nodes))}
        answers |= {(node["key"], option["key"]): option["label"] for node in nodes for option in node["options"]}
    checked = ((recorded, replayed(script, recorded)) for recorded in walks)
    return [
        BrokenWalk(recorded["name"], found.current or "", message)
        for recorded, found in checked
        if (message := _why_broken(recorded, found, names, answers))
    ]


def _why_broken(
    recorded: ScriptWalk, found: Walk, names: Mapping[str, str], labels: Mapping[tuple[str, str], str]
) -> str:
    def name_of(key: str) -> str:
        return names.get(key) or str(_NODE_GONE)

    node = names.get(found.current or "")
    if found.stop is not None:
        answers = recorded["answers"]
        answer = answers[found.stop.position] if answers else {"node": "", "option": ""}
        option = labels.get((answer["node"], answer["option"]), "")
        is_unnamed = found.stop.reason is StopReason.UNKNOWN_OPTION and not option
        sentence = _ANSWER_GONE if is_unnamed else _SENTENCES[found.stop.reason]
        return str(sentence) % {"node": node, "expected": name_of(answer["node"]), "option": option}
    if found.current != recorded["end"]:
        return str(_ENDS_ELSEWHERE) % {"node": node, "expected": name_of(recorded["end"])}
    return "" if found.outcome is not None else str(_DOES_NOT_END) % {"node": node}


def walks_of_state(national: Sequence[ScriptWalk], own: Sequence[ScriptWalk]) -> list[ScriptWalk]:
    """Return the walks that must hold in a state: its own, and the national ones that none of its own is named like."""
    replaced = {recorded["name"] for recorded in own}
    return [*(recorded for recorded in national if recorded["name"] not in replaced), *own]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which parts of a script some walks come through.

    Attributes:
        nodes: keys of the nodes.
        options: keys of the options, each with its node's.
        missed: keys of the nodes that can be reached, and are on no walk, in the script's order.
    """

    nodes: frozenset[str]
    options: frozenset[tuple[str, str]]
    missed: tuple[str, ...]


def coverage_of(script: ScriptFields, walks: Iterable[ScriptWalk]) -> Coverage:
    """Return which nodes and options the walks come through, as far as they hold."""
    found = [replayed(script, recorded) for recorded in walks]
    nodes = frozenset(turn.node for one in found for turn in one.texts)
    options = frozenset((answer.node, answer.option) for one in found for answer in one.path)
    reachable = _reachable(script["nodes"], script["start"])
    missed = tuple(dict.fromkeys(node["key"] for node in script["nodes"] if node["key"] in reachable - nodes))
    return Coverage(nodes, options, missed)


def _reachable(nodes: Sequence[ScriptNode], start: str) -> set[str]:
    return reachable_from({node.key: node for node in reversed(graph_of(nodes))}, start)
