"""Marking words of a tree, such as the glossary's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .nodes import Ast, Node, children_of, kind_of, styles_of, text_node


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text, from `start` to before `end`, that names the term with this key."""

    start: int
    end: int
    key: str
    path: str | None = None


class Marker(Protocol):
    """Finds what is to be marked; it is called in reading order and may keep state."""

    def marks(self, text: str) -> Sequence[Mark]:
        """What to mark in a run of text of one style."""
        ...

    def link(self, key: str) -> bool:
        """Whether a link to the item with this key names a term: it is served as a mark then."""
        ...

    def new_section(self) -> None:
        """A heading was met: another section begins."""
        ...


def mark(ast: Ast, marker: Marker) -> Ast:
    """Return the tree with terms marked; never within headings, links and other marks.

    A link to a term is the author's own mark, and becomes one.

    Marks that overlap an earlier one or reach outside the text are left out.
    """
    return [_marked(node, marker) for node in ast]


def unmark(ast: Ast) -> Ast:
    """Return the tree without marks: their words stand in the text again, as if nothing had been marked."""
    return [_unmarked(node) for node in ast]


def _unmarked(node: Node) -> Node:
    if "children" not in node:
        return node
    children: list[Node] = []
    for child in map(_unmarked, children_of(node)):
        for inner in children_of(child) if kind_of(child) == "term" else [child]:
            last = children[-1] if children else None
            if last is not None and kind_of(last) == kind_of(inner) == "text" and styles_of(last) == styles_of(inner):
                joined = str(last.get("text", "")) + str(inner.get("text", ""))
                children[-1] = text_node(joined, **styles_of(inner))
            else:
                children.append(inner)
    return {**node, "children": children}


def _marked(node: Node, marker: Marker) -> Node:
    kind = kind_of(node)
    if kind == "heading":
        marker.new_section()
    if kind == "link" and "key" in node and marker.link(str(node["key"])):
        return {**node, "type": "term"}
    if kind in ("heading", "link", "term") or "children" not in node:
        return node
    children: list[Node] = []
    for child in children_of(node):
        if kind_of(child) == "text":
            children += _split(child, marker)
        else:
            children.append(_marked(child, marker))
    return {**node, "children": children}


def _split(node: Node, marker: Marker) -> list[Node]:
    text, styles = str(node.get("text", "")), styles_of(node)
    parts: list[Node] = []
    position = 0
    for found in sorted(marker.marks(text), key=lambda mark: mark.start):
        if not position <= found.start < found.end <= len(text):
            continue
        if found.start > position:
            parts.append(text_node(text[position : found.start], **styles))
        words = text_node(text[found.start : found.end], **styles)
        term: Node = {"type": "term", "key": found.key, "children": [words]}
        parts.append({**term, "path": found.path} if found.path else term)
        position = found.end
    if position == 0:
        return [node]
    if position < len(text):
        parts.append(text_node(text[position:], **styles))
    return parts
