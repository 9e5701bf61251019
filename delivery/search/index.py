"""The index of one view: what a state serves in one language, by its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from math import exp

from content_models.kinds import ItemKind
from content_models.municipalities import names_of_places
from tenants.bounded import BoundedMap

from .documents import IndexedDocument
from .everyday import tells_of_violence
from .example_model import ExampleModel
from .lexicon import TEXTS, Lexicon
from .offices import with_needs
from .ranking import Evidence, Ranking, in_order
from .results import SearchHit, SearchResult
from .segments import Segment, segment_of
from .snippets import Marker
from .taught import Teacher
from .words import Language, Stems, folded_words

_Hit = tuple[float, IndexedDocument, Marker]

FIRST = 3
"""So many results people see at once."""
LIKELY = 0.2
"""Where nothing is so likely meant, the page for danger is first. At one half it would stand above what is right."""
LEAST = -30.0
"""The score of what is shown for safety only."""
NAMED_KINDS = (ItemKind.TERM, ItemKind.ORGANIZATION, ItemKind.OFFICE)
"""Things, whose names tell of nothing that happens to somebody."""
SAYING = 2
"""So many words that say something are enough of a name."""
MOST_LEXICONS = 8
"""How many sets of kinds an index caches the lexicon of."""


class Index:
    """The items of one view. All methods may be called from any thread."""

    def __init__(
        self, rows: Iterable[IndexedDocument], models: Sequence[ExampleModel] = (), towns: Iterable[str] = ()
    ) -> None:
        """Read the items.

        Args:
            towns: names of places, whose words are spelled right though no text has them.
        """
        rows = list(rows)
        self._of_towns = frozenset(word for name in towns for word in folded_words(name))
        self._teacher = Teacher(models, rows)
        self._said = tuple(model.vocabulary for model in models)
        groups: dict[tuple[str, str], list[IndexedDocument]] = defaultdict(list)
        for row in with_needs(rows):
            groups[row.language.name, row.kind].append(row)
        self._segments = [segment_of(tuple(sorted(groups[key], key=lambda row: row.order))) for key in sorted(groups)]
        self._lexicons: BoundedMap[frozenset[str], list[Lexicon]] = BoundedMap(MOST_LEXICONS)

    def find(
        self, query: str, kinds: Collection[str] | None = None, role: str | None = None, without: Collection[str] = ()
    ) -> SearchResult:
        """Find items that answer a query, the best first; equals in a fixed order.

        What the reader cannot get decides nothing: neither which match is the best, nor how a word is spelled. Words
        that say nothing ("hola, buenas tardes") make nothing likely, unless examples say what they mean together.

        Args:
            kinds: only items of these; none: all.
            role: only items for this role; None: for any.
            without: keys of items that are not to be found.
        """
        hits: list[_Hit] = []
        competing: set[str] = set()
        spelled: str | None = None
        is_danger = is_certain = is_harm = has_content_words = False
        page: _Hit | None = None
        for lexicon in self._lexicons_of(kinds):
            parsed = lexicon.query(query)
            taught = self._teacher.evaluate(parsed.words)
            ranking = Ranking(lexicon, parsed, taught, role, without)
            found = ranking.scores()
            has_content_words = has_content_words or ranking.has_content_words or ranking.is_said_plainly(found)
            marker = Marker({stem: ranking.idf(stem) for stem in parsed.stems})
            hits += [(score, row, marker) for row, score in found.items()]
            competing |= ranking.competing(found)
            is_alarming = taught.is_danger if any(map(lexicon.is_said, parsed.words)) else None
            is_judged = is_alarming is None or (is_alarming and self._is_quiet(parsed.words, lexicon.language))
            sounds = (is_alarming or is_judged) and lexicon.language.everyday.sounds_like_danger(parsed.words)
            is_violence = any(map(tells_of_violence, {parsed.words, tuple(parsed.typed.split())}))
            if sounds or is_violence or (is_alarming and not is_judged):
                is_danger = True
                is_certain = is_certain or bool(sounds)
                has_harm = lexicon.language.everyday.has_harm_to_somebody(parsed.words)
                is_harm = is_harm or is_certain or is_violence or has_harm
                row = ranking.emergency()
                page = (found.get(row, LEAST), row, marker) if page is None and row is not None else page
            if found and parsed.spelled and spelled is None:
                spelled = " ".join(map(lexicon.as_written, parsed.spelled))
        hits.sort(key=lambda hit: in_order(hit[1], hit[0]))
        probabilities = _probabilities([score for score, _, _ in hits])
        likely = {row.key: one for (_, row, _), one in zip(hits, probabilities, strict=True) if has_content_words}
        hits = _readiest_first(hits, competing)
        likeliest = max(likely.values(), default=0.0)
        if page is not None:
            is_harm = is_harm or 0 < likeliest == likely.get(page[1].key)
            hits = _with_emergency(hits, page, among=FIRST if likeliest >= LIKELY else 1)
        found_hits = (SearchHit(row, score, marker, likely.get(row.key, 0.0)) for score, row, marker in hits)
        return SearchResult(tuple(found_hits), spelled, is_danger, is_certain, is_harm)

    def evidence(self, query: str, kinds: Collection[str]) -> Iterator[tuple[IndexedDocument, Evidence, bool]]:
        """Yield what would be found, what speaks for it, and whether the query is short: to learn weights from."""
        for lexicon in self._lexicons_of(kinds):
            parsed = lexicon.query(query)
            ranking = Ranking(lexicon, parsed, self._teacher.evaluate(parsed.words))
            yield from ((row, one, ranking.is_short) for row, one in ranking.evidence().items())

    def has_in_texts(self, words: Sequence[str]) -> bool:
        """Return whether texts have all of some folded words but stop words: then a name may stand for the thing."""
        texts: dict[str, list[Segment]] = defaultdict(list)
        for segment in self._segments:
            if segment.kind in TEXTS:
                texts[segment.language.name].append(segment)
        return any(_have_all(segments, segments[0].language.content_words(words)) for segments in texts.values())

    def _is_quiet(self, words: Sequence[str], language: Language) -> bool:
        """Return whether folded words only name a thing or places, wherever in the country, and none is of harm."""
        if language.everyday.has_harm(words):
            return False
        return self._is_name(words, language) or self._is_name(without_towns(words), language)

    def _is_name(self, words: Collection[str], language: Language) -> bool:
        """Return whether folded words are the name of a thing, or of the state's places, or of a thing there.

        Two words that say something may be the beginning of one ("registro nacional"). Of any other part of a name
        nothing is known: "tortura" and "policía" are words of names too.
        """
        segments = [one for one in self._segments if one.kind in NAMED_KINDS and one.language is language]
        if not all(any(language.stem(word) in one.naming for one in segments) for word in words):
            return False
        places = frozenset().union(*(one.places for one in segments))
        said = _without_places(map(language.stem, language.content_words(words)), places)
        names = (_without_places(name, places) for one in segments for name in one.own_names)
        return not said or any(name == said or (len(said) >= SAYING and name[: len(said)] == said) for name in names)

    def _lexicons_of(self, kinds: Collection[str] | None) -> list[Lexicon]:
        wanted = frozenset(str(kind) for kind in kinds) if kinds else frozenset()
        cached = self._lexicons.get(wanted)
        if cached is None:
            by_language: dict[str, list[Segment]] = defaultdict(list)
            for segment in self._segments:
                if not wanted or segment.kind in wanted:
                    by_language[segment.language.name].append(segment)
            cached = [
                Lexicon(segments[0].language, segments, self._said, self._of_towns) for segments in by_language.values()
            ]
            self._lexicons.put(wanted, cached)
        return cached


def _have_all(segments: Sequence[Segment], words: Iterable[str]) -> bool:
    stems = (segments[0].language.stem(word) for word in words)
    return all(any(stem in segment.postings for segment in segments) for stem in stems)


def _without_places(stems: Iterable[str], places: Collection[str]) -> Stems:
    return tuple(stem for stem in stems if stem not in places)


def _readiest_first(hits: list[_Hit], competing: Collection[str]) -> list[_Hit]:
    """Return the hits, the competing offices of each kind ordered by their readiness within the places they take."""
    places: dict[str | None, list[int]] = defaultdict(list)
    for place, (_score, row, _marker) in enumerate(hits):
        if row.key in competing:
            places[row.facts.organization_kind].append(place)
    ordered = list(hits)
    for of_kind in places.values():
        readiest = sorted((hits[place] for place in of_kind), key=lambda hit: hit[1].facts.readiness)
        for place, hit in zip(of_kind, readiest, strict=True):
            ordered[place] = hit
    return ordered


def _with_emergency(hits: list[_Hit], page: _Hit, among: int) -> list[_Hit]:
    """Return the hits, the page of an emergency among so many of the first."""
    if page in hits[:among]:
        return hits
    rest = [hit for hit in hits if hit[1] is not page[1]]
    return [*rest[: among - 1], page, *rest[among - 1 :]]


def _probabilities(scores: Sequence[float]) -> list[float]:
    """Return how likely each item is meant: scores are logarithms, but for a constant."""
    if not scores:
        return []
    likely = [exp(score - scores[0]) for score in scores]
    total = sum(likely)
    return [one / total for one in likely]


def without_towns(words: Sequence[str]) -> list[str]:
    """Return folded words without the whole names of municipalities and their seats, the longest names first."""
    towns = _towns()
    longest = max(map(len, towns))
    rest: list[str] = []
    place = 0
    while place < len(words):
        lengths = range(min(longest, len(words) - place), 0, -1)
        length = next((length for length in lengths if tuple(words[place : place + length]) in towns), 0)
        if not length:
            rest.append(words[place])
        place += max(length, 1)
    return rest


@cache
def _towns() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(folded_words(name)) for name in names_of_places())
