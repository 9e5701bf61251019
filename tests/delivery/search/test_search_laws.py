"""What holds for every query, over the loaded content of two states."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from content_models.kinds import ItemKind
from content_models.spanish_order import fold
from delivery.search import Index, SearchResult, indexed
from delivery.search.documents import NAMES
from delivery.search.words import folded_words
from delivery.view import StateView
from tests.thoroughness import tries

from .search_views import CITIZENS, questions, view_of

pytestmark = pytest.mark.slow

KINDS: Sequence[ItemKind] = [kind for kind in ItemKind if kind != ItemKind.ADAPTATION]
STATES = ("TAB", "COA")
asked = st.one_of(st.sampled_from([one.query for one in questions()]), st.text(max_size=200))


@pytest.fixture(scope="module")
def views(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, StateView]:
    """Two states of the loaded content, all their items composed, so that no example asks the database."""
    with django_db_blocker.unblock():
        found = {code: view_of(code) for code in STATES}
        for view in found.values():
            for kind in KINDS:
                view.all(kind)
            view.search("amparo")
    return found


def names_of(item: Mapping[str, Any]) -> set[str]:
    """All names of an item, folded."""
    values = (item.get(name) or [] for name in NAMES)
    texts = (one for value in values for one in ([value] if isinstance(value, str) else value))
    return {" ".join(folded_words(text)) for text in texts}


def test_what_is_named_whole_is_first(views: dict[str, StateView]) -> None:
    items = {item["key"]: item for kind in KINDS if kind != ItemKind.SCRIPT for item in views["TAB"].all(kind)}
    names = {key: names_of(item) for key, item in items.items()}

    for name in sorted(set().union(*names.values()) - {""}):
        first = views["TAB"].search(name, kinds=CITIZENS).hits[0]
        assert name in names[first.key], (name, items[first.key]["title"])


def keys_of(result: SearchResult) -> list[str]:
    """The keys found, in order."""
    return [hit.key for hit in result.hits]


def index_of(view: StateView, kinds: Sequence[ItemKind], shuffled: int = 0) -> Index:
    """An index of a view's items of some kinds, made anew, from rows in any order."""
    items = [item for kind in kinds for item in view.all(kind)]
    random.Random(shuffled).shuffle(items)
    return Index(indexed(item["key"], item["kind"], item, {}) for item in items)


@given(query=asked, code=st.sampled_from(STATES), kinds=st.none() | st.lists(st.sampled_from(KINDS), max_size=3))
@settings(max_examples=tries(40, long=600))
def test_any_text_finds_items_of_the_state_and_kind_only(
    views: dict[str, StateView], query: str, code: str, kinds: list[ItemKind] | None
) -> None:
    view = views[code]

    result = view.search(query, kinds=[kind.value for kind in kinds] if kinds is not None else None)

    for hit in result.hits:
        assert view[hit.key]["kind"] == hit.kind
        assert not kinds or hit.kind in kinds
    assert len(set(keys_of(result))) == len(result.hits)


@given(query=asked, code=st.sampled_from(STATES))
@settings(max_examples=tries(30, long=500))
def test_highlights_are_words_of_the_snippet_in_order(views: dict[str, StateView], query: str, code: str) -> None:
    for hit in views[code].search(query).hits:
        end = 0
        assert "\n" not in hit.snippet
        assert len(hit.snippet) <= 160
        for mark in hit.highlights:
            assert end <= mark.start < mark.end <= len(hit.snippet)
            assert hit.snippet[mark.start : mark.end].strip() == hit.snippet[mark.start : mark.end]
            end = mark.end


@given(data=st.data(), code=st.sampled_from(STATES))
@settings(max_examples=tries(40, long=600))
def test_the_beginning_of_a_title_finds_it(views: dict[str, StateView], data: st.DataObject, code: str) -> None:
    item = data.draw(st.sampled_from([item for kind in KINDS for item in views[code].all(kind)]))
    title = item["title"]
    beginning = title[: data.draw(st.integers(min_value=3, max_value=len(title)))]

    assert item["key"] in keys_of(views[code].search(beginning))


@given(data=st.data(), code=st.sampled_from(STATES))
@settings(max_examples=tries(30, long=500))
def test_accents_and_case_change_nothing(views: dict[str, StateView], data: st.DataObject, code: str) -> None:
    item = data.draw(st.sampled_from([item for kind in KINDS for item in views[code].all(kind)]))
    words = item["searchText"].split()
    start = data.draw(st.integers(min_value=0, max_value=max(0, len(words) - 1)))
    query = " ".join(words[start : start + data.draw(st.integers(min_value=1, max_value=8))])

    accented, plain, loud = (views[code].search(text) for text in (query, fold(query), query.upper()))

    assert keys_of(accented) == keys_of(plain) == keys_of(loud)


@given(query=asked, shuffled=st.integers(min_value=1, max_value=1000))
@settings(max_examples=tries(15, long=200))
def test_the_order_of_what_is_indexed_changes_nothing(views: dict[str, StateView], query: str, shuffled: int) -> None:
    one, other = index_of(views["TAB"], KINDS), index_of(views["TAB"], KINDS, shuffled)

    assert keys_of(one.find(query)) == keys_of(other.find(query))


@given(query=asked)
@settings(max_examples=tries(30, long=500))
def test_scripts_decide_nothing_where_they_are_not_looked_for(views: dict[str, StateView], query: str) -> None:
    view = views["TAB"]
    without = index_of(view, [kind for kind in KINDS if kind != ItemKind.SCRIPT])

    with_scripts_there = index_of(view, KINDS).find(query, kinds=CITIZENS)

    assert keys_of(with_scripts_there) == keys_of(without.find(query))
    assert with_scripts_there.did_you_mean == without.find(query).did_you_mean
    assert [hit.snippet for hit in with_scripts_there.hits] == [hit.snippet for hit in without.find(query).hits]


def test_threads_find_the_same(views: dict[str, StateView]) -> None:
    queries = [one.query for one in questions()]
    alone = [keys_of(views["TAB"].search(query)) for query in queries]

    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda query: keys_of(views["TAB"].search(query)), queries))

    assert together == alone


def test_a_page_of_an_emergency_is_among_the_first_where_it_sounds_like_danger(views: dict[str, StateView]) -> None:
    found = views["TAB"].search("me está golpeando ahorita y no puedo salir", kinds=CITIZENS)

    assert found.is_danger
    assert "EMERGENCY" in {views["TAB"][hit.key].get("urgency") for hit in found.hits[:3]}
    assert not views["TAB"].search("cuánto tarda un juicio", kinds=CITIZENS).is_danger
