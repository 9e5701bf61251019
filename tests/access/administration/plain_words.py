"""The words on the screens that a state's people reach: plain Spanish, *tú*, and one word for each thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from .following import Page

FORBIDDEN = {
    "English": (
        r"the|and|your|please|ago|page|user|actions|localtime|of|for|this|that|with|from|is|are|to|(?<!CC )by|or|you"
        r"|not|in|on|at|an|all|any|new|add|edit|delete|save|view|search|choose|select|required|submit|published?|draft"
        r"|live|hostname"
    ),
    "the software's": (
        r"wagtail|snippets?|slug|login|workflows?|flujos? de trabajo|páginas? padre|página raíz|en vivo|items?|CSRF"
        r"|root|site name|nombre del sitio|panel de control|entradas? de registro"
    ),
    "usted": r"su contraseña|seleccione|ingrese|introduzca|actualice|reporte este|confirme|pulse|quiere publicar",
    "another word": (
        r"llaves?|segundo factor|despublicar(?:las?)?|moderación|pedir cambios|expira(?:r|ción)"
        r"|añad(?:ir|e|es|id[oa]s?)"
    ),
    "a value of the program": r"^(?:true|false|none|null|undefined|padre|port|puerto|rechazad[oa]s?)$",
}
"""What is said otherwise: what is not published any more was *retirado*, a workflow is *revisión*, and so on.

The English words are short ones that are no Spanish words (*no*, *me* and *has* are both), so that a sentence that
nobody translated has one of them; and those of Wagtail's buttons and marks, which are single words.
"""

_AS_WRITTEN = re.compile(r"\b(?:TAB|JAL|NAC|None|Root|Port|True|False)\b")
"""Codes of states, of which people read the names, and what a program calls things, wherever they stand."""

_PHRASES = "adapting-phrases"
"""The class of lists of what people say, in their words."""

_FORBIDDEN = re.compile(rf"(?<![\w-])(?:{'|'.join(FORBIDDEN.values())})(?![\w-])", re.IGNORECASE)
_SPOKEN = ("title", "alt", "placeholder", "aria-label", "data-w-tooltip-content-value")
_SILENT = ("script", "style", "svg", "textarea", "code", "pre")
_IN_ITS_OWN_LANGUAGE = "English"


class _Words(HTMLParser):
    """Collects what people read of a page, and what they hear of it; nothing of an element that is hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0
        self._is_hidden = False
        self._is_among_phrases = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._is_hidden = "hidden" in dict(attrs)
        self._is_among_phrases |= _PHRASES in (dict(attrs).get("class") or "")
        self.found += [value for name, value in attrs if value and name in _SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT
        self._is_among_phrases &= tag != "ul"

    def handle_data(self, data: str) -> None:
        if not (self._silent or self._is_hidden or self._is_among_phrases) and data.strip():
            self.found.append(" ".join(data.split()))


def words_of(page: Page) -> Iterator[str]:
    """Yield what a page says, piece by piece."""
    parser = _Words()
    parser.feed(page.content.decode())
    yield from parser.found


def forbidden_on(pages: Iterable[Page]) -> dict[str, str]:
    """Return what says a forbidden word, with a page on which it does."""
    return {text: page.address for page in pages if page.is_html for text in words_of(page) if says_forbidden(text)}


def says_forbidden(text: str) -> bool:
    """Whether a piece of what a page says is put otherwise here."""
    return text != _IN_ITS_OWN_LANGUAGE and bool(_FORBIDDEN.search(text) or _AS_WRITTEN.search(text))
