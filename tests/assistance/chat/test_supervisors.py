"""What supervisors see and do: the board, coming in, taking over, and reading for a reason."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from assistance.chat import assignment, presenting, supervisors, visitor_access, visitors
from assistance.chat.desk_selectors import conversations_of, queue_of
from assistance.chat.errors import ChatErrorCode, ChatRefused
from assistance.chat.masking import MASK, masked
from assistance.chat.operators import send
from assistance.chat.sweeps import let_supervisors_leave, warn_silent
from assistance.models import Author, Conversation, PresenceState
from assistance.operators.rights import Answering
from tenants.models import AuditEntry, StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.uuid7 import uuid7
from tests.world import World

from .waiting import NOW, answers, events, is_there, now_is, read, waiting


def refused(act: Any, **given: Any) -> ChatErrorCode:
    with pytest.raises(ChatRefused) as refusal:
        act(**given)
    return refusal.value.code


def entries() -> list[AuditEntry]:
    with scope_of_all_tenants():
        return list(AuditEntry.objects.filter(action__startswith="assistance.chat").order_by("pk"))


def test_the_board_has_no_word_of_what_is_said(world: World, north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    waits = waiting(north, minutes=3, text="Canario")
    attended = waiting(north, minutes=9, text="Canario", is_in_danger=True)
    waiting(world.tenants["XSU"])
    assignment.accept(operator=ana, conversation_id=attended.pk, now=NOW)
    is_there(ana, state=PresenceState.ON_CALL)

    board = supervisors.board(operator=eva, now=NOW)

    assert {(one.id, one.operator_id) for one in board} == {(waits.pk, None), (attended.pk, ana.user_id)}
    assert {one.id: one.is_operator_on_call for one in board} == {waits.pk: False, attended.pk: True}
    assert {one.id: one.unanswered_since for one in board}[attended.pk] == NOW - timedelta(minutes=9)
    assert "Canario" not in repr([one.as_json() for one in board])
    assert refused(supervisors.board, operator=ana, now=NOW) == ChatErrorCode.NOT_FOUND


def test_whoever_is_in_danger_stands_first_waiting_or_answered(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    answered = waiting(north, minutes=40)
    answered_in_danger = waiting(north, minutes=2, is_in_danger=True)
    for one in (answered, answered_in_danger):
        assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    waits = waiting(north, minutes=9)
    waits_in_danger = waiting(north, minutes=1, is_in_danger=True)

    board = supervisors.board(operator=eva, now=NOW)

    assert [one.id for one in board] == [waits_in_danger.pk, answered_in_danger.pk, waits.pk, answered.pk]


def test_what_is_open_is_in_the_queue_or_an_operators_or_known_to_the_board_to_be_left(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    here, gone = (waiting(north, visitor_seen_at=NOW, absent_since=since) for since in (None, NOW))
    mine, left, both_closed = (waiting(north, visitor_seen_at=NOW) for _ in range(3))
    for one in (mine, left, both_closed):
        assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    later = NOW + assignment.LEASE
    with tenant_scope([north.pk]):
        Conversation.objects.filter(pk__in=[left.pk, both_closed.pk]).update(absent_since=NOW)
        Conversation.objects.exclude(pk=both_closed.pk).filter(operator_id=ana.user_id).update(
            attended_until=later + assignment.LEASE
        )
    assert assignment.requeue_lost(later) == 1

    lists = [
        {one.id for one in queue_of(operator=ana, now=later)},
        {one.conversation.id for one in conversations_of(operator=ana, now=later)},
        {
            one.id
            for one in supervisors.board(operator=eva, now=later)
            if one.absent_since is not None and one.operator_id is None
        },
    ]

    assert lists == [{here.pk}, {mine.pk, left.pk}, {gone.pk, both_closed.pk}]
    assert len(supervisors.board(operator=eva, now=later)) == 5


def test_who_stays_after_a_warning_has_not_written(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    one = waiting(north, minutes=30, text="Ayuda", secret_digest=visitor_access.digest_of("secreto"))
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    send(operator=ana, conversation_id=one.pk, epoch=1, client_id=uuid7(), content={"text": "¿Sigue ahí?"}, now=NOW)
    later = NOW + timedelta(minutes=10)
    assert warn_silent(later) == 1

    visitors.stay(access=visitor_access.Access(north.pk, one.pk, "secreto"), now=later)

    [shown] = supervisors.board(operator=eva, now=later)
    assert shown.unanswered_since is None
    assert warn_silent(later + timedelta(minutes=9)) == 0
    assert warn_silent(later + timedelta(minutes=10)) == 1


def test_a_supervisor_comes_in_as_a_second_person_and_leaves(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    one = waiting(north, text="Ayuda")
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    named: dict[str, Any] = {"operator": eva, "conversation_id": one.pk}

    for _ in range(2):
        supervisors.join(**named, now=NOW)
    send(**named, epoch=0, client_id=uuid7(), content={"text": "Te ayudo también"}, now=NOW)

    [held] = conversations_of(operator=eva, now=NOW)
    assert held.is_supervised
    assert read(**named)[-1].author == Author.SUPERVISOR
    send(operator=ana, conversation_id=one.pk, epoch=1, client_id=uuid7(), content={"text": "Gracias"}, now=NOW)
    for _ in range(2):
        supervisors.leave_conversation(**named, now=NOW)
    assert events(one) == ["ATTENDED", "JOINED", "LEFT"]
    assert refused(read, **named) == ChatErrorCode.NOT_FOUND
    assert refused(send, **named, epoch=1, client_id=uuid7(), content={"text": "x"}, now=NOW) == ChatErrorCode.STALE


@pytest.mark.parametrize(
    ("of_operator", "of_supervisor", "expected"),
    [
        ("", "Eva", "Alguien y Eva te atienden"),
        ("Ana", "", "Ana y alguien de supervisión te atienden"),
        ("", "", "Alguien y alguien de supervisión te atienden"),
    ],
)
def test_both_sides_see_a_supervisor_whose_name_nobody_knows(
    north: Tenant, of_operator: str, of_supervisor: str, expected: str
) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    for operator, name in ((ana, of_operator), (eva, of_supervisor)):
        User.objects.filter(pk=operator.user_id).update(first_name=name)
    one = waiting(north, text="Ayuda")
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    supervisors.join(operator=eva, conversation_id=one.pk, now=NOW)

    [held] = conversations_of(operator=ana, now=NOW)

    with translation.override("es-mx"):
        assert presenting.status_of(held.conversation, has_come=True) == expected
    assert held.conversation.supervisor_name


def test_a_supervisor_reads_numbers_only_of_a_conversation_that_they_have(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    one = waiting(north, text="Mi número es 993 313 6550")
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)

    def said(operator: Answering) -> str | None:
        return next(it.text for it in read(operator=operator, conversation_id=one.pk) if it.author == Author.VISITOR)

    supervisors.join(operator=eva, conversation_id=one.pk, now=NOW)
    assert (said(ana), said(eva)) == ("Mi número es 993 313 6550", f"Mi número es {MASK}")
    supervisors.take_over(operator=eva, conversation_id=one.pk, now=NOW)
    assert said(eva) == "Mi número es 993 313 6550"


def test_a_supervisor_whose_desk_is_silent_is_not_said_to_be_there(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    one = waiting(north)
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    is_there(eva, state=PresenceState.BREAK)
    supervisors.join(operator=eva, conversation_id=one.pk, now=NOW)

    assert let_supervisors_leave(NOW) == 0
    assert let_supervisors_leave(NOW + timedelta(days=2)) == 1
    assert now_is(one).supervisor_id is None


def test_a_supervisor_takes_over_and_what_the_former_one_sends_is_refused(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR, at_once=1)
    one, other = waiting(north), waiting(north)
    assignment.accept(operator=ana, conversation_id=one.pk, now=NOW)
    assignment.accept(operator=eva, conversation_id=other.pk, now=NOW)
    supervisors.join(operator=eva, conversation_id=one.pk, now=NOW)

    for _ in range(2):
        supervisors.take_over(operator=eva, conversation_id=one.pk, now=NOW)

    found = now_is(one)
    assert (found.operator_id, found.supervisor_id, found.assignment_epoch) == (eva.user_id, None, 2)
    assert events(one) == ["ATTENDED", "JOINED", "TAKEN_OVER"]
    given: dict[str, Any] = {"operator": ana, "conversation_id": one.pk, "epoch": 1, "client_id": uuid7(), "now": NOW}
    assert refused(send, **given, content={"text": "Hola"}) == ChatErrorCode.STALE
    assert [entry.action for entry in entries()] == ["assistance.chat.take_over"]


def test_reading_has_a_reason_that_is_kept_and_numbers_are_masked(north: Tenant) -> None:
    eva = answers(north, name="eva", role=StaffRole.SUPERVISOR)
    one = waiting(north, text="Mi número es 993 313 6550")
    given: dict[str, Any] = {"operator": eva, "conversation_id": one.pk}

    said = supervisors.read_with_reason(**given, reason="Queja del 12 de marzo")

    assert [message.text for message in said] == [f"Mi número es {MASK}"]
    [entry] = entries()
    assert (entry.subject_id, entry.details) == (str(one.pk), {"reason": "Queja del 12 de marzo"})
    for reason in ("", "  x  ", None, "x" * 201, "Llamar al 9933136550", "......", "\u200b" * 9):
        assert refused(supervisors.read_with_reason, **given, reason=reason) == ChatErrorCode.INVALID
    assert len(entries()) == 1


@pytest.mark.parametrize("act", [supervisors.join, supervisors.take_over])
def test_whoever_is_no_supervisor_comes_in_nowhere(world: World, north: Tenant, act: Any) -> None:
    ana, far = answers(north), answers(world.tenants["XSU"], name="eva", role=StaffRole.SUPERVISOR)
    one = waiting(north)

    for operator in (ana, far):
        given: dict[str, Any] = {"operator": operator, "conversation_id": one.pk}
        assert refused(act, **given, now=NOW) == ChatErrorCode.NOT_FOUND
        assert refused(supervisors.read_with_reason, **given, reason="Una queja") == ChatErrorCode.NOT_FOUND
    assert (now_is(one).version, entries()) == (0, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Soy GOMC900101HTCMRR09 y vivo aquí", f"Soy {MASK} y vivo aquí"),
        ("4152 3136 1234 5678", MASK),
        ("llama al +52 (993) 313-6550.", f"llama al +{MASK}."),
        ("mi casa: 313 6550", f"mi casa: {MASK}"),
        ("844\u200b123\u200b4567", MASK),
        ("844\u2013123\u20114567", MASK),
        ("escribe a ana.perez@correo.mx hoy", f"escribe a {MASK} hoy"),
        ("el 12 de marzo de 2026 a las 18:40", "el 12 de marzo de 2026 a las 18:40"),
    ],
)
def test_what_says_who_somebody_is_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected
