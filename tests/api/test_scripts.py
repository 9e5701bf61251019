"""`State.scripts` and `State.script`: for keys with the scope, and for no other."""

from collections.abc import Callable

import pytest

from .client import Answer
from .conftest import Ask

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
        ({}, ["guion-victima", "familiar-detenido"]),
        ({"role": "VICTIM"}, ["guion-victima"]),
        ({"channel": "PHONE"}, ["guion-victima", "familiar-detenido"]),
        ({"channel": "WEB"}, ["guion-victima"]),
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
    assert answer.json["errors"][0]["extensions"]["field"] == field
    assert "familiar-detenido" not in answer.body.decode()
    assert "inicio" not in answer.body.decode()
