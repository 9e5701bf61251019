"""Telephone numbers within a text, made into links that dial them."""

from __future__ import annotations

import re

from .nodes import Ast, Node, children_of, kind_of, styles_of, text_node

_NUMBER = re.compile(
    r"(?<![\d.,:/-])(?:911|089|(?:\d{3}[ .-]\d{3}|\d{2}[ .-]\d{4})[ .-]\d{4})(?![\d%/:-]|[.,]\d)", re.ASCII
)
"""The two short numbers that scripts name, and ten digits in the groups in which numbers are written."""


def with_calls(ast: Ast) -> Ast:
    """Return the tree with its telephone numbers as links; what is a link already stays."""
    return [_with_calls(node) for node in ast]


def _with_calls(node: Node) -> Node:
    if "children" not in node or kind_of(node) in ("link", "term"):
        return node
    children: list[Node] = []
    for child in children_of(node):
        children.extend(_split(child) if kind_of(child) == "text" else [_with_calls(child)])
    return {**node, "children": children}


def _split(node: Node) -> list[Node]:
    text, styles = str(node.get("text", "")), styles_of(node)
    parts: list[Node] = []
    end = 0
    for found in _NUMBER.finditer(text):
        if found.start() > end:
            parts.append(text_node(text[end : found.start()], **styles))
        dial = re.sub(r"\D", "", found[0])
        parts.append({"type": "link", "url": f"tel:{dial}", "children": [text_node(found[0], **styles)]})
        end = found.end()
    if not parts:
        return [node]
    return [*parts, text_node(text[end:], **styles)] if end < len(text) else parts
