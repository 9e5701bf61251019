"""How long ago somebody wrote a code, for the acts that ask: `asking.py` has the question."""

from __future__ import annotations

import time

from tenants.admin_access.acts import RECENT_SECONDS
from tenants.models import User


class CodeNeeded(Exception):
    """An act asks for a code, since the last one is too old; `AdminGuard` answers with the question."""


def require_recent_code(user: User | None) -> None:
    """Let an act happen only with a code that is not too old, where its person has a second factor.

    Args:
        user: who acts, as the request has them; None for the service itself.
    Raises:
        CodeNeeded: the code is older than `RECENT_SECONDS`; nothing may have been written.
    """
    if user is not None and not has_recent_code(user, RECENT_SECONDS):
        raise CodeNeeded


def has_recent_code(user: User, seconds: int) -> bool:
    """Whether a code of theirs was checked so lately; whoever has no second factor is not asked."""
    if not user.second_factor_stamp:
        return True
    return user.proved_at is not None and time.time() - user.proved_at < seconds
