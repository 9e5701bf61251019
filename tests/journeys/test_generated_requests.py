"""The same over a real server: what schemathesis makes of the schema is answered, or refused with a code."""

import http.client
import json

from tenants.models import KeyKind, Scope, Tenant
from tests.api.client import Answer
from tests.api.generated import check
from tests.journeys.site import Site
from tests.tenants.factories import key_of
from tests.thoroughness import tries


def test_no_request_fails_and_none_is_refused_without_a_code(site: Site) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    _, key = key_of(tabasco, kind=KeyKind.SECRET, scopes=[Scope.CONTENT, Scope.SCRIPTS])
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    with site.web_process():
        connection = http.client.HTTPConnection("localhost", site.port, timeout=30)

        def send(query: str) -> Answer:
            connection.request("POST", "/graphql", json.dumps({"query": query}).encode(), headers)
            response = connection.getresponse()
            return Answer(response.status, dict(response.getheaders()), response.read())

        sent = check(send, examples=25, seconds=tries(5, long=60))
        connection.close()

    assert sent >= 25
