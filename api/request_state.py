"""One request on its way to its answer."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from wsgiref.types import WSGIEnvironment

from tenants.change_counter import change_counter
from tenants.proxies import client_network
from tenants.viewer import Viewer

from .cache.request_key import RequestKey, request_key_of
from .context import RequestContext
from .metering.request_cost import RequestCost
from .observing import Record


class RequestState:
    """One request, and what has been read of it so far.

    Attributes:
        environ: as the server gave it.
        is_post: whether it came by POST.
        request_key: its key in the response cache; None: it is not cached.
        now: the instant at which it came.
        change_count: the count of `change_counter` before anything was read for it.
        record: for metrics, log and spans.
        cost: what it costs.
    """

    __slots__ = ("change_count", "cost", "environ", "is_post", "now", "record", "request_key")

    def __init__(self, environ: WSGIEnvironment, request_key: RequestKey | None, now: datetime, record: Record) -> None:
        self.environ = environ
        self.is_post: bool = environ["REQUEST_METHOD"] == "POST"
        self.request_key = request_key
        self.now = now
        self.change_count = change_counter.count
        self.record = record
        self.cost = RequestCost()

    @property
    def body(self) -> bytes | None:
        """What has been read of its body; None: nothing yet."""
        return None if self.request_key is None else self.request_key.body

    def read_request_key(self) -> RequestKey | None:
        """Return its cache key, for which the body is read if it has not been before."""
        if self.request_key is None:
            self.request_key = request_key_of(self.environ)
        return self.request_key

    def begin_execution(self, viewer: Viewer) -> RequestContext:
        """Return the context of its execution for a viewer."""
        context = self.record.context = RequestContext(
            viewer, self.now, self.record.request_id, partial(client_network, self.environ)
        )
        return context
