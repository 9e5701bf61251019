"""The cost of one request, what is left of its key's budget, and how an answer reports both."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLError

from api.engine.documents import InvalidDocument
from api.engine.pricing import Priced, Quote, Variables
from api.engine.pricing.weights import HUNDREDTHS, REQUEST
from api.errors.coded_error import CodedError, ErrorCode
from api.limits import CHARACTERS_A_POINT, MAX_COST
from tenants.viewer import Viewer

from .budget import Allowance, BudgetLease, lease_of

Headers = list[tuple[str, str]]

OPENING_POINTS = REQUEST // HUNDREDTHS
"""What each request pays before anything of it is read."""

INVALID_POINTS = 20
"""What a document costs that cannot be run: to check one takes longer than to answer most."""

FREE_CHARACTERS = 100
"""Of a document to be checked and compiled; see `CHARACTERS_A_POINT`."""

UNKNOWN_POINTS = 5
"""What it costs to look for a document that is not there."""

REGISTERING_POINTS = 30
"""What it costs to keep a query under its hash."""


class RequestCost:
    """The cost of one request; empty until the viewer is known."""

    def __init__(self) -> None:
        self.requested: int | None = None
        self._viewer: Viewer | None = None
        self.lease: BudgetLease | None = None
        self._allowance: Allowance | None = None
        self.breakdown: dict[str, float] = {}

    def open(self, viewer: Viewer) -> None:
        """Charge the first point.

        Raises:
            CodedError: `BUDGET_EXCEEDED`.
        """
        self._viewer = viewer
        self.lease = lease_of(viewer)
        self._spend(OPENING_POINTS, OPENING_POINTS)

    def refused_for(self, points: int) -> CodedError:
        """Return the refusal of a request that cannot pay its first point, by what it costs as a whole."""
        assert self.lease is not None
        self._allowance = self.lease.spend(points)
        seconds = self._allowance.retry_after or 1
        self._allowance = self._allowance._replace(retry_after=seconds)
        return self._refused(points)

    def charge(self, quote: Quote, priced: Priced, variables: Variables) -> None:
        """Charge a valid operation.

        Args:
            priced: gives the price of each of its parts, for the refusal of one that costs too much.
            variables: of the request, as the client sent them.

        Raises:
            InvalidDocument: `TOO_COSTLY` for what no key can pay, or this one never; `INTROSPECTION_OFF` for a key of
                production.
            CodedError: `BUDGET_EXCEEDED`.
        """
        self.requested = quote.points
        limit = MAX_COST if self.lease is None else min(MAX_COST, self.lease.per_minute)
        if quote.points > limit:
            self.breakdown = priced.breakdown(variables)
            raise refused(CodedError(ErrorCode.TOO_COSTLY, value=quote.points, limit=limit))
        self._refuse_introspection(quote)
        self._spend(quote.points - OPENING_POINTS, quote.points)

    def _refuse_introspection(self, quote: Quote) -> None:
        if quote.asks_schema and self._viewer is not None and not self._viewer.is_in_sandbox:
            raise refused(CodedError(ErrorCode.INTROSPECTION_OFF))

    def charge_work(self, points: int) -> None:
        """Charge what has been done beside answering. It refuses nothing now: what comes next pays for it."""
        if self.lease is not None and points:
            self._allowance = self.lease.spend(points)

    def charge_preparing(self, characters: int) -> None:
        """Charge what it took to check and compile a document of so many characters."""
        self.charge_work(max(characters - FREE_CHARACTERS, 0) // CHARACTERS_A_POINT)

    @property
    def points(self) -> int:
        """What the same request costs again."""
        return self.requested or OPENING_POINTS

    def headers(self) -> Headers:
        """Return what the answer's headers say of the budget and of the cost."""
        return [*self.lasting_headers(), *rate_limit_headers(self._allowance)]

    def lasting_headers(self) -> Headers:
        """Return the headers that are the same for each such request: the budget, and the cost if it is known."""
        headers = [] if self.lease is None else [("RateLimit-Policy", f'"minute";q={self.lease.per_minute};w=60')]
        return headers if self.requested is None else [*headers, ("Query-Cost", f"{self.requested};limit={MAX_COST}")]

    def quoted(self, quote: Quote, breakdown: dict[str, float]) -> dict[str, Any]:
        """Return the price for a dry run's answer: the whole, and that of each part. Nothing is charged."""
        self._refuse_introspection(quote)
        self.requested = quote.points
        return {"extensions": {"cost": {**_cost(quote.points), "fields": breakdown}}}

    def as_extensions(self) -> dict[str, Any]:
        """Return the `extensions` of an answer: only what is the same for everybody who sends the same request."""
        return {"cost": _cost(self.requested)} if self.requested is not None else {}

    def refusal(self) -> dict[str, Any]:
        """Return cost and budget for the body of a refusal, as far as they are known."""
        cost: dict[str, Any] = {}
        if self.requested is not None:
            cost = _cost(self.requested)
        if self.breakdown:
            cost["fields"] = self.breakdown
        if self._allowance is not None:
            cost["budget"] = {"perMinute": self._allowance.per_minute, "remaining": self._allowance.remaining}
        return {"extensions": {"cost": cost}} if cost else {}

    def _spend(self, points: int, value: int) -> None:
        if self.lease is None:
            return
        self._allowance = self.lease.spend(points, value)
        if self._allowance.retry_after is not None:
            raise self._refused(value)

    def _refused(self, value: int) -> CodedError:
        assert self._allowance is not None
        return CodedError(
            ErrorCode.BUDGET_EXCEEDED,
            value=value,
            limit=self._allowance.per_minute,
            remaining=self._allowance.remaining,
            seconds=self._allowance.retry_after,
        )


def _cost(points: int) -> dict[str, Any]:
    return {"requested": points, "limit": MAX_COST}


def rate_limit_headers(allowance: Allowance | None) -> Headers:
    """Return the headers that report a key's budget (draft-ietf-httpapi-ratelimit-headers)."""
    if allowance is None:
        return []
    remaining = f'"minute";r={max(allowance.remaining, 0)}'
    if allowance.retry_after is None:
        return [("RateLimit", remaining)]
    return [("RateLimit", f"{remaining};t={allowance.retry_after}"), ("Retry-After", str(allowance.retry_after))]


def refused(error: CodedError) -> InvalidDocument:
    """Return the refusal of a valid document."""
    return InvalidDocument([GraphQLError(str(error.code), original_error=error)])
