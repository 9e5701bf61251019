"""The canonical form of inline content."""

from __future__ import annotations

import re

from .nodes import INLINE, Node, children_of, kind_of, styles_of

_SPACE = re.compile(r"[ \t\n\r\f]+")


def tidy(children: list[Node]) -> list[Node]:
    """Collapse white space, join neighbours of one style, drop empty nodes, and trim both ends.

    Nodes that are not inline (a list nested in an item) end a line; they are kept as they are.
    """
    collapsed, _ = _collapse(children, at_start=True)
    return _join(_trim_end(collapsed))


def _collapse(children: list[Node], *, at_start: bool) -> tuple[list[Node], bool]:
    result: list[Node] = []
    for node in children:
        kind = kind_of(node)
        if kind == "text":
            text = _SPACE.sub(" ", str(node.get("text", "")))
            text = text[1:] if at_start and text.startswith(" ") else text
            if text:
                result.append({**node, "text": text})
                at_start = text.endswith(" ")
        elif kind in ("link", "term"):
            inner, at_start = _collapse(children_of(node), at_start=at_start)
            if inner:
                result.append({**node, "children": _join(inner)})
        elif kind == "placeholder":
            result.append(node)
            at_start = False
        else:
            result = _without_space_at_end(result)
            if kind != "break" or result:
                result.append(node)
            at_start = True
    return result, at_start


def _trim_end(children: list[Node]) -> list[Node]:
    children = _without_space_at_end(children)
    while children and kind_of(children[-1]) == "break":
        children = _without_space_at_end(children[:-1])
    return children


def _without_space_at_end(children: list[Node]) -> list[Node]:
    while children:
        last = children[-1]
        if kind_of(last) == "text":
            shorter: Node = {**last, "text": last["text"].rstrip(" ")}
            if shorter["text"]:
                return [*children[:-1], shorter]
        elif kind_of(last) in ("link", "term"):
            inner = _without_space_at_end(last["children"])
            if inner:
                return [*children[:-1], {**last, "children": inner}]
        else:
            return children
        children = children[:-1]
    return children


def _join(children: list[Node]) -> list[Node]:
    result: list[Node] = []
    for node in children:
        before = result[-1] if result else None
        if before is not None and kind_of(before) == kind_of(node) == "text" and styles_of(before) == styles_of(node):
            result[-1] = {**before, "text": before["text"] + node["text"]}
        else:
            result.append(node)
    return result


def is_inline(node: Node) -> bool:
    """Whether the node belongs into a line of text."""
    return kind_of(node) in INLINE
