"""National texts by their titles, by what people say, or by words within them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from content_models.kinds import ItemKind
from content_models.spanish_order import fold
from editorial.adapting.admin.editing_context import EditingContext
from editorial.adapting.admin.listing import KINDS, Text, texts_of
from editorial.comparing import changes_between
from editorial.wording import LABELS

SHOWN = 6
BY_PHRASES = 3
"""How many texts are shown whose titles have other words: a title that was typed is not to be looked for among them."""

BY_WORDS = 5
"""How many texts are shown that only say the words somewhere within."""

FEWEST_LETTERS = 3
"""Of a word that is looked for within texts: shorter ones stand in all of them."""

AROUND = 60
"""So many characters are shown before the words, and behind their beginning."""

LIKELY = 0.1
"""From this probability on, search takes a text for one of those that are meant."""


@dataclass(frozen=True, slots=True)
class FoundWithin:
    """A text that says the words within.

    Attributes:
        place: which part of it does, as editors call it.
        words: what stands there, around them.
    """

    text: Text
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class FoundTexts:
    """The first ones.

    Attributes:
        total: how many have such a title.
        has_more: not all of these are among the first.
        within: others that say the words; `within_total` is how many do.
    """

    shown: tuple[Text, ...] = ()
    total: int = 0
    has_more: bool = False
    within: tuple[FoundWithin, ...] = ()
    within_total: int = 0


def find_texts(editing: EditingContext, query: str) -> FoundTexts:
    """Return the national texts, as a state serves them, that have all words in their titles, that search knows by
    what people say (“me quitaron el carro”), or that say these words somewhere: where, is said beside them.

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
    saying = [item for item in _items_saying(editing, words) if by_key.get(item["key"]) not in (None, *named, *also)]
    within = tuple(_found_within(by_key[item["key"]], item, words) for item in saying[:BY_WORDS])
    return FoundTexts((*first, *also), len(named), len(first) < len(named), within, len(saying))


def _items_saying(editing: EditingContext, words: list[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the national texts, as the state serves them, that say all words, or words that begin so."""
    long = [word for word in words if len(word) >= FEWEST_LETTERS]
    if not long:
        return
    for kind in KINDS:
        for item in editing.view.all(kind):
            said = " " + " ".join(re.findall(r"\w+", fold(str(item["searchText"]))))
            if all(f" {word}" in said for word in long):
                yield item


def _found_within(text: Text, item: Mapping[str, Any], words: list[str]) -> FoundWithin:
    """Return the part of a text that says most of some words first, and what stands around them."""
    parts = changes_between(ItemKind(text.kind), None, item)
    best, line = max(
        ((part, line_saying(part.after_text, words)) for part in parts), key=lambda found: _weight(found[1], words)
    )
    folded = fold(line)
    at = min((folded.index(word) for word in words if len(word) >= FEWEST_LETTERS and word in folded), default=0)
    start = line.rfind(" ", 0, max(at - AROUND, 0)) + 1
    end = line.find(" ", at + AROUND)
    excerpt = " ".join(line[start : end if end >= 0 else None].split())
    return FoundWithin(text, best.label, f"{'…' if start else ''}{excerpt}{'…' if end >= 0 else ''}")


def line_saying(text: str, words: list[str]) -> str:
    """Return the line that says most of some words, as people read it: another would run into it, or where it leads."""
    lines = [line.strip().removeprefix("- ") for line in text.splitlines() if line.strip()]
    return max(lines, key=lambda line: _weight(line, words), default="")


def _weight(line: str, words: list[str]) -> float:
    """How many words a line says; one that only names where an answer leads counts behind all others that say one."""
    count = sum(word in fold(line) for word in words if len(word) >= FEWEST_LETTERS)
    return count / 100 if line.startswith(f"{LABELS['to']}:") else count
