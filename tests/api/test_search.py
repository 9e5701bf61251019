"""`State.search`: simple, accents ignored; never beyond what the key may read."""

import hashlib
import json
import logging
import struct
import zlib
from collections.abc import Callable, Iterator

import pytest

from api.limits import MAX_SEARCH_LENGTH
from cms.health import readiness
from delivery import state_view, suggestions, teaching
from publishing.models import SearchModel
from publishing.versions import raise_version
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope

from .client import Answer
from .conftest import Ask
from .world import store

SEARCH = """
query ($code: StateCode!, $query: String!, $kinds: [ItemKind!], $role: Role) {
  state(code: $code) {
    search(query: $query, kinds: $kinds, role: $role) {
      totalCount didYouMean confidence isDanger
      edges { node { probability snippet highlights { start end } item { __typename slug state { code } } } }
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
    assert "detenido" not in found(ask, query="detuvieron", role="VICTIM")


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

    assert search["edges"][0]["node"]["item"]["slug"] in {"denuncia", "denunciar"}
    assert (misspelled["didYouMean"], for_operators["didYouMean"]) == (None, "triciclo")


@pytest.mark.parametrize("query", ["", "   ", "x" * (MAX_SEARCH_LENGTH + 1)])
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


def test_reads_both_ends_of_a_long_story(ask: Ask) -> None:
    story = " ".join(["iba caminando"] * 70)[: MAX_SEARCH_LENGTH - 10]

    assert found(ask, query=f"{story} fiscalía", kinds=["TERM"]) == ["fiscalia"]
    assert found(ask, query=f"fiscalía {story}", kinds=["TERM"]) == ["fiscalia"]


def test_says_how_likely_each_is_meant(ask: Ask) -> None:
    search = ask(SEARCH, code="TAB", query="denuncia")["state"]["search"]
    likely = [edge["node"]["probability"] for edge in search["edges"]]

    assert search["confidence"] == max(likely)
    assert sum(likely) == pytest.approx(1)
    assert all(0 <= one <= 1 for one in likely)


def test_is_sure_of_nothing_where_nothing_is_found(ask: Ask) -> None:
    search = ask(SEARCH, code="TAB", query="zurumbático")["state"]["search"]

    assert (search["totalCount"], search["confidence"], search["isDanger"]) == (0, 0, False)


@pytest.fixture
def taught(changes: None) -> Iterator[None]:
    """Let search learn from the world's examples, as the worker does."""
    teaching.reset()
    store.forget()
    assert teaching.train_changed() == 2  # Spanish and Maya
    store.forget()
    yield
    teaching.reset()


@pytest.mark.usefixtures("taught")
def test_finds_what_people_mean_by_what_they_say(ask: Ask) -> None:
    search = ask(SEARCH, code="TAB", query="me quitaron mis tenis")["state"]["search"]

    assert search["edges"][0]["node"]["item"]["slug"] == "denunciar"
    assert readiness()["search"] == "examples"


@pytest.mark.usefixtures("taught")
def test_danger_is_told_and_has_its_page_among_the_first_three(ask: Ask) -> None:
    search = ask(SEARCH, code="TAB", query="ya viene con el machete")["state"]["search"]

    assert search["isDanger"] is True
    assert "proteccion" in [edge["node"]["item"]["slug"] for edge in search["edges"][:3]]


def damaged(artifact: bytes) -> bytes:
    """An artifact of which a byte is another one."""
    return artifact[:-1] + bytes([artifact[-1] ^ 1])


def of_an_older_format(_artifact: bytes) -> bytes:
    """A whole artifact that an earlier release wrote."""
    header = zlib.compress(json.dumps({"format": 0, "keys": []}).encode())
    body = struct.pack("<I", len(header)) + header + zlib.compress(b"")
    return hashlib.sha256(body).digest() + body


def emptied(_artifact: bytes) -> bytes:
    """The artifact of a tenant without examples."""
    return b""


@pytest.mark.usefixtures("taught")
@pytest.mark.parametrize(
    ("become", "errors"), [(damaged, 1), (of_an_older_format, 1), (emptied, 0), (lambda _: b"none", 1)]
)
def test_words_alone_answer_while_what_was_learned_cannot_be_read(
    ask: Ask, caplog: pytest.LogCaptureFixture, become: Callable[[bytes], bytes], errors: int
) -> None:
    with tenant_scope([LIBRARY_ID]):
        model = SearchModel.objects.get(tenant_id=LIBRARY_ID, locale="es-MX")
        model.artifact = become(bytes(model.artifact))
        model.version = raise_version(LIBRARY_ID)
        model.save()
    store.forget()
    assert readiness()["search"] == "unknown"

    with caplog.at_level(logging.ERROR):
        of_terms = found(ask, query="fiscalía", kinds=["TERM"])
        of_another_state = found(ask, "COA", "COA", query="saltillo")
        searches = [readiness()["search"] for _ in range(2)]

    assert (of_terms, of_another_state) == (["fiscalia"], ["coa-saltillo"])
    assert searches == ["words", "words"]
    assert readiness()["status"] == "ready"
    assert [record.name for record in caplog.records] == ["delivery.search.example_model"] * errors
    with tenant_scope([LIBRARY_ID]):
        SearchModel.objects.filter(pk=model.pk).update(version=raise_version(LIBRARY_ID))
    state_view.on_notification(None)
    assert readiness()["search"] == "unknown"


@pytest.mark.usefixtures("taught")
@pytest.mark.parametrize("become", [damaged, of_an_older_format])
def test_the_worker_trains_anew_what_cannot_be_read(
    become: Callable[[bytes], bytes],
) -> None:
    with tenant_scope([LIBRARY_ID]):
        model = SearchModel.objects.get(tenant_id=LIBRARY_ID, locale="es-MX")
        whole = bytes(model.artifact)
        SearchModel.objects.filter(pk=model.pk).update(artifact=become(whole))
    teaching.reset()

    assert teaching.train_changed() == 1
    assert teaching.train_changed() == 0
    with tenant_scope([LIBRARY_ID]):
        assert bytes(SearchModel.objects.get(pk=model.pk).artifact) == whole
