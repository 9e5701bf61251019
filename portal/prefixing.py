"""Leading the links of a rich text into the language of a visit."""

from __future__ import annotations

from content_models.rich_text import Ast, Node


def with_prefix(ast: Ast, prefix: str) -> Ast:
    """Return the tree with `prefix` before each path of the site's own."""
    return [_prefixed(node, prefix) for node in ast] if prefix else ast


def _prefixed(node: Node, prefix: str) -> Node:
    result = node.copy()
    if result.get("path"):
        result["path"] = prefix + result["path"]
    if isinstance(result.get("children"), list):
        result["children"] = with_prefix(result["children"], prefix)
    return result
