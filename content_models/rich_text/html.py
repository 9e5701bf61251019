"""From a tree to HTML that is safe to insert into any page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from .links import is_external, safe_url
from .nodes import Ast, Node, children_of, kind_of

_TAGS = {"paragraph": "p", "item": "li", "quote": "blockquote"}


def to_html(ast: Ast) -> str:
    """Write the tree as HTML.

    Only `p h3 h4 ul ol li blockquote strong em br a span` occur. Everything is escaped; links lead to http, https,
    mailto, tel and the site's own paths, others lose their link and keep their text; links to other sites carry
    `rel="noopener"`.

    A glossary mark is a link to the term's page, `<a class="term" data-term="key" href="path">`: `dfn` would say that
    the term is defined here, `abbr` that it is short for something. Without a path it is a `span`.
    """
    return "".join(_written(node) for node in ast if isinstance(node, dict))


def _written(node: Node) -> str:
    write: Callable[[Node], str] | None = _WRITERS.get(kind_of(node))
    return write(node) if write else _text(node) + _inside(node)


def _inside(node: Node) -> str:
    return "".join(map(_written, children_of(node)))


def _attribute(value: Any) -> str:
    return escape(str(value), quote=True)


def _element(node: Node) -> str:
    tag = _TAGS[node["type"]]
    return f"<{tag}>{_inside(node)}</{tag}>"


def _heading(node: Node) -> str:
    tag = "h4" if node.get("level") == 4 else "h3"
    return f"<{tag}>{_inside(node)}</{tag}>"


def _list(node: Node) -> str:
    tag = "ol" if node.get("ordered") else "ul"
    return f"<{tag}>{_inside(node)}</{tag}>"


def _text(node: Node) -> str:
    text = node.get("text")
    return _styled(node, text) if isinstance(text, str) else ""


def _placeholder(node: Node) -> str:
    return _styled(node, f"{{{node.get('name')}}}")


def _styled(node: Node, text: str) -> str:
    html = escape(text, quote=True)
    if node.get("italic"):
        html = f"<em>{html}</em>"
    return f"<strong>{html}</strong>" if node.get("bold") else html


def _break(_: Node) -> str:
    return "<br>"


def _link(node: Node) -> str:
    url = safe_url(node.get("path")) or safe_url(node.get("url"))
    if url is None:
        return _inside(node)
    rel = ' rel="noopener"' if is_external(url) else ""
    return f'<a href="{_attribute(url)}"{rel}>{_inside(node)}</a>'


def _term(node: Node) -> str:
    key, path = _attribute(node.get("key", "")), safe_url(node.get("path"))
    if path is None:
        return f'<span class="term" data-term="{key}">{_inside(node)}</span>'
    return f'<a class="term" data-term="{key}" href="{_attribute(path)}">{_inside(node)}</a>'


_WRITERS: dict[str, Callable[[Node], str]] = {
    "paragraph": _element,
    "item": _element,
    "quote": _element,
    "heading": _heading,
    "list": _list,
    "text": _text,
    "placeholder": _placeholder,
    "break": _break,
    "link": _link,
    "term": _term,
}
