"""`State.scripts` and `State.script`: for keys with the scope, and for no other."""

from collections.abc import Callable

import pytest

from content_models.kinds import ItemKind
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .client import Answer
from .conftest import Ask
from .world import store
from .world.documents import document, key

SCRIPTS = """
query ($role: Role, $channel: Channel) {
  state { scripts(role: $role, channel: $channel) { edges { node { slug } } } }
}
"""
SCRIPT = """
{ state { script(slug: "familiar-detenido") {
  title role urgency channels openingPhrases preamble { plainText } topic { slug } start { key }
  nodes { key kind text { plainText } wordings { channel text { plainText } } options { key label to }
          organizationKind offices(first: 1) { slug } legalReferences { text } verified origin }
} } }
"""


@pytest.mark.parametrize(
    ("wish", "slugs"),
    [
        ({}, ["guion-victima", "familiar-detenido", "me-robaron"]),
        ({"role": "VICTIM"}, ["guion-victima"]),
        ({"channel": "PHONE"}, ["guion-victima", "familiar-detenido", "me-robaron"]),
        ({"channel": "WEB"}, ["guion-victima", "me-robaron"]),
    ],
)
def test_lists_scripts_by_role_and_channel(ask: Ask, wish: dict[str, str], slugs: list[str]) -> None:
    edges = ask(SCRIPTS, "operators", **wish)["state"]["scripts"]["edges"]

    assert [edge["node"]["slug"] for edge in edges] == slugs


def test_says_everything_about_a_script(ask: Ask) -> None:
    script = ask(SCRIPT, "operators")["state"]["script"]

    nodes = {node["key"]: node for node in script.pop("nodes")}
    assert script == {
        "title": "Mi familiar está detenido",
        "role": "THIRD_PARTY",
        "urgency": "EMERGENCY",
        "channels": ["PHONE", "CHAT"],
        "openingPhrases": ["Se llevaron a mi hijo."],
        "preamble": [{"plainText": "Gracias por llamar."}],
        "topic": {"slug": "detenido"},
        "start": {"key": "inicio"},
    }
    assert nodes["inicio"]["options"] == [
        {"key": "si", "label": "Sí", "to": "fin"},
        {"key": "no", "label": "No", "to": "busca"},
    ]
    assert nodes["busca"]["offices"] == [{"slug": "tab-centro"}]
    assert nodes["fin"] == {
        "key": "fin",
        "kind": "ANSWER",
        "text": {"plainText": "Tiene derecho a una llamada."},
        "wordings": [{"channel": "CHAT", "text": {"plainText": "Puede llamar."}}],
        "options": [],
        "organizationKind": None,
        "offices": [],
        "legalReferences": [{"text": "CPEUM art. 20"}],
        "verified": True,
        "origin": "LIBRARY",
    }


def test_says_the_deadlines_and_how_channels_word_answers(ask: Ask) -> None:
    fields = "key options { label wordings { channel label } } deadlines { key amount unit legalReferences { text } }"
    script = ask(f'{{ state {{ script(slug: "me-robaron") {{ nodes {{ {fields} }} }} }} }}', "operators")

    nodes = {node["key"]: node for node in script["state"]["script"]["nodes"]}
    assert nodes["inicio"]["options"][0] == {
        "label": "Sí, estoy a salvo",
        "wordings": [{"channel": "WEB", "label": "Sí"}],
    }
    deadline = {
        "key": key("block deadline"),
        "amount": 5,
        "unit": "DAYS",
        "legalReferences": [{"text": "CNPP art. 258"}],
    }
    assert {name: node["deadlines"] for name, node in nodes.items()} == {
        "inicio": [],
        "huye": [],
        "denuncia": [deadline],
        "fin": [deadline],
        "suelto": [],
    }


@pytest.mark.usefixtures("changes")
def test_a_deadline_that_the_state_hid_is_left_out(ask: Ask, states: dict[str, Tenant]) -> None:
    hide = {"id": key("hide"), "base": 1, "op": "hide", "target": key("block deadline")}
    adaptation = document(
        "ADAPTATION", "tab-denunciar", "", adaptsKey=key("denunciar"), base=1, operations=[hide], searchText=""
    )
    with tenant_scope([states["TAB"].pk]):
        store.publish(states["TAB"].pk, {"/victima/denunciar/": adaptation})
    store.forget()

    found = ask('{ state { script(slug: "me-robaron") { nodes { deadlines { key } } } } }', "operators")

    assert [node["deadlines"] for node in found["state"]["script"]["nodes"]] == [[], [], [], [], []]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("{ state { scripts { totalCount } } }", "scripts"),
        ('{ state { script(slug: "familiar-detenido") { title } } }', "script"),
        ('{ state { script(slug: "no-existe") { title } } }', "script"),
        ('{ state { search(query: "detenido", kinds: [SCRIPT]) { totalCount } } }', "kinds"),
    ],
)
def test_refuses_a_key_without_the_scope(post: Callable[..., Answer], query: str, field: str) -> None:
    answer = post(query, "TAB")

    assert (answer.status, answer.codes) == (200, ["FORBIDDEN_SCOPE"])
    assert "SCRIPTS" in answer.json["errors"][0]["message"]
    assert answer.json["errors"][0]["extensions"]["field"] == field
    assert "familiar-detenido" not in answer.body.decode()
    assert "inicio" not in answer.body.decode()


@pytest.mark.usefixtures("changes")
def test_a_script_that_leads_nowhere_leads_to_a_person(ask: Ask, states: dict[str, Tenant]) -> None:
    with tenant_scope([LIBRARY_ID]):
        stored = ContentItem.objects.get(kind=ItemKind.SCRIPT, slug="familiar-detenido")
        first, *others = stored.document["nodes"]
        broken = [{**first, "options": [{**first["options"][0], "to": "nada"}, first["options"][1]]}, *others]
        stored.document = {**stored.document, "nodes": broken, "start": "nada"}
        stored.save()
    store.forget()

    script = ask(SCRIPT, "operators")["state"]["script"]

    nodes = {node["key"]: node for node in script["nodes"]}
    end = nodes[script["start"]["key"]]
    assert [option["to"] for option in nodes["inicio"]["options"]] == [end["key"], "busca"]
    assert (end["kind"], end["organizationKind"], end["options"], end["verified"]) == ("HANDOFF", "HELP_LINE", [], None)
    assert end["text"]["plainText"].startswith("Aquí la guía de su estado está incompleta.")
    assert len(end["offices"]) == 1
