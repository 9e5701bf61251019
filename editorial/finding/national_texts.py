"""National texts by their titles, or by what people say."""

from __future__ import annotations

from dataclasses import dataclass

from content_models.spanish_order import fold
from editorial.adapting.admin.editing_context import EditingContext
from editorial.adapting.admin.listing import KINDS, Text, texts_of

SHOWN = 6
BY_PHRASES = 3
"""How many texts are shown whose titles have other words: a title that was typed is not to be looked for among them."""

LIKELY = 0.1
"""From this probability on, search takes a text for one of those that are meant."""


@dataclass(frozen=True, slots=True)
class FoundTexts:
    """The first ones.

    Attributes:
        total: how many have such a title.
        has_more: not all of these are among the first.
    """

    shown: tuple[Text, ...] = ()
    total: int = 0
    has_more: bool = False


def find_texts(editing: EditingContext, query: str) -> FoundTexts:
    """Return the national texts, as a state serves them, that have all words in their titles, or that search knows by
    what people say: “me quitaron el carro”.

    Three statements.
    """
    words = fold(query).split()
    if not words:
        return FoundTexts()
    texts = texts_of(editing)
    named = sorted(
        (text for text in texts if all(word in fold(text.title) for word in words)),
        key=lambda text: not fold(text.title).startswith(words[0]),
    )
    by_key = {text.key: text for text in texts}
    hits = editing.view.search(query, list(KINDS)).hits
    said = [by_key[hit.key] for hit in hits if hit.probability >= LIKELY and hit.key in by_key]
    also = [text for text in said if text not in named][: BY_PHRASES if named else SHOWN]
    first = named[: SHOWN - len(also)]
    return FoundTexts((*first, *also), len(named), len(first) < len(named))
