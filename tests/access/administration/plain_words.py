"""The words on the screens that a state's people reach: plain Spanish, *tú*, and one word for each thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from .following import Page

FORBIDDEN = {
    "English": r"the|and|your|please|ago|page|user|actions|localtime",
    "the software's": r"wagtail|snippets?|slug|login|flujos? de trabajo|páginas? padre|en vivo|items?|CSRF",
    "usted": r"su contraseña|seleccione|ingrese|introduzca|actualice|reporte este|confirme|pulse|quiere publicar",
    "another word": r"llaves?|segundo factor|despublicar(?:las?)?|moderación|pedir cambios|expira(?:r|ción)",
    "a value of the program": r"^(?:true|false|none|padre)$",
}
"""What is said otherwise: what is not published any more was *retirado*, a workflow is *revisión*, and so on."""

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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        self._is_hidden = "hidden" in dict(attrs)
        self.found += [value for name, value in attrs if value and name in _SPOKEN]

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in _SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent and not self._is_hidden and data.strip():
            self.found.append(" ".join(data.split()))


def words_of(page: Page) -> Iterator[str]:
    """Yield what a page says, piece by piece."""
    parser = _Words()
    parser.feed(page.content.decode())
    yield from parser.found


def forbidden_on(pages: Iterable[Page]) -> dict[str, str]:
    """Return what says a forbidden word, with a page on which it does."""
    return {
        text: page.address
        for page in pages
        if page.is_html
        for text in words_of(page)
        if text != _IN_ITS_OWN_LANGUAGE and _FORBIDDEN.search(text)
    }
