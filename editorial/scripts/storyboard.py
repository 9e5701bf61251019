"""A script to be printed and reviewed: every node with its words by channel, what it rests on, and every outcome."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from content_models.choices import Channel
from content_models.overlay import Origin
from content_models.script_graph import ENDS, first_words
from content_models.script_walk import words_of_node
from content_models.shapes.blocks import ScriptNode, ScriptWalk
from content_models.shapes.documents import ScriptItem
from content_models.shapes.parts import LegalReference
from content_models.verification import Records
from content_models.walk_checks import replayed

COLUMNS = (Channel.PHONE, Channel.CHAT, Channel.WEB)
"""Whose words are compared; those of the telephone are said, the others read."""


class NamedNode(NamedTuple):
    """A node where something leads to it or comes from it: its words, and its place, which another draft may change."""

    number: int
    words: str


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """What is said at a node, and the channels that say it; `html` is empty where they have no words for it."""

    channels: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Frame:
    """One node on paper.

    Attributes:
        number: its place in the script, which another draft or state may change.
        arrivals: the nodes that lead here, and their answers.
        ways: its answers: what is said, what is read on the website, and the next node (None: none).
        walks: names of the test walks that end here.
        compared: whether and by whom its words were compared with their source, in a sentence.
        is_passed: whether a test walk comes here, to end or to go on, as the chart says it.
    """

    number: int
    kind: str
    kind_label: str
    is_end: bool
    words: tuple[ChannelWords, ...]
    arrivals: tuple[tuple[NamedNode, str], ...]
    ways: tuple[tuple[str, str, NamedNode | None], ...]
    organization: str
    owner: str
    deadlines: tuple[Mapping[str, str], ...]
    references: tuple[str, ...]
    compared: str
    problems: tuple[str, ...]
    first_words: str
    walks: tuple[str, ...]
    is_passed: bool


def storyboard(
    script: ScriptItem, data: Mapping[str, Any], walks: Sequence[ScriptWalk], records: Records | None
) -> dict[str, Any]:
    """Return what the printed script shows.

    Args:
        records: of who compared the page's own nodes with their source, by their ids; None: not known here.
        data: of chart and player (`script_data`): numbers, labels, problems and deadlines in words.
    """
    named = {
        node["key"]: NamedNode(node["number"], first_words(node["text"]["plain"])) for node in reversed(data["nodes"])
    }
    by_number = {node["number"]: node for node in data["nodes"]}
    by_id = {node["id"]: node for node in script["nodes"]}
    arrivals: dict[str, list[tuple[NamedNode, str]]] = defaultdict(list)
    for node in data["nodes"]:
        here = NamedNode(node["number"], first_words(node["text"]["plain"]))
        for option in node["options"]:
            arrivals[option["to"]].append((here, option["label"]))
    ends: dict[str, list[str]] = defaultdict(list)
    for recorded in walks:
        ends[replayed(script, recorded).current or ""].append(recorded["name"])
    frames = [
        _frame(
            by_id[by_number[number]["id"]],
            by_number[number],
            data,
            named,
            arrivals,
            ends,
            _compared_here(by_id[by_number[number]["id"]], script, records),
        )
        for number in sorted(by_number)
    ]
    return {
        "frames": frames,
        "outcomes": [frame for frame in frames if frame.is_end],
        "channels": [channel.label for channel in COLUMNS],
        "reviewed_on": _day(script["reviewedOn"]),
        "in_force_on": _day(script["inForceOn"]),
        "reviewer": script["legalReviewer"] or "",
        "references": by_law(script["legalReferences"]),
        "compared": gettext("%(count)d of %(nodes)d nodes")
        % {"count": sum(bool(node["verified"]) for node in script["nodes"]), "nodes": len(script["nodes"])},
        "uncompared": [number for number in sorted(by_number) if not by_id[by_number[number]["id"]]["verified"]],
    }


def by_law(references: Sequence[LegalReference]) -> list[str]:
    """Return references in words, those to one law together: its name is read once."""
    laws: dict[str, list[LegalReference]] = defaultdict(list)
    for reference in references:
        laws[reference["law"] or reference["text"]].append(reference)
    return [
        gettext("%(law)s, articles %(articles)s")
        % {"law": law, "articles": ", ".join(one["article"] or one["text"] for one in of_law)}
        if len(of_law) > 1
        else of_law[0]["text"]
        for law, of_law in laws.items()
    ]


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _frame(
    node: ScriptNode,
    shown: Mapping[str, Any],
    data: Mapping[str, Any],
    named: Mapping[str, NamedNode],
    arrivals: Mapping[str, Sequence[tuple[NamedNode, str]]],
    ends: Mapping[str, Sequence[str]],
    compared: str,
) -> Frame:
    of_web = {option["key"]: option["wordings"] for option in node["options"]}
    return Frame(
        number=shown["number"],
        kind=node["kind"],
        kind_label=shown["kindLabel"],
        is_end=node["kind"] in ENDS,
        words=_words(node),
        arrivals=tuple(arrivals.get(node["key"], ())),
        ways=tuple(
            (
                option["label"],
                next((one["label"] for one in of_web[option["key"]] if one["channel"] == Channel.WEB), ""),
                named.get(option["to"]),
            )
            for option in node["options"]
        ),
        organization=shown["organization"],
        owner=shown["owner"],
        deadlines=tuple(data["deadlines"][one] for one in node["deadlines"] if one in data["deadlines"]),
        references=tuple(by_law(node["legalReferences"])),
        compared=compared,
        problems=tuple(shown["problems"]),
        first_words=shown["text"]["plain"],
        walks=tuple(ends.get(node["key"], ())),
        is_passed=bool(data["walks"]) and node["key"] not in data["unwalkedNodes"],
    )


def _compared_here(node: ScriptNode, script: ScriptItem, records: Records | None) -> str:
    """Whether and by whom a node was compared with its source; said as well where it cites none that could be."""
    said = _compared(node, script, records)
    return said if node["legalReferences"] else gettext("%(said)s; this node cites none") % {"said": said}


def _compared(node: ScriptNode, script: ScriptItem, records: Records | None) -> str:
    """Whether a node was compared with its source, in the words of its form; by whom and when, where that is known."""
    if not node["verified"]:
        return gettext("Not compared with its source yet")
    is_of_page = node.get("origin", Origin.LIBRARY) == Origin.LIBRARY or script["origin"] == Origin.LOCAL
    if records is None or not is_of_page:  # a state's own record is not with the page that is shown
        return gettext("Compared with its source")
    record = records.get(node["id"])
    if record is None:
        return gettext("Compared with its source (by whom and when is not recorded)")
    day = date_format(date.fromisoformat(record["on"]), "j \\d\\e F \\d\\e Y")
    return gettext("Compared with its source by %(name)s on %(day)s") % {"name": record["by"], "day": day}


def _words(node: ScriptNode) -> tuple[ChannelWords, ...]:
    """What the channels say at a node: those that say the same stand together, once."""
    together: dict[str, list[str]] = {}
    for channel in COLUMNS:
        words = words_of_node(node, channel)
        together.setdefault(words["html"] if words is not None else "", []).append(str(channel.label))
    return tuple(ChannelWords(" · ".join(labels), mark_safe(html)) for html, labels in together.items())
