"""`node`: an object by its id, and only what the key may read."""

import base64
from collections.abc import Callable

import pytest

from api import object_ids

from .client import Answer
from .conftest import Ask
from .world.documents import key

NODE = """query ($id: ID!) { node(id: $id) { __typename id ... on Item { title locale } ... on State { code } } }"""
IDS = """
{ state {
  id home { id } sections { id } notices { id } organizations { edges { node { id } } }
  guidance { edges { node { id } } } glossary { edges { node { id } } } offices { edges { node { id } } }
} }
"""


def test_every_object_is_found_again_by_its_id(ask: Ask) -> None:
    state = ask(IDS)["state"]
    given = [state["id"], state["home"]["id"]]
    for name in ("sections", "notices"):
        given += [node["id"] for node in state[name]]
    for name in ("organizations", "guidance", "glossary", "offices"):
        given += [edge["node"]["id"] for edge in state[name]["edges"]]

    assert [ask(NODE, id=one)["node"]["id"] for one in given] == given
    assert len(set(given)) == len(given)


def test_ids_differ_by_state_and_language(ask: Ask) -> None:
    query = """{
      tab: state(code: TAB) { id guidancePage(slug: "proteccion") { id key } }
      maya: state(code: TAB) { guidancePage(slug: "proteccion", locale: "yua") { id key state { id } } }
      coa: state(code: COA) { id guidancePage(slug: "proteccion") { id key } }
    }"""

    data = ask(query, "national")

    pages = [data[name]["guidancePage"] for name in ("tab", "maya", "coa")]
    assert len({page["key"] for page in pages}) == 1
    assert len({page["id"] for page in pages}) == 3
    assert len({data["tab"]["id"], data["coa"]["id"], data["maya"]["guidancePage"]["state"]["id"]}) == 3


def test_block_ids_differ_by_state(ask: Ask) -> None:
    query = """query ($code: StateCode!) {
      state(code: $code) { guidancePage(slug: "denunciar") { body { id key } } } }"""

    bodies = [ask(query, code, code=code)["state"]["guidancePage"]["body"] for code in ("TAB", "COA")]

    assert [block["key"] for block in bodies[0]] == [block["key"] for block in bodies[1]]
    assert not {block["id"] for block in bodies[0]} & {block["id"] for block in bodies[1]}


def test_item_of_another_state_reads_as_absent(ask: Ask) -> None:
    foreign = object_ids.encode("COA", "es-MX", "OFFICE", key("coa-saltillo"))
    absent = object_ids.encode("TAB", "es-MX", "OFFICE", key("no-existe"))
    in_the_wrong_state = object_ids.encode("TAB", "es-MX", "OFFICE", key("coa-saltillo"))
    of_another_kind = object_ids.encode("TAB", "es-MX", "TERM", key("tab-centro"))

    answers = [ask(NODE, id=one) for one in (foreign, absent, in_the_wrong_state, of_another_kind)]

    assert answers == [{"node": None}] * 4
    assert ask(NODE, "COA", id=foreign)["node"]["title"] == "Fiscalía, sede Saltillo"


def test_script_needs_its_scope_whether_it_exists_or_not(post: Callable[..., Answer], ask: Ask) -> None:
    script = object_ids.encode("TAB", "es-MX", "SCRIPT", key("familiar-detenido"))
    absent = object_ids.encode("TAB", "es-MX", "SCRIPT", key("no-existe"))

    refused = [post(NODE, "TAB", id=one) for one in (script, absent)]

    assert [answer.codes for answer in refused] == [["FORBIDDEN_SCOPE"]] * 2
    assert [answer.json["data"] for answer in refused] == [{"node": None}] * 2
    assert ask(NODE, "operators", id=script)["node"]["title"] == "Mi familiar está detenido"


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "no",
        "%%%",
        "a" * 5000,
        object_ids.encode("TAB", "es-MX", "OFFICE", ""),
        object_ids.encode("TAB", "es-MX", "BLOCK", "x"),
        object_ids.encode("TAB", "es-MX", "ADAPTATION", "x"),
        "ñandú",
    ],
)
def test_refuses_a_damaged_id(post: Callable[..., Answer], damaged: str) -> None:
    answer = post(NODE, id=damaged)

    assert (answer.status, answer.codes) == (200, ["INVALID_ID"])


def test_refuses_an_id_in_a_language_not_served(post: Callable[..., Answer]) -> None:
    answer = post(NODE, id=object_ids.encode("TAB", "fr", "OFFICE", key("tab-centro")))

    assert answer.codes == ["LOCALE_NOT_SERVED"]


def test_ids_that_were_sent_are_not_remembered(post: Callable[..., Answer]) -> None:
    made_up = [base64.urlsafe_b64encode(f"TAB:es-MX:OFFICE:{n}{'x' * 1_000}".encode()).decode() for n in range(3)]
    post(NODE, id=made_up[0].rstrip("="))
    remembered = object_ids.encode.cache_info().currsize

    answers = [post(NODE, id=one.rstrip("=")) for one in made_up]

    assert [answer.json["data"] for answer in answers] == [{"node": None}] * 3
    assert object_ids.encode.cache_info().currsize == remembered
