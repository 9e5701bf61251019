"""Who is next: by danger, role and wait; who is offered it, who may take it, and how it comes back."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from assistance.chat import assignment, conversation_selectors, offers, queue, supervisors, wait_times, watching
from assistance.chat.conversation_selectors import shown_with_place
from assistance.chat.desk_selectors import conversations_of, queue_of
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.operators import note, note_typing, renew_lease, send
from assistance.chat.pool import DatabasePool
from assistance.models import (
    HAS_COME,
    HAS_NOT_COME,
    Author,
    ChatSettings,
    Conversation,
    ConversationState,
    EndReason,
    Message,
    MessageKind,
    OperatorAssignment,
    OperatorPresence,
    PresenceState,
)
from assistance.operators.rights import Answering, answering
from content_models.choices import Channel, Role
from tenants.models import StaffRole, Tenant
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.event_loops import in_loop_of_its_own
from tests.journeys.site import ROOT
from tests.tenants.factories import member
from tests.uuid7 import uuid7
from tests.world import World

from . import conversations
from .waiting import NOW, again, answers, events, is_there, now_is, says, waiting

MOST_AHEAD = timedelta(minutes=40)
PEOPLE = st.fixed_dictionaries(
    {
        "waiting_since": st.integers(0, 24 * 60 * 60).map(lambda seconds: NOW - timedelta(seconds=seconds)),
        "is_in_danger": st.booleans(),
        "is_unsure": st.booleans(),
        "role": st.sampled_from(["", *Role.values]),
    }
)


def refused(act: Any, **given: Any) -> ChatErrorCode:
    with pytest.raises(ChatRefused) as refusal:
        act(**given, now=NOW)
    return refusal.value.code


def accept(operator: Answering, conversation: Conversation, seconds: float = 0) -> Conversation:
    return assignment.accept(operator=operator, conversation_id=conversation.pk, now=NOW + timedelta(seconds=seconds))


# The order


@given(PEOPLE, PEOPLE)
def test_nobody_waits_for_ever(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = queue.waiting_as_if_since(**one), queue.waiting_as_if_since(**other)

    if other["waiting_since"] - one["waiting_since"] > MOST_AHEAD:
        assert first < second


@given(PEOPLE, PEOPLE)
def test_of_two_who_have_waited_alike_danger_comes_first_then_not_knowing_then_the_role(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    other = {**other, "waiting_since": one["waiting_since"]}
    rank = ["VICTIM", "ACCUSED"]

    def key(person: dict[str, Any]) -> tuple[int, int]:
        role, safety = person["role"], [person["is_in_danger"], person["is_unsure"], True].index(True)
        return safety, rank.index(role) if role in rank else len(rank)

    assert (queue.waiting_as_if_since(**one) < queue.waiting_as_if_since(**other)) == (key(one) < key(other))


def test_desk_and_people_read_one_order_and_the_board_danger_first_also_once_somebody_is_back(
    north: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversation_selectors, "LOOK_SECONDS", 60.0)
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    aged, calm = waiting(north, minutes=50), waiting(north, minutes=2, role="ACCUSED")
    danger, unsure = waiting(north, minutes=6, is_in_danger=True), waiting(north, minutes=3, is_unsure=True)
    for one in (danger, unsure):
        accept(ana, one)

    def positions(*asking: Conversation) -> list[int | None]:
        with tenant_scope([north.pk]):
            return [shown_with_place(now_is(one)).position for one in asking or (calm, unsure, danger, aged)]

    before = positions()
    for one in (danger, unsure):
        assignment.release(operator=ana, conversation_id=one.pk, epoch=now_is(one).assignment_epoch, now=NOW)
    stale = positions(calm)
    in_loop_of_its_own(lambda: found_changed(north.pk))

    assert (before, stale) == ([2, None, None, 1], [2])
    assert positions() == [4, 3, 2, 1]
    order = [aged.pk, danger.pk, unsure.pk, calm.pk]
    assert [one.id for one in queue_of(operator=ana, now=NOW)] == order
    on_board = [danger.pk, aged.pk, unsure.pk, calm.pk]
    assert [one.id for one in supervisors.board(operator=eva, now=NOW)] == on_board
    with scope_of_all_tenants():
        assert list(queue.in_queue_order(Conversation.objects.in_queue()).values_list("pk", flat=True)) == order


async def found_changed(tenant_id: int) -> None:
    """Let the watcher of a process find that a state's queue has changed."""

    class Pool:
        async def run(self, _work: Any, **_options: Any) -> Any:
            return {}, {tenant_id: [1]}

    watcher = watching.Watcher(cast(DatabasePool, Pool()))
    await watcher._look(watching._Wanted(set(), {tenant_id}))


def test_the_database_orders_as_the_rule_says(north: Tenant) -> None:
    made = [
        waiting(north, minutes=minutes, role=role, is_in_danger=danger, is_unsure=unsure)
        for minutes in (1, 7, 18, 33, 90)
        for role in ("", *Role.values)
        for danger, unsure in ((False, False), (False, True), (True, False))
    ]

    with tenant_scope([north.pk]):
        found = [one.pk for one in queue.waiting_in([north.pk])]

    by_rule = sorted(
        made,
        key=lambda one: (
            queue.waiting_as_if_since(
                waiting_since=one.waiting_since,
                is_in_danger=one.is_in_danger,
                role=one.role,
                is_unsure=one.is_unsure,
            ),
            one.pk,
        ),
    )
    assert found == [one.pk for one in by_rule]
    assert wait_times.position_of(by_rule[4], NOW) == 5
    assert wait_times.position_of(Conversation(pk=uuid7(), tenant_id=north.pk), NOW) is None


# How long it takes


@pytest.mark.parametrize(
    ("case", "position", "free", "seconds_each", "expected"),
    [
        ("somebody is free", 2, 2, 400.0, 30),
        ("behind two who are free", 3, 2, 400.0, 400),
        ("nobody is free", 2, 0, 90.4, 181),
        ("it goes fast", 1, 0, 3.0, 30),
        ("nobody can know", 1, 0, None, None),
    ],
)
def test_how_long_it_takes(
    case: str, position: int, free: int, seconds_each: float | None, expected: int | None
) -> None:
    assert wait_times.wait_of(position, free=free, seconds_each=seconds_each) == expected


@pytest.mark.parametrize(
    ("estimate", "waited", "is_turn", "is_said"),
    [
        (30, 59, True, True),
        (30, 240, True, False),
        (400, 240, True, True),
        (30, 240, False, True),
        (None, 240, True, True),
    ],
)
def test_no_estimate_is_said_to_whoever_has_waited_longer(
    estimate: int | None, waited: float, is_turn: bool, is_said: bool
) -> None:
    assert wait_times.is_plausible(estimate, waited, is_turn=is_turn) is is_said


@pytest.mark.parametrize(
    ("estimate", "longest_overdue", "is_less"), [(30, 120, True), (400, 120, False), (None, 120, False), (30, 0, False)]
)
def test_no_estimate_is_less_than_what_somebody_before_has_waited_in_vain(
    estimate: int | None, longest_overdue: float, is_less: bool
) -> None:
    assert wait_times.is_overtaken(estimate, longest_overdue) is is_less


def test_behind_somebody_who_has_waited_in_vain_nobody_is_told_that_it_takes_no_time(north: Tenant) -> None:
    conversations.answering(north.code)
    is_there(answers(north, at_once=3))
    first, second = waiting(north, minutes=2), waiting(north)

    found = wait_times.places_in(north.pk, NOW)

    assert [found[one.pk].wait_seconds for one in (first, second)] == [None, None]


def test_who_shares_operators_with_another_state_is_told_no_place_behind_its_people(
    north: Tenant, south: Tenant
) -> None:
    for tenant in (north, south):
        conversations.answering(tenant.code)
    both = answers(north, south, at_once=1)
    first, second, third = waiting(north, minutes=3), waiting(south, minutes=2), waiting(north)

    def places() -> list[tuple[int | None, int | None]]:
        found = wait_times.places_in(north.pk, NOW) | wait_times.places_in(south.pk, NOW)
        return [(found[one.pk].position, found[one.pk].wait_seconds) for one in (first, second, third)]

    alone = places()
    busy = []
    for state in (PresenceState.ON_CALL, PresenceState.AFTER_CALL, PresenceState.BREAK):
        is_there(both, state=state)
        busy += places()
    is_there(both)
    shared = places()

    assert busy == [(1, None), (None, None), (None, None)] * 3
    assert alone == [(1, None), (1, None), (2, None)]
    assert [position for position, _seconds in shared] == [1, None, None]
    assert set(wait_times.places_in(north.pk, NOW)) == {first.pk, third.pk}


def attended(tenant: Tenant, count: int) -> None:
    """So many conversations of a state were answered one after the other in the last two hours, and have ended."""
    for number in range(count):
        one = waiting(tenant, minutes=119)
        with tenant_scope([tenant.pk]):
            Conversation.objects.filter(pk=one.pk).update(
                state=ConversationState.ENDED,
                end_reason=EndReason.OPERATOR,
                ended_at=NOW,
                first_attended_at=NOW - timedelta(minutes=119 - number * 119 / count),
            )


def test_neither_how_many_wait_elsewhere_nor_the_pace_of_others_is_told(north: Tenant, south: Tenant) -> None:
    for tenant in (north, south):
        conversations.answering(tenant.code)
    is_there(answers(north, south, at_once=1))
    attended(south, 60)
    first = waiting(north, minutes=1)
    second = waiting(north, minutes=0.9)
    assert wait_times.places_in(north.pk, NOW)[second.pk].wait_seconds is None

    attended(north, 4)
    waiting(south, minutes=0.5)
    last = waiting(north, minutes=0.1)
    found = wait_times.places_in(north.pk, NOW)

    assert [found[one.pk].position for one in (first, second, last)] == [1, 2, None]
    assert (found[second.pk].wait_seconds or 0) > 600
    assert found[last.pk].wait_seconds is None


def test_outside_the_hours_of_service_nothing_is_estimated_and_it_is_said_when_they_begin(north: Tenant) -> None:
    later = (NOW + timedelta(days=1)).strftime("%A").upper()
    hours = {"days": [later], "opens_at": "09:00", "closes_at": "15:00"}
    conversations.answering(north.code, {"is_always_open": False, "periods": [hours], "holidays": "OPEN"})
    is_there(answers(north, at_once=3))

    found = wait_times.place_of(waiting(north), NOW)

    assert found is not None
    assert (found.wait_seconds, found.is_outside_hours, found.is_anybody_there) == (None, True, True)
    assert found.opens_at is not None
    assert timedelta(0) < found.opens_at - NOW < timedelta(days=2)


def test_the_wait_is_told_from_the_last_hours_while_somebody_is_there(north: Tenant) -> None:
    conversations.answering(north.code)
    ana = answers(north, at_once=1)
    is_there(ana)
    accept(ana, waiting(north))
    for minutes in (60, 30):
        done = waiting(north, minutes=minutes)
        with tenant_scope([north.pk]):
            Conversation.objects.filter(pk=done.pk).update(
                first_attended_at=NOW - timedelta(minutes=minutes),
                state=ConversationState.ENDED,
                ended_at=NOW,
                end_reason="OPERATOR",
            )
    last = waiting(north)

    assert wait_times.place_of(last, NOW) == wait_times.Place(1, 20 * 60)
    for state in (PresenceState.ON_CALL, PresenceState.AFTER_CALL, PresenceState.BREAK):
        is_there(ana, state=state)  # of a call, or a break, nobody knows how long it takes
        assert wait_times.place_of(last, NOW) == wait_times.Place(1, None, is_anybody_there=False)
    is_there(answers(north, name="beto"))
    assert wait_times.place_of(last, NOW) == wait_times.Place(1, 30)


def test_nobody_knows_how_long_it_takes_where_nobody_is(north: Tenant) -> None:
    conversations.answering(north.code)

    assert wait_times.place_of(waiting(north), NOW) == wait_times.Place(1, None, is_anybody_there=False)


# Taking one


def test_a_conversation_is_taken_once_and_its_queue_is_told(north: Tenant) -> None:
    ana, beto, one = answers(north), answers(north, name="beto"), waiting(north)

    taken = accept(ana, one)
    again = accept(ana, one)

    assert (taken.assignment_epoch, again.assignment_epoch) == (1, 1)
    assert refused(assignment.accept, operator=beto, conversation_id=one.pk) == ChatErrorCode.TAKEN
    assert now_is(one).operator_id == ana.user_id
    assert events(one) == ["ATTENDED"]
    assert queue_of(operator=beto, now=NOW) == []


def test_nobody_has_more_than_they_can(north: Tenant) -> None:
    ana = answers(north, at_once=2)
    first, second, third = (waiting(north) for _ in range(3))
    accept(ana, first)
    accept(ana, second)

    assert refused(assignment.accept, operator=ana, conversation_id=third.pk) == ChatErrorCode.LIMIT
    assert now_is(third).state == ConversationState.WAITING

    with scope_of_all_tenants():
        Conversation.objects.filter(pk=second.pk).update(left_quickly_at=NOW)
    assert accept(ana, third).operator_id == ana.user_id  # whoever left by the quick exit keeps nobody's place


def test_of_somebody_in_danger_one_more_is_taken_and_none_is_given(north: Tenant) -> None:
    ana = answers(north, at_once=1)
    is_there(ana)
    accept(ana, waiting(north))
    calm, first, second = waiting(north), waiting(north, is_in_danger=True), waiting(north, is_in_danger=True)

    assert offers.offer_next(NOW) == 0
    assert not assignment.assign(operator=ana, conversation_id=first.pk, now=NOW)
    assert refused(assignment.accept, operator=ana, conversation_id=calm.pk) == ChatErrorCode.LIMIT
    assert accept(ana, first).operator_id == ana.user_id
    assert refused(assignment.accept, operator=ana, conversation_id=second.pk) == ChatErrorCode.LIMIT


@pytest.mark.parametrize(
    ("case", "options"),
    [
        ("another state", {"state": "XSU"}),
        ("only the telephone", {"channels": (Channel.PHONE,)}),
        ("another language", {"languages": ("yua",)}),
    ],
)
def test_what_somebody_does_not_answer_is_not_there(world: World, case: str, options: dict[str, Any]) -> None:
    north, state = world.tenants["XNO"], options.pop("state", "XNO")
    ana, one = answers(world.tenants[state], **options), waiting(north)

    assert refused(assignment.accept, operator=ana, conversation_id=one.pk) == ChatErrorCode.NOT_FOUND
    assert queue_of(operator=ana, now=NOW) == []
    is_there(ana)
    assert offers.offer_next(NOW) == 0
    assert now_is(one).state == ConversationState.WAITING


def test_chat_in_one_state_is_no_chat_in_another(north: Tenant, south: Tenant) -> None:
    ana = answers(north, south)
    with scope_of_all_tenants():
        OperatorAssignment.objects.filter(tenant=south).update(channels=["PHONE"])
    ana = again(ana.user_id)
    one, other = waiting(north), waiting(south)

    assert [found.id for found in queue_of(operator=ana, now=NOW)] == [one.pk]
    assert refused(assignment.accept, operator=ana, conversation_id=other.pk) == ChatErrorCode.NOT_FOUND


# Coming back


def test_a_desk_that_falls_silent_loses_its_conversation(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, minutes=12, text="Ayuda")
    accept(ana, one)

    assert assignment.requeue_lost(NOW + timedelta(seconds=24)) == 0
    assert assignment.requeue_lost(NOW + timedelta(seconds=25)) == 1

    found = now_is(one)
    assert (found.state, found.operator_id, found.waiting_since) == ("WAITING", None, NOW - timedelta(minutes=12))
    assert events(one) == ["ATTENDED", "OPERATOR_LOST"]
    late = NOW + timedelta(seconds=26)
    with pytest.raises(ChatRefused) as refusal:
        send(operator=ana, conversation_id=one.pk, epoch=1, client_id=uuid7(), content={"text": "Ya"}, now=late)
    assert refusal.value.code == ChatErrorCode.STALE


def test_a_desk_that_renews_its_lease_keeps_its_conversation(north: Tenant) -> None:
    ana, one = answers(north), waiting(north)
    accept(ana, one)

    for seconds in (8, 16, 24, 32):
        at = NOW + timedelta(seconds=seconds)
        assert renew_lease(operator=ana, now=at) == {one.pk: 1}
        assert assignment.requeue_lost(at) == 0


def test_who_lets_a_person_wait_loses_the_conversation(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda")
    with tenant_scope([north.pk]):
        ChatSettings.objects.create(tenant=north, operator_silence_seconds=60)

    def silent_for(seconds: int) -> int:
        at = NOW + timedelta(seconds=seconds)
        renew_lease(operator=ana, now=at)
        return assignment.requeue_lost(at)

    accept(ana, one)
    assert silent_for(59) == 0  # since they have it, not since the person began to wait
    says(one, "¿Hay alguien?", NOW + timedelta(seconds=59))
    assert silent_for(60) == 1  # another word of the person's gives no more time
    taken = accept(ana, one, 61)
    send(
        operator=ana,
        conversation_id=one.pk,
        epoch=taken.assignment_epoch,
        client_id=uuid7(),
        content={"text": "Aquí estoy"},
        now=NOW + timedelta(seconds=62),
    )
    assert silent_for(600) == 0  # it is the person's turn
    says(one, "Gracias", NOW + timedelta(seconds=600))
    assert silent_for(659) == 0
    assert silent_for(660) == 1
    again = accept(ana, one, 661)
    assignment.release(operator=ana, conversation_id=one.pk, epoch=again.assignment_epoch, now=NOW)
    assert events(one) == [*["ATTENDED", "OPERATOR_SILENT"] * 2, "ATTENDED", "OPERATOR_LEFT"]


@pytest.mark.parametrize(
    ("who", "is_in_danger", "state", "seconds"),
    [
        ("in danger, beside a call", True, PresenceState.ON_CALL, 60),
        ("in danger, with all their operator's time", True, PresenceState.AVAILABLE, 180),
        ("in no danger, beside a call", False, PresenceState.ON_CALL, 180),
    ],
)
def test_whoever_is_in_danger_waits_less_for_an_operator_who_is_on_a_call(
    north: Tenant, who: str, is_in_danger: bool, state: PresenceState, seconds: int
) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda", is_in_danger=is_in_danger)
    accept(ana, one)
    is_there(ana, state=state)

    def silent_for(silent: int) -> int:
        at = NOW + timedelta(seconds=silent)
        renew_lease(operator=ana, now=at)
        return assignment.requeue_lost(at)

    assert silent_for(seconds - 1) == 0
    [held] = conversations_of(operator=ana, now=NOW)
    assert held.answer_by == NOW + timedelta(seconds=seconds)
    assert silent_for(seconds) == 1


def test_a_call_that_begins_takes_nobody_away_at_once(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda", is_in_danger=True)
    accept(ana, one)
    rings = NOW + timedelta(seconds=100)
    is_there(ana, state=PresenceState.ON_CALL, since_minutes=-100 / 60)

    def lost_at(seconds: int) -> int:
        at = NOW + timedelta(seconds=seconds)
        renew_lease(operator=ana, now=at)
        return assignment.requeue_lost(at)

    assert lost_at(101) == 0
    [held] = conversations_of(operator=ana, now=rings)
    assert held.answer_by == rings + timedelta(seconds=60)
    assert [lost_at(159), lost_at(160)] == [0, 1]


def test_a_call_of_which_nothing_was_heard_any_more_shortens_no_time(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda", is_in_danger=True)
    accept(ana, one)
    is_there(ana, state=PresenceState.ON_CALL)
    with scope_of_all_tenants():
        OperatorPresence.objects.update(expires_at=NOW)

    at = NOW + timedelta(seconds=61)
    renew_lease(operator=ana, now=at)
    assert assignment.requeue_lost(at) == 0


def test_nobody_is_offered_a_conversation_that_was_left_by_the_quick_exit_and_given_back(north: Tenant) -> None:
    ana, beto, one = answers(north), answers(north, name="beto"), waiting(north)
    taken = accept(ana, one)
    with scope_of_all_tenants():
        Conversation.objects.filter(pk=one.pk).update(left_quickly_at=NOW)

    assignment.release(operator=ana, conversation_id=one.pk, epoch=taken.assignment_epoch, now=NOW)

    assert now_is(one).absent_since == NOW
    assert queue_of(operator=beto, now=NOW) == []


def test_whoever_does_something_in_a_conversation_is_not_silent_and_knows_until_when(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda")
    taken = accept(ana, one)

    def due(seconds: int) -> float | None:
        at = NOW + timedelta(seconds=seconds)
        renew_lease(operator=ana, now=at)
        assert assignment.requeue_lost(at) == 0
        [held] = conversations_of(operator=ana, now=at)
        return None if held.answer_by is None else (held.answer_by - NOW).total_seconds()

    assert due(1) == 180
    note(
        operator=ana,
        conversation_id=one.pk,
        note_id=uuid7(),
        text="Busca a su hermano",
        now=NOW + timedelta(seconds=170),
    )
    assert due(180) == 350
    note_typing(operator=ana, conversation_id=one.pk, now=NOW + timedelta(seconds=340))
    assert due(350) == 520
    late: dict[str, Any] = {"operator": ana, "conversation_id": one.pk, "now": NOW + timedelta(seconds=510)}
    send(**late, epoch=taken.assignment_epoch, client_id=uuid7(), content={"text": "Aquí estoy"})
    assert due(900) is None


def test_whoever_was_given_a_conversation_knows_until_when_to_open_it(north: Tenant) -> None:
    ana, beto, one = answers(north), answers(north, name="beto"), waiting(north, text="Ayuda")
    given: dict[str, Any] = {"operator": ana, "conversation_id": one.pk, "epoch": accept(ana, one).assignment_epoch}
    send(**given, client_id=uuid7(), content={"text": "Aquí estoy"}, now=NOW + timedelta(seconds=10))
    assignment.release(**given, now=NOW + timedelta(seconds=20))
    assert assignment.assign(operator=beto, conversation_id=one.pk, now=NOW + timedelta(seconds=100))

    def due() -> float | None:
        [held] = conversations_of(operator=beto, now=NOW)
        return None if held.answer_by is None else (held.answer_by - NOW).total_seconds()

    def lost_at(seconds: int) -> int:
        at = NOW + timedelta(seconds=seconds)
        renew_lease(operator=beto, now=at)
        return assignment.requeue_lost(at)

    assert (due(), lost_at(279)) == (280, 0)
    says(one, "¿Hay alguien?", NOW + timedelta(seconds=279))
    assert (due(), lost_at(280)) == (280, 1)  # the person's words give no more time
    assert events(one)[-1] == "OPERATOR_SILENT"
    assert assignment.assign(operator=beto, conversation_id=one.pk, now=NOW + timedelta(seconds=300))
    assignment.accept(
        operator=beto,
        conversation_id=one.pk,
        epoch=now_is(one).assignment_epoch,
        now=NOW + timedelta(seconds=310),
    )
    assert due() == 490  # opened, and not answered


def test_the_time_of_a_state_without_settings_is_three_minutes(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, text="Ayuda")
    accept(ana, one)
    for seconds, expected in ((179, 0), (180, 1)):
        at = NOW + timedelta(seconds=seconds)
        renew_lease(operator=ana, now=at)
        assert assignment.requeue_lost(at) == expected


# Offers


def test_who_has_been_idle_longest_is_offered_first_and_then_the_next(north: Tenant) -> None:
    ana, beto = answers(north), answers(north, name="beto")
    is_there(ana, since_minutes=5)
    is_there(beto, since_minutes=50)
    one = waiting(north)

    def offered_at(seconds: int) -> int | None:
        offers.offer_next(NOW + timedelta(seconds=seconds))
        return now_is(one).offered_to_id

    assert offered_at(0) == beto.user_id
    assert offered_at(19) == beto.user_id
    assert offered_at(20) == ana.user_id
    [found] = queue_of(operator=ana, now=NOW + timedelta(seconds=21))
    assert (found.is_offered_to_me, found.is_offered_to_other) == (True, False)
    assert accept(beto, one, 22).operator_id == beto.user_id  # whoever is faster
    assert now_is(one).offered_to_id is None


def test_what_nobody_takes_is_assigned_once_to_each_and_then_only_offered(north: Tenant) -> None:
    ana, beto = answers(north), answers(north, name="beto", at_once=1)
    is_there(ana, since_minutes=5)
    is_there(beto, since_minutes=50)
    one = waiting(north)

    def had_at(seconds: int) -> tuple[int | None, int | None]:
        at = NOW + timedelta(seconds=seconds)
        assignment.requeue_lost(at)
        offers.offer_next(at)
        found = now_is(one)
        return found.operator_id, found.offered_to_id

    assert [had_at(seconds) for seconds in (0, 20, 40)] == [
        (None, beto.user_id),
        (None, ana.user_id),
        (beto.user_id, None),  # idle longest
    ]
    assert not assignment.assign(operator=beto, conversation_id=waiting(north).pk, now=NOW)  # one is all they can have
    assert [had_at(seconds)[0] for seconds in (65, 85, 105)] == [
        None,
        None,
        ana.user_id,
    ]  # nothing heard of beto's desk
    assert [had_at(seconds)[0] for seconds in range(130, 300, 20)] == [None] * 9
    assert events(one) == ["OPERATOR_LOST"] * 2  # neither has opened it: nobody is told that they came


def test_nobody_is_told_that_somebody_has_come_who_was_assigned_a_conversation_before_they_open_it(
    north: Tenant,
) -> None:
    ana, one = answers(north), waiting(north)
    says(one, "¿Hay alguien?", NOW)
    assert assignment.assign(operator=ana, conversation_id=one.pk, now=NOW)
    assert events(one) == []

    opened = [accept(ana, one, seconds) for seconds in (50, 51)]

    assert {found.assignment_epoch for found in opened} == {now_is(one).assignment_epoch}
    assert events(one) == ["ATTENDED"]
    renew_lease(operator=ana, now=NOW + timedelta(seconds=100))
    assert now_is(one).attended_at == NOW + timedelta(seconds=50)  # whoever opens it is there


def test_whether_somebody_has_come_is_told_alike_to_the_person_at_the_desk_and_here(north: Tenant) -> None:
    vectors = json.loads((ROOT / "frontend" / "src" / "chat" / "vectors_has_come.json").read_text())
    assert {*HAS_COME, *HAS_NOT_COME} <= {one for vector in vectors for one in vector["messages"]}

    for vector in vectors:
        conversation = waiting(north)
        with tenant_scope([north.pk]):
            Message.objects.bulk_create(
                Message(
                    tenant=north,
                    conversation=conversation,
                    seq=seq,
                    client_id=uuid7(),
                    author=one if one in Author else Author.SYSTEM,
                    kind=MessageKind.TEXT if one in Author else MessageKind.EVENT,
                    event="" if one in Author else one,
                    sent_at=NOW,
                )
                for seq, one in enumerate(vector["messages"], 1)
            )
            assert assignment.has_come(conversation.pk) == vector["hasCome"], vector["case"]


def test_who_opens_nothing_of_what_was_assigned_is_silent_though_the_person_has_not_written(north: Tenant) -> None:
    ana, one, opened = answers(north), waiting(north), waiting(north)
    assert assignment.assign(operator=ana, conversation_id=one.pk, now=NOW)
    accept(ana, opened)

    for seconds in range(0, 1800, 15):
        renew_lease(operator=ana, now=NOW + timedelta(seconds=seconds))
        assignment.requeue_lost(NOW + timedelta(seconds=seconds))
        if seconds < 30:
            assert events(one) == []

    assert events(one) == ["OPERATOR_SILENT"]
    assert events(opened) == ["ATTENDED"]  # it is the person's turn


def test_who_opens_an_assignment_of_before_takes_nothing_out_of_the_queue(north: Tenant) -> None:
    ana, one = answers(north), waiting(north)
    assert assignment.assign(operator=ana, conversation_id=one.pk, now=NOW)
    epoch = now_is(one).assignment_epoch
    assignment.release(operator=ana, conversation_id=one.pk, epoch=epoch, now=NOW)

    with pytest.raises(ChatRefused) as refused:
        assignment.accept(operator=ana, conversation_id=one.pk, now=NOW, epoch=epoch)

    assert refused.value.code == "STALE"
    assert now_is(one).state == "WAITING"


def test_offers_go_around_and_not_beyond_what_somebody_can_have(north: Tenant) -> None:
    ana, beto = answers(north, at_once=1), answers(north, name="beto", at_once=2)
    is_there(ana)
    is_there(beto)
    made = [waiting(north, minutes=minutes) for minutes in (9, 8, 7, 6)]

    offers.offer_next(NOW)

    offered = [now_is(one).offered_to_id for one in made]
    assert sorted(offered[:2], key=str) == sorted([ana.user_id, beto.user_id], key=str)
    assert offered[2:] == [beto.user_id, None]


@pytest.mark.parametrize("state", [PresenceState.ON_CALL, PresenceState.BREAK, PresenceState.AFTER_CALL])
def test_who_is_not_available_is_offered_nothing(north: Tenant, state: PresenceState) -> None:
    is_there(answers(north), state=state)
    one = waiting(north)

    assert offers.offer_next(NOW) == 0
    assert now_is(one).offered_to_id is None


def test_who_has_lost_a_conversation_is_offered_it_last(north: Tenant) -> None:
    ana, beto, one = answers(north), answers(north, name="beto"), waiting(north)
    is_there(ana, since_minutes=50)
    is_there(beto, since_minutes=5)
    accept(ana, one)
    assignment.requeue_lost(NOW + timedelta(seconds=25))

    offers.offer_next(NOW + timedelta(seconds=26))

    assert now_is(one).offered_to_id == beto.user_id


def test_who_lost_somebody_in_danger_and_is_there_again_has_them_before_anybody_calmer(north: Tenant) -> None:
    ana = answers(north)
    is_there(ana)
    lost, calm, other = waiting(north, is_in_danger=True), waiting(north), waiting(north)
    accept(ana, lost)

    def had_at(seconds: int) -> list[int | None]:
        at = NOW + timedelta(seconds=seconds)
        assignment.requeue_lost(at)
        offers.offer_next(at)
        return [now_is(one).operator_id for one in (lost, calm)]

    assert [had_at(seconds) for seconds in range(25, 126, 20)] == [[None, None]] * 6  # nobody may be at the desk
    accept(ana, other, 130)
    assert had_at(145) == [ana.user_id, None]
    assert had_at(165) == [ana.user_id, ana.user_id]  # nobody in danger waits any more


def test_who_gave_somebody_in_danger_back_is_not_given_them_again(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, is_in_danger=True)
    is_there(ana)
    epoch = accept(ana, one).assignment_epoch
    assignment.release(operator=ana, conversation_id=one.pk, epoch=epoch, now=NOW)
    accept(ana, waiting(north), 5)

    for seconds in (10, 30, 50, 70):
        offers.offer_next(NOW + timedelta(seconds=seconds))

    assert now_is(one).operator_id is None
    assert now_is(one).offered_to_id == ana.user_id


def test_an_operator_gives_a_conversation_back(north: Tenant) -> None:
    ana, one = answers(north), waiting(north, minutes=9)
    accept(ana, one)

    assignment.release(operator=ana, conversation_id=one.pk, epoch=1, now=NOW)

    assert now_is(one).waiting_since == NOW - timedelta(minutes=9)
    assert refused(assignment.release, operator=ana, conversation_id=one.pk, epoch=1) == ChatErrorCode.STALE


def test_how_long_it_takes_in_a_state_reads_no_operators_of_others(world: World) -> None:
    north, south = world.tenants["XNO"], world.tenants["XSU"]
    own, sent_here, elsewhere = (
        answers(north, name="ana"),
        answers(south, north, name="beto"),
        answers(south, name="eva"),
    )
    unassigned = answering(member(north, StaffRole.OPERATOR, "ines"), NOW)
    assert unassigned is not None
    for operator in (own, sent_here, elsewhere, unassigned):
        is_there(operator)

    with CaptureQueriesContext(connection) as asked:
        found = offers.free_operators(NOW, [north.pk])

    assert {one.operator.user_id for one in found} == {own.user_id, sent_here.user_id, unassigned.user_id}
    [of_people] = [one["sql"] for one in asked if "FROM assistance_operatorassignment" in one["sql"]]
    read = re.findall(r"\d+", of_people.split("ANY(")[1].split(")")[0])
    assert sorted(map(int, read)) == sorted([own.user_id, sent_here.user_id, unassigned.user_id])
    assert {one.operator.user_id for one in offers.free_operators(NOW)} > {elsewhere.user_id}
