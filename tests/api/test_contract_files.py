"""What clients are built from: the schema and the shape of formatted text, public, and true of the starter content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from django.conf import settings as project_settings
from pytest_django import Settings

from api.contract import RICH_TEXT
from api.endpoint import Endpoint
from api.schema.build import printed
from content_models.kinds import ItemKind
from delivery import state_view
from tenants.models import Tenant
from tenants.viewer import Viewer, ViewerKind

from .client import send


def asts_in(value: Any) -> Iterator[list[dict[str, Any]]]:
    """The trees of all rich texts within a document."""
    if isinstance(value, dict):
        if "ast" in value:
            yield value["ast"]
        for part in value.values():
            yield from asts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from asts_in(part)


@pytest.mark.parametrize("authorization", [{}, {"Authorization": "Bearer jpt_pk_none"}], ids=["no key", "a bad key"])
@pytest.mark.parametrize("path", ["/schema.graphql", "/rich-text.schema.json"])
def test_is_public_and_may_be_cached(endpoint: Endpoint, path: str, authorization: dict[str, str]) -> None:
    answer = send(endpoint, "GET", path, headers=authorization)
    again = send(endpoint, "GET", path, headers={**authorization, "If-None-Match": answer.headers["ETag"]})

    assert (answer.status, again.status, again.body) == (200, 304, b"")
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert send(endpoint, "HEAD", path).body == b""
    refused = send(endpoint, "POST", path)
    assert (refused.status, refused.codes, refused.headers["Allow"]) == (405, ["METHOD_NOT_ALLOWED"], "GET, HEAD")


@pytest.mark.django_db  # whose connections the endpoint looks after
@pytest.mark.parametrize("host", ["example.com", "testserver.example.com", "x" * 300, "testserver:80:80"])
@pytest.mark.parametrize("path", ["/schema.graphql", "/rich-text.schema.json"])
def test_refuses_an_unknown_host_as_the_api_does(endpoint: Endpoint, path: str, host: str) -> None:
    answers = [send(endpoint, "GET", each, headers={"Host": host}) for each in ("/graphql", path)]

    of_api, of_file = ((answer.status, answer.codes, answer.json["errors"]) for answer in answers)
    assert of_file == of_api
    assert of_file[:2] == (400, ["HOST_UNKNOWN"])


def test_serves_the_schema(endpoint: Endpoint) -> None:
    assert send(endpoint, "GET", "/schema.graphql").body.decode() == printed()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["TAB", "CMX", "COA"])
def test_every_formatted_text_of_the_starter_content_is_valid(code: str) -> None:
    viewer = Viewer(ViewerKind.CLIENT, {code: Tenant.objects.get(code=code).pk})
    validator = jsonschema_rs.validator_for(json.loads(RICH_TEXT.read_text()))
    view = state_view.for_viewer(viewer, code)

    seen = 0
    for kind in ItemKind:
        for item in view.all(kind):
            for ast in asts_in(item):
                seen += 1
                assert [str(error) for error in validator.iter_errors(ast)] == []
    assert seen > 500


def test_the_type_for_programs_has_the_same_nodes() -> None:
    source = (project_settings.BASE_DIR / "frontend" / "src" / "api" / "richText.ts").read_text()
    declared = re.findall(r"interface \w+ \{\n(.*?)\n\}", source, re.DOTALL)

    nodes = {}
    for body in declared:
        fields = dict(re.findall(r"(\w+\??): (.+);", body))
        nodes[fields["type"].strip("'")] = set(fields)

    definitions = json.loads(RICH_TEXT.read_text())["$defs"]
    assert nodes == {
        each["properties"]["type"]["const"]: {
            name if name in each["required"] else f"{name}?" for name in each["properties"]
        }
        for each in definitions.values()
        if "properties" in each
    }


@pytest.mark.parametrize("path", ["/schema.graphql", "/rich-text.schema.json"])
def test_browsers_are_kept_to_tls_in_production(endpoint: Endpoint, path: str, settings: Settings) -> None:
    settings.SECURE_HSTS_SECONDS = 3_600

    answer = send(endpoint, "GET", path)

    assert answer.headers["Strict-Transport-Security"] == "max-age=3600"
