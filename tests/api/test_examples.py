"""`examples`: what people say when they need an item, for keys with the scope alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest

from api.endpoint import Endpoint
from api.engine.execution import Executor
from tenants.models import KeyKind, Scope, Tenant
from tenants.scope import tenant_scope
from tests.tenants.factories import key_of

from .client import Answer, send
from .conftest import Ask
from .world import store
from .world.documents import document, guidance, key, said

EXAMPLES = """
query ($code: StateCode!) {
  state(code: $code) {
    guidancePage(slug: "denunciar") { examples { phrases voice source isDanger } }
    term(slug: "denuncia") { examples { phrases } }
    organizations { edges { node { slug examples { phrases source } } } }
    script(slug: "familiar-detenido") { examples { phrases voice } }
  }
}
"""
OF_A_PAGE = '{ state(code: TAB) { guidancePage(slug: "denunciar") { title examples { phrases } } } }'
TYPED = {"voice": "TYPED", "source": "STARTER", "isDanger": False}


@pytest.mark.parametrize("executor", Executor)
def test_reads_what_people_say(ask: Ask, settings: Any, executor: Executor) -> None:
    settings.GRAPHQL_EXECUTOR = executor.value

    state = ask(EXAMPLES, "teachers", code="TAB")["state"]
    organizations = {edge["node"]["slug"]: edge["node"]["examples"] for edge in state.pop("organizations")["edges"]}

    assert state == {
        "guidancePage": {
            "examples": [
                {**TYPED, "phrases": ["me quitaron mis tenis", "quiero que lo agarren"]},
                {**TYPED, "phrases": ["me bajaron del carro"], "voice": "TOLD"},
            ]
        },
        "term": {"examples": [{"phrases": ["avisar de lo que pasó"]}]},
        "script": {"examples": [{"phrases": ["lo subieron a la patrulla"], "voice": "TOLD"}]},
    }
    assert organizations["org-fiscalia"] == [{"phrases": ["dónde está el MP"], "source": "EDITOR"}]
    assert organizations["tab-fiscalia"] == []


@pytest.mark.usefixtures("changes")
def test_what_a_state_adds_is_read_after_the_national_ones_and_in_that_state_only(
    ask: Ask, states: dict[str, Tenant]
) -> None:
    adds = document(
        "ADAPTATION",
        "tab-denunciar",
        "",
        adaptsKey=key("denunciar"),
        base=1,
        operations=[],
        searchText="",
        examples=[said("me quitaron la placa los de tránsito", source="EDITOR")],
    )
    with tenant_scope([states["TAB"].pk]):
        store.publish(states["TAB"].pk, {"/victima/denunciar/": adds})
    store.forget()

    def phrases(code: str) -> list[str]:
        page = ask(EXAMPLES, "teachers", code=code)["state"]["guidancePage"]
        return [phrase for group in page["examples"] for phrase in group["phrases"]]

    national = ["me quitaron mis tenis", "quiero que lo agarren", "me bajaron del carro"]
    assert phrases("COA") == national
    assert phrases("TAB") == [*national, "me quitaron la placa los de tránsito"]


@pytest.mark.parametrize("key", ["TAB", "operators", "national"])
def test_is_refused_without_the_scope_and_leaves_all_else(post: Callable[..., Answer], key: str) -> None:
    answer = post(OF_A_PAGE, key)

    assert (answer.status, answer.codes) == (200, ["FORBIDDEN_SCOPE"])
    assert answer.json["errors"][0]["extensions"]["field"] == "examples"
    assert answer.json["data"]["state"]["guidancePage"] == {"title": "¿Cómo denuncio un delito?", "examples": None}
    assert "tenis" not in answer.body.decode()


@pytest.mark.usefixtures("changes")
def test_a_states_own_item_has_its_examples_once(ask: Ask, states: dict[str, Tenant]) -> None:
    own = guidance("tab-placas", "Me quitaron las placas", examples=[said("me quitaron la placa los de tránsito")])
    with tenant_scope([states["TAB"].pk]):
        store.publish(states["TAB"].pk, {"/victima/placas/": own})
    store.forget()

    page = ask('{ state(code: TAB) { guidancePage(slug: "tab-placas") { examples { phrases } } } }', "teachers")

    assert page["state"]["guidancePage"]["examples"] == [{"phrases": ["me quitaron la placa los de tránsito"]}]


def test_another_states_item_is_absent(ask: Ask) -> None:
    query = '{ state(code: TAB) { guidancePage(slug: "coa-local") { examples { phrases } } } }'

    assert ask(query, "teachers") == {"state": {"guidancePage": None}}


@pytest.mark.parametrize(("scopes", "kept"), [((), "public"), ((Scope.EXAMPLES,), "private, no-store")])
def test_no_cache_outside_keeps_what_a_publishable_key_with_the_scope_reads(
    endpoint: Endpoint, states: dict[str, Tenant], scopes: tuple[Scope, ...], kept: str
) -> None:
    _, raw = key_of(states["TAB"], kind=KeyKind.PUBLISHABLE, scopes=[Scope.CONTENT, *scopes])
    headers = {"Authorization": f"Bearer {raw}", "Accept": "application/json"}

    answer = send(endpoint, "GET", query_string=urlencode({"query": "{ state(code: TAB) { name } }"}), headers=headers)

    assert answer.headers["Cache-Control"].startswith(kept)
