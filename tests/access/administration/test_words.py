"""The words on the screens that a state's people reach: plain Spanish, *tú*, and one word for each thing."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from tenants.admin_access.acts import Role
from tests.tenants.conftest import World

from .following import Page, follow, somebody

pytestmark = pytest.mark.slow

EVERYBODY = [Role.STATE_EDITOR, Role.STATE_PUBLISHER, Role.STATE_COORDINATOR]

FORBIDDEN = {
    "English": r"the|and|your|please|ago|page|user|actions|localtime",
    "the software's": r"wagtail|snippets?|slug|login|flujos? de trabajo|páginas? padre|en vivo|items?|CSRF",
    "usted": r"su contraseña|seleccione|ingrese|introduzca|actualice|reporte este|confirme|pulse|quiere publicar",
    "another word": r"llaves?|segundo factor|despublicar(?:las?)?|moderación|expirar|expiración",
    "a value of the program": r"^(?:true|false|none|padre)$",
}
"""What is said otherwise: what is not published any more was *retirado*, a workflow is *aprobación*, and so on."""

_FORBIDDEN = re.compile(rf"(?<![\w-])(?:{'|'.join(FORBIDDEN.values())})(?![\w-])", re.IGNORECASE)
_SPOKEN = ("title", "alt", "placeholder", "aria-label", "data-w-tooltip-content-value")
_SILENT = ("script", "style", "svg", "textarea", "code", "pre")
_IN_ITS_OWN_LANGUAGE = "English"


@pytest.fixture(autouse=True)
def _silence() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


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


def forbidden_on(pages: Iterator[Page]) -> dict[str, str]:
    """Return what says a forbidden word, with a page on which it does."""
    return {
        text: page.address
        for page in pages
        if page.is_html
        for text in words_of(page)
        if text != _IN_ITS_OWN_LANGUAGE and _FORBIDDEN.search(text)
    }


@pytest.mark.parametrize("who", EVERYBODY)
def test_states_people_read_plain_words(world: World, who: str) -> None:
    ids = somebody(world, who).ids

    found = forbidden_on(follow(world.client(who), ids))

    assert not found, "\n".join(f"{text}: {address}" for text, address in sorted(found.items()))


def test_who_signs_in_reads_plain_words(db: None) -> None:
    found = forbidden_on(follow(Client(), {}, ["wagtailadmin_login", "wagtailadmin_password_reset"]))

    assert not found
