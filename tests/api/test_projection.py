"""The compiled executor gives the same answers as graphql-core's own, errors and order included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from django.db import OperationalError
from django.utils import translation
from graphql import ExecutionResult, GraphQLError, parse, validate
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from api import object_ids
from api.context import OutOfTime, RequestContext
from api.engine.documents import Document, InvalidDocument
from api.engine.execution import Executor, run
from api.engine.projection.plan import outcomes
from api.engine.validation import RULES
from api.errors.coded_error import CodedError, ErrorCode, formatted
from api.observing import tallies
from api.schema.build import schema
from content_models.kinds import ItemKind
from delivery import state_view
from publishing.errors import LocaleNotServed, NotVisible, StoreUnavailable
from tenants.errors import IdentityUnavailable
from tenants.models import LIBRARY_ID, Scope, Tenant
from tenants.viewer import Viewer, ViewerKind
from tests.thoroughness import tries

from .client import Answer
from .conftest import NOON_ON_MONDAY
from .operations import Operation, Operations

pytestmark = pytest.mark.django_db
CODES = ["TAB", "COA", "CMX"]


@pytest.fixture(scope="module")
def _content() -> dict[str, Any]:
    return {}


@pytest.fixture
def asking(db: None, settings: Settings, _content: dict[str, Any]) -> dict[str, Any]:
    """Who asks, and the operations over the starter content: read once. A busy machine answers all of them, too."""
    settings.GRAPHQL_SECONDS = 600
    if not _content:
        tenants = {tenant.code: tenant.pk for tenant in Tenant.objects.exclude(pk=LIBRARY_ID)}
        for name, scopes in (("operator", [Scope.CONTENT, Scope.SCRIPTS]), ("citizen", [Scope.CONTENT])):
            viewer = Viewer(ViewerKind.CLIENT, tenants, frozenset(map(str, scopes)), name="Prueba", key_kind="sk")
            _content[name] = RequestContext(viewer, NOON_ON_MONDAY, "request-1")
        _content["operations"] = Operations(schema(), _texts(_content["operator"].viewer), CODES).operations()
    return _content


def _texts(viewer: Viewer) -> dict[str, list[str]]:
    view = state_view.for_viewer(viewer, "TAB")
    items = [view.all(kind)[0] for kind in ItemKind if kind is not ItemKind.ADAPTATION and view.all(kind)]
    return {
        "slug": [item["slug"] for item in items],
        "path": [item["path"] for item in items],
        "id": [object_ids.encode("TAB", "es-MX", item["kind"], item["key"]) for item in items],
        "query": ["detenido", "denuncia", "defensor"],
        "startsWith": ["a", "D"],
        "locale": ["es-MX", "en"],
    }


def answered(
    operation: Operation, context: RequestContext, executor: Executor, document: Document | None = None
) -> bytes:
    """The whole answer, as bytes; a document that is given keeps its plan."""
    document = document or Document(schema(), parse(operation.query))
    try:
        result = run(
            document.operation(None),
            context=RequestContext(context.viewer, context.requested_at, context.request_id),
            variables=operation.variables,
            executor=executor,
        )
    except InvalidDocument as refusal:
        result = ExecutionResult(None, refusal.errors)
    with translation.override("es-mx"):
        errors = [formatted(error, request_id="request-1") for error in result.errors or ()]
    return orjson.dumps({"data": result.data, "errors": errors})


@settings(max_examples=tries(50, long=1000), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_operation_is_answered_as_the_reference_executor_does(asking: dict[str, Any], data: st.DataObject) -> None:
    operation = data.draw(asking["operations"])
    context = asking[data.draw(st.sampled_from(["operator", "citizen"]))]
    assume(not validate(schema(), parse(operation.query), RULES))

    projected = answered(operation, context, Executor.PROJECTING)

    assert projected == answered(operation, context, Executor.REFERENCE)


GUIDANCE = """query ($slug: String!, $more: Boolean = false) {
  state(code: TAB) { name version guidancePage(slug: $slug) {
    id title roles { role name } stage body { __typename id key ... on TextBlock { text { html ast } } ...Steps }
    terms @include(if: $more) { term definition { plainText } } offices(first: 3) { name phones { display } isOpen }
} } }
fragment Steps on StepsBlock { steps { key text { html } } }"""


@pytest.mark.parametrize("more", [True, False])
def test_an_answer_without_errors_is_projected(asking: dict[str, Any], more: bool) -> None:
    operation = Operation(GUIDANCE, {"slug": "familiar-detenido", "more": more})
    before = outcomes.copy()

    answer = orjson.loads(answered(operation, asking["citizen"], Executor.PROJECTING))

    page = answer["data"]["state"]["guidancePage"]
    assert list(page) == ["id", "title", "roles", "stage", "body", *(["terms"] if more else []), "offices"]
    assert outcomes - before == {"projected": 1}


@pytest.mark.parametrize(
    "query",
    [
        '{ state(code: TAB) { script(slug: "x") { title } name } }',
        "{ state(code: TAB) { guidance(first: 1000) { totalCount } } }",
        "{ __schema { queryType { name } } }",
    ],
    ids=["a scope that is missing", "a value out of range", "the schema itself"],
)
def test_what_projection_does_not_support_is_left_to_the_reference(asking: dict[str, Any], query: str) -> None:
    operation = Operation(query, {})
    before = outcomes.copy()

    projected = answered(operation, asking["citizen"], Executor.PROJECTING)

    assert outcomes - before == {"reference": 1}
    assert projected == answered(operation, asking["citizen"], Executor.REFERENCE)


@pytest.mark.parametrize(
    "raised",
    [
        CodedError(ErrorCode.INVALID_ID),
        OutOfTime(ErrorCode.TIMED_OUT, value=6, limit=5),
        NotVisible(),
        LocaleNotServed(locale="fr", served=["es-MX"]),
        StoreUnavailable(),
        IdentityUnavailable(),
        OperationalError(),
        GraphQLError("not a day"),
    ],
    ids=lambda raised: type(raised).__name__,
)
def test_what_is_raised_on_purpose_is_no_bug(
    asking: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, raised: Exception
) -> None:
    _let_node_raise(monkeypatch, raised)
    before = outcomes.copy()

    answered(NODE, asking["citizen"], Executor.PROJECTING)

    assert outcomes - before == {"reference": 1}
    assert PROJECTION_FAILED not in caplog.text


def test_a_bug_is_logged_once_for_each_plan_and_counted_each_time(
    asking: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    broken_projection: None,
) -> None:
    _let_node_raise(monkeypatch, ValueError("mistaken"))
    document = Document(schema(), parse(NODE.query))
    before = outcomes.copy()

    answers = [answered(NODE, asking["citizen"], Executor.PROJECTING, document) for _ in range(3)]

    assert set(answers) == {answered(NODE, asking["citizen"], Executor.REFERENCE)}
    assert outcomes - before == {"projection-failed": 3}
    logged = [record for record in caplog.records if PROJECTION_FAILED in record.message]
    assert [record.exc_info and str(record.exc_info[1]) for record in logged] == ["mistaken"]


def test_a_bug_has_a_label_of_its_own_in_the_metrics(
    post: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch, broken_projection: None
) -> None:
    _let_node_raise(monkeypatch, ValueError("mistaken"))
    tallies.reset()

    post('{ node(id: "x") { id } }')

    assert [labels.outcome for labels in tallies.figures()] == ["projection-failed"]


NODE = Operation('{ viewer { name } node(id: "x") { id } }', {})
PROJECTION_FAILED = "the projection of its operation failed"


def _let_node_raise(monkeypatch: pytest.MonkeyPatch, raised: Exception) -> None:
    def resolve(_root: None, _info: object, **_arguments: object) -> None:
        raise raised

    query = schema().query_type
    assert query is not None
    monkeypatch.setattr(query.fields["node"], "resolve", resolve)


NEAR = """query ($near: Near, $first: Int = 2) { state(code: TAB) {
  offices(near: $near, first: $first) { totalCount edges { node { name distanceMeters } } }
} }"""


@pytest.mark.parametrize(
    "variables",
    [
        {"near": {"latitude": 18, "longitude": -92.9}},
        {"near": {"latitude": 18.0, "longitude": -92.9, "withinMeters": 1_000}},
        {"near": {"latitude": 18.0, "longitude": -92.9, "withinMeters": 1_000.0}},
        {"near": {"latitude": 18.0, "longitude": -92.9, "withinMeters": None}, "first": None},
        {"near": None, "first": 3},
        {"near": {"latitude": 18.0}},
        {"near": {"latitude": 18.0, "longitude": None}},
        {"near": {"latitude": "18.0", "longitude": -92.9}},
        {"near": {"latitude": True, "longitude": -92.9}},
        {"near": {"latitude": float("inf"), "longitude": -92.9}},
        {"near": {"latitude": 10**400, "longitude": -92.9}},
        {"near": {"latitude": 18.0, "longitude": -92.9, "altitude": 3}},
        {"near": [18.0, -92.9]},
        {"first": 2**31},
        {"first": 2.0},
        {"first": 2.5},
        {"first": True},
    ],
    ids=str,
)
def test_variables_are_read_as_the_reference_reads_them(asking: dict[str, Any], variables: dict[str, Any]) -> None:
    operation = Operation(NEAR, variables)

    projected = answered(operation, asking["citizen"], Executor.PROJECTING)

    assert projected == answered(operation, asking["citizen"], Executor.REFERENCE)
