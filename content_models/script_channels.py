"""Where a script has words: a channel offers it only if each node and answer within reach is worded for it. Pure.

The telephone and the chat always have words, as they may use what is said aloud; a page or an app shows what was
written to be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from .choices import Channel, NodeKind
from .preamble import said_parts
from .script_graph import ENDS, GraphNode, Problem, ProblemCode, graph_of, problems_in, reachable_from
from .script_walk import CHANNELS_OF_WORDS
from .shapes.documents import ScriptDocument
from .walk_checks import coverage_of

_TELEPHONE = re.compile(r"\{(help_line|emergency)\}|(?<!\d)(?:[09]\d\d|\d(?:[ .-]?\d){9})(?!\d)")
"""A placeholder of one, a number of three digits such as 911 and 089, or one of ten."""


def problems_of(
    nodes: Sequence[GraphNode], start: str, channels: Collection[str], *, has_preamble: bool
) -> list[Problem]:
    """Return why a script cannot be published: what is wrong with its graph, then the words its channels lack.

    Args:
        has_preamble: whether something is said before the first node, as the telephone needs; nothing else provides it.
    """
    is_silent = Channel.PHONE in channels and not has_preamble
    return [
        *problems_in(nodes, start),
        *([Problem(ProblemCode.PREAMBLE_MISSING, "", None)] if is_silent else []),
        *(problem for one in channels for problem in words_missing(nodes, start, one)),
    ]


def problems_of_script(script: ScriptDocument) -> list[Problem]:
    """Return why a script's document cannot be published."""
    graph, has_preamble = graph_of(script["nodes"]), bool(said_parts(script["preamble"]))
    return problems_of(graph, script["start"], script["channels"], has_preamble=has_preamble)


def problems_beyond(library: ScriptDocument, script: ScriptDocument) -> list[Problem]:
    """Return the problems of a script's document that the library's own document of it does not have, each once."""
    of_library = {problem.about for problem in problems_of_script(library)}
    found = {problem.about: problem for problem in problems_of_script(script)}
    return in_adaptation([problem for about, problem in found.items() if about not in of_library], library)


def in_adaptation(problems: Iterable[Problem], library: ScriptDocument) -> list[Problem]:
    """Return the same problems as a state's people meet and cure them, who adapt the library's script.

    What leads to a node of the library that is not in the script leads to one that its state has hidden.
    """
    keys = {node["key"] for node in library["nodes"]}
    return [
        replace(
            problem,
            code=ProblemCode.TARGET_HIDDEN
            if problem.code is ProblemCode.TARGET_MISSING and problem.detail in keys
            else problem.code,
            is_national=problem.node in keys,
        )
        for problem in problems
    ]


def warnings_of(nodes: Sequence[GraphNode], start: str, channels: Collection[str]) -> list[Problem]:
    """Return what a script can be published with, and should be looked at before.

    At a hand-over on the website nobody takes over: who reads there has to call.
    """
    if Channel.WEB not in channels:
        return []
    reachable = reachable_from({node.key: node for node in reversed(nodes)}, start)
    return [
        Problem(ProblemCode.HANDOFF_WITHOUT_PHONE, node.key, position, node_name=node.name(position))
        for position, node in enumerate(nodes)
        if node.kind == NodeKind.HANDOFF and node.key in reachable
        if node.web_words and not _TELEPHONE.search(node.web_words)
    ]


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is known of a script besides its graph.

    Attributes:
        walked: keys of the nodes that test walks come to, as far as they hold.
        cites_law: whether it, or one of its nodes, does.
        is_reviewed: whether a legal review is noted.
    """

    has_topic: bool
    has_examples: bool
    walked: Collection[str]
    cites_law: bool
    is_reviewed: bool


def warnings_before_publishing(
    nodes: Sequence[GraphNode], start: str, channels: Collection[str], completeness: Completeness
) -> list[Problem]:
    """Return what is said before a script is published, which refuses nothing: to its author and to the publisher."""
    ends = [node.key for node in nodes if node.kind in ENDS and not node.options]
    untried = len(set(ends) - set(completeness.walked))
    return [
        *warnings_of(nodes, start, channels),
        *([] if completeness.has_topic else [Problem(ProblemCode.TOPIC_MISSING, "", None)]),
        *([] if completeness.has_examples else [Problem(ProblemCode.EXAMPLES_MISSING, "", None)]),
        *([Problem(ProblemCode.ENDS_UNTRIED, "", None, count=untried, ends=len(ends))] if untried else []),
        *([] if completeness.cites_law else [Problem(ProblemCode.LAW_MISSING, "", None)]),
        *([] if completeness.is_reviewed else [Problem(ProblemCode.REVIEW_MISSING, "", None)]),
    ]


def warnings_before_publishing_script(script: ScriptDocument) -> list[Problem]:
    """Return the same of a script's document."""
    summary = script.get("examplesSummary")
    completeness = Completeness(
        has_topic=bool(script["topicKey"]),
        has_examples=any(one.strip() for one in script["openingPhrases"]) or bool(summary and summary["phrases"]),
        walked=coverage_of(script, script.get("walks", ())).nodes,
        cites_law=bool(script["legalReferences"] or any(node["legalReferences"] for node in script["nodes"])),
        is_reviewed=bool(script["reviewedOn"]),
    )
    return warnings_before_publishing(graph_of(script["nodes"]), script["start"], script["channels"], completeness)


def warnings_of_script(script: ScriptDocument) -> list[Problem]:
    """Return what is to be looked at in the nodes of a script's document."""
    return warnings_of(graph_of(script["nodes"]), script["start"], script["channels"])


def words_missing(nodes: Sequence[GraphNode], start: str, channel: str) -> Iterator[Problem]:
    """Yield, in the order of the nodes, those within reach that have no words for a channel, or an answer without any.

    Args:
        channel: one of `Channel`.
    """
    usable = CHANNELS_OF_WORDS[channel]
    if None in usable:
        return
    name = str(Channel(channel).label)
    reachable = reachable_from({node.key: node for node in reversed(nodes)}, start)
    for position, node in enumerate(nodes):
        if node.key not in reachable:
            continue
        if node.channels.isdisjoint(usable):
            yield Problem(ProblemCode.WORDS_MISSING, node.key, position, name, node.name(position))
        for number, option in enumerate(node.options, 1):
            if option.channels.isdisjoint(usable):
                words = gettext("answer %(number)d") % {"number": number} if option.words == "" else option.words
                detail, said = (f"{one} · {name}" for one in (option.key, words or option.key))
                yield Problem(ProblemCode.ANSWER_WORDS_MISSING, node.key, position, detail, node.name(position), said)
