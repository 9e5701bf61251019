"""The items of one kind and language, by their words. Shared between states that serve the same ones."""

from __future__ import annotations

import threading
import weakref
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter

from .documents import IndexedDocument
from .vocabulary import Vocabulary
from .words import Stems, folded_words

OWN_NAMES = ("title", "alsoCalled")


class Segment:
    """Items of one kind, in one language, by the stems of their words. Immutable."""

    def __init__(self, rows: tuple[IndexedDocument, ...]) -> None:
        self.rows = rows
        self.kind = rows[0].kind
        self.language = rows[0].language
        postings: dict[str, list[tuple[IndexedDocument, float]]] = defaultdict(list)
        self.spellings: dict[str, str] = {}
        for row in rows:
            for stem, term_weight in row.term_weights.items():
                postings[stem].append((row, term_weight))
            for form, written in row.forms.items():
                if written == form or form not in self.spellings:
                    self.spellings[form] = written
        self.postings: Mapping[str, Sequence[tuple[IndexedDocument, float]]] = {
            stem: tuple(found) for stem, found in postings.items()
        }
        self.vocabulary = Vocabulary(self.spellings)
        self.places = frozenset().union(*(row.places for row in rows))
        named: dict[str, list[IndexedDocument]] = defaultdict(list)
        for row in rows:
            for name in row.other_names:
                named[name].append(row)
        self.with_other_name: Mapping[str, Sequence[IndexedDocument]] = {key: tuple(own) for key, own in named.items()}
        self._titles = sorted(
            ((title, row.order, row) for row in rows for title in row.titles), key=lambda one: one[:2]
        )

    @cached_property
    def naming(self) -> frozenset[str]:
        """The stems of all words of the items' own names and places."""
        return self.places.union(self.language.stem(word) for name in self._own_names for word in name)

    @cached_property
    def own_names(self) -> frozenset[Stems]:
        """The stems that say something of each of the items' own names."""
        language = self.language
        return frozenset(tuple(map(language.stem, language.content_words(name))) for name in self._own_names)

    @cached_property
    def _own_names(self) -> Sequence[Sequence[str]]:
        """The folded words of the items' own names. Synonyms are none: they may be sayings."""
        fields = (names for row in self.rows for field, names in row.facts.names if field in OWN_NAMES)
        return [folded_words(name) for names in fields for name in names]

    def with_title_beginning(self, start: str) -> Iterator[tuple[str, IndexedDocument]]:
        """The titles and questions that begin so, folded, and the items they belong to."""
        for position in range(bisect_left(self._titles, start, key=itemgetter(0)), len(self._titles)):
            title, _, row = self._titles[position]
            if not title.startswith(start):
                return
            yield title, row


_shared: weakref.WeakValueDictionary[tuple[IndexedDocument, ...], Segment] = weakref.WeakValueDictionary()
_lock = threading.Lock()


def segment_of(rows: tuple[IndexedDocument, ...]) -> Segment:
    """The segment of these rows: the very same object for the same rows."""
    with _lock:
        cached = _shared.get(rows)
    if cached is None:
        made = Segment(rows)
        with _lock:
            cached = _shared.setdefault(rows, made)
    return cached
