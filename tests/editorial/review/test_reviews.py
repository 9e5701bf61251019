"""What the library changes of what states had changed becomes a review: opened, extended, shrunk and closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content_models.kinds import ItemKind
from content_models.piece_labels import in_words
from editorial.adapting import selectors
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from publishing.models import ReviewOutcome, ReviewReason, ReviewTask
from publishing.services.publish import unpublish_page
from publishing.services.rebuild import rebuild
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.desk import Desk, desk, first
from tests.editorial.reviews import (
    FAMILY,
    SCRIPT,
    adapt_field,
    adapt_piece,
    blocks,
    national,
    only,
    open_tasks,
    published,
    remove,
    retell,
    set_nationally,
    tasks,
)

__all__ = ["desk"]


def test_a_national_edit_of_what_a_state_adapted_opens_a_review_there_only(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    adapt_piece(desk, key, piece.address)

    retell(desk, key, piece.address, "<p>Nuevo texto nacional.</p>")

    task = only(desk)
    assert (task.reason, task.key, task.locale, task.kind) == (ReviewReason.CHANGED, key, "es-MX", "GUIDANCE")
    assert (task.addresses, task.from_number, task.to_number) == ([piece.address], 1, 2)
    assert task.title.startswith(FAMILY)
    assert list(task.details["labels"]) == [piece.address]
    assert task.due_on == timezone.localdate() + timedelta(days=30)
    assert tasks(desk, "COA") == []
    assert desk.differences() == []


def test_a_national_edit_elsewhere_in_the_text_asks_nobody(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    adapt_piece(desk, key, piece.address)

    set_nationally(desk, key, summary="Otro resumen.")

    assert tasks(desk) == tasks(desk, "COA") == []


def test_a_second_edit_joins_the_open_review(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    adapt_piece(desk, key, piece.address)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    retell(desk, key, piece.address, "<p>Primero.</p>")
    opened = only(desk)

    set_nationally(desk, key, summary="Otro resumen.")

    task = only(desk)
    assert (task.pk, task.addresses) == (opened.pk, [piece.address, "summary"])
    assert (task.from_number, task.to_number, task.due_on) == (1, 3, opened.due_on)


def test_going_back_to_the_text_it_was_made_against_closes_the_review(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = national(key).summary
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    set_nationally(desk, key, summary="Otro resumen.")
    waiting = len(open_tasks(desk))

    set_nationally(desk, key, summary=before)

    (task,) = tasks(desk)
    assert waiting == 1
    assert (task.outcome, task.decisions) == (ReviewOutcome.SUPERSEDED, [])
    assert desk.differences() == []


def test_withdrawing_the_adaptation_closes_its_review(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    set_nationally(desk, key, summary="Otro resumen.")

    unpublish_page(page=selectors.adaptation_for(desk.who(key)))

    (task,) = tasks(desk)
    assert task.outcome == ReviewOutcome.SUPERSEDED
    assert desk.differences() == []


def test_a_text_that_the_library_withdraws_is_reviewed_once_it_is_back(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    set_nationally(desk, key, summary="Otro resumen.")

    unpublish_page(page=national(key))
    while_away = only(desk)
    published(desk, national(key))

    assert while_away.reason == ReviewReason.WITHDRAWN
    assert (only(desk).reason, only(desk).addresses) == (ReviewReason.CHANGED, ["summary"])


def test_a_removed_block_is_a_review_and_the_states_text_is_still_served(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    adapt_piece(desk, key, piece.address, "<p>Nuestro texto.</p>")

    remove(desk, key, piece.address)

    assert only(desk).addresses == [piece.address]
    assert desk.view().item(key)["body"][-1]["text"]["plainText"] == "Nuestro texto."


def test_an_addition_is_reviewed_only_when_its_place_is_gone(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    value = {"text": "<p>Sólo aquí.</p>", "legal_references": [], "verified": False}
    desk.put(key, OperationInput(OperationKind.INSERT, target=piece.address, block_type="local", value=value))
    added = desk.publish(key).changes[0].id

    retell(desk, key, piece.address, "<p>Nuevo texto nacional.</p>")
    after_edit = open_tasks(desk)
    remove(desk, key, piece.address)

    assert after_edit == []
    assert only(desk).addresses == [added]


def test_what_is_hidden_is_reviewed_when_its_text_changes(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    desk.put(key, OperationInput(OperationKind.HIDE, target=piece.address))
    desk.publish(key)

    retell(desk, key, piece.address, "<p>Nuevo texto nacional.</p>")

    assert only(desk).addresses == [piece.address]


def test_a_wholly_hidden_text_is_reviewed_when_it_changes_but_not_when_it_only_moves(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)

    page = national(key)
    page.slug = "otra-direccion"
    published(desk, page)
    after_move = open_tasks(desk)
    set_nationally(desk, key, summary="Otro resumen.")

    assert after_move == []
    assert only(desk).addresses == [""]


def test_what_people_say_nationally_asks_no_state(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)
    adapt_field(desk, key, "summary", "Resumen de aquí.", code="COA")
    before = national(key).examples.get_prep_value()

    said = {"phrases": "se lo llevaron", "voice": "TOLD", "source": "USE"}
    set_nationally(desk, key, examples=[block("phrases", said)])

    assert national(key).examples.get_prep_value() != before
    assert tasks(desk) == tasks(desk, "COA") == []
    assert desk.differences() == []


def test_a_scripts_node_is_reviewed_alone(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    nodes = [one for one in desk.bench(key).pieces if one.kind is PieceKind.NODE]
    adapt_piece(desk, key, nodes[0].address, "<p>¿Está en Villahermosa?</p>")

    retell(desk, key, nodes[1].address, "<p>Otra pregunta.</p>")
    after_the_other = open_tasks(desk)
    retell(desk, key, nodes[0].address, "<p>¿Dónde está ahora?</p>")

    task = only(desk)
    assert after_the_other == []
    assert (task.kind, task.addresses) == ("SCRIPT", [nodes[0].address])
    assert in_words(task.details["labels"][nodes[0].address]).endswith(" 1 · ¿Está en Villahermosa?")


def test_of_two_states_each_is_asked_about_its_own_change(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    one, other = blocks(desk.bench(key))[:2]
    adapt_piece(desk, key, one, code="TAB")
    adapt_piece(desk, key, other, code="COA")

    retell(desk, key, other, "<p>Nuevo texto nacional.</p>")

    assert open_tasks(desk) == []
    assert only(desk, "COA").addresses == [other]


def test_an_operation_without_a_known_base_counts_as_made_against_the_oldest_edition(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    page = desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Resumen de aquí."))
    page.changes[0].value["base"] = None
    page.save_revision()
    desk.publish(key)

    set_nationally(desk, key, summary="Otro resumen.")

    assert (only(desk).addresses, only(desk).from_number) == (["summary"], 1)


@pytest.mark.parametrize(("days", "expected"), [(30, 30), (12, 12)])
def test_how_long_there_is_for_a_review_is_a_setting(desk: Desk, days: int, expected: int) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")

    with override_settings(REVIEW_TASK_DAYS=days):
        set_nationally(desk, key, summary="Otro resumen.")

    assert only(desk).due_on == timezone.localdate() + timedelta(days=expected)


def test_an_urgent_correction_is_due_sooner(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    page = national(key)
    page.summary = "Otro resumen."

    published(desk, page, is_urgent=True)

    assert (only(desk).is_urgent, only(desk).due_on) == (True, timezone.localdate() + timedelta(days=5))


def test_a_text_that_nobody_adapts_asks_nobody_and_costs_its_publisher_three_statements(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")

    with CaptureQueriesContext(connection) as captured:
        set_nationally(desk, desk.key(ItemKind.GUIDANCE, "Tu asesor jurídico"), title="Otro título")

    about = [one["sql"] for one in captured if "publishing_reviewtask" in one["sql"] or "adaptsKey" in one["sql"]]
    assert open_tasks(desk) == []
    assert len(about) == 3


def test_reviews_that_got_lost_are_found_by_verify_and_opened_by_rebuild(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    set_nationally(desk, key, summary="Otro resumen.")
    with tenant_scope([desk.tenants["TAB"].pk]):
        ReviewTask.objects.all().delete()
    found = [(one.what, one.tenant, one.field) for one in desk.differences()]

    rebuild(codes=["TAB"])

    assert found == [("review", "TAB", key)]
    assert only(desk).addresses == ["summary"]
    assert desk.differences() == []
