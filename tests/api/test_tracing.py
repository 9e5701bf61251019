"""Spans of API requests: sent to a collector that listens, and nothing of OpenTelemetry imported without one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import get_tracer_provider
from pytest_django import Settings

from tests.waiting import eventually

from .client import Answer
from .collector import SENT_SECONDS, Collector, collecting

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


@pytest.fixture
def collector(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the process is told of."""
    with collecting(settings, monkeypatch) as collector:
        yield collector


def attributes_of(span: Any) -> dict[str, str | int]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


def test_a_span_has_how_a_request_was_answered(post: Callable[..., Answer], collector: Collector) -> None:
    headers = {"traceparent": f"00-{TRACE}-{PARENT}-01", "X-Request-Id": "mine-0001"}

    post("{ state { name } }", headers=headers)
    post("{ state { name } }", headers=headers)
    post("{ state { nothing } }")

    assert eventually(lambda: len(collector.spans) == 3, SENT_SECONDS)
    first, ready, refused = (attributes_of(span) for span in collector.spans)
    assert {first.pop("jpt.key"), ready.pop("jpt.key"), refused.pop("jpt.key")} != {""}
    assert first.pop("jpt.cost") != 0
    assert first == {
        "graphql.document.id": "ad-hoc",
        "jpt.request_id": "mine-0001",
        "jpt.tenant": "TAB",
        "jpt.outcome": "projected",
        "http.response.status_code": 200,
    }
    assert ready["jpt.outcome"] == "ready"
    assert (refused["jpt.outcome"], refused["jpt.code"]) == ("refused", "UNKNOWN_FIELD")
    assert collector.services == {"justicia-para-ti"}


def test_a_span_belongs_to_the_one_that_the_request_names(post: Callable[..., Answer], collector: Collector) -> None:
    post("{ state { code } }", headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
    post("{ state { code name } }", headers={"traceparent": "nonsense"})

    assert eventually(lambda: len(collector.spans) == 2, SENT_SECONDS)
    child, root = collector.spans
    assert (child.trace_id.hex(), child.parent_span_id.hex()) == (TRACE, PARENT)
    assert (root.trace_id.hex() != TRACE, root.parent_span_id) == (True, b"")
    assert 0 < child.end_time_unix_nano - child.start_time_unix_nano < 60_000_000_000


def test_the_process_wide_provider_is_left_alone(post: Callable[..., Answer], collector: Collector) -> None:
    post("{ state { name } }")

    assert not isinstance(get_tracer_provider(), TracerProvider)


@pytest.mark.slow
def test_nothing_is_imported_without_a_collector() -> None:
    program = (
        "import sys, os, django\n"
        "os.environ.pop('OTEL_EXPORTER_OTLP_ENDPOINT', None)\n"
        "django.setup()\n"
        "from api.observing import tracing\n"
        "assert not tracing.is_enabled()\n"
        "assert not [name for name in sys.modules if name.startswith('opentelemetry')]\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
