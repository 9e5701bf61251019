"""Where somebody answers citizens. That they may at all, their role says (`tenants.admin_access.acts`).

Whoever has no assignment answers for the own state alone, unless an assignment to it was ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection
from django.utils import timezone

from assistance.inquiries.services import OLDEST
from content_models.choices import Channel
from tenants.admin_access.acts import Act, may
from tenants.edge import READER_SCOPES
from tenants.models import Tenant, User
from tenants.scope import scope_of_all_tenants
from tenants.viewer import Viewer, ViewerKind

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

GRACE = timedelta(hours=2)
"""How long what began before an assignment ended may still be finished at the desk: a call, a chat, their promises."""

RECORDED_FOR = OLDEST
"""How long a contact that began before an assignment ended may still be recorded: the desk may have had no network."""

_ASSIGNMENTS = """
SELECT a.user_id, a.tenant_id, t.code, a.languages, a.channels, a.max_conversations, a.starts_at, a.ends_at
FROM assistance_operatorassignment a JOIN tenants_tenant t ON t.id = a.tenant_id
WHERE a.user_id = ANY(%s) ORDER BY a.tenant_id
"""
"""Read with every request of the desk, so written out: to compose it takes longer than to search."""

MOST_CONVERSATIONS = 3
"""How many chats somebody has at once where nothing else is said."""


class Assignment(NamedTuple):
    """What is read of an assignment, in the order of `_ASSIGNMENTS`: 32 models would take longer than a search."""

    user_id: int
    tenant_id: int
    code: str
    languages: Sequence[str]
    channels: Sequence[str]
    max_conversations: int
    starts_at: datetime
    ends_at: datetime | None

    def is_current(self, now: datetime) -> bool:
        """Whether it has begun and has not ended."""
        return self.starts_at <= now and (self.ends_at is None or now < self.ends_at)


class Ended(NamedTuple):
    """An assignment that ended lately."""

    tenant_id: int
    at: datetime
    channels: Sequence[str]


class Terms(NamedTuple):
    """How somebody answers for one state; no languages: all that it serves."""

    languages: Sequence[str]
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers citizens, and where.

    Attributes:
        tenants: the primary keys of their states, by code.
        languages: BCP 47 tags of any of their states; none: all that a state serves. In which one, `terms_in` says.
        channels: values of `Channel` of any of their states. In which one, `terms_in` says.
        max_conversations: how many chats they have at once.
        is_supervisor: whether they watch over the others of these states.
        ended: states of which a contact that has begun may be finished, by code.
        recordable: states of which a contact that has begun may be recorded late, by code; those of `ended`, too.
        home_id: the primary key of the state that they belong to, whether they answer for it or not.
        terms: how they answer for each state, by primary keys, where it differs from what is said for all of them.
    """

    user_id: int
    name: str
    tenants: dict[str, int]
    languages: Sequence[str] = ()
    channels: Sequence[str] = tuple(Channel.values)
    max_conversations: int = MOST_CONVERSATIONS
    is_supervisor: bool = False
    ended: dict[str, Ended] = field(default_factory=dict)
    recordable: dict[str, Ended] = field(default_factory=dict)
    home_id: int | None = None
    terms: Mapping[int, Terms] = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """Who reads the content of these states."""
        return Viewer(
            kind=ViewerKind.USER, tenants=self.tenants, scopes=READER_SCOPES, user_id=self.user_id, name=self.name
        )

    def viewer_of(self, tenant: Tenant) -> Viewer:
        """Return who reads the content of one state, for which they may only finish something, perhaps."""
        return replace(self.viewer, tenants={tenant.code: tenant.pk})

    @property
    def scope(self) -> list[int]:
        """The primary keys of all their states, also of those where they may only finish something."""
        return [*self.tenants.values(), *(ended.tenant_id for ended in self.ended.values())]

    def terms_in(self, tenant_id: int) -> Terms | None:
        """Return how they answer for a state; None: they do not."""
        if tenant_id not in self.tenants.values():
            return None
        return self.terms.get(tenant_id) or Terms(self.languages, self.channels)

    def tenants_on(self, channel: str) -> list[int]:
        """Return the primary keys of their states for which they answer on a channel."""
        terms = ((tenant_id, self.terms_in(tenant_id)) for tenant_id in self.tenants.values())
        return [tenant_id for tenant_id, found in terms if found is not None and channel in found.channels]

    def tenant_id(self, code: object, *, began_at: datetime | None = None) -> int | None:
        """Return the primary key of one of their states; None for any other, and for what is no code.

        Args:
            began_at: when the contact began that is to be finished; None: it begins now.
        """
        if not isinstance(code, str):
            return None
        return _began_before(self.ended.get(code), began_at) or self.tenants.get(code)

    def tenant_id_to_record(self, code: str, *, began_at: datetime) -> int | None:
        """Return the primary key of a state in whose ledger they may write a contact; None: in that of no such state.

        Args:
            began_at: when the contact began.
        """
        return _began_before(self.recordable.get(code), began_at) or self.tenants.get(code)

    def channels_to_record(self, code: str, *, began_at: datetime) -> Sequence[str]:
        """Return the channels of the contacts that they may write into the ledger of a state.

        Args:
            code: the state's; one that is none of theirs is refused by `tenant_id_to_record`, whatever the channel.
            began_at: when the contact began.
        """
        ended = self.recordable.get(code)
        if ended is not None and _began_before(ended, began_at):
            return ended.channels
        terms = self.terms_in(self.tenants[code]) if code in self.tenants else None
        return self.channels if terms is None else terms.channels


def _began_before(ended: Ended | None, began_at: datetime | None) -> int | None:
    """Return the state of an assignment that had not ended when a contact began."""
    return ended.tenant_id if ended is not None and began_at is not None and began_at < ended.at else None


def answering(user: User | AnonymousUser, now: datetime | None = None) -> Answering | None:
    """Return where somebody answers citizens; None: nowhere, and there is nothing that they may finish.

    Args:
        now: the clock.
    """
    if not isinstance(user, User):
        return None
    return answering_of([user], now or timezone.now()).get(user.pk)


def answering_of(users: Iterable[User], now: datetime) -> dict[int, Answering]:
    """Return where each of these people answers, by their ids; whoever answers nowhere is not among them.

    Args:
        now: the clock.
    """
    people = [user for user in users if may(user, Act.ANSWER)]
    if not people:
        return {}
    assignments: dict[int, list[Assignment]] = defaultdict(list)
    with scope_of_all_tenants(), connection.cursor() as cursor:
        cursor.execute(_ASSIGNMENTS, [[user.pk for user in people]])
        for assignment in map(Assignment._make, cursor.fetchall()):
            assignments[assignment.user_id].append(assignment)
    found = {user.pk: _answering(user, assignments[user.pk], now) for user in people}
    return {user_id: one for user_id, one in found.items() if one.tenants or one.recordable}


def _answering(user: User, assignments: Sequence[Assignment], now: datetime) -> Answering:
    current = [one for one in assignments if one.is_current(now)]
    tenants = {one.code: one.tenant_id for one in current}
    own = None if tenants else user.tenant
    if own is not None and not any(one.tenant_id == own.pk for one in assignments):
        tenants = {own.code: own.pk}
    is_everything = any(not one.languages for one in current)
    recordable = {
        one.code: Ended(one.tenant_id, one.ends_at, one.channels)
        for one in assignments
        if one.ends_at is not None and now - RECORDED_FOR < one.ends_at <= now and one.starts_at <= now
    }
    return Answering(
        user_id=user.pk,
        name=user.display_name,
        tenants=tenants,
        languages=() if is_everything else sorted({tag for one in current for tag in one.languages}),
        channels=[name for name in Channel.values if not current or any(name in one.channels for one in current)],
        max_conversations=max((one.max_conversations for one in current), default=MOST_CONVERSATIONS),
        is_supervisor=may(user, Act.SUPERVISE),
        ended={code: one for code, one in recordable.items() if one.at > now - GRACE},
        recordable=recordable,
        home_id=user.tenant_id,
        terms={one.tenant_id: Terms(one.languages, one.channels) for one in current},
    )
