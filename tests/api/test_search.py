"""`State.search`: simple, accents ignored; never beyond what the key may read."""

from collections.abc import Callable

import pytest

from delivery import suggestions

from .client import Answer
from .conftest import Ask

SEARCH = """
query ($code: StateCode!, $query: String!, $kinds: [ItemKind!], $role: Role) {
  state(code: $code) {
    search(query: $query, kinds: $kinds, role: $role) {
      totalCount didYouMean
      edges { node { snippet highlights { start end } item { __typename slug state { code } } } }
    }
  }
}
"""


def found(ask: Ask, key: str = "TAB", code: str = "TAB", **wish: object) -> list[str]:
    """The slugs found, in order."""
    edges = ask(SEARCH, key, code=code, **wish)["state"]["search"]["edges"]
    return [edge["node"]["item"]["slug"] for edge in edges]


def test_finds_with_and_without_accents(ask: Ask) -> None:
    assert found(ask, query="fiscalía", kinds=["TERM"]) == ["fiscalia"]
    assert found(ask, query="FISCALIA", kinds=["TERM"]) == ["fiscalia"]


def test_highlights_stand_in_the_snippet(ask: Ask) -> None:
    hit = ask(SEARCH, code="TAB", query="amparo")["state"]["search"]["edges"][0]["node"]

    [mark] = hit["highlights"]
    assert hit["snippet"][mark["start"] : mark["end"]] == "amparo"


def test_role_narrows(ask: Ask) -> None:
    assert found(ask, query="detuvieron", role="THIRD_PARTY") == ["detenido"]
    assert found(ask, query="detuvieron", role="VICTIM") == []


def test_finds_nothing_of_another_state(ask: Ask) -> None:
    assert found(ask, "TAB", query="saltillo") == []
    assert found(ask, "COA", "COA", query="saltillo") == ["coa-saltillo"]


def test_scripts_are_found_with_their_scope_only(ask: Ask) -> None:
    assert "familiar-detenido" in found(ask, "operators", query="familiar detenido")
    assert "familiar-detenido" not in found(ask, "TAB", query="familiar detenido")


def test_an_empty_list_of_kinds_is_no_way_to_scripts(ask: Ask) -> None:
    assert found(ask, "TAB", query="familiar detenido", kinds=[]) == found(ask, "TAB", query="familiar detenido")


def test_scripts_decide_nothing_for_those_who_cannot_read_them(ask: Ask) -> None:
    """“triciclo” stands in a script only: the other word alone is looked for, and no spelling is taken from scripts."""
    search = ask(SEARCH, "TAB", code="TAB", query="triciclo denuncia")["state"]["search"]
    misspelled = ask(SEARCH, "TAB", code="TAB", query="trisiclo")["state"]["search"]
    for_operators = ask(SEARCH, "operators", code="TAB", query="trisiclo")["state"]["search"]

    assert search["edges"][0]["node"]["item"]["slug"] == "denuncia"
    assert (misspelled["didYouMean"], for_operators["didYouMean"]) == (None, "triciclo")


@pytest.mark.parametrize("query", ["", "   ", "x" * 301])
def test_refuses_an_empty_or_endless_query(post: Callable[..., Answer], query: str) -> None:
    answer = post(SEARCH, code="TAB", query=query)

    assert answer.codes == ["INVALID_ARGUMENT"]
    assert answer.json["errors"][0]["extensions"]["field"] == "query"


def test_what_nothing_is_found_for_is_recorded_unless_it_is_a_name_that_is_looked_for(ask: Ask) -> None:
    found(ask, query="qzxwv", kinds=["OFFICE", "TERM"])
    assert suggestions.flush() == 0

    found(ask, query="qzxwv")
    found(ask, query="qzxwv")
    assert suggestions.flush() == 1
