"""From HTML as Wagtail keeps it, or from plain text, to a typed tree."""

from __future__ import annotations

import re
from collections.abc import Callable

from .inline import tidy
from .links import FILES, safe_url
from .nodes import PLACEHOLDER, Ast, Node, nodes_in, with_tokens, writable
from .tokens import EndTag, StartTag, tokens_of

MAX_LIST_DEPTH = 6
"""Lists nested deeper are flattened into the deepest, so that no tree can exhaust a reader's stack."""

_BOLD = frozenset({"b", "strong"})
_ITALIC = frozenset({"i", "em"})
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = {"h1": 3, "h2": 3, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_BLOCKS = frozenset({"p", "div", "section", "article", "table", "tr", "pre", "hr", "figure", "blockquote", *_HEADINGS})

KeyOfPage = Callable[[int], str | None]
UrlOfDocument = Callable[[int], str | None]


def parse(html: str, *, key_of_page: KeyOfPage, url_of_document: UrlOfDocument) -> Ast:
    """Parse Wagtail's database HTML.

    Args:
        html: any string; unknown tags vanish and their text stays.
        key_of_page: the key of the page with this primary key; None leaves the text without its link.
        url_of_document: the address of the document with this primary key; None likewise.
    """
    builder = _Builder(key_of_page, url_of_document)
    for token in tokens_of(html):
        match token:
            case StartTag(name, attributes):
                builder.start(name, attributes)
            case EndTag(name):
                builder.end(name)
            case text:
                builder.text(text)
    return builder.finished()


def from_text(plain: str) -> Ast:
    """Turn plain text into paragraphs: blank lines part them, other line ends become breaks."""
    ast: Ast = []
    for paragraph in re.split(r"\n\s*\n", writable(plain).replace("\r\n", "\n")):
        children: list[Node] = []
        for line in paragraph.split("\n"):
            children += [{"type": "break"}, *with_tokens(line)]
        children = tidy(children)
        if children:
            ast.append({"type": "paragraph", "children": children})
    return ast


def placeholders_in(html: str) -> set[str]:
    """The names of all placeholders that a text contains or seems to contain, known or not."""
    names: set[str] = set()
    for node in nodes_in(parse(html, key_of_page=_nothing, url_of_document=_nothing)):
        if node["type"] == "placeholder":
            names.add(node["name"])
        names.update(PLACEHOLDER.findall(node.get("text", "")))
    return names


def _nothing(_: int) -> None:
    return None


class _Builder:
    """Builds the tree from tags and texts, without recursion."""

    def __init__(self, key_of_page: KeyOfPage, url_of_document: UrlOfDocument) -> None:
        self._key_of_page = key_of_page
        self._url_of_document = url_of_document
        self._ast: Ast = []
        self._block: Node | None = None
        self._lists: list[Node] = []
        self._items: list[Node | None] = []
        self._link: Node | None = None
        self._linked: Node | None = None
        self._bold = 0
        self._italic = 0

    def finished(self) -> Ast:
        return [block for block in map(_finished, self._ast) if block is not None]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _BOLD:
            self._bold += 1
        elif tag in _ITALIC:
            self._italic += 1
        elif tag == "a":
            self._link = self._link_of(attributes)
            self._linked = None
        elif tag == "br":
            self._add({"type": "break"})
        elif tag in _LISTS:
            self._open_list(ordered=tag == "ol")
        elif tag == "li":
            self._open_item()
        elif tag in _BLOCKS:
            self._open_block(tag)

    def end(self, tag: str) -> None:
        if tag in _BOLD:
            self._bold = max(0, self._bold - 1)
        elif tag in _ITALIC:
            self._italic = max(0, self._italic - 1)
        elif tag == "a":
            self._link = self._linked = None
        elif tag in _LISTS and self._lists:
            self._lists.pop()
            self._items.pop()
        elif tag == "li" and self._items:
            self._items[-1] = None
        elif tag in _BLOCKS:
            self._close_block(tag)

    def text(self, text: str) -> None:
        text = writable(text)
        if not text.strip(" \t\n\r\f") and self._line() is None:
            return
        for node in with_tokens(text, bold=self._bold > 0, italic=self._italic > 0):
            self._add(node)

    def _line(self) -> list[Node] | None:
        """The children of the open item or block; None when none is open."""
        holder = self._items[-1] if self._items else self._block
        return None if holder is None else holder["children"]

    def _add(self, node: Node) -> None:
        line = self._line()
        if line is None:
            line = self._open_item() if self._lists else self._open_block("p")
        if self._link is None or node["type"] == "break":
            line.append(node)
            return
        if self._linked is None or not line or line[-1] is not self._linked:
            self._linked = {**self._link, "children": []}
            line.append(self._linked)
        self._linked["children"].append(node)

    def _open_block(self, tag: str) -> list[Node]:
        line = self._line()
        if line is not None and (self._lists or (tag != "blockquote" and self._is_quote())):
            _end_line(line)
            return line
        if self._lists:
            return self._open_item()
        children: list[Node] = []
        if tag in _HEADINGS:
            self._block = {"type": "heading", "level": _HEADINGS[tag], "children": children}
        else:
            self._block = {"type": "quote" if tag == "blockquote" else "paragraph", "children": children}
        self._ast.append(self._block)
        return children

    def _close_block(self, tag: str) -> None:
        if self._lists or (tag != "blockquote" and self._is_quote()):
            line = self._line()
            if line is not None:
                _end_line(line)
            return
        self._block = None

    def _is_quote(self) -> bool:
        return self._block is not None and self._block["type"] == "quote"

    def _open_list(self, *, ordered: bool) -> None:
        if len(self._lists) >= MAX_LIST_DEPTH:
            self._lists.append(self._lists[-1])
            self._items.append(None)
            return
        opened: Node = {"type": "list", "ordered": ordered, "children": []}
        if self._lists:
            line = self._line()
            (self._open_item() if line is None else line).append(opened)
        else:
            self._block = None
            self._ast.append(opened)
        self._lists.append(opened)
        self._items.append(None)

    def _open_item(self) -> list[Node]:
        if not self._lists:
            self._open_list(ordered=False)
        children: list[Node] = []
        item: Node = {"type": "item", "children": children}
        self._lists[-1]["children"].append(item)
        self._items[-1] = item
        return children

    def _link_of(self, attributes: dict[str, str]) -> Node | None:
        kind, address = attributes.get("linktype"), attributes.get("href")
        if kind == "page":
            key = self._looked_up(self._key_of_page, attributes.get("id"))
            return {"type": "link", "key": key} if key else None
        if kind == "document":
            address = self._looked_up(self._url_of_document, attributes.get("id"))
        url = safe_url(address)
        if not url or (kind != "document" and url.startswith(FILES)):
            return None
        return {"type": "link", "url": url}

    @staticmethod
    def _looked_up(find: Callable[[int], str | None], number: str | None) -> str | None:
        digits = (number or "").strip()
        return find(int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def _end_line(line: list[Node]) -> None:
    if line and line[-1]["type"] not in ("break", "list"):
        line.append({"type": "break"})


def _finished(node: Node) -> Node | None:
    """The block in its canonical form; None when nothing is in it. Lists nest `MAX_LIST_DEPTH` deep at most."""
    if node["type"] == "list":
        children = [item for item in map(_finished, node["children"]) if item is not None]
    else:
        inner = [_finished(child) if child["type"] == "list" else child for child in node["children"]]
        children = tidy([child for child in inner if child is not None])
    return {**node, "children": children} if children else None
