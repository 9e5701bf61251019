"""What is asked: four queries, each over many states and texts, so that no two requests in a row are the same."""

from __future__ import annotations

import json
from itertools import cycle, islice

from delivery import state_view
from tenants.models import LIBRARY_ID, ApiClient, KeyKind, Tenant
from tenants.services.keys import ClientInput, create_client, issue_key
from tenants.viewer import Viewer, ViewerKind

NAME = "make bench"
VARIATIONS = 400
PAGE = """query ($code: StateCode, $slug: String!) { state(code: $code) { guidancePage(slug: $slug) {
  title question firstStep summary
  body { __typename id legalReferences { text verified }
    ... on TextBlock { text { html } } ... on StepsBlock { steps { title text { html } } }
    ... on DeadlineBlock { amount unit text { html } } ... on WarningBlock { text { html } }
    ... on QuestionAnswerBlock { question answer { html } } ... on LawQuoteBlock { text { html } }
    ... on ChecklistBlock { items { text { html } } } }
  terms { term definition { plainText } }
  offices(first: 3) { name phones { display dial } address { text } } } } }"""
LIST = """query ($code: StateCode, $after: Cursor) { state(code: $code) { guidance(first: 20, after: $after) {
  totalCount pageInfo { endCursor } edges { node { id title path question urgency roles { name } } } } } }"""
OFFICES = """query ($code: StateCode, $near: Near) { state(code: $code) { offices(first: 50, near: $near) { edges {
  node { id name kind municipality phones { display dial } address { text } isOpen distanceMeters } } } } }"""
SEARCH = """query ($code: StateCode, $words: String!) { state(code: $code) { search(query: $words, first: 10) { edges {
  node { snippet item { __typename title path } } } } } }"""
WORDS = ["detuvieron a mi hermano", "como denuncio un robo", "orden de aprehension", "mi esposo me pega", "fianza",
         "abogado gratis", "carpeta de investigacion", "me acusan de algo que no hice"]  # fmt: skip
NAIVE = """query ($code: String!, $slug: String!) { guidancePage(slug: $slug) {
  title question firstStep summary
  body { id type legalReferences { text verified } text { html } }
  terms { term definition { plainText } } offices(code: $code, first: 3) { name phones { display dial } } } }"""


def key() -> str:
    """A secret key that reads all states."""
    ApiClient.objects.filter(name=NAME).delete()
    states = list(Tenant.objects.states())
    client = create_client(
        owner=Tenant.objects.get(pk=LIBRARY_ID),
        given=ClientInput(NAME, states, budget_per_minute=2_000_000_000),
    )
    return issue_key(client, KeyKind.SECRET)[1]


def bodies() -> dict[str, list[str]]:
    """The bodies of requests by what they ask, a few hundred different ones each."""
    tenants = dict(Tenant.objects.states().values_list("code", "pk"))
    view = state_view.for_viewer(Viewer(ViewerKind.CLIENT, tenants), "TAB")
    slugs = [item["slug"] for item in view.guidance()]
    points = [{"latitude": 17.9 + step / 500, "longitude": -92.9 - step / 700} for step in range(VARIATIONS)]
    codes = sorted(tenants)
    varied: dict[str, tuple[str, list[dict[str, object]]]] = {
        "guidance page": (PAGE, [{"slug": slug} for slug in slugs]),
        "list of 20": (LIST, [{}]),
        "50 offices": (OFFICES, [{"near": point} for point in points]),
        "search": (SEARCH, [{"words": words} for words in WORDS]),
    }
    return {name: _bodies(query, codes, variables) for name, (query, variables) in varied.items()}


def naive_bodies() -> list[str]:
    """The guidance pages again, for the naive schema."""
    return [body.replace(json.dumps(PAGE), json.dumps(NAIVE)) for body in bodies()["guidance page"]]


def _bodies(query: str, codes: list[str], variables: list[dict[str, object]]) -> list[str]:
    pairs = islice(zip(cycle(codes), cycle(variables)), VARIATIONS)
    return [json.dumps({"query": query, "variables": {"code": code, **given}}) for code, given in pairs]
