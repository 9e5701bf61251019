"""What a resolver may know about the request: who asks, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tenants.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RequestContext:
    """The context of one request.

    Args:
        viewer: who asks, and which states they may read.
        now: the instant of the request, aware; taken once, so that all of an answer agrees.
        request_id: what the log and the answer call this request.
    """

    viewer: Viewer
    now: datetime
    request_id: str
