"""What operators do in their conversations: write, note, hand over, end; and what the ledger has of it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise, product
from typing import Any
from uuid import UUID

import pytest
from wagtail.models import Locale, Page

from assistance.call_backs.attempts import open_call
from assistance.call_backs.windows import windows_of
from assistance.chat import (
    assignment,
    crisis,
    desk_selectors,
    ending,
    ledger,
    operators,
    retention,
    supervisors,
    visitor_access,
    visitors,
)
from assistance.chat.desk_protocol import DeskSession
from assistance.chat.desk_selectors import NoteKind, conversations_of, notes_for_call, queue_of
from assistance.chat.errors import EMERGENCY_WAS_CALLED, ChatErrorCode, ChatRefused
from assistance.chat.handing_over import hand_over
from assistance.chat.kept_runs import run_note_id
from assistance.chat.ledger import REGISTERED_BY, log_out_of_hours, log_what_is_left
from assistance.chat.operators import end, keep_run, note, record_emergency_call, send, withdraw_danger
from assistance.chat.promised_calls import call_off_promised, move_promised_call
from assistance.models import (
    BlockedSource,
    CallBack,
    Conversation,
    ConversationNote,
    DangerWords,
    EndReason,
    Inquiry,
    Message,
    PresenceState,
    ServiceHours,
)
from assistance.operators.rights import Answering
from assistance.selectors.snapshots import pinned_scripts
from content_models.models import GuidancePage, OfficePage, OrganizationPage, ScriptPage
from tenants.models import AuditEntry, StaffRole, Tenant, User
from tenants.scope import scope_of_all_tenants, tenant_scope
from tests.assistance.test_snapshots import NODES
from tests.uuid7 import uuid7
from tests.world import GUIDANCE, World

from .waiting import NOW, answers, events, is_there, now_is, read, says, waiting

NO_OFFICE = "12345678-1234-4123-8123-123456789012"
"""The key of something that no state has."""


def taken(operator: Answering, tenant: Tenant, **fields: Any) -> dict[str, Any]:
    """Somebody answers a person who has just written; what names it to services."""
    one = waiting(tenant, **{"text": "Detuvieron a mi hermano", **fields})
    found = assignment.accept(operator=operator, conversation_id=one.pk, now=NOW)
    return {"operator": operator, "conversation_id": one.pk, "epoch": found.assignment_epoch}


def refused(act: Any, **given: Any) -> tuple[ChatErrorCode, str | None]:
    with pytest.raises(ChatRefused) as refusal:
        act(**{"now": NOW, **given})
    assert refusal.value.message
    return refusal.value.code, refusal.value.field


def inquiries() -> list[Inquiry]:
    with scope_of_all_tenants():
        return list(Inquiry.objects.order_by("recorded_at"))


def locked_end(one: dict[str, Any], reason: EndReason, at: Any = NOW) -> None:
    with scope_of_all_tenants():
        ending.end_locked(assignment.locked(one["conversation_id"], one["operator"].scope), reason, now=at)


# Writing


def test_both_sides_read_what_an_operator_writes_once(north: Tenant) -> None:
    one, client_id = taken(answers(north), north), uuid7()

    first = send(**one, client_id=client_id, content={"text": " ¿Sabes dónde está? "}, now=NOW)
    again = send(**one, client_id=client_id, content={"text": "¿Sabes dónde está?"}, now=NOW)

    assert (first.seq, first.is_new, again.seq, again.is_new) == (3, True, 3, False)
    said = read(operator=one["operator"], conversation_id=one["conversation_id"], after=0)
    assert [(message.author, message.text or message.event) for message in said] == [
        ("VISITOR", "Detuvieron a mi hermano"),
        ("SYSTEM", "ATTENDED"),
        ("OPERATOR", "¿Sabes dónde está?"),
    ]
    assert refused(send, **one, client_id=client_id, content={"text": "Otra"}) == (
        ChatErrorCode.IDEMPOTENCY_CONFLICT,
        "clientId",
    )


def test_a_stale_operator_reads_and_writes_no_more(north: Tenant) -> None:
    ana, beto = answers(north), answers(north, name="beto")
    one, client_id = taken(ana, north), uuid7()
    stored = send(**one, client_id=client_id, content={"text": "Voy"}, now=NOW)
    assignment.requeue_lost(NOW + assignment.LEASE)
    assignment.accept(operator=beto, conversation_id=one["conversation_id"], now=NOW + assignment.LEASE)

    assert refused(send, **one, client_id=uuid7(), content={"text": "¿Sigues ahí?"}) == (ChatErrorCode.STALE, None)
    assert refused(end, **one, given={"outcome": "INFORMED"}) == (ChatErrorCode.STALE, None)
    with pytest.raises(ChatRefused):
        read(operator=ana, conversation_id=one["conversation_id"])
    # What was stored before is answered again: the operator's desk learns that it was not lost.
    assert send(**one, client_id=client_id, content={"text": "Voy"}, now=NOW).seq == stored.seq


def test_whoever_has_it_again_is_still_refused_with_an_old_epoch(north: Tenant) -> None:
    ana = answers(north)
    one = taken(ana, north)
    assignment.release(**one, now=NOW)
    assignment.accept(operator=ana, conversation_id=one["conversation_id"], now=NOW)

    assert refused(send, **one, client_id=uuid7(), content={"text": "Hola"}) == (ChatErrorCode.STALE, None)


def test_what_is_another_states_is_not_there(north: Tenant, south: Tenant) -> None:
    one, foreign = taken(answers(north), north), answers(south, name="sara")

    given = {**one, "operator": foreign}
    assert refused(send, **given, client_id=uuid7(), content={"text": "Hola"}) == (ChatErrorCode.NOT_FOUND, None)
    assert refused(note, operator=foreign, conversation_id=one["conversation_id"], note_id=uuid7(), text="x") == (
        ChatErrorCode.NOT_FOUND,
        None,
    )
    assert refused(end, **given, given={}) == (ChatErrorCode.NOT_FOUND, None)


def test_a_note_is_read_by_operators_alone_and_is_encrypted(north: Tenant) -> None:
    ana = answers(north)
    one, note_id = taken(ana, north), uuid7()
    named: dict[str, Any] = {"operator": ana, "conversation_id": one["conversation_id"], "note_id": note_id}

    for _ in range(2):
        note(**named, text="Es menor de edad", now=NOW)

    [held] = conversations_of(operator=ana, now=NOW)
    assert [(shown.id, shown.text) for shown in held.notes] == [(note_id, "Es menor de edad")]
    assert refused(note, **named, text="Otra") == (ChatErrorCode.IDEMPOTENCY_CONFLICT, "id")
    of_run = {**named, "note_id": run_note_id(now_is(one["conversation_id"]))}
    assert refused(note, **of_run, text="Otra") == (ChatErrorCode.INVALID, "id")
    with tenant_scope([north.pk]):
        [row] = ConversationNote.objects.all()
    assert b"menor" not in bytes(row.body or b"")
    said = read(operator=ana, conversation_id=one["conversation_id"])
    assert "Es menor de edad" not in [message.text for message in said]


@pytest.mark.parametrize("way", ["handed over", "taken over", "released", "lost"])
def test_what_is_known_goes_along_with_whoever_has_it_next(north: Tenant, way: str) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    is_there(eva)
    one = taken(ana, north)
    named: dict[str, Any] = {**one, "now": NOW}
    run = {"role": "VICTIM", "answers": [{"node": "inicio", "option": "si"}]}
    for text in ("Guion: Robo", "Guion: Robo, paso 2"):
        keep_run(**named, text=text, run=run)
    [before] = conversations_of(operator=ana, now=NOW)

    taking: dict[str, Any] = {"operator": eva, "conversation_id": one["conversation_id"], "now": NOW}
    if way == "handed over":
        hand_over(**named, to=eva.user_id)
    elif way == "taken over":
        supervisors.take_over(**taking)
    else:
        if way == "released":
            assignment.release(**named)
        else:
            assert assignment.requeue_lost(NOW + assignment.LEASE) == 1
        assignment.accept(**taking)

    [held] = conversations_of(operator=eva, now=NOW)
    assert (before.notes, before.run is not None, held.run) == ((), True, None)
    [shown] = held.as_json()["notes"]
    assert shown["text"] == "Guion: Robo, paso 2"
    assert {name: shown["run"][name] for name in run} == run
    assert refused(keep_run, **one, text="x", run=run) == (ChatErrorCode.STALE, None)


def test_no_note_is_kept_once_the_result_is_registered(north: Tenant) -> None:
    one = taken(answers(north), north)
    locked_end(one, EndReason.VISITOR)
    named: dict[str, Any] = {"operator": one["operator"], "conversation_id": one["conversation_id"]}
    note(**named, note_id=uuid7(), text="Colgó", now=NOW)
    end(**one, given={"outcome": "INFORMED"}, now=NOW)

    assert refused(note, **named, note_id=uuid7(), text="Otra cosa") == (ChatErrorCode.NOT_FOUND, None)


@pytest.mark.parametrize("way", ["handed over", "taken over", "released"])
def test_where_somebody_is_and_the_emergency_call_for_them_go_along_with_whoever_has_it_next(
    north: Tenant, way: str
) -> None:
    ana, eva = answers(north), answers(north, name="eva", role=StaffRole.SUPERVISOR)
    is_there(eva)
    name_operators(Ana=ana, Eva=eva)
    one = taken(ana, north)
    named: dict[str, Any] = {"operator": ana, "conversation_id": one["conversation_id"]}
    place: dict[str, Any] = {**named, "note_id": uuid7(), "kind": "LOCATION", "text": "Hidalgo 12, Centro"}
    for _ in range(2):
        note(**place, now=NOW)
        record_emergency_call(**named, is_called=True, now=NOW)
    assert refused(note, **{**place, "kind": "NOTE"}) == (ChatErrorCode.IDEMPOTENCY_CONFLICT, "id")
    assert refused(note, **{**place, "kind": "EMERGENCY_CALL"}) == (ChatErrorCode.INVALID, "kind")
    assert refused(record_emergency_call, **named, is_called="no") == (ChatErrorCode.INVALID, "isCalled")

    taking: dict[str, Any] = {**named, "operator": eva, "now": NOW}
    assert refused(record_emergency_call, **{**named, "operator": eva}, is_called=False) == (
        ChatErrorCode.NOT_FOUND,
        None,
    )
    if way == "handed over":
        hand_over(**one, to=eva.user_id, now=NOW)
    elif way == "taken over":
        supervisors.take_over(**taking)
    else:
        assignment.release(**one, now=NOW)
        assignment.accept(**taking)

    [held] = conversations_of(operator=eva, now=NOW)
    shown = {note["kind"]: note["text"] for note in held.as_json()["notes"]}
    assert shown == {"LOCATION": "Hidalgo 12, Centro", "EMERGENCY_CALL": ""}
    assert held.is_in_danger
    with tenant_scope([north.pk]):
        bodies = [bytes(row.body or b"") for row in ConversationNote.objects.all()]
    assert not [body for body in bodies if b"Hidalgo" in body or b"LOCATION" in body]
    assert record_emergency_call(**taking, is_called=False) is None
    [held] = conversations_of(operator=eva, now=NOW)
    [call] = [note for note in held.as_json()["notes"] if note["kind"] == "EMERGENCY_CALL"]
    assert (call["authorName"], call["withdrawnByName"], call["withdrawnAt"]) == ("Ana", "Eva", NOW.isoformat())
    assert held.is_in_danger


def name_operators(**by_name: Answering) -> None:
    """Let operators have first names, which colleagues read."""
    with scope_of_all_tenants():
        for name, operator in by_name.items():
            User.objects.filter(pk=operator.user_id).update(first_name=name)


def version_of(one: dict[str, Any]) -> int:
    """Return the version of a conversation: whoever reads it is woken with each."""
    with scope_of_all_tenants():
        return Conversation.objects.get(pk=one["conversation_id"]).version


def may_ring(operator: Answering) -> bool:
    """Return whether the page of the operator's one person offers a call by itself."""
    [held] = conversations_of(operator=operator, now=NOW)
    return held.conversation.may_ring


def emergency_lines(operator: Answering) -> list[tuple[str, str]]:
    """Return who called the emergency number for the operator's one person, and who took that back."""
    [held] = conversations_of(operator=operator, now=NOW)
    calls = [note for note in held.notes if note.kind == desk_selectors.NoteKind.EMERGENCY_CALL]
    return [(call.author_name, call.withdrawn_by_name) for call in calls]


def test_each_record_of_an_emergency_call_stays_and_only_what_changes_is_a_new_version(north: Tenant) -> None:
    ana = answers(north)
    name_operators(Ana=ana)
    one = taken(ana, north)
    named: dict[str, Any] = {"operator": ana, "conversation_id": one["conversation_id"]}
    presses = [True, True, False, False, True, False, True]
    versions, recorded = [version_of(one)], []
    for minute, is_called in enumerate(presses):
        found = record_emergency_call(**named, is_called=is_called, now=NOW + timedelta(minutes=minute))
        recorded.append(found and found.written_at)
        versions.append(version_of(one))

    at = [NOW + timedelta(minutes=minute) for minute in range(len(presses))]
    assert recorded == [at[0], at[0], None, None, at[4], None, at[6]]
    assert [after - before for before, after in pairwise(versions)] == [1, 0, 1, 0, 1, 1, 1]
    assert emergency_lines(ana) == [("Ana", "Ana"), ("Ana", "Ana"), ("Ana", "")]
    end(**one, given={"outcome": "INFORMED"}, now=NOW)
    assert inquiries()[0].is_served
    with tenant_scope([north.pk]):
        assert ConversationNote.objects.filter(operator_id=ana.user_id).count() == 5


def test_what_operators_mark_changes_nothing_on_the_page_of_the_person(north: Tenant) -> None:
    ana = answers(north)
    one = taken(ana, north)
    named: dict[str, Any] = {"operator": ana, "conversation_id": one["conversation_id"]}
    offered = [may_ring(ana)]
    for is_called in (True, False):
        record_emergency_call(**named, is_called=is_called, now=NOW)
        offered.append(may_ring(ana))
    with tenant_scope([north.pk]):
        Conversation.objects.filter(pk=one["conversation_id"]).update(is_marked_in_danger=False)
    assert [*offered, may_ring(ana)] == [True, True, True, False]


def test_danger_by_words_alone_is_taken_back_and_who_did_stays(north: Tenant) -> None:
    ana, eva = answers(north), answers(north, name="eva")
    name_operators(Ana=ana, Eva=eva)
    one = taken(ana, north, text="Lo acusan de suicidio asistido", is_in_danger=True, danger_words="SUICIDE")
    [held] = conversations_of(operator=ana, now=NOW)
    found = withdraw_danger(**one, read_seq=1, now=NOW)
    again = withdraw_danger(**one, read_seq=1, now=NOW)
    may = may_ring(ana)
    assignment.release(**one, now=NOW)
    [waiting] = queue_of(operator=eva, now=NOW)
    assignment.accept(operator=eva, conversation_id=one["conversation_id"], now=NOW)
    [passed] = conversations_of(operator=eva, now=NOW)

    assert (held.danger_words, held.has_declared_danger, held.may_withdraw_danger) == ("SUICIDE", False, True)
    assert found is not None
    assert (found.kind, found.author_name, found.written_at) == (NoteKind.NOT_IN_DANGER, "Ana", NOW)
    assert again is None
    assert not may  # their page is as it was
    assert not waiting.is_in_danger
    assert (passed.is_in_danger, passed.may_withdraw_danger) == (False, False)
    assert [(note.kind, note.author_name) for note in passed.notes] == [(NoteKind.NOT_IN_DANGER, "Ana")]
    assert refused(withdraw_danger, **one, read_seq=1) == (ChatErrorCode.STALE, None)


def test_danger_that_is_written_of_once_more_is_danger_and_is_taken_back_once_more(north: Tenant) -> None:
    ana = answers(north)
    one = taken(ana, north, is_in_danger=True, danger_words="SUICIDE")
    for _ in range(2):
        withdraw_danger(**one, read_seq=1, now=NOW)
        with scope_of_all_tenants():
            crisis.respond(assignment.locked(one["conversation_id"], [north.pk]), DangerWords.SUICIDE, NOW)
        [held] = conversations_of(operator=ana, now=NOW)
        assert (held.is_in_danger, held.may_withdraw_danger) == (True, True)
    assert [note.kind for note in held.notes] == [NoteKind.NOT_IN_DANGER] * 2


def test_words_that_no_operator_has_read_are_not_taken_back(north: Tenant) -> None:
    ana = answers(north)
    one = taken(ana, north, is_in_danger=True, danger_words="DANGER")
    with scope_of_all_tenants():
        conversation = Conversation.objects.get(pk=one["conversation_id"])
    says(conversation, "me quiero morir", NOW)
    with scope_of_all_tenants():
        last = Message.objects.filter(conversation=conversation).latest("seq").seq

    stays = refused(withdraw_danger, **one, read_seq=last - 1)

    assert stays == (ChatErrorCode.INVALID, "readSeq")
    assert withdraw_danger(**one, read_seq=last, now=NOW) is not None


@pytest.mark.parametrize("how", ["declared", "called the emergency number", "marked by the operator"])
def test_danger_that_was_declared_or_marked_by_operators_stays(north: Tenant, how: str) -> None:
    ana = answers(north)
    said = {"is_in_danger": True, "danger_words": "SUICIDE", "has_declared_danger": how == "declared"}
    one = taken(ana, north, **said)
    if how == "called the emergency number":
        record_emergency_call(operator=ana, conversation_id=one["conversation_id"], is_called=True, now=NOW)
    elif how == "marked by the operator":
        keep_run(**one, text="En peligro", run={"isInDanger": True}, now=NOW)

    [held] = conversations_of(operator=ana, now=NOW)

    assert (held.danger_words, held.has_declared_danger) == ("SUICIDE", how == "declared")
    assert not held.may_withdraw_danger
    assert refused(withdraw_danger, **one, read_seq=1) == (ChatErrorCode.INVALID, "isInDanger")


@pytest.mark.parametrize("way", ["released", "lost", "taken by a colleague"])
def test_whoever_called_may_record_it_after_the_queue_has_the_conversation_again(north: Tenant, way: str) -> None:
    ana, eva, leo = answers(north), answers(north, name="eva"), answers(north, name="leo")
    name_operators(Ana=ana, Eva=eva)
    one = taken(ana, north)
    named: dict[str, Any] = {"operator": ana, "conversation_id": one["conversation_id"]}
    if way == "lost":
        assert assignment.requeue_lost(NOW + timedelta(minutes=1)) == 1
    else:
        assignment.release(**one, now=NOW)
    if way == "taken by a colleague":
        assignment.accept(**{**named, "operator": eva, "now": NOW})

    assert refused(record_emergency_call, **{**named, "operator": leo}, is_called=True) == (
        ChatErrorCode.NOT_FOUND,
        None,
    )
    assert record_emergency_call(**named, is_called=True, now=NOW) is not None
    [waiting_or_not] = queue_of(operator=eva, now=NOW) or conversations_of(operator=eva, now=NOW)
    assert waiting_or_not.is_in_danger
    if way != "taken by a colleague":
        assignment.accept(**{**named, "operator": eva, "now": NOW})
    assert emergency_lines(eva) == [("Ana", "")]
    record_emergency_call(**named, is_called=False, now=NOW)
    record_emergency_call(**{**named, "operator": eva}, is_called=True, now=NOW + timedelta(seconds=1))
    assert refused(record_emergency_call, **named, is_called=False) == (ChatErrorCode.NOT_FOUND, None)
    assert emergency_lines(eva) == [("Ana", "Ana"), ("Eva", "")]


def test_an_emergency_call_takes_no_place_from_the_offices_and_is_never_not_served(
    north: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "emergency_office_key", lambda _view: "911")
    named = [f"office-{number}" for number in range(10)]
    assert ledger._with_emergency(named, ["911"]) == ["911", *named[:9]]
    assert ledger._with_emergency([*named[1:], "911"], ["911"]) == ["911", *named[1:]]
    assert ledger._with_emergency([*named, "one-more"], ["911"]) == [*named, "one-more"]

    one = taken(answers(north), north)
    record_emergency_call(operator=one["operator"], conversation_id=one["conversation_id"], is_called=True, now=NOW)
    for given, field in (
        ({"outcome": "OTHER", "unservedReason": "HUNG_UP"}, "unservedReason"),
        ({"outcome": "OTHER", "contactType": "PRANK"}, "contactType"),
    ):
        with pytest.raises(ChatRefused) as error:
            end(**one, given=given, now=NOW)
        assert error.value.field == field
        assert error.value.message == str(EMERGENCY_WAS_CALLED)


def test_an_emergency_call_is_served_also_where_everything_was_erased_and_nobody_had_written(north: Tenant) -> None:
    one = taken(answers(north), north)
    named: dict[str, Any] = {"operator": one["operator"], "conversation_id": one["conversation_id"]}
    note(**named, note_id=uuid7(), kind="LOCATION", text="Hidalgo 12", now=NOW)
    with scope_of_all_tenants():
        conversation = assignment.locked(one["conversation_id"], one["operator"].scope)
        ending.end_locked(conversation, EndReason.ERASED, now=NOW)
        retention.blank(conversation, now=NOW)
    recorded = record_emergency_call(**named, is_called=True, now=NOW)

    assert recorded is not None
    with tenant_scope([north.pk]):
        assert not ConversationNote.objects.exclude(body=None).exists()
    assert log_what_is_left(NOW + REGISTERED_BY) == 1
    [inquiry] = inquiries()
    assert (inquiry.is_served, inquiry.outcome) == (True, "EMERGENCY")
    assert refused(record_emergency_call, **named, is_called=False) == (ChatErrorCode.NOT_FOUND, None)


# Cards


def test_a_card_is_in_the_persons_language_where_it_is_translated(world: World) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    south = world.tenants["XSU"]
    named = {"title": "Detuvieron a mi familiar", "slug": "detuvieron", "roles": ["THIRD_PARTY"]}
    page = world.new(GuidancePage, "NAC", "victima", **{**GUIDANCE, **named})
    Page.objects.get(pk=world.tenants["NAC"].root_page_id).specific.copy_for_translation(english)
    world.section("NAC", "victima").copy_for_translation(english)
    translated = page.copy_for_translation(english)
    translated.title, translated.slug = "My relative was arrested", "arrested"
    world.publish(translated)
    ana = answers(south)
    card = {"kind": "guidance", "key": str(page.translation_key)}

    sent = [taken(ana, south, language=language) for language in ("en", "es-MX")]
    for one in sent:
        send(**one, client_id=uuid7(), content={"card": card}, now=NOW)

    shown = [read(operator=ana, conversation_id=one["conversation_id"])[-1].card for one in sent]
    assert [one and one["title"] for one in shown] == ["My relative was arrested", "Detuvieron a mi familiar"]


def test_a_card_says_what_the_state_serves(world: World) -> None:
    north = world.tenants["XNO"]
    page = world.new(
        GuidancePage,
        "NAC",
        "victima",
        title="Detuvieron a mi familiar",
        slug="detuvieron",
        roles=["THIRD_PARTY"],
        **{**GUIDANCE, "first_step": "Llama al 911"},
    )
    one = taken(answers(north), north)
    key = str(page.translation_key)

    send(**one, client_id=uuid7(), content={"card": {"kind": "guidance", "key": key, "title": "Mentira"}}, now=NOW)

    card = read(operator=one["operator"], conversation_id=one["conversation_id"])[-1].card
    assert card is not None
    assert (card["title"], card["text"], card["phone"]) == ("Detuvieron a mi familiar", "Llama al 911", "911")
    assert str(card["url"]).endswith("/detuvieron/")


@pytest.mark.parametrize(
    ("case", "card", "field"),
    [
        ("no card", "guidance", "card"),
        ("no kind", {"kind": "x", "key": "k"}, "card.kind"),
        ("nothing of the state's", {"kind": "guidance", "key": "k"}, "card.key"),
        ("no office", {"kind": "office", "key": "k"}, "card.key"),
        ("no script", {"kind": "node", "key": "k", "node": "n"}, "card.key"),
        ("no node", {"kind": "node", "key": "k"}, "card.node"),
        ("no such script", {"kind": "node", "key": "k", "node": "n", "digest": "0" * 64}, "card.digest"),
    ],
)
def test_a_card_of_nothing_is_refused(north: Tenant, case: str, card: object, field: str) -> None:
    one = taken(answers(north), north)

    assert refused(send, **one, client_id=uuid7(), content={"card": card}) == (ChatErrorCode.INVALID, field)
    assert now_is(one["conversation_id"]).last_seq == 2


def test_the_desk_reads_of_what_is_not_registered_that_in_which_somebody_takes_part_and_nothing_else(
    north: Tenant,
) -> None:
    ana, beto, eva = answers(north), answers(north, name="beto"), answers(north, name="eva")
    for operator, supervisor, is_logged in product((ana, beto), (None, ana, eva), (False, True)):
        one = taken(operator, north)["conversation_id"]
        with scope_of_all_tenants():
            own = {"supervisor": supervisor and supervisor.user_id, "is_logged": is_logged}
            ended = {"state": "ENDED", "ended_at": NOW, "end_reason": "VISITOR", "attended_until": None}
            Conversation.objects.filter(pk=one).update(**own, **ended)
            found = Conversation.objects.get(pk=one)
            for who in (ana, beto, eva):
                takes_part = desk_selectors.takes_part(found, who) and not is_logged
                assert (one in desk_selectors.read_each(operator=who, after={one: 0})) is takes_part


# Handing over


def test_a_colleague_who_is_there_has_it_with_all_that_was_said(north: Tenant) -> None:
    ana, beto = answers(north), answers(north, name="beto")
    is_there(beto)
    one = taken(ana, north)

    hand_over(**one, to=beto.user_id, now=NOW)

    assert events(now_is(one["conversation_id"])) == ["ATTENDED", "HANDED_OVER"]
    assert [held.epoch for held in conversations_of(operator=beto, now=NOW)] == [2]
    assert read(operator=beto, conversation_id=one["conversation_id"])[0].text == "Detuvieron a mi hermano"
    assert refused(send, **one, client_id=uuid7(), content={"text": "Hola"}) == (ChatErrorCode.STALE, None)


def test_who_was_handed_it_is_said_to_have_come_once_they_open_it_or_answer_and_else_it_is_in_the_queue_again(
    north: Tenant,
) -> None:
    ana, beto = answers(north), answers(north, name="beto")
    is_there(beto)
    opened, answered, left = (taken(ana, north) for _ in range(3))
    for one in (opened, answered, left):
        hand_over(**one, to=beto.user_id, now=NOW)
    later = NOW + timedelta(seconds=5)
    is_beto = {"operator": beto, "epoch": 2, "now": later}
    send(**{**answered, **is_beto}, client_id=uuid7(), content={"text": "Soy Beto"})

    for one in (opened, answered):
        for _ in range(2):
            assignment.accept(operator=beto, conversation_id=one["conversation_id"], now=later, epoch=2)
    operators.renew_lease(operator=beto, now=NOW + timedelta(seconds=900))
    assignment.requeue_lost(NOW + timedelta(seconds=900))

    assert [events(now_is(one["conversation_id"])) for one in (opened, answered, left)] == [
        ["ATTENDED", "HANDED_OVER", "ATTENDED", "OPERATOR_SILENT"],  # to what was written nobody has answered
        ["ATTENDED", "HANDED_OVER"],
        ["ATTENDED", "HANDED_OVER", "OPERATOR_SILENT"],
    ]


@pytest.mark.parametrize(
    ("case", "options", "state", "expected"),
    [
        ("is away", {}, None, (ChatErrorCode.INVALID, "to")),
        ("has a break", {}, PresenceState.BREAK, (ChatErrorCode.INVALID, "to")),
        ("speaks another language", {"languages": ("yua",)}, PresenceState.AVAILABLE, (ChatErrorCode.INVALID, "to")),
        ("has no room", {"at_once": 1}, PresenceState.AVAILABLE, (ChatErrorCode.LIMIT, None)),
    ],
)
def test_a_colleague_who_cannot_have_it_does_not_get_it(
    north: Tenant,
    case: str,
    options: dict[str, Any],
    state: PresenceState | None,
    expected: tuple[ChatErrorCode, str | None],
) -> None:
    ana, beto = answers(north), answers(north, name="beto", **options)
    if state is not None:
        is_there(beto, state=state)
    if "at_once" in options:
        taken(beto, north)
    one = taken(ana, north)

    assert refused(hand_over, **one, to=beto.user_id) == expected
    assert now_is(one["conversation_id"]).operator_id == ana.user_id


def test_another_state_answers_with_its_content_and_has_the_inquiry(north: Tenant, south: Tenant) -> None:
    both, only_north = answers(north, south), answers(north, name="beto")
    one = taken(both, north)

    assert refused(hand_over, **one, state="NOT") == (ChatErrorCode.INVALID, "state")
    for _ in range(2):
        hand_over(**one, state="XSU", now=NOW)

    assert events(now_is(one["conversation_id"])) == ["ATTENDED", "TO_STATE"]
    [held] = conversations_of(operator=both, now=NOW)
    found = now_is(one["conversation_id"])
    assert (held.state, held.epoch, found.tenant_id) == ("XSU", 1, north.pk)
    assert held.conversation.content_state == south.name
    send(**one, client_id=uuid7(), content={"text": "Te atiendo"}, now=NOW)
    assignment.release(**one, now=NOW)
    assert queue_of(operator=only_north, now=NOW) == []
    again = assignment.accept(operator=both, conversation_id=one["conversation_id"], now=NOW)
    end(**{**one, "epoch": again.assignment_epoch}, given={"outcome": "INFORMED"}, now=NOW)
    assert [(inquiry.pk, inquiry.tenant_id) for inquiry in inquiries()] == [(one["conversation_id"], south.pk)]


def test_it_goes_on_by_telephone(north: Tenant, south: Tenant) -> None:
    ana, eva, foreign = answers(north), answers(north, name="eva"), answers(south, name="leo")
    with tenant_scope([north.pk]):
        ServiceHours.objects.create(
            tenant=north,
            channel="PHONE",
            schedule=[("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})],
        )
    one = taken(ana, north)
    window = windows_of(tenant=north, now=NOW)[0]
    call = {
        "id": str(uuid7()),
        "phone": "9933136550",
        "isSafeToContact": True,
        "relationship": "SELF",
        "windowStartsAt": window.starts_at.isoformat(),
    }

    assert refused(hand_over, **one, phone={**call, "phone": "1"}) == (ChatErrorCode.INVALID, "phone")
    for _ in range(2):
        hand_over(**one, phone=call, now=NOW)
    later = windows_of(tenant=north, now=NOW)[1]
    hand_over(**one, phone={**call, "id": str(uuid7()), "windowStartsAt": later.starts_at.isoformat()}, now=NOW)
    note(operator=ana, conversation_id=one["conversation_id"], note_id=uuid7(), text="No le contestan", now=NOW)
    keep_run(**one, text="Guion: Robo, paso 2", run={"role": "VICTIM"}, now=NOW)
    end(**one, given={}, now=NOW)
    known = notes_for_call(operator=eva, inquiry_id=one["conversation_id"])
    assert {(shown.text, shown.run and shown.run["role"]) for shown in known} == {
        ("No le contestan", None),
        ("Guion: Robo, paso 2", "VICTIM"),
    }
    assert notes_for_call(operator=foreign, inquiry_id=one["conversation_id"]) == []
    other = taken(ana, north)
    assert refused(end, **other, given={"outcome": "CALL_BACK"}) == (ChatErrorCode.INVALID, "outcome")

    with tenant_scope([north.pk]):
        [promised] = CallBack.objects.all()  # the later one replaces the other
    assert (promised.inquiry_id, promised.window_starts_at) == (one["conversation_id"], later.starts_at)
    found = now_is(one["conversation_id"])
    assert events(found) == ["ATTENDED", "TO_PHONE", "TO_PHONE", "ENDED"]
    assert (found.call_starts_at, found.call_ends_at) == (later.starts_at, later.ends_at)
    assert [inquiry.outcome for inquiry in inquiries()] == ["CALL_BACK"]


def test_a_call_off_is_an_event_once_and_leaves_a_later_promise(north: Tenant) -> None:
    ana = answers(north)
    with tenant_scope([north.pk]):
        always = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})]
        ServiceHours.objects.create(tenant=north, channel="PHONE", schedule=always, call_backs_per_hour=2)
    one = taken(ana, north)
    window = windows_of(tenant=north, now=NOW)[0]
    first, second, attempt = uuid7(), uuid7(), {"id": str(uuid7())}

    def promise(pk: UUID) -> None:
        call = {"id": str(pk), "phone": "9933136550", "isSafeToContact": True, "relationship": "SELF"}
        hand_over(**one, phone={**call, "windowStartsAt": window.starts_at.isoformat()}, now=NOW)

    promise(first)
    for _ in range(2):
        call_off_promised(pk=first, by=ana, given=attempt, now=NOW)
    called_off = now_is(one["conversation_id"])
    promise(second)
    call_off_promised(pk=first, by=ana, given=attempt, now=NOW)  # its first answer was lost

    found = now_is(one["conversation_id"])
    assert (called_off.call_starts_at, found.call_starts_at) == (None, window.starts_at)
    assert events(found) == ["ATTENDED", "TO_PHONE", "CALLED_OFF", "TO_PHONE"]
    [told] = [one for one in read(operator=ana, conversation_id=found.pk) if one.event == "CALLED_OFF"]
    assert (told.call_starts_at, told.call_ends_at) == (window.starts_at, window.ends_at)


def test_a_call_that_is_moved_after_the_text_was_removed_leaves_no_hours_in_the_chat(north: Tenant) -> None:
    ana = answers(north)
    with tenant_scope([north.pk]):
        always = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})]
        ServiceHours.objects.create(tenant=north, channel="PHONE", schedule=always, call_backs_per_hour=2)
    one = taken(ana, north)
    earlier, later = windows_of(tenant=north, now=NOW)[:2]
    pk = uuid7()
    call = {"id": str(pk), "phone": "9933136550", "isSafeToContact": True, "relationship": "SELF"}
    hand_over(**one, phone={**call, "windowStartsAt": earlier.starts_at.isoformat()}, now=NOW)
    with scope_of_all_tenants():
        Conversation.objects.filter(pk=one["conversation_id"]).update(blanked_at=NOW)

    move_promised_call(pk=pk, by=ana, given={"windowStartsAt": later.starts_at.isoformat()}, now=NOW)

    with scope_of_all_tenants():
        kept = Message.objects.filter(conversation_id=one["conversation_id"], event="TO_PHONE").order_by("seq")
        assert list(kept.values_list("call_starts_at", flat=True)) == [earlier.starts_at, None]


# The end, and the ledger


def test_the_end_is_in_the_ledger_once(north: Tenant) -> None:
    ana = answers(north)
    one = taken(ana, north, minutes=10, role="THIRD_PARTY")
    at = NOW + timedelta(seconds=300)

    for _ in range(2):
        end(**one, given={"outcome": "INFORMED"}, now=at)
    log_what_is_left(at + timedelta(hours=1))

    [inquiry] = inquiries()
    assert (inquiry.pk, inquiry.channel, inquiry.role) == (one["conversation_id"], "CHAT", "THIRD_PARTY")
    assert (inquiry.is_served, inquiry.outcome, inquiry.operator_id) == (True, "INFORMED", ana.user_id)
    assert inquiry.duration_seconds == 300
    found = now_is(one["conversation_id"])
    assert (found.end_reason, found.is_logged) == ("OPERATOR", True)
    assert refused(send, **one, client_id=uuid7(), content={"text": "Adiós"}) == (ChatErrorCode.ENDED, None)
    with pytest.raises(ChatRefused):
        read(operator=ana, conversation_id=one["conversation_id"])


@pytest.mark.parametrize(
    ("case", "given", "field"),
    [
        ("nothing is said of the result", {}, "outcome"),
        ("a result that there is not", {"outcome": "X"}, "outcome"),
        ("referred to nobody", {"outcome": "REFERRED"}, "referralKeys"),
        ("something else", {"outcome": "INFORMED", "note": "Ana Pérez"}, "note"),
    ],
)
def test_a_result_that_cannot_be_leaves_it_open(north: Tenant, case: str, given: dict[str, Any], field: str) -> None:
    one = taken(answers(north), north)

    assert refused(end, **one, given=given) == (ChatErrorCode.INVALID, field)
    assert (now_is(one["conversation_id"]).state, inquiries()) == ("ATTENDED", [])


@pytest.mark.parametrize("words", ["after it ended", "never"])
def test_of_what_the_person_ends_the_operator_says_the_result_within_a_while(north: Tenant, words: str) -> None:
    ana = answers(north)
    one = taken(ana, north)
    send(**one, client_id=uuid7(), content={"text": "Llama al 911"}, now=NOW)
    locked_end(one, EndReason.VISITOR)

    assert log_what_is_left(NOW + timedelta(minutes=1)) == 0
    assert [held.has_to_be_registered for held in conversations_of(operator=ana, now=NOW)] == [True]
    if words == "after it ended":
        end(**one, given={"outcome": "EMERGENCY"}, now=NOW)
    log_what_is_left(NOW + REGISTERED_BY)

    assert [inquiry.outcome for inquiry in inquiries()] == ["EMERGENCY" if words == "after it ended" else "INFORMED"]
    assert conversations_of(operator=ana, now=NOW + REGISTERED_BY) == []


@pytest.mark.parametrize(
    ("reason", "wrote", "expected"),
    [
        (EndReason.VISITOR, False, "HUNG_UP"),
        (EndReason.ERASED, False, "HUNG_UP"),
        (EndReason.INACTIVE, False, "HUNG_UP"),
        (EndReason.UNATTENDED, False, "NO_OPERATOR"),
        (EndReason.VISITOR, True, "INFORMED"),
        (EndReason.INACTIVE, True, "ABANDONED"),
        (EndReason.UNATTENDED, True, "OTHER"),
    ],
)
def test_what_is_missed_is_in_the_ledger_too(north: Tenant, reason: EndReason, wrote: bool, expected: str) -> None:
    one = taken(answers(north), north, topic_key=str(uuid7()), language="nah")  # neither is the state's
    if wrote:
        send(**one, client_id=uuid7(), content={"text": "Hola"}, now=NOW)
    assignment.release(**one, now=NOW)
    locked_end(one, reason)

    assert log_what_is_left(NOW) == 1
    assert log_what_is_left(NOW) == 0

    [inquiry] = inquiries()
    assert (inquiry.outcome or inquiry.unserved_reason, inquiry.is_served) == (expected, wrote)
    assert (inquiry.topic_key, inquiry.language) == ("", "es-MX")


@pytest.mark.parametrize(
    ("reason", "outcome", "has_offices"),
    [
        (EndReason.VISITOR, "REFERRED", True),
        (EndReason.LEFT, "ABANDONED", True),
        (EndReason.ERASED, "INFORMED", False),
    ],
)
def test_what_was_done_before_it_was_given_back_is_in_the_ledger_once_though_nobody_takes_it(
    world: World, north: Tenant, reason: EndReason, outcome: str, has_offices: bool
) -> None:
    directory = world.new(OrganizationPage, "XNO", "directorio", title="F", slug="f", organization_kind="PROSECUTOR")
    page = world.publish(world.draft_below(directory, OfficePage, title="Centro", slug="centro"))
    office = str(page.translation_key)
    one = taken(answers(north), north)
    send(**one, client_id=uuid7(), content={"text": "Ve a la fiscalía"}, now=NOW)
    run = {"role": "VICTIM", "referralKeys": [NO_OFFICE, office, office]}
    keep_run(**one, text="Canalizado a: Centro", run=run, now=NOW)
    assignment.release(**one, now=NOW)
    locked_end(one, reason)
    if reason == EndReason.ERASED:
        with scope_of_all_tenants():
            retention.blank(now_is(one["conversation_id"]), now=NOW)

    assert (log_what_is_left(NOW), log_what_is_left(NOW)) == (1, 0)

    [inquiry] = inquiries()
    assert (inquiry.outcome, inquiry.referral_keys) == (outcome, [office] if has_offices else [])
    assert inquiry.role == ("VICTIM" if has_offices else "")


@pytest.mark.parametrize("is_known", [True, False])
def test_the_script_last_walked_of_what_was_given_back_is_in_the_ledger_if_the_state_has_it(
    world: World, north: Tenant, is_known: bool
) -> None:
    script = world.new(
        ScriptPage, "NAC", "guiones", title="Guion", slug="guion-nuevo", role="VICTIM", urgency="HIGH",
        channels=["CHAT"], start="fin", nodes=NODES,
    )  # fmt: skip
    key = str(script.translation_key)
    [pinned] = [one for one in pinned_scripts(world.view("XNO")) if one.document["key"] == key]
    named = (key, pinned.digest) if is_known else (NO_OFFICE, "0" * 64)
    one = taken(answers(north), north)
    send(**one, client_id=uuid7(), content={"text": "Hola"}, now=NOW)
    keep_run(**one, text="Guion", run=dict(zip(("scriptKey", "scriptDigest"), named, strict=True)), now=NOW)
    assignment.release(**one, now=NOW)
    locked_end(one, EndReason.VISITOR)

    assert log_what_is_left(NOW) == 1

    [inquiry] = inquiries()
    assert (inquiry.script_key, inquiry.script_digest) == (named if is_known else ("", ""))


@pytest.mark.parametrize(
    ("case", "run", "reason", "expected"),
    [
        (
            "a role that is not the form's",
            {"role": "ACCUSED"},
            EndReason.VISITOR,
            ("CITIZEN", "ACCUSED", "INFORMED", ""),
        ),
        ("no role", {}, EndReason.VISITOR, ("CITIZEN", "VICTIM", "INFORMED", "")),
        ("a prank", {"contactType": "PRANK"}, EndReason.VISITOR, ("PRANK", "VICTIM", "", "")),
        ("a result", {"result": "TRANSFERRED"}, EndReason.VISITOR, ("CITIZEN", "VICTIM", "TRANSFERRED", "")),
        ("no matter of ours", {"result": "OUT_OF_SCOPE"}, EndReason.VISITOR, ("CITIZEN", "VICTIM", "", "OUT_OF_SCOPE")),
        ("a result, and they went away", {"result": "OTHER"}, EndReason.LEFT, ("CITIZEN", "VICTIM", "ABANDONED", "")),
        (
            "no matter of ours, and they went away",
            {"contactType": "PRANK", "result": "OUT_OF_SCOPE"},
            EndReason.LEFT,
            ("CITIZEN", "VICTIM", "ABANDONED", ""),
        ),
        (
            "a call that nobody promised",
            {"result": "CALL_BACK"},
            EndReason.VISITOR,
            ("CITIZEN", "VICTIM", "INFORMED", ""),
        ),
        ("no office", {"result": "REFERRED"}, EndReason.VISITOR, ("CITIZEN", "VICTIM", "INFORMED", "")),
    ],
)
def test_what_the_last_desk_kept_is_its_operators_word(
    north: Tenant, case: str, run: dict[str, Any], reason: EndReason, expected: tuple[str, ...]
) -> None:
    one = taken(answers(north), north, role="VICTIM")
    send(**one, client_id=uuid7(), content={"text": "Hola"}, now=NOW)
    keep_run(**one, text=case, run=run, now=NOW)
    assignment.release(**one, now=NOW)
    locked_end(one, reason)

    log_what_is_left(NOW)

    [inquiry] = inquiries()
    assert (inquiry.contact_type, inquiry.role, inquiry.outcome, inquiry.unserved_reason) == expected
    assert inquiry.is_served is (inquiry.unserved_reason == "")


def test_who_was_in_an_emergency_that_was_called_is_no_prank_whatever_the_last_desk_kept(north: Tenant) -> None:
    one = taken(answers(north), north, is_in_danger=True)
    named = {"operator": one["operator"], "conversation_id": one["conversation_id"]}
    record_emergency_call(**named, is_called=True, now=NOW)
    keep_run(**one, text="Broma", run={"contactType": "PRANK", "result": "OUT_OF_SCOPE"}, now=NOW)
    assignment.release(**one, now=NOW)
    locked_end(one, EndReason.VISITOR)

    log_what_is_left(NOW)

    [inquiry] = inquiries()
    assert (inquiry.contact_type, inquiry.outcome, inquiry.is_served) == ("CITIZEN", "EMERGENCY", True)


def test_whoever_takes_what_was_given_back_says_what_came_of_it_in_one_row(north: Tenant) -> None:
    ana, beto = answers(north), answers(north, name="beto")
    one = taken(ana, north)
    keep_run(**one, text="Canalizado", run={"role": "VICTIM", "referralKeys": [NO_OFFICE]}, now=NOW)
    assignment.release(**one, now=NOW)
    found = assignment.accept(operator=beto, conversation_id=one["conversation_id"], now=NOW)

    by_beto = {**one, "operator": beto, "epoch": found.assignment_epoch}
    end(**by_beto, given={"outcome": "INFORMED", "role": "ACCUSED"}, now=NOW)
    log_what_is_left(NOW + timedelta(hours=1))

    [inquiry] = inquiries()
    assert (inquiry.operator_id, inquiry.outcome, inquiry.role) == (beto.user_id, "INFORMED", "ACCUSED")


@pytest.mark.parametrize(
    ("case", "given", "expected"),
    [
        ("who went away", {"outcome": "ABANDONED"}, ("EMERGENCY", True)),
        ("of whom nothing is said", {}, ("EMERGENCY", False)),
        ("of whom their operator says something else", {"outcome": "INFORMED"}, ("INFORMED", False)),
        ("who was no citizen", {"contactType": "PRANK"}, ("", False)),
    ],
)
def test_who_was_referred_to_the_emergency_number_in_danger_is_an_emergency_in_the_ledger(
    world: World,
    north: Tenant,
    monkeypatch: pytest.MonkeyPatch,
    case: str,
    given: dict[str, Any],
    expected: tuple[str, bool],
) -> None:
    directory = world.new(OrganizationPage, "XNO", "directorio", title="F", slug="f", organization_kind="POLICE")
    page = world.publish(world.draft_below(directory, OfficePage, title="911", slug="911"))
    key = str(page.translation_key)
    monkeypatch.setattr(ledger, "emergency_office_key", lambda _view: key)
    one = taken(answers(north), north)
    keep_run(**one, text="En peligro", run={"isInDanger": True}, now=NOW)
    keep_run(**one, text="Municipio: Centro", run={"isInDanger": False}, now=NOW)
    [held] = conversations_of(operator=one["operator"], now=NOW)
    given = {"referralKeys": [key], **given}

    end(**one, given=given, now=NOW)

    assert held.is_in_danger
    [inquiry] = inquiries()
    assert (inquiry.outcome, inquiry.is_hung_up) == expected


def test_danger_of_which_nobody_told_the_emergency_number_is_no_emergency_in_the_ledger(north: Tenant) -> None:
    said, silent = (taken(answers(north, name=name), north, is_in_danger=True) for name in ("ana", "beto"))
    send(**silent, client_id=uuid7(), content={"text": "¿Dónde estás?"}, now=NOW)
    assert refused(end, **said, given={}) == (ChatErrorCode.INVALID, "outcome")

    end(**said, given={"outcome": "ABANDONED"}, now=NOW)
    locked_end(silent, EndReason.VISITOR)
    log_what_is_left(NOW + REGISTERED_BY)

    assert [(one.outcome, one.is_hung_up) for one in inquiries()] == [("ABANDONED", False), ("INFORMED", False)]


@pytest.mark.parametrize(("is_called", "expected"), [(True, ("EMERGENCY", True)), (False, ("ABANDONED", False))])
def test_somebody_in_danger_who_falls_silent_is_an_emergency_where_its_number_was_called(
    north: Tenant, is_called: bool, expected: tuple[str, bool]
) -> None:
    one = taken(answers(north), north, is_in_danger=True)
    send(**one, client_id=uuid7(), content={"text": "Llama al 911"}, now=NOW)
    if is_called:
        named = {"operator": one["operator"], "conversation_id": one["conversation_id"]}
        record_emergency_call(**named, is_called=True, now=NOW)
    locked_end(one, EndReason.INACTIVE)

    log_what_is_left(NOW + REGISTERED_BY)

    [inquiry] = inquiries()
    assert (inquiry.outcome, inquiry.is_hung_up) == expected


def test_what_the_ledger_does_not_take_is_tried_again_later(north: Tenant, caplog: pytest.LogCaptureFixture) -> None:
    one = taken(answers(north), north, started_at=NOW - timedelta(days=31), waiting_since=NOW - timedelta(days=31))
    locked_end(one, EndReason.INACTIVE)

    for minutes in (0, 1, 9, 10):
        assert log_what_is_left(NOW + timedelta(minutes=minutes)) == 0

    assert [record.message for record in caplog.records] == ["A conversation is not in the ledger."] * 2
    assert (inquiries(), now_is(one["conversation_id"]).end_reason) == ([], "INACTIVE")


def test_who_comes_outside_the_hours_is_counted_once_an_hour(north: Tenant) -> None:
    def comes(digest: str) -> bool:
        return log_out_of_hours(tenant=north, source_digest=digest, language=None, now=NOW, topic_key=str(uuid7()))

    assert [comes("a" * 64), comes("a" * 64), comes("b" * 64), comes("")] == [True, False, True, False]
    assert [(one.unserved_reason, one.language) for one in inquiries()] == [("OUT_OF_HOURS", "es-MX")] * 2


def test_spam_is_blocked_until_the_day_ends(north: Tenant) -> None:
    one = taken(answers(north), north, source_digest="a" * 64)

    for _ in range(2):
        operators.close_as_spam(**one, now=NOW)

    with tenant_scope([north.pk]):
        [block] = BlockedSource.objects.all()
    assert block.digest == "a" * 64
    assert NOW < block.expires_at <= NOW + timedelta(days=1)
    assert [(inquiry.contact_type, inquiry.is_served) for inquiry in inquiries()] == [("PRANK", True)]
    assert now_is(one["conversation_id"]).end_reason == "SPAM"


@pytest.mark.parametrize("leave", [visitors.end, visitors.erase])
def test_who_ends_first_is_blocked_all_the_same(north: Tenant, leave: Any) -> None:
    secret = visitor_access.new_secret()
    one = taken(answers(north), north, source_digest="a" * 64, secret_digest=visitor_access.digest_of(secret))
    leave(access=visitor_access.Access(north.pk, one["conversation_id"], secret), now=NOW)

    for _ in range(2):
        operators.close_as_spam(**one, now=NOW)

    with tenant_scope([north.pk]):
        assert [block.digest for block in BlockedSource.objects.all()] == ["a" * 64]
    assert [inquiry.contact_type for inquiry in inquiries()] == ["PRANK"]
    ended = now_is(one["conversation_id"])
    assert (ended.end_reason, ended.source_digest) == ("SPAM", "")


def test_what_is_closed_as_spam_calls_nobody(north: Tenant) -> None:
    ana = answers(north)
    with tenant_scope([north.pk]):
        always = [("schedule", {"is_always_open": True, "periods": [], "holidays": "OPEN"})]
        ServiceHours.objects.create(tenant=north, channel="PHONE", schedule=always, call_backs_per_hour=2)
    window = windows_of(tenant=north, now=NOW)[0]

    def spam_that_promised(*, called_by: Answering | None = None) -> Conversation:
        one, pk = taken(ana, north), uuid7()
        call = {"id": str(pk), "phone": "9933136550", "isSafeToContact": True, "relationship": "SELF"}
        hand_over(**one, phone={**call, "windowStartsAt": window.starts_at.isoformat()}, now=NOW)
        if called_by is not None:
            with tenant_scope([north.pk]):
                open_call(pk=pk, by=called_by, now=NOW)
        for _ in range(2):
            operators.close_as_spam(**one, now=NOW)
        return now_is(one["conversation_id"])

    spam, opened = spam_that_promised(), spam_that_promised(called_by=ana)
    called = spam_that_promised(called_by=answers(north, name="bea"))

    with tenant_scope([north.pk]):
        assert [call.inquiry_id for call in CallBack.objects.all()] == [called.pk]
        cancelled = AuditEntry.objects.filter(action="assistance.call_back.cancel")
        assert [entry.person_id for entry in cancelled] == [ana.user_id] * 2
    assert [one.call_starts_at for one in (spam, opened, called)] == [None, None, window.starts_at]
    assert [events(one) for one in (spam, opened)] == [["ATTENDED", "TO_PHONE", "CALLED_OFF", "ENDED"]] * 2
    assert events(called) == ["ATTENDED", "TO_PHONE", "ENDED"]


def test_network_is_forgotten_once_the_result_is_registered(north: Tenant) -> None:
    secret = visitor_access.new_secret()
    one = taken(answers(north), north, source_digest="a" * 64, secret_digest=visitor_access.digest_of(secret))
    visitors.end(access=visitor_access.Access(north.pk, one["conversation_id"], secret), now=NOW)
    operators.end(**one, given={"outcome": "INFORMED"}, now=NOW)

    assert now_is(one["conversation_id"]).source_digest == ""
    assert refused(operators.close_as_spam, **one, now=NOW)[0] == ChatErrorCode.ENDED


def test_what_a_conversation_says_is_in_no_repr(north: Tenant) -> None:
    ana = answers(north)
    one = taken(ana, north)
    note(operator=ana, conversation_id=one["conversation_id"], note_id=uuid7(), text="Canario", now=NOW)
    says(now_is(one["conversation_id"]), "Canario", NOW)

    shown = [conversations_of(operator=ana, now=NOW), read(operator=ana, conversation_id=one["conversation_id"])]

    assert "Canario" not in repr(shown)


def test_the_live_feed_remembers_only_what_its_operator_has(world: World) -> None:
    ana, foreign = answers(world.tenants["XNO"]), waiting(world.tenants["XSU"])
    one = taken(ana, world.tenants["XNO"])
    session = DeskSession(ana, clock=lambda: NOW)

    for pk in (one["conversation_id"], foreign.pk, *(uuid7() for _ in range(20))):
        assert session.receive({"type": "after", "conversation": str(pk), "seq": 7}) == []
    session.pull()

    assert session.after == {one["conversation_id"]: 7}
    assignment.release(**one, now=NOW)
    session.pull()
    assert session.after == {}
