"""Where somebody answers citizens. That they may at all, their role says (`tenants.admin_access.acts`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from content_models.choices import Channel
from tenants.admin_access.acts import Act, may
from tenants.edge import READER_SCOPES
from tenants.models import LIBRARY_ID, User
from tenants.viewer import Viewer, ViewerKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

MOST_CONVERSATIONS = 3
"""How many chats somebody has at once where nothing else is said."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers citizens, and where.

    Attributes:
        tenants: the primary keys of their states, by code.
        languages: BCP 47 tags; none: all that a state serves.
        channels: values of `Channel`.
        max_conversations: how many chats they have at once.
        is_supervisor: whether they watch over the others of these states.
    """

    user_id: int
    name: str
    tenants: dict[str, int]
    languages: Sequence[str]
    channels: Sequence[str]
    max_conversations: int
    is_supervisor: bool

    @property
    def viewer(self) -> Viewer:
        """Who reads the content of these states."""
        return Viewer(
            kind=ViewerKind.USER, tenants=self.tenants, scopes=READER_SCOPES, user_id=self.user_id, name=self.name
        )

    def tenant_id(self, code: object, *, began_at: datetime | None = None) -> int | None:
        """Return the primary key of one of their states; None for any other, and for what is no code.

        Args:
            began_at: when the contact began that this is about; None: now.
        """
        return self.tenants.get(code) if isinstance(code, str) else None


def answering(user: User | AnonymousUser) -> Answering | None:
    """Return where somebody answers citizens now; None: nowhere."""
    if not isinstance(user, User) or not may(user, Act.ANSWER):
        return None
    if user.tenant is None or user.tenant_id == LIBRARY_ID:
        return None
    return Answering(
        user_id=user.pk,
        name=user.get_full_name() or user.get_username(),
        tenants={user.tenant.code: user.tenant.pk},
        languages=(),
        channels=tuple(Channel.values),
        max_conversations=MOST_CONVERSATIONS,
        is_supervisor=may(user, Act.SUPERVISE),
    )
