"""The use of one cached answer: counted without any lookup."""

from __future__ import annotations

import time
from wsgiref.types import WSGIEnvironment

from django.conf import settings

from . import log, tracing
from .tallies import Labels, Tally, tally


class Use:
    """The labels under which requests for one cached answer are counted. Its tallies are looked up once."""

    __slots__ = ("_is_logged", "_is_traced", "_labels", "_not_modified", "_ready")

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._is_logged = settings.API_LOG == "all"
        self._is_traced = bool(settings.OTEL_EXPORTER_OTLP_ENDPOINT)
        self._ready: Tally | None = None
        self._not_modified: Tally | None = None

    def answered(self, began: float, sent: list[bytes], request_id: str, environ: WSGIEnvironment) -> None:
        """Count one request; an answer without a body says that the client has it.

        Args:
            began: when the request arrived, by `time.perf_counter`.
        """
        seconds = time.perf_counter() - began
        if sent:
            found = self._ready or self._first("ready")
            found.add(seconds, len(sent[0]))
        else:
            found = self._not_modified or self._first("not-modified")
            found.add(seconds, 0)
        if self._is_logged:
            log.log_cached_request(self._labels_of(sent), request_id, seconds)
        if self._is_traced and tracing.is_enabled():
            tracing.export_cached_span(self._labels_of(sent), request_id, seconds, environ.get("HTTP_TRACEPARENT"))

    def _labels_of(self, sent: list[bytes]) -> Labels:
        return self._labels._replace(outcome="ready" if sent else "not-modified")

    def _first(self, outcome: str) -> Tally:
        found = tally(self._labels._replace(outcome=outcome))
        if outcome == "ready":
            self._ready = found
        else:
            self._not_modified = found
        return found
