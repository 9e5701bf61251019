"""Cache of whole answers, by the key of their request, before anything of the request is parsed.

An answer is cached with what it depends on: the viewer, the views of the states that were read, and the clock. The two
other caches of this process (of keys, and of content) count their changes in `change_counter`. An answer is fresh while
the count is what it was at its last validation and its time has not passed. Otherwise it is revalidated: the key is
checked, each view must still be the same object, and the database must be available.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from weakref import ReferenceType, WeakSet, ref

from api import store
from api.observing.use import Use
from delivery import state_view
from delivery.state_view import LocaleNotServed, StateView
from publishing.errors import NotVisible, StoreUnavailable
from tenants.change_counter import change_counter
from tenants.viewer import Viewer

from .request_key import RequestKey

if TYPE_CHECKING:
    from api.metering.budget import BudgetLease

REVALIDATE_AFTER_SECONDS = 30.0
"""How long an answer is fresh without revalidation; keys also expire, and their use is recorded then."""

OVERHEAD_BYTES = 1_500
"""The size of an entry besides its body and its key."""

Headers = list[tuple[str, str]]


class ReadView(NamedTuple):
    """A view that was read: of a state, in a language."""

    code: str
    locale: str
    view: ReferenceType[StateView]

    @classmethod
    def of(cls, view: StateView) -> ReadView:
        """Return a weak reference to a view, with its state and language."""
        return cls(view.tenant.code, view.locale, ref(view))


@dataclass(slots=True)
class CachedResponse:
    """One whole answer.

    Attributes:
        views: of the states that were read. Weak references: the cache must not keep earlier versions of a state alive.
        made_at: POSIX time at which it was made, by the endpoint's clock as all times here.
        boundary: when it changes by the clock.
        change_count: the count of `change_counter` at its last validation.
        lease: what its key pays from; None: it has no budget.
        points: what it costs.
        is_used: whether it was served since the last eviction looked at it.
        use: counts the requests for it.
        fresh_until: when it must be revalidated.
    """

    status: str
    headers: Headers
    body: bytes
    etag: str
    viewer: Viewer
    views: tuple[ReadView, ...]
    made_at: float
    boundary: float
    change_count: int
    lease: BudgetLease | None
    points: int
    use: Use
    fresh_until: float = field(init=False)
    is_used: bool = False

    def __post_init__(self) -> None:
        """Make it fresh for the first while."""
        self.fresh_until = min(self.boundary, self.made_at + REVALIDATE_AFTER_SECONDS)

    def is_fresh(self, now: float) -> bool:
        """Return whether nothing has changed since its last validation, and its time has not passed."""
        return self.made_at <= now < self.fresh_until and self.change_count == change_counter.count

    def revalidate(self, now: float, viewer_of: Callable[[], Viewer]) -> bool:
        """Check what it depends on; return whether it is fresh for another while.

        It is not while the database is unavailable: an answer made from memory then says so.

        Raises:
            KeyRefused: the key is no longer valid.
        """
        change_count = change_counter.count
        if not self.made_at <= now < self.boundary or not store.is_available():
            return False
        if viewer_of() != self.viewer or not all(map(self._is_current, self.views)):
            return False
        self.change_count = change_count
        self.fresh_until = min(self.boundary, now + REVALIDATE_AFTER_SECONDS)
        return True

    def _is_current(self, seen: ReadView) -> bool:
        view = seen.view()
        try:
            return view is not None and state_view.for_viewer(self.viewer, seen.code, seen.locale) is view
        except (NotVisible, LocaleNotServed, StoreUnavailable):
            return False


class ResponseCache:
    """Answers by the key of their request, within a budget of bytes; those not used lately are evicted first."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._answers: OrderedDict[RequestKey, CachedResponse] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        _all.add(self)

    def get(self, request_key: RequestKey) -> CachedResponse | None:
        """Return the answer to a request, fresh or not."""
        answer = self._answers.get(request_key)
        if answer is not None:
            answer.is_used = True
        return answer

    def put(self, request_key: RequestKey, answer: CachedResponse) -> None:
        """Keep an answer, unless it is too large to share the budget, or its client's were dropped meanwhile."""
        size = _size(request_key, answer)
        if size > self._budget // 8:
            return
        with self._lock:
            if answer.change_count != change_counter.count:
                return
            self._drop(request_key)
            self._answers[request_key] = answer
            self._bytes += size
            while self._bytes > self._budget:
                self._make_room()

    def remove(self, request_key: RequestKey) -> None:
        """Drop an answer; a missing one is no error."""
        with self._lock:
            self._drop(request_key)

    def remove_client(self, client_id: int) -> None:
        """Drop the answers to the keys of one client."""
        with self._lock:
            for request_key in [
                request_key for request_key, answer in self._answers.items() if answer.viewer.client_id == client_id
            ]:
                self._drop(request_key)

    @property
    def bytes_used(self) -> int:
        """What the answers take up."""
        return self._bytes

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self._answers)

    def _make_room(self) -> None:
        """Evict the first entry that was not used since it was last considered here (“second chance”)."""
        request_key, answer = next(iter(self._answers.items()))
        if answer.is_used:
            answer.is_used = False
            self._answers.move_to_end(request_key)
        else:
            self._drop(request_key)

    def _drop(self, request_key: RequestKey) -> None:
        answer = self._answers.pop(request_key, None)
        if answer is not None:
            self._bytes -= _size(request_key, answer)


_all: WeakSet[ResponseCache] = WeakSet()


def remove_client(client_id: int) -> None:
    """Drop all answers to the keys of one client, in this process; those that are being made are not kept."""
    change_counter.add()
    for answers in list(_all):
        answers.remove_client(client_id)


def totals() -> tuple[int, int]:
    """Return how many answers this process has cached, and their size in bytes."""
    answers = list(_all)
    return sum(map(len, answers)), sum(one.bytes_used for one in answers)


def _size(request_key: RequestKey, answer: CachedResponse) -> int:
    return OVERHEAD_BYTES + len(answer.body) + request_key.size
