"""The figures in the words of Prometheus."""

from __future__ import annotations

import os
import platform
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from .gauges import readings
from .observing.tallies import BOUNDS, Figures, Labels

VERSION = "0.1.0"


def exposition(figures: Figures, accept: str) -> tuple[bytes, str]:
    """Return figures, with the gauges of this process, and the media type that they are written in.

    Args:
        figures: what has been counted, by all processes.
        accept: the request's header.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(figures))
    encode, media_type = choose_encoder(accept)
    return encode(registry), media_type


class _Collector(Collector):
    """Makes metrics of the counters, and of the gauges' present values."""

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        """Return all metrics."""
        yield _requests(self._figures)
        yield from _by_operation(self._figures)
        yield from _gauges()


def _requests(figures: Figures) -> Metric:
    family = CounterMetricFamily("jpt_api_requests", "Requests of the API.", labels=Labels._fields)
    for labels, counted in figures.items():
        family.add_metric(labels, counted.requests)
    return family


def _by_operation(figures: Figures) -> Iterator[Metric]:
    """Durations and bytes, labelled by operation and outcome only: each has many numbers."""
    seconds: dict[tuple[str, str], float] = defaultdict(float)
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    buckets: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(BOUNDS) + 1))
    for labels, counted in figures.items():
        key = (labels.operation, labels.outcome)
        seconds[key] += counted.seconds
        sizes[key] += counted.bytes
        buckets[key] = [one + other for one, other in zip(buckets[key], counted.buckets, strict=True)]
    names = ("operation", "outcome")
    histogram = HistogramMetricFamily("jpt_api_seconds", "How long requests took in the process.", labels=names)
    counter = CounterMetricFamily("jpt_api_response_bytes", "Bytes of the bodies that were sent.", labels=names)
    for key, counts in buckets.items():
        bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
        histogram.add_metric(key, list(zip(bounds, accumulate(counts), strict=True)), seconds[key])
        counter.add_metric(key, sizes[key])
    yield histogram
    yield counter


def _gauges() -> Iterator[Metric]:
    """What this process, the one that was asked, has at this moment; the others are asked another time."""
    process = str(os.getpid())
    build = GaugeMetricFamily("jpt_build_info", "Always 1.", labels=("version", "python"))
    build.add_metric((VERSION, platform.python_version()), 1)
    yield build
    for reading in readings():
        family = GaugeMetricFamily(reading.name, reading.meaning, labels=("process", *reading.labels))
        for labels, value in reading.values:
            family.add_metric((process, *labels), value)
        yield family
