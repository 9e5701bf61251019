"""The context of a request for its resolvers: the viewer and the instant. It records what the answer depends on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime

from delivery.state_view import StateView
from tenants.viewer import Viewer

from .cached_settings import cached_settings
from .errors.coded_error import CodedError, ErrorCode


class OutOfTime(CodedError):
    """A request has exceeded its time limit."""


class RequestContext:
    """The context of one request.

    Attributes:
        viewer: who asks, and which states they may read.
        requested_at: the instant of the request, for those who serve the answer; resolvers read `now`.
        request_id: what the log and the answer call this request.
        views: of the states that were read: while they are current, the answer is.
        has_read_clock: whether the answer depends on the present instant.
        outcome: how the operation was executed: `projected`, `reference` or `projection-failed`.
        replaced_locales: the languages asked for that are served in another variety, each with that variety.
        has_read_directory: whether it depends on which states there are for the viewer, on the viewer itself, or on
            anything else that changes while the views stay current.
    """

    __slots__ = (
        "_network",
        "_until",
        "has_read_clock",
        "has_read_directory",
        "outcome",
        "replaced_locales",
        "request_id",
        "requested_at",
        "viewer",
        "views",
    )

    def __init__(self, viewer: Viewer, now: datetime, request_id: str, network: Callable[[], str] = lambda: "") -> None:
        self.viewer = viewer
        self._network = network
        self.request_id = request_id
        self.views: list[StateView] = []
        self.has_read_clock = False
        self.has_read_directory = False
        self.outcome = "reference"
        self.replaced_locales: dict[str, str] = {}
        self.requested_at = now
        self._until = time.monotonic() + cached_settings.GRAPHQL_SECONDS

    @property
    def network(self) -> str:
        """The network from which the request came, to count by; it is not stored."""
        return self._network()

    @property
    def now(self) -> datetime:
        """The instant of the request, aware; taken once, so that all of an answer agrees."""
        self.has_read_clock = True
        return self.requested_at

    def check_time(self) -> None:
        """Go on only while there is time. Nothing interrupts a resolver: those that read lists or search ask first.

        Raises:
            OutOfTime: the request has taken longer than `GRAPHQL_SECONDS`.
        """
        late = time.monotonic() - self._until
        if late > 0:
            limit = cached_settings.GRAPHQL_SECONDS
            raise OutOfTime(ErrorCode.TIMED_OUT, value=f"{limit + late:.1f}", limit=f"{limit:g}")
