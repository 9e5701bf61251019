"""`State.guides` and `State.guide`: what citizens walk by themselves, without anything that operators say."""

from collections.abc import Callable
from urllib.parse import urlencode

import orjson
import pytest

from api.endpoint import Endpoint
from delivery.state_view import for_viewer
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope
from tenants.viewer import Viewer, ViewerKind

from .client import Answer, send
from .conftest import Ask
from .world import store
from .world.documents import key

GUIDES = "query ($role: Role) { state { guides(role: $role) { totalCount edges { node { slug } } } } }"
GUIDE = """
{ state { guide(slug: "me-robaron") {
  __typename key slug path title locale isFallback origin role urgency topic { slug } start { key text { plainText } }
  nodes { key kind text { html plainText } options { key label to } organizationKind offices(first: 1) { slug }
          deadlines { key amount } legalReferences { text } verified locale isFallback origin }
  legalReferences { text }
} } }
"""
WALK = """
query ($answers: [AnswerInput!]!) { state { guide(slug: "me-robaron") { walk(answers: $answers) {
  current { key kind text { plainText } options { key label to } offices(first: 1) { slug } }
  path { node option } turns { node kind text { plainText } answer } warnings deadlines { key }
  outcome { kind organizationKind isFinal } stop { position reason }
} } } }
"""
SAID = ("usted", "Le comunico", "No firme nada", "Vaya a", "Gracias por llamar", "Me asaltaron", "Sin firmar", "Nadie")
"""What operators say in the script and in its preamble, what is said in its other channels, and who never comes up."""


def answer(node: str, option: str) -> dict[str, str]:
    return {"node": node, "option": option}


def test_has_the_digest_of_its_script(ask: Ask) -> None:
    guide = ask('{ state { guide(slug: "me-robaron") { digest } } }')["state"]["guide"]
    script = ask('{ state { script(slug: "me-robaron") { digest } } }', "operators")["state"]["script"]

    assert guide == script


@pytest.mark.parametrize(("wish", "slugs"), [({}, ["me-robaron"]), ({"role": "VICTIM"}, [])])
def test_lists_the_scripts_that_are_complete_on_the_web(ask: Ask, wish: dict[str, str], slugs: list[str]) -> None:
    guides = ask(GUIDES, **wish)["state"]["guides"]

    assert [edge["node"]["slug"] for edge in guides["edges"]] == slugs
    assert guides["totalCount"] == len(slugs)


def test_says_everything_about_a_guide_and_nothing_that_operators_say(post: Callable[..., Answer]) -> None:
    answered = post(GUIDE)

    guide = answered.json["data"]["state"]["guide"]
    nodes = {node["key"]: node for node in guide.pop("nodes")}
    assert guide == {
        "__typename": "Guide",
        "key": key("me-robaron"),
        "slug": "me-robaron",
        "path": "/guia/me-robaron/",
        "title": "Qué hacer si te robaron",
        "locale": "es-MX",
        "isFallback": False,
        "origin": "LIBRARY",
        "role": "ACCUSED",
        "urgency": "HIGH",
        "topic": {"slug": "denunciar"},
        "start": {"key": "inicio", "text": {"plainText": "¿Estás a salvo?"}},
        "legalReferences": [],
    }
    assert list(nodes) == ["inicio", "huye", "denuncia", "fin"]
    assert nodes["inicio"]["options"] == [
        {"key": "si", "label": "Sí", "to": "denuncia"},
        {"key": "no", "label": "No", "to": "huye"},
    ]
    html = nodes["fin"]["text"].pop("html")
    assert html.startswith('<p>Ve a la <a class="term"')
    assert html.endswith(' href="/glosario/fiscalia/">fiscalía</a>.</p>')
    assert nodes["fin"] == {
        "key": "fin",
        "kind": "REFERRAL",
        "text": {"plainText": "Ve a la fiscalía."},
        "options": [],
        "organizationKind": "PROSECUTOR",
        "offices": [{"slug": "tab-centro"}],
        "deadlines": [{"key": key("block deadline"), "amount": 5}],
        "legalReferences": [{"text": "CNPP art. 221"}],
        "verified": True,
        "locale": "es-MX",
        "isFallback": False,
        "origin": "LIBRARY",
    }
    assert not [words for words in SAID if words in answered.body.decode()]


def test_no_field_shows_what_operators_say(states: dict[str, Tenant]) -> None:
    """Whatever the types of guides will have: what stands behind them has no such words."""
    [guide] = for_viewer(Viewer(ViewerKind.USER, {"TAB": states["TAB"].pk}), "TAB").guides()

    assert not [words for words in SAID if words in orjson.dumps(guide).decode()]


@pytest.mark.parametrize("slug", ["familiar-detenido", "guion-victima", "no-existe", "denunciar"])
def test_what_is_no_guide_is_absent(ask: Ask, slug: str) -> None:
    assert ask(f'{{ state {{ guide(slug: "{slug}") {{ key }} }} }}', "operators") == {"state": {"guide": None}}


def test_is_found_again_by_its_id(ask: Ask) -> None:
    found = ask('{ state { guide(slug: "me-robaron") { id } } }')["state"]["guide"]["id"]
    script = ask('{ state { script(slug: "me-robaron") { id } } }', "operators")["state"]["script"]["id"]

    again = ask("query ($id: ID!) { node(id: $id) { __typename id } }", id=found)

    assert again == {"node": {"__typename": "Guide", "id": found}}
    assert found != script


@pytest.mark.usefixtures("changes")
@pytest.mark.parametrize("lost", ["text", "option"])
def test_is_no_guide_any_more_where_words_are_missing(ask: Ask, lost: str) -> None:
    with tenant_scope([LIBRARY_ID]):
        stored = ContentItem.objects.get(slug="me-robaron")
        node = next(node for node in stored.document["nodes"] if node["key"] == "inicio")
        wordings = node["wordings"] if lost == "text" else node["options"][1]["wordings"]
        wordings.clear()
        stored.save()
    store.forget()

    assert ask(GUIDES)["state"]["guides"]["edges"] == []


def test_a_run_stands_at_its_first_node_before_anything_is_answered(ask: Ask) -> None:
    assert ask(WALK, answers=[])["state"]["guide"]["walk"] == {
        "current": {
            "key": "inicio",
            "kind": "QUESTION",
            "text": {"plainText": "¿Estás a salvo?"},
            "options": [
                {"key": "si", "label": "Sí", "to": "denuncia"},
                {"key": "no", "label": "No", "to": "huye"},
            ],
            "offices": [],
        },
        "path": [],
        "turns": [{"node": "inicio", "kind": "QUESTION", "text": {"plainText": "¿Estás a salvo?"}, "answer": None}],
        "warnings": [],
        "deadlines": [],
        "outcome": None,
        "stop": None,
    }


def test_a_run_ends_with_where_to_go_and_until_when(ask: Ask) -> None:
    answers = [answer("inicio", "si"), answer("denuncia", "sigue")]

    walk = ask(WALK, answers=answers)["state"]["guide"]["walk"]

    assert walk.pop("current") == {
        "key": "fin",
        "kind": "REFERRAL",
        "text": {"plainText": "Ve a la fiscalía."},
        "options": [],
        "offices": [{"slug": "tab-centro"}],
    }
    assert walk == {
        "path": answers,
        "turns": [
            {"node": "inicio", "kind": "QUESTION", "text": {"plainText": "¿Estás a salvo?"}, "answer": "Sí"},
            {"node": "denuncia", "kind": "WARNING", "text": {"plainText": "No firmes nada."}, "answer": "Entendido"},
            {"node": "fin", "kind": "REFERRAL", "text": {"plainText": "Ve a la fiscalía."}, "answer": None},
        ],
        "warnings": ["denuncia"],
        "deadlines": [{"key": key("block deadline")}],
        "outcome": {"kind": "REFERRAL", "organizationKind": "PROSECUTOR", "isFinal": True},
        "stop": None,
    }


@pytest.mark.parametrize(
    ("answers", "current", "position", "reason"),
    [
        ([("inicio", "quizá")], "inicio", 0, "UNKNOWN_OPTION"),
        ([("fin", "si")], "inicio", 0, "ANOTHER_NODE"),
        ([("inicio", "si"), ("inicio", "no")], "denuncia", 1, "ANOTHER_NODE"),
        ([("inicio", "no"), ("huye", "si")], "huye", 1, "ENDED"),
        ([("", "")], "inicio", 0, "ANOTHER_NODE"),
        ([("inicio", "si"), *[("suelto", "\0")] * 99], "denuncia", 1, "ANOTHER_NODE"),
    ],
)
def test_answers_that_do_not_hold_are_no_error(
    ask: Ask, answers: list[tuple[str, str]], current: str, position: int, reason: str
) -> None:
    walk = ask(WALK, answers=[answer(*one) for one in answers])["state"]["guide"]["walk"]

    assert walk["current"]["key"] == current
    assert walk["stop"] == {"position": position, "reason": reason}


def test_too_many_answers_are_refused(post: Callable[..., Answer]) -> None:
    refused = post(WALK, answers=[answer("a", "b")] * 101)

    assert (refused.status, refused.codes) == (200, ["INVALID_ARGUMENT"])
    error = refused.json["errors"][0]
    assert error["extensions"]["field"] == "answers"
    assert error["path"] == ["state", "guide", "walk"]
    assert "100" in error["message"] + error["extensions"]["hint"]
    assert refused.json["data"] == {"state": {"guide": {"walk": None}}}


def test_a_crafted_list_of_ten_thousand_answers_is_refused_before_anything_is_read(post: Callable[..., Answer]) -> None:
    refused = post(WALK, answers=[answer("a", "b")] * 10_000)

    assert refused.codes in (["BODY_TOO_LARGE"], ["VARIABLES_TOO_LARGE"])


SCRIPT_WALK = """
query ($channel: Channel) { state { script(slug: "me-robaron") {
  walk(answers: [{node: "inicio", option: "si"}], channel: $channel) {
    current { text { plainText } options { label } } turns { text { plainText } answer } deadlines { amount }
  } } } }
"""


@pytest.mark.parametrize(
    ("channel", "first", "taken", "second", "option"),
    [
        (None, "¿Está usted a salvo?", "Sí, estoy a salvo", "No firme nada.", "Continuar"),
        ("PHONE", "¿Está usted a salvo?", "Sí, estoy a salvo", "No firme nada.", "Continuar"),
        ("CHAT", "¿Estás a salvo?", "Sí", "Sin firmar.", "Entendido"),
        ("WEB", "¿Estás a salvo?", "Sí", "No firmes nada.", "Entendido"),
    ],
)
def test_walks_a_script_in_the_words_of_a_channel(
    ask: Ask, channel: str | None, first: str, taken: str, second: str, option: str
) -> None:
    walk = ask(SCRIPT_WALK, "operators", channel=channel)["state"]["script"]["walk"]

    assert walk == {
        "current": {"text": {"plainText": second}, "options": [{"label": option}]},
        "turns": [
            {"text": {"plainText": first}, "answer": taken},
            {"text": {"plainText": second}, "answer": None},
        ],
        "deadlines": [{"amount": 5}],
    }


def test_a_channel_without_words_says_so(ask: Ask) -> None:
    query = """{ state { script(slug: "familiar-detenido") { walk(answers: [], channel: WEB) {
        current { key text { plainText } options { label to } } } } } }"""

    walk = ask(query, "operators")["state"]["script"]["walk"]

    options = [{"label": None, "to": "fin"}, {"label": None, "to": "busca"}]
    assert walk == {"current": {"key": "inicio", "text": None, "options": options}}


def test_is_cached_as_other_fields_are(endpoint: Endpoint, keys: dict[str, str]) -> None:
    def asked(field: str) -> Answer:
        return send(
            endpoint,
            "GET",
            query_string=urlencode({"query": f"{{ state(code: TAB) {{ {field} }} }}"}),
            headers={"Authorization": f"Bearer {keys['TAB']}", "Accept": "application/graphql-response+json"},
        )

    guide = asked('guide(slug: "me-robaron") { title walk(answers: [{node: "inicio", option: "si"}]) { warnings } }')
    page = asked('guidancePage(slug: "denunciar") { title }')

    assert guide.headers["Cache-Control"] == page.headers["Cache-Control"]
    assert guide.headers["Cache-Control"].startswith("public")
    assert guide.headers["Vary"] == page.headers["Vary"]
