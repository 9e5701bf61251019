"""Deciding reviews: what is kept, taken or edited, by whom, and what citizens read then. Real content."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from django.utils.translation import override
from wagtail.models import Page, PageLogEntry

from content_models.kinds import ItemKind
from content_models.piece_labels import in_words
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationForbidden, AdaptationLocked, StaleAdaptation
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from editorial.review import services as review
from editorial.review.admin.rows import decisions_of
from editorial.review.digest import _line as digest_line
from editorial.review.errors import NotDecidableSo, PieceSettled, ReviewClosed, ReviewOutdated, ReviewUnknown
from editorial.review.services import Decision
from publishing.errors import NotVisible, ScriptUnreachable
from publishing.models import ReviewOutcome, ReviewTask
from tests.desk import Desk, retold
from tests.editorial.reviews import (
    FAMILY,
    SCRIPT,
    adapt_field,
    adapt_piece,
    blocks,
    only,
    open_tasks,
    remove,
    retell,
    set_nationally,
    tasks,
)
from tests.module_desk import desk, module_desk
from tests.module_transaction import made_once

__all__ = ["desk", "module_desk"]


@made_once
def key(module_desk: Desk) -> str:
    """A text whose first two blocks and summary Tabasco has adapted, of which the library changed one block."""
    key = module_desk.key(ItemKind.GUIDANCE, FAMILY)
    one, other = blocks(module_desk.bench(key))[:2]
    adapt_piece(module_desk, key, one, "<p>Uno de aquí.</p>")
    adapt_piece(module_desk, key, other, "<p>Otro de aquí.</p>")
    retell(module_desk, key, one, "<p>Uno nacional.</p>")
    return key


def by(desk: Desk, role: str = "publisher", code: str = "TAB") -> Any:
    """Somebody of a state."""
    return desk.people[code, role]


def text(desk: Desk, key: str, address: str, code: str = "TAB") -> str:
    """What citizens of a state read in a block."""
    item = desk.view(code).item(key)
    found = next(one for one in item.get("nodes", item.get("body")) if one["id"] == address)
    return str(found["text"]["plainText"])


def decided(desk: Desk) -> list[tuple[Any, ...]]:
    """What the only task of Tabasco says was decided."""
    (task,) = tasks(desk)
    return [(one["address"], one["decision"], one["by"], one["isPublished"]) for one in task.decisions]


def test_a_review_shows_what_was_what_is_and_what_the_state_says(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]
    base = desk.view("COA").item(key)

    shown = review.review_of(task_id=only(desk).pk, by=by(desk, "editor"))

    (piece,) = shown.pieces
    assert (piece.address, piece.change, piece.base_number) == (address, OperationKind.REPLACE, 1)
    assert piece.national_value["text"]["plainText"] == "Uno nacional."
    assert piece.local_value["text"]["plainText"] == "Uno de aquí."
    assert piece.base_value["text"]["plainText"] not in ("", "Uno nacional.", "Uno de aquí.")
    assert piece.base_value["text"]["html"].startswith("<p>")
    assert (piece.decision, piece.is_gone, piece.is_hidden) == (None, False, False)
    assert (shown.edition, shown.revision) == (2, desk.bench(key).revision)
    assert (shown.rights.can_edit, shown.rights.can_publish, shown.can_decide) == (True, False, True)
    assert base["body"][0]["origin"] == "LIBRARY"


def test_the_pieces_are_called_as_on_the_workbench_and_stand_in_reading_order(desk: Desk, key: str) -> None:
    one, other = blocks(desk.bench(key))[:2]
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    retell(desk, key, other, "<p>Otro nacional.</p>")
    set_nationally(desk, key, summary="Otro resumen.")

    shown = review.review_of(task_id=only(desk).pk, by=by(desk))

    with override_settings(LANGUAGE_CODE="es-mx"):
        bench = desk.bench(key)
    summary = bench.piece("summary")
    assert [piece.address for piece in shown.pieces] == ["summary", one, other]
    assert shown.pieces[0].label == summary.label
    assert [piece.label.rsplit(" ", 1)[1] for piece in shown.pieces[1:]] == ["1", "2"]
    assert shown.pieces[0].base_value not in ("Otro resumen.", "Resumen de aquí.")
    assert (shown.pieces[0].national_value, shown.pieces[0].local_value) == ("Otro resumen.", "Resumen de aquí.")


def test_a_publisher_keeps_the_own_text_and_the_review_is_closed_at_once(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]

    done = review.keep(task_id=only(desk).pk, by=by(desk), address=address)

    assert (done.is_published, done.problem, done.task.outcome) == (True, "", ReviewOutcome.KEPT)
    assert done.task.closed_by == by(desk)
    assert decided(desk) == [(address, "keep", by(desk).pk, True)]
    assert text(desk, key, address) == "Uno de aquí."
    assert not desk.bench(key).has_draft_changes
    assert desk.differences() == []


def test_what_was_kept_is_asked_again_only_when_it_changes_again(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]
    review.keep(task_id=only(desk).pk, by=by(desk))
    desk.commit()

    set_nationally(desk, key, summary="Otro resumen.")
    after_another = open_tasks(desk)
    retell(desk, key, address, "<p>Uno más nacional.</p>")

    assert after_another == []
    assert (only(desk).addresses, only(desk).from_number) == ([address], 2)


def test_a_publisher_takes_the_national_text(desk: Desk, key: str) -> None:
    one, other = blocks(desk.bench(key))[:2]

    done = review.take(task_id=only(desk).pk, by=by(desk), address=one)

    assert (done.is_published, done.task.outcome) == (True, ReviewOutcome.TAKEN)
    assert (text(desk, key, one), text(desk, key, other)) == ("Uno nacional.", "Otro de aquí.")
    assert decided(desk) == [(one, "take", by(desk).pk, True)]
    assert desk.differences() == []


def test_editing_the_piece_on_the_workbench_settles_it(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]
    desk.put(key, retold(desk, key, address, "<p>Uno nuevo de aquí.</p>"))

    waiting = review.review_of(task_id=only(desk).pk, by=by(desk))
    desk.publish(key)

    assert waiting.pieces[0].decision is Decision.EDIT
    assert waiting.pieces[0].local_value["text"]["plainText"] == "Uno nuevo de aquí."
    assert waiting.is_only_to_be_published
    (task,) = tasks(desk)
    assert task.outcome == ReviewOutcome.EDITED
    assert decided(desk) == [(address, "edit", by(desk).pk, True)]
    assert task.decisions[0]["label"]


def test_an_editors_decision_waits_in_the_draft_and_is_closed_by_publishing(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]
    before = desk.view().item(key)

    done = review.keep(task_id=only(desk).pk, by=by(desk, "editor"))

    shown = review.review_of(task_id=only(desk).pk, by=by(desk))
    assert (done.is_published, done.task.closed_at) == (False, None)
    assert (shown.pieces[0].decision, shown.is_only_to_be_published) == (Decision.KEEP, True)
    assert desk.view().item(key) == before
    assert decided(desk) == [(address, "keep", by(desk, "editor").pk, False)]

    desk.publish(key)

    (task,) = tasks(desk)
    assert (task.outcome, task.closed_by) == (ReviewOutcome.KEPT, by(desk))
    assert decided(desk) == [(address, "keep", by(desk, "editor").pk, True)]
    assert desk.differences() == []


def test_beside_other_changes_a_publishers_decision_waits_with_them(desk: Desk, key: str) -> None:
    desk.put(key, OperationInput(OperationKind.SET, field="question", value="¿Y ahora?"))

    done = review.take(task_id=only(desk).pk, by=by(desk))

    assert (done.is_published, done.task.closed_at) == (False, None)
    assert desk.view().item(key)["question"] != "¿Y ahora?"
    shown = review.review_of(task_id=only(desk).pk, by=by(desk))
    assert (shown.has_other_changes, shown.pieces[0].decision) == (True, Decision.TAKE)


def test_a_decision_that_waits_can_be_changed(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]
    task_id = only(desk).pk
    review.take(task_id=task_id, by=by(desk, "editor"))

    review.keep(task_id=task_id, by=by(desk, "editor"), address=address)
    desk.publish(key)

    assert text(desk, key, address) == "Uno de aquí."
    assert decided(desk) == [(address, "keep", by(desk, "editor").pk, True)]


def test_one_of_two_pieces_leaves_the_other_to_be_decided(desk: Desk, key: str) -> None:
    one, other = blocks(desk.bench(key))[:2]
    retell(desk, key, other, "<p>Otro nacional.</p>")

    first_one = review.keep(task_id=only(desk).pk, by=by(desk), address=other)
    desk.commit()
    between = only(desk).addresses
    last = review.take(task_id=only(desk).pk, by=by(desk))

    assert (first_one.task.closed_at, first_one.is_published, between) == (None, True, [one])
    assert last.task.outcome == ReviewOutcome.TAKEN
    assert [entry[:2] for entry in decided(desk)] == [(other, "keep"), (one, "take")]
    assert (text(desk, key, one), text(desk, key, other)) == ("Uno nacional.", "Otro de aquí.")


def test_a_removed_piece_is_kept_at_the_end_or_taken_away(desk: Desk, key: str) -> None:
    one, other = blocks(desk.bench(key))[:2]
    remove(desk, key, one)
    remove(desk, key, other)

    shown = review.review_of(task_id=only(desk).pk, by=by(desk))
    review.keep(task_id=only(desk).pk, by=by(desk), address=one)
    desk.commit()
    review.take(task_id=only(desk).pk, by=by(desk), address=other)
    set_nationally(desk, key, summary="Otro resumen.")

    assert [(piece.is_gone, piece.national_value) for piece in shown.pieces] == [(True, None), (True, None)]
    assert [piece.local_value["text"]["plainText"] for piece in shown.pieces] == ["Uno de aquí.", "Otro de aquí."]
    assert [piece.base_value is not None for piece in shown.pieces] == [True, True]
    assert all(piece.label for piece in shown.pieces)
    assert open_tasks(desk) == []
    texts = [block["text"]["plainText"] for block in desk.view().item(key)["body"] if block.get("text")]
    assert texts[-1] == "Uno de aquí."
    assert "Otro de aquí." not in texts


def test_taking_the_text_of_a_hidden_page_shows_it_again(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)
    set_nationally(desk, key, summary="Otro resumen.")
    shown = review.review_of(task_id=only(desk).pk, by=by(desk))

    review.take(task_id=only(desk).pk, by=by(desk))

    (piece,) = shown.pieces
    assert (piece.address, piece.change, piece.is_hidden, piece.local_value) == ("", OperationKind.HIDE, True, None)
    assert (piece.base_value["kind"], piece.national_value["summary"]) == ("GUIDANCE", "Otro resumen.")
    assert piece.base_value["summary"] != "Otro resumen."
    assert desk.view().item(key)["summary"] == "Otro resumen."
    assert desk.differences() == []


def test_a_hidden_block_stays_hidden_when_it_is_kept(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    address = blocks(desk.bench(key))[0]
    desk.put(key, OperationInput(OperationKind.HIDE, target=address))
    desk.publish(key)
    retell(desk, key, address, "<p>Nuevo.</p>")

    done = review.keep(task_id=only(desk).pk, by=by(desk))

    assert done.task.outcome == ReviewOutcome.KEPT
    assert address not in [block["id"] for block in desk.view().item(key)["body"]]


def test_a_script_that_would_lose_its_way_stays_a_draft_with_the_reason(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    bench = desk.bench(key)
    asked = next(one for one in bench.pieces if one.kind is PieceKind.NODE and one.library_value["options"])
    end = [one for one in bench.pieces if one.kind is PieceKind.NODE and not one.library_value["options"]][-1]
    new = {
        "key": "solo-tabasco",
        "kind": "ANSWER",
        "text": "<p>En Tabasco es así.</p>",
        "web_text": "<p>En Tabasco es así.</p>",
        "wordings": [],
        "options": [],
        "organization_kind": "",
        "legal_references": [],
        "verified": False,
    }
    desk.put(key, OperationInput(OperationKind.INSERT, target=end.address, block_type="node", value=new))
    form = selectors.form_of(desk.who(key), kind=OperationKind.REPLACE, address=asked.address)
    raw = form.block.get_prep_value(form.value)
    leading_there = {"key": "aqui", "label": "Aquí", "web_label": "Aquí", "to": "solo-tabasco"}
    options = [*raw["options"], {"type": "item", "value": leading_there, "id": "aqui"}]
    desk.put(key, OperationInput(OperationKind.REPLACE, target=asked.address, value={**raw, "options": options}))
    desk.publish(key)
    retell(desk, key, asked.address, "<p>¿Dónde está ahora?</p>")

    done = review.take(task_id=only(desk).pk, by=by(desk))

    assert done.is_published is False
    assert "En Tabasco es así" in done.problem
    assert done.task.closed_at is None
    assert review.review_of(task_id=done.task.pk, by=by(desk)).pieces[0].decision is Decision.TAKE
    assert [entry[1:] for entry in decided(desk)] == [("take", by(desk).pk, False)]
    with pytest.raises(ScriptUnreachable):
        desk.publish(key)
    assert desk.differences() == []


def test_of_two_people_deciding_at_once_the_second_is_told_and_nothing_is_lost(desk: Desk, key: str) -> None:
    task_id = only(desk).pk
    address = blocks(desk.bench(key))[0]
    seen = review.review_of(task_id=task_id, by=by(desk))
    review.keep(task_id=task_id, by=by(desk, "editor"), address=address, seen_revision=seen.revision)

    with pytest.raises(StaleAdaptation) as refusal:
        review.take(task_id=task_id, by=by(desk), address=address, seen_revision=seen.revision)
    with pytest.raises(PieceSettled):
        review.keep(task_id=task_id, by=by(desk), address=address)

    assert refusal.value.who == by(desk, "editor").get_username()
    assert decided(desk) == [(address, "keep", by(desk, "editor").pk, False)]


def test_a_review_that_was_closed_meanwhile_says_how(desk: Desk, key: str) -> None:
    task_id = only(desk).pk
    review.keep(task_id=task_id, by=by(desk))

    with pytest.raises(ReviewClosed) as refusal:
        review.take(task_id=task_id, by=by(desk))

    assert tasks(desk)[0].get_outcome_display() in refusal.value.message
    assert review.review_of(task_id=task_id, by=by(desk)).pieces == ()


def test_nobody_decides_about_a_text_that_they_have_not_seen(desk: Desk, key: str) -> None:
    seen = review.review_of(task_id=only(desk).pk, by=by(desk))
    retell(desk, key, seen.pieces[0].address, "<p>Otra vez.</p>")

    with pytest.raises(ReviewOutdated):
        review.keep(task_id=seen.task.pk, by=by(desk), seen_edition=seen.edition)

    assert only(desk).decisions == []


def test_what_waits_for_approval_is_not_decided(desk: Desk, key: str) -> None:
    desk.put(key, OperationInput(OperationKind.SET, field="question", value="¿Y ahora?"))
    page = selectors.adaptation_for(desk.who(key))
    page.get_workflow().start(page, by(desk, "editor"))

    with pytest.raises(AdaptationLocked):
        review.keep(task_id=only(desk).pk, by=by(desk, "editor"))


def test_each_sees_and_decides_what_is_theirs(desk: Desk, key: str) -> None:
    task_id = only(desk).pk
    stranger, library = by(desk, code="COA"), by(desk, code="NAC")

    for act in (review.review_of, review.keep, review.take, review.mark_reviewed):
        with pytest.raises(ReviewUnknown) as refused:
            act(task_id=task_id, by=stranger)
        with pytest.raises(ReviewUnknown) as absent:
            act(task_id=0, by=stranger)
        assert (refused.value.code, refused.value.message) == (absent.value.code, absent.value.message)
    for act in (review.keep, review.take, review.mark_reviewed):
        with pytest.raises(AdaptationForbidden):
            act(task_id=task_id, by=library)
    with pytest.raises(NotVisible):
        review.tasks_for(by=stranger, tenant=desk.tenants["TAB"])

    assert review.tasks_for(by=stranger) == ()
    assert [task.pk for task in review.tasks_for(by=library)] == [task_id]
    assert not review.review_of(task_id=task_id, by=library).can_decide
    assert [task.pk for task in review.tasks_for(by=by(desk, "editor"))] == [task_id]
    assert (review.open_count(by=by(desk)), review.open_count(by=stranger), review.open_count(by=library)) == (1, 0, 0)
    assert only(desk).decisions == []


def test_a_deactivated_account_sees_nothing(desk: Desk, key: str) -> None:
    somebody = by(desk)
    somebody.is_active = False

    with pytest.raises(ReviewUnknown):
        review.review_of(task_id=only(desk).pk, by=somebody)
    assert (review.tasks_for(by=somebody), review.open_count(by=somebody)) == ((), 0)


def test_lists_are_narrowed_by_reason_and_have_what_is_done_apart(desk: Desk, key: str) -> None:
    task_id = only(desk).pk
    somebody = by(desk)
    waiting = review.tasks_for(by=somebody, tenant=desk.tenants["TAB"], reason="changed")
    review.keep(task_id=task_id, by=somebody)

    assert [task.pk for task in waiting] == [task_id]
    assert review.tasks_for(by=somebody) == ()
    closed = review.closed_tasks(by=somebody)
    assert (closed.count(), [task.pk for task in closed[:10]]) == (1, [task_id])
    assert review.closed_tasks(by=somebody, reason="law").count() == 0


def test_the_latest_closed_reviews_of_a_state_are_read_without_sorting_all(desk: Desk) -> None:
    tabasco = desk.tenants["TAB"]

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = ReviewTask.objects.closed().filter(tenant=tabasco)[:20].explain()

    assert "review_task_closed" in plan
    assert "Sort" not in plan


def test_changed_pieces_are_not_marked_as_reviewed(desk: Desk, key: str) -> None:
    with pytest.raises(NotDecidableSo):
        review.mark_reviewed(task_id=only(desk).pk, by=by(desk))


def test_the_pages_history_says_who_decided_what(desk: Desk, key: str) -> None:
    review.keep(task_id=only(desk).pk, by=by(desk))

    page = Page.objects.get(pk=selectors.adaptation_for(desk.who(key)).pk)
    entry = PageLogEntry.objects.get(page=page.pk, action="publishing.review.keep")
    (task,) = tasks(desk)
    assert entry.user == by(desk)
    assert entry.data["labels"] == [task.decisions[0]["label"]]
    assert in_words(entry.data["labels"][0]) in entry.message


def test_nodes_that_were_stored_by_their_key_are_shown_by_their_words(desk: Desk, key: str) -> None:
    script = desk.key(ItemKind.SCRIPT, SCRIPT)
    node = next(one for one in desk.bench(script).pieces if one.kind is PieceKind.NODE)
    adapt_piece(desk, script, node.address, "<p>¿Está en Villahermosa?</p>")
    retell(desk, script, node.address, "<p>¿Dónde está ahora?</p>")
    review.keep(task_id=tasks(desk, key=script)[0].pk, by=by(desk))
    (task,) = tasks(desk, key=script)
    by_key: Any = {"node": "QUESTION", "key": "q-donde"}
    task.details["labels"][node.address] = task.decisions[0]["label"] = by_key
    page = Page.objects.get(pk=selectors.adaptation_for(desk.who(script)).pk)
    entry = PageLogEntry.objects.get(page=page.pk, action="publishing.review.keep")
    entry.data["labels"] = [by_key]

    with override("es-mx"):
        shown = [decisions_of(task)[0].label, digest_line(task, task.due_on).pieces, entry.message.split(": ")[-1]]

    assert shown == ["Pregunta ¿Dónde está ahora?"] * 3


def test_a_draft_that_is_discarded_decides_nothing(desk: Desk, key: str) -> None:
    address = blocks(desk.bench(key))[0]
    desk.put(key, retold(desk, key, address, "<p>Uno nuevo de aquí.</p>"))
    edited = decided(desk)

    adapt.discard_draft(desk.who(key), expected_revision=desk.bench(key).revision)

    assert edited == [(address, "edit", by(desk).pk, False)]
    assert decided(desk) == []
    assert review.review_of(task_id=only(desk).pk, by=by(desk)).pieces[0].decision is None


def test_undoing_on_the_workbench_is_taking_the_national_text(desk: Desk, key: str) -> None:
    bench = desk.bench(key)
    piece = bench.piece(blocks(bench)[0])
    who = desk.who(key)

    adapt.undo_operation(who, operation_id=str(piece.operation_id), expected_revision=bench.revision)
    waiting = decided(desk)
    desk.publish(key)

    assert waiting == [(piece.address, "take", by(desk).pk, False)]
    assert tasks(desk)[0].outcome == ReviewOutcome.TAKEN
    assert desk.differences() == []
