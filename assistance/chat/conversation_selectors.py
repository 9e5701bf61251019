"""What both sides see of conversations, read from their rows, what is related to them, and the queue."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext

from assistance.call_backs.services import last_open_calls, masked_phone
from assistance.hours.selectors import staffing_of
from assistance.models import CallBack, ChatSettings, Conversation, ConversationState, EndReason
from content_models.choices import Channel
from content_models.languages import interface_language
from tenants.keyring import KeyMissing
from tenants.models import Tenant, User

from .shown import ShownConversation
from .wait_times import Place, places_in


def content_tenant(conversation: Conversation) -> Tenant:
    """Return the state whose content answers a conversation."""
    return Tenant.objects.get(pk=conversation.content_tenant_id or conversation.tenant_id)


@dataclass(frozen=True, slots=True)
class RelatedRows:
    """What both sides see of conversations and other rows hold.

    Attributes:
        calls: the call that is to be made as was promised last, by the conversation's primary key.
        states: the names of the states whose content answers, by primary key.
        end_after_minutes: after how long a conversation of a state ends in which nobody writes.
    """

    calls: Mapping[UUID, CallBack]
    states: Mapping[int, str]
    end_after_minutes: Mapping[int, int]


def related_to(conversations: Collection[Conversation]) -> RelatedRows:
    """Read what is related to conversations, in as many statements however many they are."""
    states = {one.content_tenant_id for one in conversations if one.content_tenant_id is not None}
    warned = {one.tenant_id for one in conversations if one.warned_at is not None}
    settings = ChatSettings.objects.filter(tenant_id__in=warned)
    return RelatedRows(
        calls=last_open_calls([one.pk for one in conversations if one.call_starts_at is not None]),
        states=dict(Tenant.objects.filter(pk__in=states).values_list("pk", "name")) if states else {},
        end_after_minutes=dict(settings.values_list("tenant_id", "end_after_minutes")) if warned else {},
    )


def shown_of(
    conversation: Conversation, place: Place | None = None, related: RelatedRows | None = None
) -> ShownConversation:
    """Return what both sides see of a conversation.

    Args:
        place: where it stands in the queue; None: not in it, or the queue was not looked at.
        related: what was read for it and others at once; None: it is read now.
    """
    related = related or related_to([conversation])
    call = related.calls.get(conversation.pk)
    is_attended = conversation.state == ConversationState.ATTENDED
    operator, supervisor = (conversation.operator, conversation.supervisor) if is_attended else (None, None)
    return ShownConversation(
        id=conversation.pk,
        state=conversation.state,
        version=conversation.version,
        last_seq=conversation.last_seq,
        language=conversation.language,
        started_at=conversation.started_at,
        operator_name=operator.first_name if operator else "",
        supervisor_name=_name_of_supervisor(supervisor, conversation.language),
        role=conversation.role,
        was_attended=conversation.first_attended_at is not None,
        position=None if place is None else place.position,
        wait_seconds=None if place is None else place.wait_seconds,
        ended_at=conversation.ended_at,
        end_reason=conversation.end_reason,
        rating=conversation.rating,
        is_nearly_inactive=conversation.warned_at is not None,
        ends_at=_ends_at(conversation, related),
        is_erased=conversation.blanked_at is not None,
        call_starts_at=conversation.call_starts_at,
        call_ends_at=conversation.call_ends_at,
        call_number=_call_number(call),
        call_code="" if call is None else call.short_code,
        may_ring=not (conversation.is_unsure or _has_said_danger(conversation)),
        content_state=related.states.get(conversation.content_tenant_id or 0, ""),
        is_nobody_there=place is not None and not place.is_anybody_there,
        is_outside_hours=place is not None and place.is_outside_hours,
        opens_at=_opens_at(conversation) if place is None else place.opens_at,
        is_absent=conversation.absent_since is not None,
    )


def _has_said_danger(conversation: Conversation) -> bool:
    """Whether the person has said or written of danger: what operators mark, or take back, changes nothing they see."""
    has_said = conversation.has_declared_danger or conversation.danger_words != ""
    return has_said or (conversation.is_in_danger and not conversation.is_marked_in_danger)


def _name_of_supervisor(supervisor: User | None, language: str) -> str:
    """Return the given name of a second person, or, where that is not known, that it is a supervisor; empty: nobody.

    Whoever comes in is seen by the person.
    """
    if supervisor is None:
        return ""
    with translation.override(interface_language(language)):
        return supervisor.first_name or gettext("a supervisor")


def _opens_at(conversation: Conversation) -> datetime | None:
    """Return when somebody answers next, of a conversation that ended because nobody did.

    None: it is not known, or the conversation is another one.
    """
    if conversation.end_reason != EndReason.UNATTENDED:
        return None
    tenant = Tenant.objects.get(pk=conversation.tenant_id)
    return staffing_of(tenant=tenant, channel=Channel.CHAT, at=timezone.now()).opens_at


def _call_number(call: CallBack | None) -> str:
    """Return the last digits of the number that is to be called; empty: nobody calls any more."""
    if call is None:
        return ""
    try:
        return masked_phone(call)
    except KeyMissing:
        return ""


def shown_with_place(conversation: Conversation) -> ShownConversation:
    """Return what both sides see, with the place in the queue of within the last second, and since it changed."""
    if conversation.state != ConversationState.WAITING or conversation.absent_since is not None:
        return shown_of(conversation)
    looked_at, places = _looks.get(conversation.tenant_id, (0.0, {}))
    is_old = time.monotonic() - looked_at > LOOK_SECONDS or looked_at <= _changes.get(conversation.tenant_id, 0.0)
    if conversation.pk not in places or is_old:
        looked_at, places = time.monotonic(), places_in(conversation.tenant_id, timezone.now())
        _looks[conversation.tenant_id] = looked_at, places
    return shown_of(conversation, places.get(conversation.pk))


LOOK_SECONDS = 1.0
_looks: dict[int, tuple[float, dict[UUID, Place]]] = {}
"""The queues of states as they were looked at: with many who wait, each of them asks where they stand."""

_changes: dict[int, float] = {}
"""When each state's queue was last known to have changed: whoever is told then is told what it is since."""


def note_queue_changed(tenant_id: int) -> None:
    """Note that somebody came into a state's queue, or left it: from now on no earlier place is returned."""
    _changes[tenant_id] = time.monotonic()


def _ends_at(conversation: Conversation, related: RelatedRows) -> datetime | None:
    """Return when a conversation ends in which nobody has written for a while, unless somebody does."""
    if conversation.warned_at is None:
        return None
    minutes = related.end_after_minutes.get(conversation.tenant_id, ChatSettings().end_after_minutes)
    return conversation.warned_at + timedelta(minutes=minutes)
