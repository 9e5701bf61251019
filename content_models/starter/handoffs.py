"""Where a script hands the person over to another person, curated by hand in `handoffs.json`.

The reference scripts have no such node. Each of them is decided about: its hand-overs, or why it has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from content_models.json_fields import Fields
from content_models.stable_ids import option_keys
from content_models.starter_errors import StarterErrorCode
from content_models.vocabulary import ORGANIZATION_KINDS

from .records import Node, Option, Script

FILE = Path(__file__).resolve().parent / "handoffs.json"
HANDOFF = "HANDOFF"


@dataclass(frozen=True)
class WayIn:
    """An option of a node of the script that leads to a hand-over."""

    node: str
    label: str


@dataclass(frozen=True)
class Handoff:
    """A node that ends the conversation by handing the person over, and the ways to it."""

    id: str
    organization_kind: str
    text: str
    after: tuple[WayIn, ...]


def with_handoffs(scripts: Sequence[Script], path: Path = FILE) -> tuple[Script, ...]:
    """The scripts with the curated hand-overs, each at the end of its script.

    Raises:
        StarterError: the file, a record or a field is wrong, names what no script has, or leaves a script out.
    """
    file = Fields.of_file(path)
    file.only(("rule", "scripts"))
    nodes_by_script = {script.id: {node.id for node in script.nodes} for script in scripts}
    decided: dict[str, tuple[Handoff, ...]] = {}
    for item in file.items("scripts"):
        script = item.text("script")
        named = Fields(item.file, script, item.values)
        if script in decided:
            raise named.error(StarterErrorCode.ID_REPEATED, "script", script)
        if script not in nodes_by_script:
            raise named.error(StarterErrorCode.TARGET_MISSING, "script", script)
        decided[script] = _decision(named, nodes_by_script[script])
    for script in nodes_by_script:
        if script not in decided:
            raise file.error(StarterErrorCode.TARGET_MISSING, "scripts", script)
    return tuple(_extended(script, decided[script.id]) for script in scripts)


def _decision(item: Fields, nodes: Iterable[str]) -> tuple[Handoff, ...]:
    item.only(("script",), optional=("handoffs", "none"))
    reason = item.optional_text("none")
    if (reason is None) == ("handoffs" not in item.values):
        raise item.error(StarterErrorCode.FIELD_MISSING, "handoffs")
    if reason:
        return ()
    ids, found = set(nodes), []
    for fields in item.items("handoffs"):
        handoff = _handoff(fields, ids)
        if handoff.id in ids:
            raise item.error(StarterErrorCode.ID_REPEATED, "id", handoff.id)
        ids.add(handoff.id)
        found.append(handoff)
    return tuple(found)


def _handoff(fields: Fields, nodes: Iterable[str]) -> Handoff:
    fields.only(("id", "institution_type", "text", "reason", "after"))
    fields.text("reason")
    ways = []
    for way in fields.items("after"):
        way.only(("node", "label"))
        ways.append(WayIn(way.one_of("node", tuple(nodes)), way.text("label")))
    if not ways:
        raise fields.error(StarterErrorCode.VALUE_EMPTY, "after")
    kind = ORGANIZATION_KINDS[fields.one_of("institution_type", ORGANIZATION_KINDS)]
    return Handoff(fields.text("id"), kind, fields.text("text"), tuple(ways))


def _extended(script: Script, handoffs: Sequence[Handoff]) -> Script:
    nodes = [_with_ways(node, handoffs) for node in script.nodes]
    ends = [Node(one.id, HANDOFF, one.text, (), one.organization_kind, (), verified=False) for one in handoffs]
    return replace(script, nodes=(*nodes, *ends))


def _with_ways(node: Node, handoffs: Sequence[Handoff]) -> Node:
    """The node with further options. Keys of the options it has stay as they are."""
    ways = [(way.label, one.id) for one in handoffs for way in one.after if way.node == node.id]
    if not ways:
        return node
    labels = [*(option.label for option in node.options), *(label for label, _ in ways)]
    keys = option_keys(labels)[len(node.options) :]
    more = (Option(key, label, to) for key, (label, to) in zip(keys, ways, strict=True))
    return replace(node, options=(*node.options, *more))
