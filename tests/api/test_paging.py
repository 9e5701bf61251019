"""Relay connections: everything once and in order, and cursors that belong to one list."""

from collections.abc import Callable

import pytest

from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

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
        ContentItem.objects.filter(key=key("proteccion")).update(is_live=False, document={}, search_text="")
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
