"""Figures for those who run it: what is counted, under what, who may see it, and that others' are added."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pytest_django import Settings

from api.endpoint import Endpoint
from api.models import TrustedDocument
from api.observing import tallies
from api.observing.tallies import Labels, tally
from cms import figures
from cms.metrics import with_metrics
from cms.settings.base import BASE_DIR
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.tenants.factories import key_of

from .client import Answer, send

TOKEN = "a-token-of-the-test"
NAME = "{ state { name } }"

Figures = dict[tuple[str, ...], float]


@pytest.fixture(autouse=True)
def figures_of_this_test(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Count from zero, and keep what other processes would read in a folder of the test."""
    settings.METRICS_TOKEN = TOKEN
    settings.VAR_DIR = tmp_path
    tallies.reset()
    yield
    tallies.reset()


def scrape(token: str = TOKEN, method: str = "GET") -> Answer:
    return send(with_metrics(nothing), method, "/metrics", headers={"Authorization": f"Bearer {token}"})


def nothing(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [])
    return [b"the application"]


def values(name: str) -> Figures:
    """The samples of this name: the values of their labels, in the order of the labels' names, and the value."""
    families = text_string_to_metric_families(scrape().body.decode())
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return {
        tuple(value for label, value in sorted(sample.labels.items()) if label != "process"): sample.value
        for sample in samples
    }


def requests() -> Figures:
    """Requests by code, key, operation, outcome, tenant."""
    return values("jpt_api_requests_total")


def test_requests_are_counted_by_how_they_were_answered(post: Callable[..., Answer]) -> None:
    first = post(NAME)
    post(NAME)
    post("{ state { nothing } }")
    post('{ __type(name: "State") { name } state { name } }', "national")
    key = {labels[1] for labels in requests() if labels[4] == "TAB"}

    by_outcome = {(labels[0], *labels[2:]): value for labels, value in requests().items()}

    assert first.status == 200
    assert len(key) == 1
    assert by_outcome[("", "ad-hoc", "projected", "TAB")] == 1
    assert by_outcome[("", "ad-hoc", "ready", "TAB")] == 1
    assert by_outcome[("UNKNOWN_FIELD", "ad-hoc", "refused", "TAB")] == 1
    assert sum(by_outcome.values()) == 4


def test_an_answer_that_the_client_has_is_counted_as_such(endpoint: Endpoint, keys: dict[str, str]) -> None:
    query = "query=%7Bstate(code:TAB)%7Bname%7D%7D"
    headers = {"Authorization": f"Bearer {keys['TAB']}", "Accept": "application/json"}
    tag = send(endpoint, "GET", query_string=query, headers=headers).headers["ETag"]

    answers = [
        send(endpoint, "GET", query_string=query, headers={**headers, "If-None-Match": tag}).status for _ in range(2)
    ]

    outcomes = {labels[3]: value for labels, value in requests().items()}
    assert answers == [304, 304]
    assert outcomes == {"projected": 1, "not-modified": 2}


def test_bytes_and_durations_are_counted_by_operation_and_outcome(post: Callable[..., Answer]) -> None:
    sizes = [len(post(NAME).body) for _ in range(3)]

    assert values("jpt_api_response_bytes_total") == {
        ("ad-hoc", "projected"): sizes[0],
        ("ad-hoc", "ready"): sizes[1] + sizes[2],
    }
    assert values("jpt_api_seconds_count") == {("ad-hoc", "projected"): 1, ("ad-hoc", "ready"): 2}
    assert 0 < values("jpt_api_seconds_sum")["ad-hoc", "ready"] < 5


@pytest.mark.usefixtures("changes")
def test_a_trusted_document_is_named_and_the_text_of_a_query_never_is(
    endpoint: Endpoint, states: dict[str, Tenant], post: Callable[..., Answer]
) -> None:
    key, raw = key_of(states["TAB"])
    with tenant_scope([states["TAB"].pk]):
        TrustedDocument.objects.create(
            tenant=states["TAB"], client=key.client, document_id="portada", query=NAME, cost=1, cost_at_most=1
        )
    headers = {"Authorization": f"Bearer {raw}", "Content-Type": "application/json"}

    answer = send(endpoint, body=json.dumps({"documentId": "portada"}).encode(), headers=headers)
    post("query Secreto { state { name } }")

    assert answer.status == 200, answer.body
    assert {labels[1:3] for labels in requests()} >= {(str(key.pk), "portada")}
    assert {labels[2] for labels in requests()} == {"portada", "ad-hoc"}
    assert b"Secreto" not in scrape().body


def test_what_is_cached_is_reported(post: Callable[..., Answer]) -> None:
    post(NAME)

    assert values("jpt_ready_answers")[()] >= 1
    assert values("jpt_ready_answer_bytes")[()] > 1_500
    assert values("jpt_views")[()] >= 1
    assert values("jpt_documents")[("TAB",)] > 0
    assert values("jpt_content_version")[("TAB",)] > 0
    assert values("jpt_database_away") == {(): 0.0}


def test_the_version_reported_is_the_projects() -> None:
    project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    assert {version for _, version in values("jpt_build_info")} == {project["version"]}


def test_the_number_of_labels_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "MOST_TALLIES", 3)

    for number in range(10):
        tally(Labels(f"document-{number}", "TAB", "1", "ready")).add(0.001, 10)

    counted = requests()
    assert len(counted) == 4
    assert counted["", "other", "other", "ready", "other"] == 7


@pytest.mark.parametrize(
    ("case", "configured", "token"),
    [
        ("no token is configured", "", ""),
        ("no token is configured, and one is sent", "", "anything"),
        ("a wrong token", TOKEN, "another"),
        ("none is sent", TOKEN, ""),
        ("one with letters of other alphabets", TOKEN, "ñ"),
    ],
)
def test_who_has_no_token_finds_nothing(settings: Settings, case: str, configured: str, token: str) -> None:
    settings.METRICS_TOKEN = configured

    answer = scrape(token)

    assert (answer.status, answer.body) == (404, b"Not Found\n"), case


def test_a_head_request_has_no_body() -> None:
    assert (scrape(method="HEAD").status, scrape(method="HEAD").body) == (200, b"")


def test_all_else_is_handed_on() -> None:
    assert send(with_metrics(nothing), "GET", "/metrics/more").body == b"the application"


def test_figures_of_other_processes_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = Labels("portada", "TAB", "7", "ready")
    tally(labels).add(0.002, 100)
    monkeypatch.setattr(figures, "_name", lambda: "1-1")
    figures.write()
    monkeypatch.undo()
    tally(labels).add(0.2, 11)

    total = figures.all_figures()[labels]

    assert (total.requests, total.bytes, sum(total.buckets)) == (3, 211, 3)


def test_what_dead_processes_counted_is_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = Labels("portada", "TAB", "7", "ready")
    tally(labels).add(0.002, 100)
    for name in ("999999998-1", "999999999-1"):
        monkeypatch.setattr(figures, "_name", lambda name=name: name)
        figures.write()
    monkeypatch.undo()
    figures.write()

    for _ in range(2):
        figures.gather_ended()

    files = {path.stem for path in figures._folder().glob("*.json")}
    assert files == {"ended", figures._name()}
    assert figures.all_figures()[labels].requests == 3


def test_files_of_processes_whose_parent_has_ended_go(tmp_path: Path) -> None:
    old = tmp_path / "metrics" / "999999999-5"
    old.mkdir(parents=True)
    (old / "1-1.json").write_bytes(b"[]")
    figures.write()

    figures._remove_others_of_the_past()

    assert [folder.name for folder in (tmp_path / "metrics").iterdir()] == [figures._folder().name]
