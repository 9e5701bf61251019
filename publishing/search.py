"""Searching what one state serves, in memory: ranked by where the words stand, accents and case do not matter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from content_models.choices import Urgency
from content_models.kinds import ItemKind
from content_models.overlay import Item
from content_models.rich_text.nodes import PLACEHOLDER

from .glossary_marks import singular
from .spanish_order import fold

_WORD = re.compile(r"[^\W_]+")
_STRONG = ("title", "question", "synonyms", "alsoCalled", "openingPhrases")
_WEIGHTS = {"title": 8.0, "question": 5.0, "synonyms": 6.0, "alsoCalled": 5.0, "openingPhrases": 5.0}
_KIND_ORDER = (ItemKind.GUIDANCE, ItemKind.SCRIPT, ItemKind.TERM, ItemKind.ORGANIZATION, ItemKind.OFFICE)
_STOP_WORDS = frozenset(
    [
        "a",
        "al",
        "ante",
        "como",
        "con",
        "cual",
        "cuando",
        "de",
        "del",
        "donde",
        "e",
        "el",
        "ella",
        "en",
        "es",
        "esta",
        "este",
        "fue",
        "ha",
        "hay",
        "la",
        "las",
        "le",
        "les",
        "lo",
        "los",
        "mas",
        "me",
        "mi",
        "mis",
        "mucho",
        "no",
        "nos",
        "o",
        "para",
        "pero",
        "por",
        "que",
        "quien",
        "se",
        "ser",
        "si",
        "sin",
        "sobre",
        "son",
        "su",
        "sus",
        "te",
        "tu",
        "tus",
        "u",
        "un",
        "una",
        "uno",
        "y",
        "ya",
        "yo",
    ]
)
SNIPPET_LENGTH = 160
_MIN_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Searched:
    """What search knows of one item: its words by field, and its text."""

    key: str
    kind: str
    fields: Mapping[str, tuple[str, ...]]
    text: str
    roles: frozenset[str]
    is_emergency: bool


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of a snippet that fits the query, from `start` to before `end`, in characters."""

    start: int
    end: int


class SearchHit:
    """An item that fits, with the passage that shows why. The item is composed when asked for."""

    __slots__ = ("_item", "highlights", "key", "kind", "score", "snippet")

    def __init__(
        self, row: Searched, score: float, snippet: str, highlights: tuple[Highlight, ...], item: Callable[[str], Any]
    ) -> None:
        self.key = row.key
        self.kind = row.kind
        self.score = score
        self.snippet = snippet
        self.highlights = highlights
        self._item = item

    @property
    def item(self) -> Item:
        """The item itself."""
        found: Item = self._item(self.key)
        return found


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What fits, best first, and another spelling worth trying when nothing does."""

    hits: tuple[SearchHit, ...]
    did_you_mean: str | None = None


def searched(key: str, kind: str, document: Mapping[str, Any], substitutes: Mapping[str, str]) -> Searched:
    """What search needs of a document.

    Args:
        substitutes: what stands for each placeholder.
    """
    fields = {name: _words(document[name]) for name in _STRONG if document.get(name)}
    text = PLACEHOLDER.sub(lambda found: substitutes.get(found[1], found[0]), str(document.get("searchText", "")))
    roles = document.get("roles") or document.get("servesRoles") or [document.get("role")]
    fields["text"] = _words(text)
    urgency = document.get("urgency")
    return Searched(key, kind, fields, text, frozenset(filter(None, roles)), urgency == Urgency.EMERGENCY)


class Index:
    """The words of all items of one view."""

    def __init__(self, rows: Iterable[Searched], item: Callable[[str], Any]) -> None:
        self._item = item
        self._rows: dict[str, Searched] = {}
        self._weights: dict[str, dict[str, float]] = defaultdict(dict)
        self._spellings: dict[str, str] = {}
        for row in rows:
            self._rows[row.key] = row
            for name, words in row.fields.items():
                weight = _WEIGHTS.get(name, 1.0)
                for word in set(words):
                    known = self._weights[word]
                    known[row.key] = known.get(row.key, 0.0) + weight

    def find(self, query: str, kinds: Collection[str] | None = None, role: str | None = None) -> SearchResult:
        """Find items in which every word of the query occurs; when none has them all, those that have most of them.

        The last word may be the beginning of one. Emergencies and titles come first.
        """
        words = [word for word in _words(query) if word not in _STOP_WORDS] or list(_words(query))
        if not words:
            return SearchResult(())
        scores: dict[str, float] = defaultdict(float)
        matched: dict[str, int] = defaultdict(int)
        for position, word in enumerate(words):
            for key, weight in self._occurrences(word, is_last=position == len(words) - 1).items():
                scores[key] += weight
                matched[key] += 1
        # What the reader cannot get decides nothing: neither which match is the best, nor how a word is spelled.
        fitting = {key: count for key, count in matched.items() if _is_wanted(self._rows[key], kinds, role)}
        most = max(fitting.values(), default=0)
        rows = [self._rows[key] for key, count in fitting.items() if count == most]
        rows.sort(key=lambda row: (-self._score(row, scores[row.key], query), _kind_order(row), row.key))
        hits = tuple(self._hit(row, scores[row.key], words) for row in rows)
        return SearchResult(hits, None if most == len(words) else self._other_spelling(words, kinds, role))

    def _occurrences(self, word: str, *, is_last: bool) -> Mapping[str, float]:
        exact = self._weights.get(word, {})
        if not is_last or len(word) < _MIN_PREFIX:
            return exact
        found: dict[str, float] = defaultdict(float)
        for other, weights in self._weights.items():
            if other.startswith(word):
                for key, weight in weights.items():
                    found[key] = max(found[key], weight if other == word else weight / 2)
        return found

    def _score(self, row: Searched, score: float, query: str) -> float:
        whole = " ".join(_words(query))
        bonus = 10.0 if " ".join(row.fields.get("title", ())) == whole else 0.0
        return score + bonus + (2.0 if row.is_emergency else 0.0)

    def _other_spelling(self, words: list[str], kinds: Collection[str] | None, role: str | None) -> str | None:
        """The query with each unknown word in the nearest known spelling; None when that does not help."""
        wanted = {key for key, row in self._rows.items() if _is_wanted(row, kinds, role)}
        known = [word for word, weights in self._weights.items() if not wanted.isdisjoint(weights)]
        spelled = [word if word in known else _nearest(word, known) for word in words]
        if any(word is None for word in spelled) or spelled == words:
            return None
        return " ".join(self._as_written(word) for word in spelled if word)

    def _as_written(self, word: str) -> str:
        if not self._spellings:
            for row in self._rows.values():
                for found in _WORD.finditer(row.text):
                    self._spellings.setdefault(singular(found[0]), found[0].lower())
        return self._spellings.get(word, word)

    def _hit(self, row: Searched, score: float, words: list[str]) -> SearchHit:
        snippet, highlights = _snippet(row.text, words)
        return SearchHit(row, score, snippet, highlights, self._item)


def _words(value: Any) -> tuple[str, ...]:
    text = " ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return tuple(singular(found[0]) for found in _WORD.finditer(text))


def _is_wanted(row: Searched, kinds: Collection[str] | None, role: str | None) -> bool:
    return (not kinds or row.kind in kinds) and (role is None or role in row.roles)


def _kind_order(row: Searched) -> int:
    return _KIND_ORDER.index(ItemKind(row.kind)) if row.kind in _KIND_ORDER else len(_KIND_ORDER)


def _nearest(word: str, known: Collection[str]) -> str | None:
    return next(iter(get_close_matches(fold(word), known, n=1, cutoff=0.75)), None)


def _snippet(text: str, words: list[str]) -> tuple[str, tuple[Highlight, ...]]:
    """The passage around the first word that fits, and where in it words fit."""
    found = [match for match in _WORD.finditer(text) if any(singular(match[0]).startswith(word) for word in words)]
    first = found[0].start() if found else 0
    start = max(0, first - SNIPPET_LENGTH // 4)
    start = 0 if start == 0 else text.find(" ", start, first) + 1 or start
    end = min(len(text), start + SNIPPET_LENGTH)
    snippet = text[start:end]
    highlights = [Highlight(match.start() - start, match.end() - start) for match in found]
    return snippet, tuple(mark for mark in highlights if mark.start >= 0 and mark.end <= len(snippet))
