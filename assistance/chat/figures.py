"""The figures of a realtime process: how many are connected, and what was sent. None names a conversation."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry
from prometheus_client import Counter as Counted
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from .process import Realtime

registry = CollectorRegistry(auto_describe=False)
frames = Counted(
    "jpt_chat_frames", "Frames of clients, by type and transport.", ["type", "transport"], registry=registry
)
refused = Counted("jpt_chat_refused", "What clients were refused, by code.", ["code"], registry=registry)
closed = Counted("jpt_chat_closed", "Connections that this process closed, by reason.", ["reason"], registry=registry)


def chat_figures(realtime: Realtime, accept: str) -> tuple[bytes, str]:
    """Return the figures of this process, and the media type that they are written in."""
    both = CollectorRegistry(auto_describe=False)
    both.register(registry)
    both.register(_Gauges(realtime))
    encode, media_type = choose_encoder(accept)
    return encode(both), media_type


class _Gauges(Collector):
    def __init__(self, realtime: Realtime) -> None:
        self._realtime = realtime

    def collect(self) -> Iterable[Metric]:
        """Return what there is now."""
        connections = GaugeMetricFamily("jpt_chat_connections", "Who is connected.", labels=["transport"])
        for transport, number in self._realtime.by_transport.items():
            connections.add_metric([transport], number)
        yield connections
        yield GaugeMetricFamily(
            "jpt_chat_waiting_calls", "Calls that wait for the database's threads.", value=self._realtime.pool.waiting
        )
