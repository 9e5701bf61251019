"""The nodes of a rich text, and the small parts that build them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Required, TypeAlias, TypedDict

INLINE = frozenset({"text", "break", "placeholder", "link", "term"})


class Node(TypedDict, total=False):
    """A node of a tree; what each type has besides is said in `content_models.rich_text`."""

    type: Required[
        Literal["paragraph", "heading", "list", "item", "quote", "text", "break", "placeholder", "link", "term"]
    ]
    children: list[Node]
    level: int
    ordered: bool
    text: str
    bold: bool
    italic: bool
    name: str
    url: str
    key: str
    path: str


Ast: TypeAlias = list[Node]

KNOWN_PLACEHOLDERS = frozenset({"state", "state_official", "help_line", "emergency"})
PLACEHOLDER = re.compile(r"\{\s*([a-z][a-z0-9_]*)\s*\}")
# Neither PostgreSQL's jsonb nor UTF-8 takes NUL and lone surrogates; the other control characters show nothing.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ud800-\udfff]")

STYLES = ("bold", "italic")


@dataclass(frozen=True, slots=True)
class Substitute:
    """What stands in the place of a placeholder: a text, and where it leads (a `tel:` address, say)."""

    text: str
    url: str | None = None


def kind_of(node: Node) -> str:
    """The node's type, as a string whatever was stored."""
    return str(node.get("type"))


def text_node(text: str, *, bold: bool = False, italic: bool = False) -> Node:
    """A run of text in one style; styles that are off are left out."""
    node: Node = {"type": "text", "text": text}
    if bold:
        node["bold"] = True
    if italic:
        node["italic"] = True
    return node


def styles_of(node: Node) -> dict[str, bool]:
    """The styles of a text or placeholder that are on, as keyword arguments."""
    return {style: True for style in STYLES if node.get(style)}


def children_of(node: Node) -> list[Node]:
    """The node's children; none when they are missing or not nodes."""
    children = node.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def nodes_in(ast: Ast) -> Iterator[Node]:
    """All nodes of a tree, parents before children, in reading order."""
    waiting = [node for node in reversed(ast) if isinstance(node, dict)]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children_of(node)))


def writable(text: str) -> str:
    """The text without the characters that cannot be stored."""
    return _UNWRITABLE.sub("", text)


def with_tokens(text: str, *, bold: bool = False, italic: bool = False) -> list[Node]:
    """Split a text into text nodes and tokens of known placeholders."""
    nodes: list[Node] = []
    position = 0
    for found in PLACEHOLDER.finditer(text):
        if found[1] not in KNOWN_PLACEHOLDERS:
            continue
        if found.start() > position:
            nodes.append(text_node(text[position : found.start()], bold=bold, italic=italic))
        nodes.append({**text_node("", bold=bold, italic=italic), "type": "placeholder", "name": found[1]})
        del nodes[-1]["text"]
        position = found.end()
    if position < len(text):
        nodes.append(text_node(text[position:], bold=bold, italic=italic))
    return nodes
