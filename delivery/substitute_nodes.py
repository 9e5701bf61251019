"""What stands in a script for a node that is missing: a hand-over to the help line.

What a state has changed may lead to a node that the library has removed or renamed since, or the other way round; or
the two together may lead round in a circle.
The operator then reads that aloud and passes the person on, until the state has corrected it. The script's own
hand-overs do not do instead: each is for a situation of its own ("I am in danger now").
Who walks the script alone, on the website or in an app, reads to call: the node has words for every channel, so that it
takes no guide from a site.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.utils.translation import gettext, override

from content_models.choices import Channel, NodeKind, OrganizationKind
from content_models.languages import bcp47, interface_language
from content_models.overlay import Origin
from content_models.rich_text import from_text
from content_models.script_graph import ENDS, GraphNode, graph_of, steps_into_traps
from content_models.shapes.blocks import Option, OptionWording, ScriptNode
from content_models.shapes.documents import ScriptItem

KEY = "h-guia-incompleta"
_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "https://justiciaparati.mx/substitute/node"))


def with_substitute_node(script: ScriptItem) -> ScriptItem:
    """The script without missing nodes and traps: the very same when it has none.

    Options that lead nowhere, a beginning that is missing, a node that may not be the last but has no options, and what
    closes a circle without a way out lead to a hand-over to the help line, which stands last.
    """
    keys = {node["key"] for node in script["nodes"]}
    nodes = [_leading_on(node, keys, script["locale"]) for node in script["nodes"]]
    start = script["start"] if script["start"] in keys else KEY
    traps = steps_into_traps([*graph_of(nodes), GraphNode(KEY, NodeKind.HANDOFF)], start)
    nodes = [_leading_out(node, traps) for node in nodes] if traps else nodes
    if start == script["start"] and all(new is old for new, old in zip(nodes, script["nodes"], strict=True)):
        return script
    return {**script, "start": start, "nodes": [*nodes, _handover(script["locale"])]}


def _leading_on(node: ScriptNode, keys: Collection[str], locale: str) -> ScriptNode:
    if not node["options"] and node["kind"] not in ENDS:
        with override(interface_language(locale)):
            label = gettext("Speak with a person")
        wordings: list[OptionWording] = [{"channel": str(Channel.WEB), "label": label}]
        return {**node, "options": [{"id": _ID, "key": KEY, "label": label, "to": KEY, "wordings": wordings}]}
    if all(option["to"] in keys for option in node["options"]):
        return node
    options: list[Option] = [option if option["to"] in keys else {**option, "to": KEY} for option in node["options"]]
    return {**node, "options": options}


def _leading_out(node: ScriptNode, traps: Collection[tuple[str, str]]) -> ScriptNode:
    if not any((node["key"], option["to"]) in traps for option in node["options"]):
        return node
    options: list[Option] = [
        {**option, "to": KEY} if (node["key"], option["to"]) in traps else option for option in node["options"]
    ]
    return {**node, "options": options}


def _handover(locale: str) -> ScriptNode:
    language = interface_language(locale)
    with override(language):
        text = gettext(
            "The guide of your state is incomplete here. Stay on the line, do not hang up: I will connect you with the "
            "help line, {help_line}."
        )
        read = gettext(
            "The guide of your state is incomplete here. Call the help line, {help_line}: a person goes on with you."
        )
    return {
        "id": _ID,
        "key": KEY,
        "kind": str(NodeKind.HANDOFF),
        "text": {"ast": from_text(text)},
        "wordings": [{"channel": str(Channel.WEB), "text": {"ast": from_text(read)}}],
        "options": [],
        "organizationKind": str(OrganizationKind.HELP_LINE),
        "deadlines": [],
        "legalReferences": [],
        "verified": None,
        "locale": bcp47(language),
        "isFallback": bcp47(language) != locale,
        "origin": str(Origin.LIBRARY),
    }
