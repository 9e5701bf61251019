"""Completing a tree for one state: placeholders become its words, references become its paths."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .inline import is_inline, tidy
from .nodes import Ast, Node, Substitute, children_of, kind_of, nodes_in, styles_of, text_node

PathOf = Callable[[str], str | None]


def resolve(ast: Ast, placeholders: Mapping[str, Substitute | str], path_of: PathOf) -> Ast:
    """Return the tree with its placeholders and references filled in.

    Args:
        placeholders: the value of each name; a missing name stays visible as `{name}`.
        path_of: the path of the item with this key; None (hidden, withdrawn) leaves the text without its link.
    """
    return [node for given in ast for node in _resolved(given, placeholders, path_of, linked=False)]


def keys_in(ast: Ast) -> set[str]:
    """The keys that the tree's links and terms refer to."""
    return {str(node["key"]) for node in nodes_in(ast) if node.get("key")}


def _resolved(node: Node, placeholders: Mapping[str, Substitute | str], path_of: PathOf, *, linked: bool) -> list[Node]:
    kind = kind_of(node)
    if kind == "placeholder":
        return [_substituted(node, placeholders, linked=linked)]
    children = [
        resolved
        for child in children_of(node)
        for resolved in _resolved(child, placeholders, path_of, linked=linked or kind == "link")
    ]
    if kind == "link" and "key" in node:
        path = path_of(node["key"])
        return [{**node, "path": path, "children": children}] if path else children
    if "children" not in node:
        return [node]
    if children and not is_inline(node) and kind != "list":
        children = tidy(children)
    return [{**node, "children": children}]


def _substituted(node: Node, placeholders: Mapping[str, Substitute | str], *, linked: bool) -> Node:
    name = str(node.get("name"))
    value = placeholders.get(name, f"{{{name}}}")
    substitute = Substitute(value) if isinstance(value, str) else value
    text = text_node(substitute.text, **styles_of(node))
    if substitute.url and not linked:
        return {"type": "link", "url": substitute.url, "children": [text]}
    return text
