"""What one request leaves behind: for the figures, the log and the spans."""

from __future__ import annotations

import re
import time
from http import HTTPStatus
from typing import TYPE_CHECKING
from wsgiref.types import WSGIEnvironment

from tenants.viewer import Viewer

from ..cached_settings import cached_settings
from . import log, tracing
from .tallies import Labels, tally

if TYPE_CHECKING:
    from api.context import RequestContext

AD_HOC = "ad-hoc"
NAME = re.compile("[_A-Za-z][_0-9A-Za-z]*")
LONGEST_NAME = 64


class Record:
    """One request, as metrics, log and spans report it.

    Attributes:
        request_id: what log and answer call it.
        viewer: once it is known.
        context: of the execution, once there is one.
        document_id: of the trusted document that was run; None: the request brought its own text.
        operation_name: as the request gives it.
        points: its cost, once it is known.
        code: of the first error in the answer.
        is_refused: whether the answer is nothing but errors.
        traceparent: the span that the request belongs to, as its header says.
    """

    __slots__ = (
        "_began",
        "_is_head",
        "code",
        "context",
        "document_id",
        "is_refused",
        "operation_name",
        "points",
        "request_id",
        "traceparent",
        "viewer",
    )

    def __init__(self, request_id: str, began: float, environ: WSGIEnvironment) -> None:
        self.request_id = request_id
        self.traceparent: str | None = environ.get("HTTP_TRACEPARENT")
        self.viewer: Viewer | None = None
        self.context: RequestContext | None = None
        self.document_id: str | None = None
        self.operation_name: str | None = None
        self.points: int | None = None
        self.code = ""
        self.is_refused = False
        self._began = began
        self._is_head = environ["REQUEST_METHOD"] == "HEAD"

    def refused(self, code: str) -> None:
        """Note that the request gets nothing but an error."""
        self.is_refused = True
        self.code = str(code)

    def answered(self, status: HTTPStatus, sent: list[bytes], points: int | None) -> None:
        """Count the request, and log and export it where that is enabled; pages and preflights are not counted.

        Args:
            status: of the answer that was made.
            sent: its body; nothing when the client had it already.
            points: its cost, if it is known.
        """
        if self.viewer is None and not self.is_refused:
            return
        seconds = time.perf_counter() - self._began
        self.points = points
        is_modified = bool(sent) or self._is_head or self.is_refused
        labels = self.labels(self.outcome if is_modified else "not-modified")
        tally(labels).add(seconds, sum(map(len, sent)))
        status = status if is_modified else HTTPStatus.NOT_MODIFIED
        is_slow = seconds * 1_000 >= cached_settings.SLOW_OPERATION_MS
        is_failure = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if is_slow or is_failure or self.code or cached_settings.API_LOG == "all":
            log.log_request(self, labels, status, seconds, is_slow=is_slow, is_failure=is_failure)
        if tracing.is_enabled():
            tracing.export_span(self, labels, status, seconds)

    @property
    def outcome(self) -> str:
        """How the answer came about."""
        if self.is_refused:
            return "refused"
        return self.context.outcome if self.context is not None else "reference"

    def labels(self, outcome: str) -> Labels:
        """Return what it is counted under, with this outcome."""
        key = self.viewer.key_id if self.viewer is not None else None
        return Labels(
            self.document_id or AD_HOC, self._tenant(), "none" if key is None else str(key), outcome, self.code
        )

    @property
    def name(self) -> str | None:
        """The operation's name, if it is one of GraphQL's and of a sensible length: it is the client's to choose."""
        given = self.operation_name or ""
        return given if len(given) <= LONGEST_NAME and NAME.fullmatch(given) else None

    def _tenant(self) -> str:
        """The state that was read; where none was, the only one that could have been."""
        views = self.context.views if self.context is not None else ()
        if len(views) == 1:
            return views[0].tenant.code
        read = {view.tenant.code for view in views}
        if not read and self.viewer is not None:
            read = set(self.viewer.tenants)
        return "none" if not read else next(iter(read)) if len(read) == 1 else "several"
