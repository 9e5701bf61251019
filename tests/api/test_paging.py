"""Relay connections: everything once and in order, and cursors that belong to one list."""

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.schema.cursors import DIGEST_LENGTH
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope
from tests.thoroughness import tries

from .client import Answer
from .conftest import Ask
from .world.documents import key
from .world.store import forget

GUIDANCE = """
query ($first: Int, $after: Cursor, $last: Int, $before: Cursor, $role: Role, $code: StateCode, $locale: String) {
  state(code: $code) {
    guidance(first: $first, after: $after, last: $last, before: $before, role: $role, locale: $locale) {
      totalCount
      edges { cursor node { slug } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
}
"""
LISTS = {
    "guidance": ("guidance(first: 1, after: $after)", "... on GuidancePage { key }"),
    "glossary": ("glossary(first: 1, after: $after)", "... on GlossaryTerm { key }"),
    "organizations": ("organizations(first: 1, after: $after)", "... on Organization { key }"),
    "offices": ("offices(first: 1, after: $after)", "... on Office { key }"),
    "scripts": ("scripts(first: 1, after: $after)", "... on Script { key }"),
    "search": ('search(query: "fiscalía", first: 1, after: $after)', "... on SearchHit { item { key } }"),
}


def guidance(ask: Ask, **arguments: object) -> dict:
    """The connection `guidance` of Tabasco."""
    return ask(GUIDANCE, **arguments)["state"]["guidance"]


@pytest.mark.parametrize("name", LISTS)
def test_paging_gives_everything_once_and_in_order(ask: Ask, name: str) -> None:
    field, selection = LISTS[name]
    query = f"""query ($after: Cursor) {{ state {{ list: {field} {{
      totalCount edges {{ cursor node {{ {selection} }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"""
    whole = query.replace("first: 1,", "first: 100,")
    everything = [edge["node"] for edge in ask(whole, "operators")["state"]["list"]["edges"]]

    paged, after, more = [], None, True
    while more:
        page = ask(query, "operators", after=after)["state"]["list"]
        paged += [edge["node"] for edge in page["edges"]]
        assert page["totalCount"] == len(everything)
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]

    assert paged == everything
    assert len(everything) >= 2


def test_says_what_lies_before_and_after(ask: Ask) -> None:
    first = guidance(ask, first=1)
    second = guidance(ask, first=1, after=first["pageInfo"]["endCursor"])
    third = guidance(ask, first=1, after=second["pageInfo"]["endCursor"])

    pages = [
        (
            [edge["node"]["slug"] for edge in page["edges"]],
            page["pageInfo"]["hasPreviousPage"],
            page["pageInfo"]["hasNextPage"],
        )
        for page in (first, second, third)
    ]
    assert pages == [(["denunciar"], False, True), (["proteccion"], True, True), (["detenido"], True, False)]
    assert second["pageInfo"]["startCursor"] == second["edges"][0]["cursor"]


def test_pages_backwards(ask: Ask) -> None:
    last = guidance(ask, last=1)
    before = guidance(ask, last=5, before=last["pageInfo"]["startCursor"])

    assert [edge["node"]["slug"] for edge in last["edges"]] == ["detenido"]
    assert [edge["node"]["slug"] for edge in before["edges"]] == ["denunciar", "proteccion"]
    assert (before["pageInfo"]["hasPreviousPage"], before["pageInfo"]["hasNextPage"]) == (False, True)


def test_beyond_the_end_is_an_empty_page(ask: Ask) -> None:
    end = guidance(ask)["pageInfo"]["endCursor"]

    page = guidance(ask, after=end)

    assert page["edges"] == []
    assert page["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": True,
        "startCursor": None,
        "endCursor": None,
    }


def test_goes_on_where_a_withdrawn_item_stood(ask: Ask, changes: None) -> None:
    cursor = guidance(ask, first=2)["pageInfo"]["endCursor"]
    with tenant_scope([LIBRARY_ID]):
        ContentItem.objects.filter(key=key("proteccion")).update(
            is_live=False, document={}, examples=[], search_text=""
        )
    forget()

    page = guidance(ask, after=cursor)

    assert [edge["node"]["slug"] for edge in page["edges"]] == ["detenido"]


@pytest.mark.parametrize(
    ("arguments", "field", "hint"),
    [
        ({"first": 0}, "first", "“first” must be between 1 and 100."),
        ({"first": -1}, "first", "“first” must be between 1 and 100."),
        ({"first": 101}, "first", "“first” must be between 1 and 100."),
        ({"first": 2_147_483_647}, "first", "“first” must be between 1 and 100."),
        ({"last": 0}, "last", "“last” must be between 1 and 100."),
        ({"last": 101}, "last", "“last” must be between 1 and 100."),
        ({"first": 1, "last": 1}, "first", "Give “first” or “last”, not both."),
    ],
)
def test_refuses_sizes_out_of_range(
    post: Callable[..., Answer], arguments: dict[str, int], field: str, hint: str
) -> None:
    answer = post(GUIDANCE, headers={"Accept-Language": "en"}, **arguments)

    assert (answer.status, answer.codes) == (200, ["INVALID_ARGUMENT"])
    assert answer.json["errors"][0]["extensions"] == {"code": "INVALID_ARGUMENT", "field": field, "hint": hint}
    assert answer.json["data"] == {"state": {"guidance": None}}


@pytest.mark.parametrize("arguments", [{"first": 2_147_483_648}, {"first": "dos"}, {"first": 1.5}])
def test_refuses_sizes_that_are_no_numbers(post: Callable[..., Answer], arguments: dict[str, object]) -> None:
    answer = post(GUIDANCE, **arguments)

    assert (answer.status, answer.codes) == (400, ["BAD_VALUE"])


@pytest.mark.parametrize("cursor", ["", "no", "%%%", "ñ", "a" * 5000, "MTIzNDU2Nzg6OTk5OTk5OTk5OTk5OTk5OTpr"])
@pytest.mark.parametrize("argument", ["after", "before"])
def test_refuses_a_malformed_cursor(post: Callable[..., Answer], argument: str, cursor: str) -> None:
    answer = post(GUIDANCE, **{argument: cursor})

    assert (answer.status, answer.codes) == (200, ["INVALID_CURSOR"])
    assert answer.json["errors"][0]["extensions"]["field"] == argument


def forged(cursor: str, order: str) -> str:
    """A cursor of the same list with another sort key, given as JSON."""
    digest = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[:DIGEST_LENGTH]
    return base64.urlsafe_b64encode(digest + order.encode()).rstrip(b"=").decode()


def sort_key_in(cursor: str) -> Any:
    """The sort key that a cursor carries."""
    return json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[DIGEST_LENGTH:])


def shape_of(value: object) -> object:
    """The kinds of a value's parts; texts alone may be any number."""
    if isinstance(value, list):
        return "texts" if value and all(isinstance(each, str) for each in value) else list(map(shape_of, value))
    return type(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=2), parts, max_size=2),
    max_leaves=12,
)
BY_LIST = {name: LISTS[name] for name in LISTS if name != "search"}


@pytest.mark.parametrize("name", BY_LIST)
def test_refuses_a_cursor_whose_sort_key_has_another_shape(ask: Ask, post: Callable[..., Answer], name: str) -> None:
    query = f"query ($after: Cursor) {{ state {{ list: {LISTS[name][0]} {{ pageInfo {{ endCursor }} }} }} }}"
    cursor = ask(query, "operators")["state"]["list"]["pageInfo"]["endCursor"]
    order = sort_key_in(cursor)

    @settings(max_examples=tries(30, long=200), suppress_health_check=list(HealthCheck), deadline=None)
    @given(JSON)
    @example([])
    @example(["x"])
    @example([[]])
    @example([[], ""])
    @example([*order, ""])
    @example(order[:-1])
    @example(order[::-1])
    def refuse(forgery: object) -> None:
        if shape_of(forgery) != shape_of(order):
            assert post(query, "operators", after=forged(cursor, json.dumps(forgery))).codes == ["INVALID_CURSOR"]

    refuse()
    assert post(query, "operators", after=forged(cursor, json.dumps(order))).codes == []


def test_refuses_a_cursor_nested_without_end(ask: Ask, post: Callable[..., Answer]) -> None:
    order = "[" * 990 + "]" * 990
    cursor = guidance(ask, first=1)["pageInfo"]["endCursor"]

    assert post(GUIDANCE, after=forged(cursor, order)).codes == ["INVALID_CURSOR"]


def test_refuses_a_cursor_of_another_list_state_language_or_filter(post: Callable[..., Answer], ask: Ask) -> None:
    cursor = guidance(ask, first=1)["pageInfo"]["endCursor"]
    other_list = "query ($after: Cursor) { state { glossary(after: $after) { totalCount } } }"

    answers = [
        post(other_list, after=cursor),
        post(GUIDANCE, "COA", after=cursor),
        post(GUIDANCE, after=cursor, locale="yua"),
        post(GUIDANCE, after=cursor, role="VICTIM"),
    ]

    assert [answer.codes for answer in answers] == [["INVALID_CURSOR"]] * 4
