"""From a tree to plain text, as an operator reads it aloud or a message carries it."""

from __future__ import annotations

from .nodes import Ast, Node, children_of, kind_of


def to_plain_text(ast: Ast) -> str:
    """Write the tree as plain text: a blank line between blocks, `- ` or `1. ` before items, a line end for a break."""
    return "\n\n".join(filter(None, (_block(node, indent=0) for node in ast if isinstance(node, dict))))


def _block(node: Node, *, indent: int) -> str:
    if kind_of(node) == "list":
        return "\n".join(
            _item(child, f"{number}. " if node.get("ordered") else "- ", indent)
            for number, child in enumerate(children_of(node), start=1)
        )
    return _line(node)


def _item(node: Node, bullet: str, indent: int) -> str:
    lines: list[str] = []
    line = ""
    for child in children_of(node):
        if kind_of(child) == "list":
            lines += [line, _block(child, indent=indent + 2)]
            line = ""
        else:
            line += _line(child)
    lines.append(line)
    return " " * indent + bullet + "\n".join(filter(None, lines))


def _line(node: Node) -> str:
    kind = kind_of(node)
    if kind == "break":
        return "\n"
    if kind == "placeholder":
        return f"{{{node.get('name')}}}"
    text = node.get("text")
    return (text if isinstance(text, str) else "") + "".join(map(_line, children_of(node)))
