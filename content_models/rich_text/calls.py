"""Telephone numbers within a text, made into links that dial them."""

from __future__ import annotations

import re

from .nodes import Ast, Node, children_of, kind_of, styles_of, text_node

_NUMBER = re.compile(
    r"(?<![\d.,:/-])"
    r"(?:911|089|(?:(?:\([2-9]\d{2}\)|[2-9]\d{2})[ .-]\d{3}|(?:33|55|56|81)[ .-]\d{4})[ .-]\d{4})"
    r"(?![\d%/:-]|[.,]\d| \d)",
    re.ASCII,
)
"""The two short numbers that scripts name, and ten digits in the groups in which numbers are written."""
_OTHERWISE = re.compile(r"(?:[\d+$§]|\b(?:art|arts|artículos?|folio|núm|número|no)\.?) ?$", re.IGNORECASE)
"""What makes it a part of something else: a longer or a foreign number, an amount, an article."""
_OF_MEXICO = re.compile(r"(?<![\d+])(?:\+|00)52 ?$", re.ASCII)
_LONGEST_BEFORE = 12
"""Characters that are looked at before a number."""


def has_numbers(text: str) -> bool:
    """Whether a telephone number may stand in a text."""
    return bool(_NUMBER.search(text))


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
        before = text[max(0, found.start() - _LONGEST_BEFORE) : found.start()]
        if _OTHERWISE.search(before) and not _OF_MEXICO.search(before):
            continue
        if found.start() > end:
            parts.append(text_node(text[end : found.start()], **styles))
        dial = re.sub(r"\D", "", found[0])
        parts.append({"type": "link", "url": f"tel:{dial}", "children": [text_node(found[0], **styles)]})
        end = found.end()
    if not parts:
        return [node]
    return [*parts, text_node(text[end:], **styles)] if end < len(text) else parts
