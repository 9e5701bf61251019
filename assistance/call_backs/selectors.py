"""Which calls are to be made."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from assistance.inquiries.selectors import last_corrections
from assistance.models import CallBack, CallBackQuerySet, Conversation, Inquiry
from assistance.operators.rights import Answering
from content_models.choices import Channel
from tenants.scope import tenant_scope

SHOWN_AHEAD = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class DueCall:
    """A promised call, without its number.

    Attributes:
        is_due: its hour has begun.
        is_overdue: its hour is over.
        is_taken: somebody makes it now.
        taken_by_id: who does; None: nobody.
        role, topic_key: as the contact was corrected since, where the correction has one; otherwise as they were given
            with it, or in the chat in which it was promised; the topic, otherwise, as the contact was registered: it
            may have been found after the promise.
        is_in_danger: the person said so when it was promised, or in that chat.
        left_quickly: they left that chat by its quick exit.
        promised_at: when it was promised.
        promised_by_id: who has promised it; None: the person has asked for it themselves.
        promised_by: their name.
        is_of_chat: it was promised in a chat.
        is_soon: it is due within twelve hours, or its hour has begun.
    """

    id: UUID
    tenant: str
    window_starts_at: datetime
    window_ends_at: datetime
    attempts: int
    language: str
    role: str
    topic_key: str
    is_due: bool
    is_overdue: bool
    is_taken: bool
    taken_by_id: int | None
    is_in_danger: bool
    left_quickly: bool
    promised_at: datetime
    promised_by_id: int | None
    promised_by: str
    is_of_chat: bool
    is_soon: bool


def calls_to_make(*, tenant_ids: Collection[int], now: datetime, by: Answering | None = None) -> list[DueCall]:
    """Return the calls of some states that are open: due within twelve hours, of people in danger first, then the rest.

    In danger is who said so when the call was promised, or since then in the chat in which it was.

    Args:
        by: an operator, who makes them: those of `calls_made_by`, however far off, so that whoever asks after a call,
            whether an operator or the person's chat promised it, is not told that there is none; None: only those that
            are due within twelve hours.
    """
    with tenant_scope(tenant_ids):
        found = (
            (CallBack.objects.for_tenants(tenant_ids).filter(_is_soon(now)) if by is None else calls_made_by(by))
            .open(now)
            .select_related("tenant", "booked_by")
            .annotate(tries=Count("attempts"))
            .order_by("window_starts_at", "booked_at", "pk")
        )
        contacts = [one.inquiry_id for one in found]
        chats = Conversation.objects.for_tenants(tenant_ids).in_bulk(contacts)
        topics = dict(Inquiry.objects.for_tenants(tenant_ids).filter(pk__in=contacts).values_list("pk", "topic_key"))
        corrected = last_corrections(contacts, tenant_ids)
        calls = [
            DueCall(
                id=one.pk,
                tenant=one.tenant.code,
                window_starts_at=one.window_starts_at,
                window_ends_at=one.window_ends_at,
                attempts=one.tries,
                language=one.language,
                role=(right.role if right else "") or one.role or (chat.role if chat else ""),
                topic_key=(right.topic_key if right else "") or _topic_of(one, chat, topics),
                is_due=one.window_starts_at <= now,
                is_overdue=one.window_ends_at <= now,
                is_taken=is_taken,
                taken_by_id=one.taken_by_id if is_taken else None,
                is_in_danger=one.is_in_danger or (chat is not None and chat.is_in_danger),
                left_quickly=chat is not None and chat.left_quickly_at is not None,
                promised_at=one.booked_at,
                promised_by_id=one.booked_by_id,
                promised_by=one.booked_by.display_name if one.booked_by else "",
                is_of_chat=chat is not None,
                is_soon=one.window_starts_at <= now + SHOWN_AHEAD,
            )
            for one in found
            for chat, is_taken in [(chats.get(one.inquiry_id), one.taken_until is not None and one.taken_until > now)]
            for right in [corrected.get(one.inquiry_id)]
        ]
    return sorted(calls, key=lambda one: (not one.is_soon, one.is_soon and not one.is_in_danger))


def _topic_of(call: CallBack, chat: Conversation | None, registered: Mapping[UUID, str]) -> str:
    """Return the topic that was given with a call, or else is known of its chat, or of its contact."""
    return call.topic_key or (chat.topic_key if chat else "") or registered.get(call.inquiry_id, "")


def count_due(*, by: Answering, now: datetime) -> int:
    """Return how many calls an operator can make that are due within twelve hours: none that a colleague makes now."""
    with tenant_scope(by.tenants.values()):
        calls = calls_made_by(by).open(now).filter(_is_soon(now))
        return calls.exclude(~Q(taken_by_id=by.user_id), taken_until__gt=now).count()


def calls_made_by(operator: Answering) -> CallBackQuerySet:
    """Return the calls that an operator may make: of states whose calls they take, and their own promises."""
    own = Q(booked_by_id=operator.user_id)
    calls = CallBack.objects.for_tenants(operator.tenants.values())
    return calls.filter(own | Q(tenant__in=operator.tenants_on(Channel.PHONE)))


def _is_soon(now: datetime) -> Q:
    return Q(window_starts_at__lte=now + SHOWN_AHEAD)
