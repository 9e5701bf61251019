"""A collector of OpenTelemetry, to which the process sends its spans."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from pytest_django import Settings

from api.observing import tracing

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


@contextmanager
def collecting(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    """Run a collector that the process is told of, until the block ends."""
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
