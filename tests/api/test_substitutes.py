"""Who answers where a state has no office of a kind, as the API says it."""

from __future__ import annotations

import pytest

from tenants.models import LIBRARY_ID, Scope, Tenant
from tests.api.starter_said import Ask, asker
from tests.tenants.factories import key_of as key_for

pytestmark = pytest.mark.django_db

SUBSTITUTE = "id key name isSubstitute substituteReason substituteFor substituteNote phones { dial } address { text }"
SCRIPT = f"""script(slug: "familiar-detenido") {{ nodes {{
  key kind options {{ to }} organizationKind offices {{ {SUBSTITUTE} }} }} }}"""
PAGE = f"guidance(first: 100) {{ edges {{ node {{ slug offices {{ {SUBSTITUTE} }} }} }} }}"


@pytest.fixture
def ask() -> Ask:
    tenants = list(Tenant.objects.states())
    _key, raw = key_for(Tenant.objects.get(pk=LIBRARY_ID), tenants=tenants, scopes=[Scope.CONTENT, Scope.SCRIPTS])
    return asker(raw)


def test_a_referral_without_an_office_says_who_answers_instead(ask: Ask) -> None:
    nodes = {node["key"]: node for node in ask("TAB", SCRIPT)["script"]["nodes"]}

    [office] = nodes["r-busqueda"]["offices"]

    assert (office["isSubstitute"], office["substituteReason"]) == (True, "HELP_LINE")
    assert office["substituteFor"] == "SEARCH_COMMISSION"
    assert office["substituteNote"].startswith("En el directorio de Tabasco no hay una oficina confirmada de este tipo")
    assert (office["name"], office["address"]) == ("Locatel", None)
    own = nodes["r-defensoria"]["offices"][0]
    assert [own[name] for name in ("isSubstitute", "substituteReason", "substituteFor", "substituteNote")] == [
        False,
        None,
        None,
        None,
    ]


def test_a_path_that_a_person_must_take_over_ends_in_a_hand_over(ask: Ask) -> None:
    nodes = {node["key"]: node for node in ask("TAB", SCRIPT)["script"]["nodes"]}

    [option] = nodes["r-amparo"]["options"]

    assert nodes[option["to"]]["kind"] == "HANDOFF"
    assert nodes[option["to"]]["options"] == []
    assert nodes[option["to"]]["offices"]


@pytest.mark.parametrize("code", ["TAB", "CMX", "COA", "MEX"])
def test_who_puts_a_person_through_has_a_number_to_call(ask: Ask, code: str) -> None:
    found = ask(code, "scripts(first: 100) { edges { node { slug } } }")["scripts"]["edges"]
    nodes = f"nodes {{ key kind offices {{ {SUBSTITUTE} }} }}"
    scripts = [ask(code, f'script(slug: "{edge["node"]["slug"]}") {{ {nodes} }}')["script"] for edge in found]
    handovers = [node for script in scripts for node in script["nodes"] if node["kind"] == "HANDOFF"]

    assert handovers
    assert [node["key"] for node in handovers if not (node["offices"] and node["offices"][0]["phones"])] == []


def test_in_danger_911_stands_first(ask: Ask) -> None:
    pages = {edge["node"]["slug"]: edge["node"] for edge in ask("TAB", PAGE)["guidance"]["edges"]}

    assert [phone["dial"] for phone in pages["peligro-ahora"]["offices"][0]["phones"]] == ["911"]
