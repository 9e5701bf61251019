"""What happens by itself: warnings, ends, what is kept for a while; once, however many sweep."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from assistance.chat import assignment, ledger, messages, offers, queue, sweeps, wait_times
from assistance.chat.desk_selectors import conversations_of, queue_of
from assistance.chat.operators import note, renew_lease, send
from assistance.models import (
    ChatSettings,
    Conversation,
    ConversationKey,
    ConversationNote,
    Inquiry,
    Message,
    ServiceHours,
)
from tenants.models import Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.uuid7 import uuid7

from .waiting import NOW, answers, events, is_there, now_is, read, says, waiting

MINUTE = timedelta(minutes=1)


def test_silence_is_warned_of_then_it_ends(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda")
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    send(operator=ana, conversation_id=one.pk, epoch=1, client_id=uuid7(), content={"text": "¿Qué pasó?"}, now=NOW)

    def swept(minutes: float) -> tuple[int, int]:
        return sweeps.warn_silent(NOW + minutes * MINUTE), sweeps.end_silent(NOW + minutes * MINUTE)

    assert swept(9.9) == (0, 0)
    assert swept(10) == (1, 0)
    assert swept(14.9) == (0, 0)
    says(one, "Sigo aquí", NOW + 14.9 * MINUTE)
    assert now_is(one).warned_at is None
    assert swept(40) == (0, 0)  # it is the operator's turn
    given: dict[str, Any] = {"operator": ana, "conversation_id": one.pk, "epoch": 1, "client_id": uuid7()}
    send(**given, content={"text": "Perdón"}, now=NOW + 40 * MINUTE)
    assert swept(50) == (1, 0)
    assert swept(55) == (0, 1)
    assert (now_is(one).end_reason, events(one)[-3:]) == ("INACTIVE", ["NEARLY_INACTIVE", "NEARLY_INACTIVE", "ENDED"])


def test_who_has_gone_leaves_the_queue_and_then_it_ends_and_who_stays_is_left_alone(north: Tenant) -> None:
    ana = answers(north)
    is_there(ana)
    gone, there = waiting(north, minutes=2, visitor_seen_at=NOW - queue.ABSENT_AFTER), waiting(north, minutes=1)

    assert sweeps.mark_absent_visitors(NOW - timedelta(seconds=1)) == 0
    with tenant_scope([north.pk]):
        assert [one.pk for one in queue.waiting_in([north.pk])] == [gone.pk, there.pk]
    assert sweeps.mark_absent_visitors(NOW) == 1
    assert sweeps.mark_absent_visitors(NOW) == 0

    assert [one.id for one in queue_of(operator=ana, now=NOW)] == [there.pk]
    assert wait_times.position_of(now_is(there), NOW) == 1
    assert offers.offer_next(NOW) == 1
    assert (now_is(gone).offered_to_id, now_is(there).offered_to_id) == (None, ana.user_id)
    assert sweeps.warn_silent(NOW + 30 * MINUTE) == 0
    assert sweeps.end_absent(NOW + queue.PLACE_KEPT_FOR - timedelta(seconds=1)) == 0
    assert sweeps.end_absent(NOW + queue.PLACE_KEPT_FOR) == 1
    assert (now_is(gone).end_reason, events(gone), now_is(there).state) == ("LEFT", ["ENDED"], "WAITING")


@pytest.mark.parametrize(("transport", "seconds"), [("FORMS", 30), ("BROWSER", 60), ("API", 90)])
def test_of_whom_somebody_attends_it_is_said_that_nothing_is_heard(north: Tenant, transport: str, seconds: int) -> None:
    one, later = waiting(north, transport=transport, visitor_seen_at=NOW), NOW + timedelta(seconds=seconds)
    ana = answers(north)
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    assert sweeps.mark_absent_visitors(later - timedelta(seconds=1)) == 0
    assert sweeps.mark_absent_visitors(later) == 1

    [held] = conversations_of(operator=ana, now=later)
    assert (held.absent_since, queue_of(operator=ana, now=later)) == (later, [])
    assignment.release(operator=ana, conversation_id=one.pk, epoch=1, now=later + MINUTE)
    assert (now_is(one).absent_since, queue_of(operator=ana, now=later)) == (later + MINUTE, [])
    says(one, "Ya volví", later + 2 * MINUTE)
    assert [found.id for found in queue_of(operator=ana, now=later)] == [one.pk]


def test_an_offer_of_somebody_who_has_gone_is_taken_back(north: Tenant) -> None:
    is_there(answers(north))
    one = waiting(north, visitor_seen_at=NOW - queue.ABSENT_AFTER)
    assert offers.offer_next(NOW) == 1

    sweeps.mark_absent_visitors(NOW)

    assert (now_is(one).offered_to_id, now_is(one).offered_until) == (None, None)


@pytest.mark.parametrize(
    ("case", "always", "ended"), [("somebody answers", True, 0), ("nobody answers any more", False, 2)]
)
def test_what_waits_after_the_hours_ends_after_a_while(north: Tenant, case: str, always: bool, ended: int) -> None:
    with tenant_scope([north.pk]):
        schedule = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})] if always else []
        ServiceHours.objects.create(tenant=north, channel="CHAT", schedule=schedule)
    ana = answers(north)
    made = [waiting(north, minutes=minutes) for minutes in (11, 12, 9, 30, 40)]
    assignment.accept(operator=ana, conversation_id=made[3].pk, now=NOW)
    assignment.accept(operator=ana, conversation_id=made[4].pk, now=NOW)
    assignment.release(operator=ana, conversation_id=made[3].pk, epoch=1, now=NOW)

    assert sweeps.end_unattended(NOW) == ended

    states = [now_is(one).end_reason or now_is(one).state for one in made]
    first = "UNATTENDED" if ended else "WAITING"
    assert states == [first, first, "WAITING", "WAITING", "ATTENDED"]


def test_text_and_notes_are_removed_when_they_were_kept_long_enough(north: Tenant) -> None:
    with tenant_scope([north.pk]):
        ChatSettings.objects.create(tenant=north, keep_days=3)
    ana, one = answers(north), waiting(north, text="Canario")
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    note(operator=ana, conversation_id=one.pk, note_id=uuid7(), text="Canario", now=NOW)
    with scope_of_all_tenants():
        Conversation.objects.filter(pk=one.pk).update(warned_at=NOW)
    sweeps.end_silent(NOW + 5 * MINUTE)
    end = now_is(one).ended_at
    assert end is not None
    with scope_of_all_tenants():
        counted = list(Inquiry.objects.values())

    assert sweeps.blank_old(end + timedelta(days=3) - MINUTE) == 0
    assert sweeps.blank_old(end + timedelta(days=3)) == 1
    assert sweeps.blank_old(end + timedelta(days=3)) == 0

    with scope_of_all_tenants():
        assert not Message.objects.filter(conversation=one).exclude(body=None).exists()
        assert not ConversationNote.objects.exclude(body=None).exists()
        assert not ConversationKey.objects.filter(pk=one.pk).exists()
        assert Message.objects.filter(conversation=one).count() == 3
        assert list(Inquiry.objects.values()) == counted
    assert [message.text for message in read(operator=ana, conversation_id=one.pk)] == [None, None, None]


def test_one_that_fails_does_not_keep_the_others(
    north: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = [waiting(north, minutes=30, visitor_seen_at=None) for _ in range(2)]
    for one in made:
        says(one, "Canario", NOW - 30 * MINUTE)
    act: Callable[..., Any] = messages.save_changed

    def failing(conversation: Conversation, *fields: str) -> None:
        if conversation.pk == made[0].pk:
            raise RuntimeError
        act(conversation, *fields)

    monkeypatch.setattr(messages, "save_changed", failing)

    assert sweeps.mark_absent_visitors(NOW) == 1
    assert "passed over" in caplog.text
    assert "Canario" not in caplog.text


def test_one_sweep_does_all_that_is_due(north: Tenant) -> None:
    ana, lost = answers(north), waiting(north, text="Ayuda")
    assignment.accept(operator=ana, conversation_id=lost.pk, now=NOW - timedelta(minutes=1))
    gone = waiting(north, minutes=60, visitor_seen_at=None, warned_at=NOW - timedelta(hours=1))
    renew_lease(operator=ana, now=NOW - timedelta(minutes=1))

    assert sweeps.sweep() >= 3

    assert (now_is(lost).state, now_is(gone).state, now_is(gone).is_logged) == ("WAITING", "ENDED", True)
    with scope_of_all_tenants():
        assert [one.unserved_reason for one in Inquiry.objects.filter(pk=gone.pk)] == ["HUNG_UP"]


def test_what_was_left_by_the_quick_exit_leaves_the_desk_by_itself(north: Tenant) -> None:
    """However many one network begins and leaves, none stays; what was answered waits for its operator's word."""
    ana = answers(north, at_once=1)
    made = [waiting(north, text="Ayuda", minutes=minutes) for minutes in (3, 2, 1)]
    for one in made:
        assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
        if one == made[1]:
            given: dict[str, Any] = {"operator": ana, "conversation_id": one.pk, "epoch": 1, "client_id": uuid7()}
            send(**given, content={"text": "¿Qué pasó?"}, now=NOW + MINUTE)
        with scope_of_all_tenants():
            Conversation.objects.filter(pk=one.pk).update(left_quickly_at=NOW)

    def on_the_desk(minutes: float) -> list[UUID]:
        at = NOW + minutes * MINUTE
        renew_lease(operator=ana, now=at)
        sweeps.end_left_quickly(at)
        ledger.log_what_is_left(at)
        return [held.conversation.id for held in conversations_of(operator=ana, now=at)]

    assert len(on_the_desk(1.9)) == 3
    assert on_the_desk(2) == [made[1].pk]
    assert now_is(made[1]).state == "ATTENDED"  # its operator has written in it since
    assert on_the_desk(3) == [made[1].pk]
    assert [now_is(one).end_reason for one in made] == ["LEFT"] * 3
    assert on_the_desk(8) == []
    with tenant_scope([north.pk]):
        found = {row.pk: (row.is_served, row.outcome, row.unserved_reason) for row in Inquiry.objects.all()}
    assert [found[one.pk] for one in made] == [
        (False, "", "HUNG_UP"),
        (True, "ABANDONED", ""),
        (False, "", "HUNG_UP"),
    ]


def test_whoever_writes_again_after_the_quick_exit_is_answered_however_many_were_left(north: Tenant) -> None:
    ana = answers(north, at_once=1)
    is_there(ana)
    for minutes in range(2, 12):
        waiting(north, minutes=minutes, left_quickly_at=NOW, absent_since=NOW)
    back = waiting(north, text="Soy yo otra vez", is_in_danger=True)

    assert [one.id for one in queue_of(operator=ana, now=NOW)] == [back.pk]
    assert offers.offer_next(NOW) == 1
    assert sweeps.end_left_quickly(NOW + 2 * MINUTE) == 10
    assert now_is(back).state == "WAITING"
