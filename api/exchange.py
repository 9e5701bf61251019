"""One request on its way to its answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tenants.viewer import Viewer

from .cache.ready import Stamp, stamp
from .cache.sight import Sight, sight_of
from .context import RequestContext
from .metering.billing import Bill
from .observing import Record

Environ = dict[str, Any]


class Exchange:
    """One request, and what is known of it so far.

    Attributes:
        environ: as the server gave it.
        is_post: whether it came by POST.
        sight: what it looks like; None: it can have no ready answer.
        now: the instant at which it came.
        seen_at: what this process had learnt before anything was read for it.
        record: what is told of it to those who run the service.
        bill: what it costs.
    """

    __slots__ = ("bill", "environ", "is_post", "now", "record", "seen_at", "sight")

    def __init__(self, environ: Environ, sight: Sight | None, now: datetime, record: Record) -> None:
        self.environ = environ
        self.is_post: bool = environ["REQUEST_METHOD"] == "POST"
        self.sight = sight
        self.now = now
        self.seen_at: Stamp = stamp()
        self.record = record
        self.bill = Bill()

    @property
    def body(self) -> bytes | None:
        """What has been read of its body; None: nothing yet."""
        return None if self.sight is None else self.sight.body

    def look(self) -> Sight | None:
        """Return what it looks like, with its body, which is read now if it has not been before."""
        if self.sight is None:
            self.sight = sight_of(self.environ)
        return self.sight

    def begin(self, viewer: Viewer) -> RequestContext:
        """Return the context of its execution, now that it is known who asks."""
        context = self.record.context = RequestContext(viewer, self.now, self.record.request_id)
        return context
