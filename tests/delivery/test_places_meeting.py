"""Two texts that meet at one path: every process serves the same one there, in whatever order it has read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from content_models.overlay import LocaleChain
from delivery.layer import Layer
from delivery.merged_tree import MergedTree
from publishing.rows import StoredDocument, StoredItem

LANGUAGES = ("es-MX", "en")
PATH = "/victima/uno/"
STATE = 7


def row(key: str, locale: str, *, version: int = 1, is_live: bool = True, path: str = PATH) -> StoredItem:
    held: Any = {"title": key, "slug": "uno", "order": 0} if is_live else {}
    document = StoredDocument(held)
    published_at = datetime(2026, 1, 1, tzinfo=UTC)
    return StoredItem(1, key, locale, "GUIDANCE", "uno", path, key, document, is_live, version, 1, published_at)


def places(rows: Sequence[StoredItem], locale: str) -> MergedTree:
    """What a state without anything of its own serves, the rows learnt one by one."""
    library = Layer(1, LANGUAGES)
    for number, one in enumerate(rows, 1):
        library = library.changed(number, [one], [])
    return MergedTree(library, Layer(STATE, LANGUAGES), LocaleChain(locale, LANGUAGES, LANGUAGES))


@pytest.mark.parametrize(("locale", "key"), [("en", "b"), ("es-MX", "a")])
def test_what_is_in_the_language_of_the_view_stands_there(locale: str, key: str) -> None:
    rows = [row("a", "es-MX"), row("b", "en"), row("c", "es-MX", path="/victima/dos/")]

    found = {places(order, locale).at(PATH).key for order in permutations(rows)}

    assert found == {key}


def test_what_was_withdrawn_last_from_a_path_is_what_has_moved() -> None:
    rows = [
        row("a", "en", version=2, is_live=False),
        row("b", "en", version=3, is_live=False),
        row("a", "es-MX", path="/victima/dos/"),
        row("b", "es-MX", path="/victima/tres/"),
    ]

    found = {places(order, "en").at(PATH).moved_to for order in permutations(rows)}

    assert found == {"/victima/tres/"}
