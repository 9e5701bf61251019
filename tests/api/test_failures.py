"""Failures on our side: told with the request's id, logged, and never shown."""

import logging
from collections.abc import Callable

import pytest
from graphql import GraphQLObjectType

from api import explorer
from api.endpoint import Endpoint
from api.schema.build import schema
from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope

from .client import Answer, send
from .world.store import forget

SECRET = "password=hunter2 in /srv/app.py"


def fail(*_arguments: object, **_named: object) -> None:
    """What a bug does."""
    raise ValueError(SECRET)


def test_a_field_that_fails_is_reported_beside_the_others(
    post: Callable[..., Answer],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken_projection: None,
) -> None:
    query = schema().query_type
    assert isinstance(query, GraphQLObjectType)
    monkeypatch.setattr(query.fields["node"], "resolve", fail)

    answer = post('{ viewer { name } node(id: "x") { id } }', headers={"Accept-Language": "en"})

    request_id = answer.headers["X-Request-Id"]
    assert (answer.status, answer.codes) == (200, ["INTERNAL"])
    assert answer.json["data"] == {"viewer": {"name": "Sitio de Tabasco"}, "node": None}
    assert answer.json["errors"][0]["extensions"]["hint"].endswith(f"report this request: {request_id}.")
    assert "hunter2" not in answer.body.decode()
    assert request_id in caplog.text
    assert "hunter2" in caplog.text


def test_a_request_that_fails_as_a_whole_is_a_coded_500(
    endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(explorer, "render_to_string", fail)

    with caplog.at_level(logging.ERROR):
        answer = send(endpoint, "GET", headers={"Accept": "text/html"})

    assert (answer.status, answer.codes) == (500, ["INTERNAL"])
    assert "hunter2" not in answer.body.decode()
    assert answer.headers["X-Request-Id"] in caplog.text


BROKEN: dict[str, tuple[dict[str, object], str]] = {
    "an unknown role": ({"roles": ["hunter2"]}, "roles { name }"),
    "a text where a list belongs": ({"legalReferences": "hunter2"}, "legalReferences { text }"),
    "a text where a block belongs": ({"body": ["hunter2"]}, "body { id }"),
    "no title": ({"title": None}, "title"),
    "an unknown urgency": ({"urgency": "hunter2"}, "urgency"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_data_reveals_nothing(
    post: Callable[..., Answer], states: dict[str, Tenant], changes: None, broken_projection: None, name: str
) -> None:
    parts, selection = BROKEN[name]
    with tenant_scope([LIBRARY_ID]):
        page = ContentItem.objects.get(tenant=LIBRARY_ID, locale="es-MX", slug="denunciar")
        page.document = {**page.document, **parts}
        page.save(update_fields=["document"])
    forget()

    answer = post(f'{{ viewer {{ name }} state {{ guidancePage(slug: "denunciar") {{ {selection} }} }} }}')

    assert set(answer.codes) == {"INTERNAL"}
    assert {frozenset(error["extensions"]) for error in answer.json["errors"]} == {frozenset(("code", "field", "hint"))}
    assert answer.headers["X-Request-Id"] in answer.json["errors"][0]["extensions"]["hint"]
    for word in ("hunter2", "Traceback", "Error", ".py", "NoneType"):
        assert word not in answer.body.decode()
