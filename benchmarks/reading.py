"""A guidance page with its body, terms and offices: from memory, from the store, and from Wagtail's tables.

Run in process, one thread, without HTTP: what is compared is the way of reading, not the server.
"""

from __future__ import annotations

import io
import json
from typing import Any

from benchmarks.timing import medians, print_ratios
from cms.wsgi import application
from content_models.documents import document_of
from content_models.models import GuidancePage, OfficePage
from delivery import state_view
from tenants.models import ApiClient, KeyKind, Tenant
from tenants.services.keys import ClientInput, create_client, issue_key

NAME = "make bench"
SLUG = "familiar-detenido"
QUERY = """query ($slug: String!) { state(code: TAB) { guidancePage(slug: $slug) {
  title question firstStep summary
  body { __typename id legalReferences { text verified }
    ... on TextBlock { text { html } } ... on DeadlineBlock { amount unit text { html } } }
  terms { term definition { plainText } }
  offices(first: 3) { name phones { display dial } address { text } } } } }"""


def main() -> None:
    """Measure and print."""
    secret = key()
    times = medians(
        {
            "from memory": lambda: ask(secret),
            "from the store (memory emptied each time)": lambda: _ask_cold(secret),
            "from Wagtail's tables (documents made each time)": _from_pages,
        }
    )
    print_ratios("One guidance page", times)


def key() -> str:
    """A secret key of Tabasco, made anew."""
    ApiClient.objects.filter(name=NAME).delete()
    tenant = Tenant.objects.get(code="TAB")
    client = create_client(owner=tenant, given=ClientInput(NAME, [tenant], budget_per_minute=0))
    return issue_key(client, KeyKind.SECRET)[1]


def ask(key: str) -> Any:
    """The answer to the query, through the API without a server; it may be kept whole from the time before."""
    body = json.dumps({"query": QUERY, "variables": {"slug": SLUG}}).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/graphql",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_AUTHORIZATION": f"Bearer {key}",
    }
    statuses: list[str] = []
    answer = b"".join(application(environ, lambda status, headers, *_: statuses.append(status)))
    assert statuses == ["200 OK"], answer
    return answer


def _ask_cold(key: str) -> Any:
    state_view.reset()
    return ask(key)


def _from_pages() -> Any:
    page = GuidancePage.objects.get(slug=SLUG)
    terms = [document_of(term.value.specific) for term in page.related_terms]
    offices = [document_of(office) for office in OfficePage.objects.filter(slug__startswith="tab-")[:3]]
    return document_of(page), terms, offices
