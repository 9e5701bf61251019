"""Spans of API requests: sent to a collector that listens, and nothing of OpenTelemetry imported without one."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import get_tracer_provider
from pytest_django import Settings

from api.observing import tracing
from tests.waiting import eventually

from .client import Answer

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
SENT_SECONDS = 15


class Collector(HTTPServer):
    """Keeps the spans that are sent to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.spans: list[Any] = []
        self.services: set[str] = set()


class Receiver(BaseHTTPRequestHandler):
    """Reads OTLP over HTTP."""

    def do_POST(self) -> None:
        """Take one batch."""
        collector = self.server
        assert isinstance(collector, Collector)
        batch = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
        for resource in batch.resource_spans:
            collector.services |= {
                one.value.string_value for one in resource.resource.attributes if one.key == "service.name"
            }
            collector.spans += [span for scope in resource.scope_spans for span in scope.spans]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


@pytest.fixture
def collector(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """A collector that the process is told of."""
    collector = Collector()
    threading.Thread(target=collector.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{collector.server_port}"
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    monkeypatch.delenv("http_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint
    tracing.provider.cache_clear()
    yield collector
    made = tracing.provider()
    assert made is not None
    made.shutdown()
    tracing.provider.cache_clear()
    collector.shutdown()
    collector.server_close()


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
