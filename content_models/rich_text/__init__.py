"""Rich text as a typed tree: parsed from Wagtail's HTML when publishing, completed for a state when read.

A tree (`Ast`) is a list of block nodes; every node is a JSON-ready dict with a `type`:

- blocks: `paragraph`, `heading` (`level` 3 or 4), `list` (`ordered`; its children are `item`s), `quote`;
- inline: `text` (`text`, `bold?`, `italic?`), `break`, `placeholder` (`name`, `bold?`, `italic?`), `link`
  (`children` and one of `url`, `key`; `path` beside `key` once resolved), `term` (`key`, `children`, `path?`).

An item holds inline nodes and nested lists; the other blocks hold inline nodes only. All functions are pure and total:
any string and any tree of JSON gives a result, and no text is lost on the way.
"""

from .html import to_html
from .links import safe_url
from .marking import Mark, Marker, mark
from .nodes import KNOWN_PLACEHOLDERS, Ast, Node, Substitute
from .parse import from_text, parse, placeholders_in
from .plain_text import to_plain_text
from .resolve import keys_in, resolve

__all__ = [
    "KNOWN_PLACEHOLDERS",
    "Ast",
    "Mark",
    "Marker",
    "Node",
    "Substitute",
    "from_text",
    "keys_in",
    "mark",
    "parse",
    "placeholders_in",
    "resolve",
    "safe_url",
    "to_html",
    "to_plain_text",
]
