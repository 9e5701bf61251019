"""Messages, starts, promised calls and an erasure at the same instant, over connections of their own."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from assistance.call_backs.errors import FULL, CallBackRefused
from assistance.call_backs.windows import windows_of
from assistance.chat import challenges, sources, visitors
from assistance.chat.call_requests import CallRequest, move_own_call, request_call
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.visitor_access import Access
from assistance.models import CallBack, Conversation, ConversationKey, Message, ServiceHours
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.at_once import at_once
from tests.uuid7 import uuid7
from tests.waiting import eventually

from .conversations import ALWAYS, answering, begin, send


@pytest.fixture
def tabasco(committed_db: None) -> Tenant:
    return answering("TAB")


def outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except (ChatRefused, CallBackRefused) as refusal:
        return refusal.code


def test_what_happens_at_once_happens_in_some_order_and_once(tabasco: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    # Each message twice, as a client sends it that has lost the answer.
    access, ids = begin(tabasco), [uuid7() for _ in range(6)]
    sent = at_once(*(partial(send, access, str(id_), client_id=id_) for id_ in [*ids, *ids]))
    assert sorted(one.seq for one in sent if one.is_new) == [1, 2, 3, 4, 5, 6]
    assert Counter(one.seq for one in sent) == dict.fromkeys(range(1, 7), 2)
    assert {one.text for one in visitors.read_since(access=access, after=0)} == {str(id_) for id_ in ids}

    # One start, several times.
    secret = secrets.token_urlsafe(32)
    begun = at_once(*[partial(begin, tabasco, secret=secret)] * 4)
    assert len({one.conversation_id for one in begun}) == 1

    # As many starts of one network as it may not have.
    monkeypatch.setattr(sources, "MOST_OPEN", 2)
    monkeypatch.setattr(challenges, "FREE_OPEN", 1_000)
    opened = at_once(*[partial(outcome, partial(begin, tabasco, source="192.0.2.9"))] * 5)
    assert opened.count(ChatErrorCode.TOO_MANY) == 3

    # What is written while all is erased is either erased with it, or refused.
    now = timezone.now()
    writing = [partial(outcome, partial(send, access, "canario amarillo")) for _ in range(4)]
    at_once(partial(visitors.erase, access=access, now=now), *writing)
    with scope_of_all_tenants():
        of_it = Message.objects.filter(conversation_id=access.conversation_id)
        assert not of_it.exclude(body=None).exists()
        assert not ConversationKey.objects.filter(pk=access.conversation_id).exists()
        numbers = list(of_it.order_by("seq").values_list("seq", flat=True))
        assert numbers == list(range(1, Conversation.objects.get(pk=access.conversation_id).last_seq + 1))

    half_of_an_hour_is_left_to_operators(tabasco)


def half_of_an_hour_is_left_to_operators(tenant: Tenant) -> None:
    """Assert it of two who move their calls and two who ask for one, all of them waiting for each other."""
    now = timezone.now()
    with tenant_scope([tenant.pk]):
        hours = ServiceHours.objects.create(
            tenant=tenant, channel="PHONE", schedule=[("schedule", ALWAYS)], call_backs_per_hour=4
        )
    first, *_others, last = (one.starts_at.isoformat() for one in windows_of(tenant=tenant, now=now))
    people = [begin(tenant, source=f"192.0.2.{number}") for number in range(4)]

    def ask(access: Access, starts_at: str, number: int = 1) -> CallBack:
        given = CallRequest(
            call_id=UUID(int=access.conversation_id.int + number),
            phone="993 313 6550",
            is_safe=True,
            starts_at=starts_at,
            language="es-MX",
        )
        return request_call(tenant=tenant, given=given, access=access, source=str(access.conversation_id), now=now)

    for access in people[:2]:
        ask(access, first)
    acts = [partial(move_own_call, access=access, starts_at=last, now=now) for access in people[:2]]
    acts += [partial(ask, access, last) for access in people[2:]]
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), tenant_scope([tenant.pk]):
            ServiceHours.objects.select_for_update().get(pk=hours.pk)
            done = pool.submit(at_once, *(partial(outcome, act) for act in acts))
            assert eventually(lambda: waiting_for_locks() == 4, 60)
        found = done.result(60)

    assert found.count(FULL.code) == 2
    [booked] = [one.booked for one in windows_of(tenant=tenant, now=now) if one.starts_at.isoformat() == last]
    assert booked == 2

    # Who asks for another call waits for the hours before the first one is locked, as who moves it does: in no circle.
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), tenant_scope([tenant.pk]):
            ServiceHours.objects.select_for_update().get(pk=hours.pk)
            asked = pool.submit(ask, people[0], first, 2)
            assert eventually(lambda: waiting_for_locks() == 1, 60)
            CallBack.objects.select_for_update(nowait=True).get(inquiry_id=people[0].conversation_id)
        assert asked.result(60).window_starts_at.isoformat() == first


def waiting_for_locks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
