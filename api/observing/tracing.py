"""Spans of API requests for a collector of OpenTelemetry's, where one is configured and its packages are installed.

A span is made when its request has been answered. What the standard variables `OTEL_…` say (service name, sampler,
headers, time-outs) is read by OpenTelemetry's own packages; without an endpoint none of them is imported.
"""

from __future__ import annotations

import logging
import os
import time
from functools import cache
from typing import TYPE_CHECKING

from ..cached_settings import cached_settings
from .tallies import Labels

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from .record import Record

logger = logging.getLogger("api")

SERVICE_NAME = "justicia-para-ti"
SPAN_NAME = "graphql"


def is_enabled() -> bool:
    """Whether spans are collected."""
    return bool(cached_settings.OTEL_EXPORTER_OTLP_ENDPOINT) and provider() is not None


def export_span(record: Record, labels: Labels, status: int, seconds: float) -> None:
    """Send a span of a request that has been answered."""
    values = {
        "graphql.operation.name": record.name,
        "jpt.cost": record.points,
        "http.response.status_code": int(status),
    }
    _send(labels, record.request_id, seconds, record.traceparent, values)


def export_cached_span(labels: Labels, request_id: str, seconds: float, traceparent: str | None) -> None:
    """Export a span of a request that was answered from the cache."""
    status = 200 if labels.outcome == "ready" else 304
    _send(labels, request_id, seconds, traceparent, {"http.response.status_code": status})


def _send(
    labels: Labels, request_id: str, seconds: float, traceparent: str | None, values: dict[str, str | int | None]
) -> None:
    from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

    traces = provider()
    if traces is None:
        return
    parent = TraceContextTextMapPropagator().extract({"traceparent": traceparent}) if traceparent else None
    ended_at = time.time_ns()
    attributes = {
        "graphql.document.id": labels.operation,
        "jpt.request_id": request_id,
        "jpt.tenant": labels.tenant,
        "jpt.key": labels.key,
        "jpt.outcome": labels.outcome,
        "jpt.code": labels.code or None,
        **values,
    }
    span = traces.get_tracer("api").start_span(
        SPAN_NAME,
        context=parent,
        start_time=ended_at - int(seconds * 1e9),
        attributes={name: value for name, value in attributes.items() if value is not None},
    )
    span.end(ended_at)


@cache
def provider() -> TracerProvider | None:
    """Return what spans are made by and sent through, set up when first asked for; None: the packages are missing.

    It is not OpenTelemetry's global provider, which belongs to the operator of the process.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        logger.warning("OTEL_EXPORTER_OTLP_ENDPOINT is set, but the packages of the extra “otel” are not installed.")
        return None
    name = os.environ.get("OTEL_SERVICE_NAME", SERVICE_NAME)
    made = TracerProvider(resource=Resource.create({"service.name": name}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return made
