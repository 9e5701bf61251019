"""Messages, starts and an erasure at the same instant, over connections of their own."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from django.utils import timezone

from assistance.chat import challenges, sources, visitors
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.models import Conversation, ConversationKey, Message
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants
from tests.at_once import at_once
from tests.uuid7 import uuid7

from .conversations import answering, begin, send


@pytest.fixture
def tabasco(committed_db: None) -> Tenant:
    return answering("TAB")


def outcome(act: Callable[[], object]) -> object:
    try:
        return act()
    except ChatRefused as refusal:
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
