"""The rules a script's graph of nodes must obey. Pure: independent of pages and blocks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from .choices import Channel, NodeKind
from .rich_text import Ast, to_plain_text
from .shapes.blocks import OptionWording, ScriptNode, Wording

ENDS = frozenset({NodeKind.ANSWER, NodeKind.REFERRAL, NodeKind.HANDOFF})
"""Kinds of node a conversation may end with. An answer or referral may also lead on."""


class ProblemCode(StrEnum):
    """What can be wrong with a script."""

    START_MISSING = "START_MISSING"
    DUPLICATE_KEY = "DUPLICATE_KEY"
    DUPLICATE_OPTION = "DUPLICATE_OPTION"
    TARGET_MISSING = "TARGET_MISSING"
    TARGET_HIDDEN = "TARGET_HIDDEN"
    UNREACHABLE = "UNREACHABLE"
    CYCLE = "CYCLE"
    QUESTION_WITHOUT_OPTIONS = "QUESTION_WITHOUT_OPTIONS"
    DEAD_END = "DEAD_END"
    HANDOFF_CONTINUES = "HANDOFF_CONTINUES"
    REFERRAL_WITHOUT_ORGANIZATION = "REFERRAL_WITHOUT_ORGANIZATION"
    WORDS_MISSING = "WORDS_MISSING"
    ANSWER_WORDS_MISSING = "ANSWER_WORDS_MISSING"
    NODE_WITHOUT_WORDS = "NODE_WITHOUT_WORDS"
    OPTION_WITHOUT_WORDS = "OPTION_WITHOUT_WORDS"
    OPTION_WITHOUT_TARGET = "OPTION_WITHOUT_TARGET"
    PREAMBLE_MISSING = "PREAMBLE_MISSING"
    HANDOFF_WITHOUT_PHONE = "HANDOFF_WITHOUT_PHONE"
    EXAMPLES_MISSING = "EXAMPLES_MISSING"
    TOPIC_MISSING = "TOPIC_MISSING"
    DEADLINE_MISSING = "DEADLINE_MISSING"
    ENDS_UNTRIED = "ENDS_UNTRIED"
    LAW_MISSING = "LAW_MISSING"
    REVIEW_MISSING = "REVIEW_MISSING"


_MESSAGES = {
    ProblemCode.START_MISSING: _("The conversation begins with “%(node)s”, but there is no such node."),
    ProblemCode.DUPLICATE_KEY: _("Several nodes have the key “%(node)s”. Give each its own."),
    ProblemCode.DUPLICATE_OPTION: _("Several options of “%(node)s” have the key “%(detail)s”. Give each its own."),
    ProblemCode.TARGET_MISSING: _("An answer to “%(node)s” leads to a node that does not exist. Choose another one."),
    ProblemCode.TARGET_HIDDEN: _(
        "An answer to “%(node)s” leads to a node that the state has hidden. Show that node again, or choose another "
        "one."
    ),
    ProblemCode.UNREACHABLE: _("Nothing leads to “%(node)s”. Add an option that does, or remove the node."),
    ProblemCode.CYCLE: _("The conversation goes round in a circle: %(detail)s. Let one of them lead elsewhere."),
    ProblemCode.QUESTION_WITHOUT_OPTIONS: _("The question “%(node)s” has no options. Add the possible answers."),
    ProblemCode.DEAD_END: _(
        "The conversation stops at “%(node)s”. It may end only in an answer, a referral or a hand-over: add an option, "
        "or change its kind."
    ),
    ProblemCode.HANDOFF_CONTINUES: _("“%(node)s” hands the person over, so nothing can follow. Remove its options."),
    ProblemCode.REFERRAL_WITHOUT_ORGANIZATION: _(
        "“%(node)s” refers the person, but does not say to which kind of organization: choose it under “Referred to”."
    ),
    ProblemCode.WORDS_MISSING: _(
        "“%(node)s” has no words for a channel of the script: %(detail)s. Write them, or take the channel away."
    ),
    ProblemCode.ANSWER_WORDS_MISSING: _(
        "An answer of “%(node)s” has no words for a channel of the script: %(detail)s. Write them, or take the channel "
        "away."
    ),
    ProblemCode.NODE_WITHOUT_WORDS: _("Node “%(node)s” has no words yet. Write what is said there, or remove it."),
    ProblemCode.OPTION_WITHOUT_WORDS: _("An answer to “%(node)s” has no words yet. Write it, or remove it."),
    ProblemCode.OPTION_WITHOUT_TARGET: _(
        "“%(detail)s”, an answer to “%(node)s”, leads nowhere yet. Choose the node that follows."
    ),
    ProblemCode.PREAMBLE_MISSING: _(
        "On the telephone, nothing is said before the first question. Write the introduction of the call, below the "
        "nodes: whether the person is safe, their language, privacy, what the service cannot do."
    ),
    ProblemCode.HANDOFF_WITHOUT_PHONE: _(
        "“%(node)s” hands the person over, but its words for the website have no telephone: who reads there cannot "
        "call. Write which number to call, such as the help line."
    ),
    ProblemCode.EXAMPLES_MISSING: _(
        "Nothing says how people ask for this script, so search and desk hardly find it. Write a phrase under "
        "“Opening phrases”, or some under “How people say it”, below the nodes."
    ),
    ProblemCode.TOPIC_MISSING: _(
        "The script has no topic: the operator has no page to send, and search learns from none how people ask. "
        "Choose one under “Topic”, above the nodes."
    ),
    ProblemCode.DEADLINE_MISSING: _(
        "No deadline is chosen yet in “%(node)s”, under “Deadlines, other channels, sources”. Choose one, or remove it."
    ),
    ProblemCode.ENDS_UNTRIED: ngettext_lazy(
        "No test walk comes to one of the %(ends)d ends.",
        "No test walk comes to %(count)d of the %(ends)d ends.",
        "count",
    ),
    ProblemCode.LAW_MISSING: _("It cites no law."),
    ProblemCode.REVIEW_MISSING: _("No legal review is noted: neither when, nor by whom."),
}
_IN_ADAPTATION = {
    ProblemCode.UNREACHABLE: _("Nothing leads to “%(node)s”. Add an option that does, or hide the node."),
    ProblemCode.WORDS_MISSING: _("“%(node)s” has no words for a channel of the script: %(detail)s. Write them."),
    ProblemCode.ANSWER_WORDS_MISSING: _(
        "An answer of “%(node)s” has no words for a channel of the script: %(detail)s. Write them."
    ),
}
"""Where a state that adapts the script cures it otherwise than the script's own form."""
_OF_STATE = {
    ProblemCode.UNREACHABLE: _("Nothing leads to “%(node)s”. Add an option that does, or undo the node."),
}
"""The same at a node that the state has added."""
_BEHIND = {
    None: ngettext_lazy(
        "Nothing leads to “%(node)s”, and so not to the one behind it. Add an option that does, or remove the node.",
        "Nothing leads to “%(node)s”, and so not to the %(count)d behind it. Add an option that does, or remove the "
        "node.",
        "count",
    ),
    True: ngettext_lazy(
        "Nothing leads to “%(node)s”, and so not to the one behind it. Add an option that does, or hide both.",
        "Nothing leads to “%(node)s”, and so not to the %(count)d behind it. Add an option that does, or hide them "
        "all.",
        "count",
    ),
    False: ngettext_lazy(
        "Nothing leads to “%(node)s”, and so not to the one behind it. Add an option that does, or undo the node.",
        "Nothing leads to “%(node)s”, and so not to the %(count)d behind it. Add an option that does, or undo the "
        "node.",
        "count",
    ),
}
_FIELDS = {
    ProblemCode.PREAMBLE_MISSING: "preamble",
    ProblemCode.EXAMPLES_MISSING: "examples",
    ProblemCode.TOPIC_MISSING: "topic",
    ProblemCode.ENDS_UNTRIED: "walks",
    ProblemCode.LAW_MISSING: "legal_references",
    ProblemCode.REVIEW_MISSING: "reviewed_on",
}
"""Where what stands outside the nodes is mended, unless it is where they begin."""

LONGEST_NAME = 60
"""How many characters of a node's words stand for it in a sentence."""


@dataclass(frozen=True, slots=True)
class GraphOption:
    """An answer and the key of the node it leads to.

    Attributes:
        channels: those with words of their own for it.
        words: what is answered; None: not asked about.
    """

    key: str
    to: str
    channels: frozenset[str] = frozenset()
    words: str | None = None


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A node as the rules need it.

    Attributes:
        channels: those with words of their own for it.
        words: what is said there; None: not asked about.
        web_words: what is read there on the website; empty where nothing is.
    """

    key: str
    kind: str
    options: tuple[GraphOption, ...] = field(default=())
    organization_kind: str | None = None
    channels: frozenset[str] = frozenset()
    words: str | None = None
    web_words: str = ""

    def name(self, position: int) -> str:
        """What the node is called in sentences."""
        return name_of_node(position + 1, self.key if self.words is None else self.words)


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule, at one node.

    Attributes:
        node: key of the node; for `START_MISSING` the key that does not exist.
        position: place of the node in the list; None for what stands outside the nodes.
        detail: the other key, or the circle.
        node_name, detail_name: what the sentence calls them; empty: as above.
        behind: how many other nodes are out of reach only because this one is.
        is_national: where a state adapts the script, whether the node is the library's; None elsewhere.
        count, ends: of `ENDS_UNTRIED`, how many, and of how many ends.
    """

    code: ProblemCode
    node: str
    position: int | None
    detail: str = ""
    node_name: str = field(default="", compare=False)
    detail_name: str = field(default="", compare=False)
    behind: int = field(default=0, compare=False)
    is_national: bool | None = field(default=None, compare=False)
    count: int = field(default=0, compare=False)
    ends: int = field(default=0, compare=False)

    @property
    def about(self) -> tuple[ProblemCode, str, str]:
        """Its identity among other problems, wherever its node is."""
        return self.code, self.node, self.detail

    @property
    def field(self) -> str:
        """The field of the script that is to be mended."""
        if self.position is not None:
            return "nodes"
        return _FIELDS.get(self.code, "start")

    @property
    def message(self) -> str:
        """A sentence for the editor that names the node."""
        names: dict[str, str | int] = {"node": self.node_name or self.node, "detail": self.detail_name or self.detail}
        names |= {"count": self.count, "ends": self.ends}
        if self.behind:
            return str(_BEHIND[self.is_national] % {**names, "count": self.behind})
        tables = {None: (_MESSAGES,), True: (_IN_ADAPTATION, _MESSAGES), False: (_OF_STATE, _IN_ADAPTATION, _MESSAGES)}
        return str(next(table[self.code] for table in tables[self.is_national] if self.code in table) % names)


def problems_in(nodes: Sequence[GraphNode], start: str) -> list[Problem]:
    """Return all problems of a script, in the order of its nodes; none means that it can be published.

    Every path then ends: targets exist, there is no circle, and only answers, referrals and hand-overs may stop.
    """
    by_key = {node.key: node for node in reversed(nodes)}
    positions = {node.key: position for position, node in reversed(list(enumerate(nodes)))}
    found = [] if start in by_key else [Problem(ProblemCode.START_MISSING, start, None)]
    repeated = {key for key, count in Counter(node.key for node in nodes).items() if count > 1}
    behind = _out_of_reach(nodes, start) if start in by_key else {}
    for position, node in enumerate(nodes):
        if node.key in repeated and positions[node.key] != position:
            found.append(Problem(ProblemCode.DUPLICATE_KEY, node.key, position))
        found.extend(_unwritten(node, position))
        found.extend(_problems_of(node, position, by_key))
        if node.key in behind and positions[node.key] == position:
            found.append(Problem(ProblemCode.UNREACHABLE, node.key, position, behind=behind[node.key]))
    found.extend(_circles(nodes, by_key, positions))
    return [_named(problem, nodes) for problem in found]


def _named(problem: Problem, nodes: Sequence[GraphNode]) -> Problem:
    position = problem.position
    return problem if position is None else replace(problem, node_name=nodes[position].name(position))


def _unwritten(node: GraphNode, position: int) -> Iterator[Problem]:
    if node.words == "":
        yield Problem(ProblemCode.NODE_WITHOUT_WORDS, node.key, position)
    for option in node.options:
        if option.words == "":
            yield Problem(ProblemCode.OPTION_WITHOUT_WORDS, node.key, position, option.key)
        if not option.to:
            code, name = ProblemCode.OPTION_WITHOUT_TARGET, option.words or "…"
            yield Problem(code, node.key, position, option.key, detail_name=name)


def _problems_of(node: GraphNode, position: int, by_key: Mapping[str, GraphNode]) -> Iterator[Problem]:
    option_keys = Counter(option.key for option in node.options)
    for key in (key for key, count in option_keys.items() if count > 1):
        yield Problem(ProblemCode.DUPLICATE_OPTION, node.key, position, key)
    for target in dict.fromkeys(option.to for option in node.options if option.to and option.to not in by_key):
        yield Problem(ProblemCode.TARGET_MISSING, node.key, position, target)
    if not node.options and node.kind == NodeKind.QUESTION:
        yield Problem(ProblemCode.QUESTION_WITHOUT_OPTIONS, node.key, position)
    elif not node.options and node.kind not in ENDS:
        yield Problem(ProblemCode.DEAD_END, node.key, position)
    if node.options and node.kind == NodeKind.HANDOFF:
        yield Problem(ProblemCode.HANDOFF_CONTINUES, node.key, position)
    if node.kind == NodeKind.REFERRAL and not node.organization_kind:
        yield Problem(ProblemCode.REFERRAL_WITHOUT_ORGANIZATION, node.key, position)


def reachable_from(by_key: Mapping[str, GraphNode], start: str) -> set[str]:
    """Return the keys of the nodes that are reachable from the start; none where the start is missing."""
    seen = {start} & by_key.keys()
    waiting = [*seen]
    while waiting:
        for option in by_key[waiting.pop()].options:
            if option.to in by_key and option.to not in seen:
                seen.add(option.to)
                waiting.append(option.to)
    return seen


def _out_of_reach(nodes: Sequence[GraphNode], start: str) -> dict[str, int]:
    """Return the keys of the nodes that nothing leads to, and how many others only they would lead to.

    Of nodes that lead to each other in a circle, the first counts as the one.
    """
    by_key: dict[str, GraphNode] = {}
    for node in nodes:
        by_key.setdefault(node.key, node)
    reached = reachable_from(by_key, start)
    lost = {key: node for key, node in by_key.items() if key not in reached}
    led_to = {option.to for key, node in lost.items() for option in node.options if option.to != key}
    seen: set[str] = set()
    found = {}
    for key in sorted(lost, key=led_to.__contains__):  # first what nothing at all leads to
        if key not in seen:
            within = reachable_from(lost, key) - seen
            found[key] = len(within) - 1
            seen |= within
    return found


def steps_into_traps(nodes: Sequence[GraphNode], start: str) -> set[tuple[str, str]]:
    """Return the steps, from one key to another, that close circles without a way out.

    In such a cycle a conversation reaches no answer, referral or hand-over. If each of these steps led to an end, every
    conversation would reach one; the steps are those at which a conversation from the start has closed a cycle.
    """
    by_key = {node.key: node for node in reversed(nodes)}
    with_way_out = _with_way_out(by_key)
    if len(with_way_out) == len(by_key):
        return set()
    order = dict.fromkeys([*([start] if start in by_key else ()), *(node.key for node in nodes)])
    back = ((trail[-1], target) for trail, target in _steps_back(order, by_key))
    return {(origin, target) for origin, target in back if origin not in with_way_out}


def _with_way_out(by_key: Mapping[str, GraphNode]) -> set[str]:
    """Return the keys of the nodes from which an end is reachable."""
    leading_to: dict[str, list[str]] = defaultdict(list)
    for key, node in by_key.items():
        for option in node.options:
            leading_to[option.to].append(key)
    found = {key for key, node in by_key.items() if node.kind in ENDS}
    waiting = [*found]
    while waiting:
        for key in leading_to[waiting.pop()]:
            if key not in found:
                found.add(key)
                waiting.append(key)
    return found


def _circles(
    nodes: Sequence[GraphNode], by_key: Mapping[str, GraphNode], positions: Mapping[str, int]
) -> Iterator[Problem]:
    """Yield one problem for each step that leads back."""
    for trail, target in _steps_back([node.key for node in nodes], by_key):
        circle = [*trail[trail.index(target) :], target]
        keys = " → ".join(circle)
        names = " → ".join(by_key[key].name(positions[key]) for key in circle)
        yield Problem(ProblemCode.CYCLE, trail[-1], positions[trail[-1]], keys, detail_name=names)


def _steps_back(order: Iterable[str], by_key: Mapping[str, GraphNode]) -> Iterator[tuple[list[str], str]]:
    """Yield the steps that lead back: the way to each, and where it leads; by a depth-first walk without recursion."""
    done: set[str] = set()
    for first in order:
        if first in done:
            continue
        trail = [first]
        branches = [_targets(by_key[first], by_key)]
        while trail:
            target = next(branches[-1], None)
            if target is None:
                done.add(trail.pop())
                branches.pop()
            elif target in trail:
                yield [*trail], target
            elif target not in done:
                trail.append(target)
                branches.append(_targets(by_key[target], by_key))


def _targets(node: GraphNode, by_key: Mapping[str, GraphNode]) -> Iterator[str]:
    return iter(list(dict.fromkeys(option.to for option in node.options if option.to in by_key)))


def graph_of(nodes: Sequence[ScriptNode]) -> list[GraphNode]:
    """Return the graph of a document's nodes (`key`, `kind`, `options`, `organizationKind`, `wordings`)."""
    return [
        GraphNode(
            key=node["key"],
            kind=node["kind"],
            options=tuple(
                GraphOption(one["key"], one["to"], _channels_of(one["wordings"]), one.get("label"))
                for one in node["options"]
            ),
            organization_kind=node.get("organizationKind"),
            channels=_channels_of(node["wordings"]),
            words=words_of(node["text"]["ast"]) if "text" in node else None,
            web_words=_web_words_of(node) if "text" in node else "",
        )
        for node in nodes
    ]


def _web_words_of(node: ScriptNode) -> str:
    return " ".join(words_of(one["text"]["ast"]) for one in node["wordings"] if one["channel"] == Channel.WEB)


def _channels_of(wordings: Sequence[Wording] | Sequence[OptionWording]) -> frozenset[str]:
    return frozenset(wording["channel"] for wording in wordings)


def name_of_node(number: int, words: str) -> str:
    """Return what people call a node, wherever it is named.

    Args:
        number: its place, from 1, among the nodes of the script as the state serves it; everything numbers nodes so.
        words: what is said there, of which the first are shown; empty where nothing is written yet.
    """
    return f"{number} · {first_words(words)}" if words else str(number)


def first_words(words: str) -> str:
    """Return as many of a node's words as stand for it."""
    return Truncator(words).chars(LONGEST_NAME, truncate="…")


def names_of_nodes(nodes: Sequence[ScriptNode]) -> dict[str, str]:
    """Return what people call the nodes of a document, by key, in order; of those with one key the first counts."""
    named = [(node["key"], name_of_node(at, words_of(node["text"]["ast"]))) for at, node in enumerate(nodes, 1)]
    first = dict(reversed(named))
    return {key: first[key] for key, _name in named}


def words_of(ast: Ast) -> str:
    """Return a text in one line."""
    return " ".join(to_plain_text(ast).split())
