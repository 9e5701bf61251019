"""What a resolver may know about the request: who asks, and when. It notes what the answer then depends on."""

from __future__ import annotations

from datetime import datetime

from publishing.state_view import StateView
from tenants.viewer import Viewer


class RequestContext:
    """The context of one request.

    Attributes:
        viewer: who asks, and which states they may read.
        asked_at: the instant of the request, for those who serve the answer; resolvers read `now`.
        request_id: what the log and the answer call this request.
        views: of the states that were read: while they are current, the answer is.
        has_read_clock: whether the answer depends on the present instant.
        has_read_directory: whether it depends on which states there are for the viewer, or on the viewer itself.
    """

    __slots__ = ("asked_at", "has_read_clock", "has_read_directory", "request_id", "viewer", "views")

    def __init__(self, viewer: Viewer, now: datetime, request_id: str) -> None:
        self.viewer = viewer
        self.request_id = request_id
        self.views: list[StateView] = []
        self.has_read_clock = False
        self.has_read_directory = False
        self.asked_at = now

    @property
    def now(self) -> datetime:
        """The instant of the request, aware; taken once, so that all of an answer agrees."""
        self.has_read_clock = True
        return self.asked_at
