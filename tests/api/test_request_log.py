"""The log's lines about requests: what is told of which, and that nothing personal ever is."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from api.endpoint import Endpoint
from api.observing import Record, log
from cms.logs import json_lines, lines

from .client import Answer, send

NAME = "{ state { name } }"

Said = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def unhurried(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """No request is slow, and none has used up the lines of this second."""
    settings.SLOW_OPERATION_MS = 60_000.0
    monkeypatch.setattr(log, "_throttle", log.Throttle())


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """All that is logged, at every level, as JSON lines."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(json_lines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def said(stream: io.StringIO) -> Said:
    """Return the lines about requests so far."""

    def said() -> list[dict[str, Any]]:
        read = [json.loads(line) for line in stream.getvalue().splitlines()]
        return [line for line in read if line["logger"] == "api.requests"]

    return said


def test_by_default_an_ordinary_request_is_not_logged(post: Callable[..., Answer], said: Said) -> None:
    post(NAME)
    post(NAME)

    assert said() == []


def test_a_refused_request_is_logged(post: Callable[..., Answer], said: Said) -> None:
    answer = post("{ state { nothing } }", headers={"X-Request-Id": "mine-0001"})

    (line,) = said()
    assert answer.codes == ["UNKNOWN_FIELD"]
    assert line.pop("time")
    assert line.pop("key").isdigit()
    assert line.pop("milliseconds") > 0
    assert line == {
        "level": "INFO",
        "logger": "api.requests",
        "event": "request",
        "request_id": "mine-0001",
        "operation": "ad-hoc",
        "tenant": "TAB",
        "outcome": "refused",
        "code": "UNKNOWN_FIELD",
        "status": 400,
    }


def test_with_the_setting_every_request_is_logged(post: Callable[..., Answer], said: Said, settings: Settings) -> None:
    settings.API_LOG = "all"

    post("query Portada { state { name } }")
    post("query Portada { state { name } }")

    told = [(line["outcome"], line["status"], line["tenant"], "cost" in line) for line in said()]
    assert told == [("projected", 200, "TAB", True), ("ready", 200, "TAB", False)]


def test_a_slow_operation_is_logged_with_its_cost(post: Callable[..., Answer], said: Said, settings: Settings) -> None:
    settings.SLOW_OPERATION_MS = 0.0

    post(NAME)

    (line,) = said()
    assert (line["level"], line["event"], line["outcome"]) == ("WARNING", "slow request", "projected")
    assert (line["tenant"], line["operation"]) == ("TAB", "ad-hoc")
    assert line["cost"] >= 1
    assert line["milliseconds"] > 0


def test_a_flood_is_counted_and_not_written_out(
    post: Callable[..., Answer], said: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter([100.0] * 60 + [101.0])
    monkeypatch.setattr(log, "_throttle", log.Throttle(lambda: next(seconds)))

    for number in range(61):
        post(f"{{ nothing{number} }}")

    told = said()
    assert len(told) == log.MOST_LINES_A_SECOND + 1
    assert told[-1]["left_out"] == 10


def test_nothing_personal_is_ever_logged(
    endpoint: Endpoint, keys: dict[str, str], stream: io.StringIO, settings: Settings
) -> None:
    settings.API_LOG = "all"
    settings.SLOW_OPERATION_MS = 0.0
    private = {
        "the text of the query": "alias_secreto",
        "a variable": "Juana Pérez",
        "the key": keys["TAB"],
        "the address": "203.0.113.77",
        "the browser": "Navegador/9.9",
        "a header": "valor-de-cabecera",
        "the place": "17.98971",
    }
    query = "query Buscar($q: String!) { state { alias_secreto: name search(query: $q) { nodes { __typename } } } }"
    near = "{ state { alias_secreto: offices(near: {latitude: 17.98971, longitude: -92.9}) { totalCount } } }"
    bodies = [
        {"query": query, "variables": {"q": "Juana Pérez"}, "operationName": "Buscar"},
        {"query": "{ state { alias_secreto: name } }"},
        {"query": "{ state { alias_secreto: name } }"},
        {"query": near},
        {"query": "{ alias_secreto: nothing }"},
        {"query": "{ alias_secreto"},
    ]

    for body in bodies:
        for key in (keys["TAB"], "jpt_pk_wrong"):
            send(
                endpoint,
                body=json.dumps(body).encode(),
                headers={
                    "Authorization": f"Bearer {key}",
                    "Content-Type": "application/json",
                    "User-Agent": "Navegador/9.9",
                    "X-Forwarded-For": "203.0.113.77",
                    "X-Anything": "valor-de-cabecera",
                    "Remote-Addr": "203.0.113.77",
                },
            )

    told = stream.getvalue()
    assert told.count('"logger":"api.requests"') == 2 * len(bodies)
    assert [what for what, text in private.items() if text in told or json.dumps(text)[1:-1] in told] == []


def test_for_people_a_line_has_its_values_behind_the_message() -> None:
    record = logging.makeLogRecord(
        {"name": "api.requests", "levelname": "INFO", "msg": {"event": "request", "tenant": "TAB"}}
    )
    record._logger, record._name = logging.getLogger("api.requests"), "info"

    assert lines().format(record).endswith("INFO    api.requests: request tenant=TAB")


def test_a_value_cannot_begin_another_line() -> None:
    record = logging.makeLogRecord(
        {"name": "api.requests", "levelname": "INFO", "msg": {"event": "x", "a": "1\nERROR"}}
    )
    record._logger, record._name = logging.getLogger("api.requests"), "info"

    assert lines().format(record).endswith(r"x a='1\nERROR'")


@pytest.mark.parametrize("name", ["Portada\nERROR api: all is lost", "N" * 65, "Juana Pérez"])
def test_an_operations_name_is_logged_only_if_it_is_one(name: str) -> None:
    record = Record("mine-0001", 0.0, {"REQUEST_METHOD": "POST"})
    record.operation_name = name

    assert record.name is None


def test_other_loggers_lines_are_json_too_with_their_tracebacks() -> None:
    fault = (ValueError, ValueError("reason"), None)
    record = logging.LogRecord("worker", logging.ERROR, "", 0, "%s\nfailed.", ("It",), fault)

    line = json.loads(json_lines().format(record))

    assert (line["level"], line["logger"], line["event"]) == ("ERROR", "worker", "It\nfailed.")
    assert line["exception"].endswith("ValueError: reason")


@pytest.mark.parametrize(
    "path", ["/resumen/eyJ0.x-Y:z_1/", "/en/resumen/eyJ0.x-Y:z_1", "/chat/resumen/eyJ0.x-Y:z_1/?a"]
)
def test_the_link_of_a_summary_is_not_logged(path: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", path), None)

    told = [formatter.format(record) for formatter in (json_lines(), lines())]

    assert ["eyJ0" in line or "z_1" in line for line in told] == [False, False]
    assert all("/resumen/…" in line for line in told)


def test_tasks_that_begin_and_end_are_not_logged() -> None:
    assert not logging.getLogger("django_tasks").isEnabledFor(logging.INFO)
    assert not logging.getLogger("django_tasks.backends.immediate").isEnabledFor(logging.INFO)
