"""The tokens of HTML, alike on every Python.

Python's own `html.parser` reads what is not whole in another way from one release to the next: as text, as a comment or
not at all. What was published then depended on the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

# No part of it goes past the next `<`, so that reading takes time in proportion to the length, whatever was written.
_MARKUP = re.compile(
    r"""
    <!--(?:(?!<!--|-->).)*-->
    | <[!?][a-z][^<>]*+>
    | <(?P<end>/?)(?P<tag>[a-z][^\s/<>]*+)(?P<attributes>(?:[^<>"']|"[^"<]*"|'[^'<]*')*)>
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL | re.ASCII,
)
_ATTRIBUTE = re.compile(r"""([^\s/=]++)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"']\S*)))?""", re.ASCII)
# Without its semicolon, `&copy` in an address is a parameter's name.
_REFERENCE = re.compile(r"&[#\w]+;", re.ASCII)


@dataclass(frozen=True, slots=True)
class StartTag:
    """Where an element begins; names are in small letters."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EndTag:
    """Where an element ends."""

    name: str


def tokens_of(html: str) -> Iterator[str | StartTag | EndTag]:
    """Return tags and texts in their order.

    A `<` that begins no whole tag, comment or declaration is text; comments and declarations vanish. Every element's
    content is HTML (`<script>a<b>` holds a tag), and a tag's last `/` says nothing.
    """
    position = 0
    for markup in _MARKUP.finditer(html):
        if markup.start() > position:
            yield unescape(html[position : markup.start()])
        position = markup.end()
        if markup["tag"] is None:
            continue
        name = markup["tag"].lower()
        yield EndTag(name) if markup["end"] else StartTag(name, _attributes(markup["attributes"]))
    if position < len(html):
        yield unescape(html[position:])


def _attributes(written: str) -> dict[str, str]:
    """The attributes by name, the first of each name; one without a value is empty."""
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(written):
        value = _REFERENCE.sub(lambda reference: unescape(reference[0]), "".join(values))
        attributes.setdefault(name.lower(), value)
    return attributes
