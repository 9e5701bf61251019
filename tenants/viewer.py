"""Who asks, and for which tenants."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from .models import Environment, Scope


class ViewerKind(StrEnum):
    """Where a viewer comes from."""

    CLIENT = "client"
    USER = "user"
    HOST = "host"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks, made once at the edge (API key, signed-in user or portal host) and passed explicitly.

    `tenants` maps the codes of the states it may read to their primary keys; a tenant named in a query only selects
    among these. The library is not among them: its content is read through a state. `owner_id` is the tenant whose
    publishers manage the client; `is_bound` says that a key runs only its client's trusted documents.
    """

    kind: ViewerKind
    tenants: dict[str, int]
    scopes: frozenset[str] = field(default_factory=frozenset)
    client_id: int | None = None
    owner_id: int | None = None
    key_id: int | None = None
    user_id: int | None = None
    name: str = ""
    key_kind: str = ""
    origins: tuple[str, ...] = ()
    budget_per_minute: int = 0
    expires_at: str | None = None
    environment: str = ""
    is_bound: bool = False

    def may_read(self, code: str) -> bool:
        """Whether the tenant with this code is among the viewer's."""
        return code in self.tenants

    def has_scope(self, scope: Scope | str) -> bool:
        """Whether the viewer has been given this scope."""
        return str(scope) in self.scopes

    @property
    def valid_until(self) -> float:
        """The POSIX time at which its key expires; infinity: never."""
        return float("inf") if self.expires_at is None else datetime.fromisoformat(self.expires_at).timestamp()

    @property
    def is_in_sandbox(self) -> bool:
        """Whether it is there to try things out."""
        return self.environment == Environment.SANDBOX

    @property
    def own_code(self) -> str | None:
        """The code of the viewer's only state; None when it has several or none."""
        return next(iter(self.tenants)) if len(self.tenants) == 1 else None
