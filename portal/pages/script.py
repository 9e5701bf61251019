"""A script for operators, as its editor reads it: every node in the order of the conversation."""

from __future__ import annotations

from typing import Any

from content_models.shapes.blocks import ScriptNode
from content_models.shapes.documents import ScriptItem
from portal.footnotes import Footnotes
from portal.offices import places_of_kind
from portal.visit import Visit


def script(visit: Visit, item: ScriptItem, notes: Footnotes) -> tuple[str, dict[str, Any]]:
    """Return the template of a script's preview and its context."""
    ordered = in_order_of_conversation(item["nodes"], item["start"])
    numbers = {node["key"]: number for number, node in enumerate(ordered, start=1)}
    nodes = [
        {
            **node,
            "number": numbers[node["key"]],
            "notes": notes.numbers(node["legalReferences"]),
            "place": places_of_kind(visit, node["organizationKind"]) if node["organizationKind"] else None,
            "options": [{**option, "number": numbers.get(option["to"])} for option in node["options"]],
        }
        for node in ordered
    ]
    notes.numbers(item["legalReferences"])  # what the script as a whole rests on closes the list
    return "portal/script.html", {"nodes": nodes}


def in_order_of_conversation(nodes: list[ScriptNode], start: str) -> list[ScriptNode]:
    """Return the nodes as a conversation meets them, first options first; those never met come last.

    A draft may be incomplete: options that lead nowhere are passed over.
    """
    by_key = {node["key"]: node for node in nodes}
    met: dict[str, ScriptNode] = {}
    waiting = [start]
    while waiting:
        key = waiting.pop()
        if key in by_key and key not in met:
            met[key] = by_key[key]
            waiting += [option["to"] for option in reversed(by_key[key]["options"])]
    return [*met.values(), *(node for key, node in by_key.items() if key not in met)]
