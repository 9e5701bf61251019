"""What keeps a change from being made or published: a clear message, and nothing lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from wagtail.models import Page

from content_models.kinds import ItemKind
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import (
    AdaptationDiscarded,
    AdaptationForbidden,
    AdaptationInvalid,
    AdaptationLocked,
    AdaptationUnchanged,
    AdaptedFromOldBase,
    HiddenButReferred,
    NotAdaptable,
    StaleAdaptation,
    TargetGone,
)
from editorial.adapting.rights import visible_rights_of
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind, PieceKind, Rights
from publishing.errors import AdaptationTwice, LibraryPageAdapted, LocaleNotServed, NotVisible, ScriptUnreachable
from publishing.services.publish import delete_page, publish_page, unpublish_page
from tests.desk import Desk, desk, first, retold

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"
SCRIPT = "Mi familiar está detenido"
SUMMARY = OperationInput(OperationKind.SET, field="summary", value="De aquí.")


def changes_of(desk: Desk, key: str) -> int:
    """How many changes the draft has."""
    page = desk.bench(key).page
    return 0 if page is None else len(page.changes)


def test_only_a_states_own_people_change_its_texts(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    tabasco = desk.tenants["TAB"]
    of_coahuila, national = desk.people["COA", "publisher"], desk.people["NAC", "publisher"]

    with pytest.raises(NotVisible):
        selectors.workbench(AdaptationTarget(tenant=tabasco, key=key, locale="es-MX", by=of_coahuila))
    with pytest.raises(NotVisible):
        adapt.put_operation(
            AdaptationTarget(tenant=tabasco, key=key, locale="es-MX", by=of_coahuila), operation=SUMMARY
        )
    with pytest.raises(AdaptationForbidden):
        adapt.put_operation(AdaptationTarget(tenant=tabasco, key=key, locale="es-MX", by=national), operation=SUMMARY)

    assert selectors.workbench(AdaptationTarget(tenant=tabasco, key=key, locale="es-MX", by=national)).page is None
    assert visible_rights_of(tenant=tabasco, by=national) == Rights(can_edit=False, can_publish=False)


def test_editors_write_and_publishers_publish(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    editor = desk.who(key, role="editor")
    page = adapt.put_operation(editor, operation=SUMMARY)

    with pytest.raises(AdaptationForbidden) as refusal:
        adapt.publish_adaptation(editor, expected_revision=page.latest_revision_id)

    assert "Tabasco" in refusal.value.message
    assert visible_rights_of(tenant=desk.tenants["TAB"], by=editor.by) == Rights(True, False)
    assert not desk.bench(key).is_published


def test_of_two_editors_at_once_the_second_is_told_who_and_when(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    seen = desk.put(key, SUMMARY).latest_revision_id
    editor = desk.people["TAB", "editor"]
    adapt.put_operation(
        replace(desk.who(key), by=editor),
        operation=OperationInput(OperationKind.SET, field="question", value="¿Y ahora?"),
        expected_revision=seen,
    )

    with pytest.raises(StaleAdaptation) as refusal:
        desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Tarde."), expected_revision=seen)

    assert refusal.value.who == editor.get_username()
    assert editor.get_username() in refusal.value.message
    assert changes_of(desk, key) == 2


def test_a_draft_that_somebody_discarded_is_not_made_again_by_a_change_of_it(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    seen = desk.put(key, SUMMARY).latest_revision_id
    adapt.discard_draft(desk.who(key), expected_revision=seen)

    with pytest.raises(AdaptationDiscarded) as refusal:
        desk.put(key, OperationInput(OperationKind.SET, field="question", value="¿Y ahora?"), expected_revision=seen)

    assert refusal.value.code == "STALE_ADAPTATION"
    assert desk.bench(key).page is None
    assert desk.put(key, SUMMARY, expected_revision=None).pk


def test_without_a_draft_nothing_is_published(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    with pytest.raises(AdaptationUnchanged):
        adapt.publish_adaptation(desk.who(key))

    assert desk.bench(key).page is None


def test_two_first_changes_at_once_are_told_apart(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, SUMMARY, expected_revision=None)

    with pytest.raises(StaleAdaptation):
        desk.put(key, OperationInput(OperationKind.SET, field="question", value="¿Y ahora?"), expected_revision=None)


def test_a_block_that_the_library_removed_cannot_be_adapted_and_its_adaptation_is_not_lost(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)
    change = retold(desk, key, piece.address, "<p>Nuestro texto.</p>")
    desk.put(key, change)
    desk.publish(key)
    page = Page.objects.get(translation_key=key).specific
    del page.body[0]
    publish_page(page=page)

    with pytest.raises(TargetGone):
        desk.put(key, OperationInput(OperationKind.HIDE, target=piece.address))

    bench = desk.bench(key)
    assert [one.value["text"]["plainText"] for one in bench.unresolved] == ["Nuestro texto."]
    assert bench.unresolved[0].kind == "replace"
    assert desk.view().item(key)["body"][-1]["text"]["plainText"] == "Nuestro texto."
    assert desk.differences() == []


def test_a_piece_that_changed_under_an_open_form_is_saved_only_when_confirmed(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    base = desk.bench(key).base
    page = Page.objects.get(translation_key=key).specific
    page.summary = "Resumen nuevo."
    publish_page(page=page)
    late = OperationInput(OperationKind.SET, field="summary", value="De aquí.", base=base)

    with pytest.raises(AdaptedFromOldBase):
        desk.put(key, late)
    desk.put(key, OperationInput(OperationKind.SET, field="question", value="¿Y ahora?", base=base))
    desk.put(key, late, confirm=True)

    assert changes_of(desk, key) == 2
    assert desk.bench(key).base == base + 1


def test_hiding_what_others_refer_to_names_them_and_needs_confirmation(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    script = desk.view().item(desk.key(ItemKind.SCRIPT, SCRIPT))

    with pytest.raises(HiddenButReferred) as refusal:
        desk.put(key, OperationInput(OperationKind.HIDE))
    refused = changes_of(desk, key)
    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)

    assert script["topicKey"] == key
    assert script["title"] in refusal.value.titles
    assert script["title"] in refusal.value.message
    assert (refused, changes_of(desk, key)) == (0, 1)


def test_a_script_in_which_one_gets_lost_stays_a_draft_and_the_node_is_named(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    before = desk.view().item(key)
    lost = before["nodes"][1]
    desk.put(key, OperationInput(OperationKind.HIDE, target=lost["id"]))

    with pytest.raises(ScriptUnreachable) as refusal:
        desk.publish(key)

    assert "lleva a un nodo que el estado ocultó" in refusal.value.message
    assert any("lleva a un nodo que el estado ocultó" in problem for problem in desk.bench(key).problems)
    assert desk.bench(key).piece(lost["id"]).is_hidden
    assert desk.view().item(key) == before
    assert desk.differences() == []


def test_a_new_node_may_wait_in_the_draft_until_something_leads_to_it(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    nodes = desk.view().item(key)["nodes"]
    end = next(node for node in nodes if node["kind"] == "HANDOFF" or not node["options"])
    asked = next(node for node in nodes if node["options"])
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
    desk.put(key, OperationInput(OperationKind.INSERT, target=end["id"], block_type="node", value=new))
    waiting = desk.bench(key).problems
    option = {"key": "aqui", "label": "Estoy en Tabasco", "web_label": "Estoy en Tabasco", "to": "solo-tabasco"}
    last = asked["options"][-1]["id"]
    desk.put(key, OperationInput(OperationKind.INSERT, target=last, block_type="option", value=option))

    desk.publish(key)

    served = desk.view().item(key)
    assert len(waiting) == 1
    assert "En Tabasco es así" in waiting[0]
    assert [node["origin"] for node in served["nodes"] if node["key"] == "solo-tabasco"] == ["LOCAL"]
    assert next(node for node in served["nodes"] if node["id"] == asked["id"])["options"][-1]["to"] == "solo-tabasco"
    assert "solo-tabasco" not in [node["key"] for node in desk.view("COA").item(key)["nodes"]]
    assert desk.differences() == []


def test_a_library_page_that_states_adapted_is_not_deleted_but_can_be_unpublished(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, SUMMARY)
    page = Page.objects.get(translation_key=key)

    with pytest.raises(LibraryPageAdapted) as refusal:
        delete_page(page=page)
    desk.publish(key)
    unpublish_page(page=page)

    assert refusal.value.states == ("Tabasco",)
    assert desk.view().item(key) is None
    assert selectors.adaptation_for(desk.who(key)) is not None
    assert desk.differences() == []


def test_what_waits_for_approval_is_not_changed(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    editor = desk.who(key, role="editor")
    page = adapt.put_operation(editor, operation=SUMMARY)
    page = type(page).objects.get(pk=page.pk)
    page.get_workflow().start(page, editor.by)

    with pytest.raises(AdaptationLocked):
        adapt.put_operation(editor, operation=SUMMARY, expected_revision=desk.bench(key).revision)

    assert adapt.publish_adaptation(desk.who(key), expected_revision=desk.bench(key).revision).live


@pytest.mark.parametrize(
    "operation",
    [
        OperationInput(OperationKind.SET, field="question", value=""),
        OperationInput(OperationKind.SET, field="question", value="¿" + "x" * 300),
        OperationInput(OperationKind.SET, field="summary", value="En {lugar}."),
        OperationInput(OperationKind.SET, field="legalReferences", value="nada"),
    ],
)
def test_what_breaks_a_rule_of_the_field_is_refused(desk: Desk, operation: OperationInput) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    with pytest.raises(AdaptationInvalid) as refusal:
        desk.put(key, operation)

    assert refusal.value.message
    assert desk.bench(key).page is None


@pytest.mark.parametrize(
    "operation",
    [
        OperationInput(OperationKind.SET, field="slug", value="otro"),
        OperationInput(OperationKind.HIDE, target="no-existe"),
        OperationInput(OperationKind.REPLACE, target="no-existe", value={}),
        OperationInput(OperationKind.INSERT, target="body", block_type="node", value={}),
        OperationInput(OperationKind.INSERT, target="no-existe", block_type="local", value={}),
    ],
)
def test_what_is_not_there_cannot_be_changed(desk: Desk, operation: OperationInput) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    with pytest.raises(TargetGone):
        desk.put(key, operation)


def test_there_must_be_a_national_text_and_a_language(desk: Desk) -> None:
    office = next(item for item in desk.view().all(ItemKind.OFFICE) if item["origin"] == "LIBRARY")

    with pytest.raises(NotAdaptable):
        desk.bench("00000000-0000-0000-0000-000000000000")
    with pytest.raises(NotAdaptable):
        desk.bench(office["key"])
    with pytest.raises(LocaleNotServed):
        selectors.workbench(replace(desk.who(office["key"]), locale="fr"))


def test_a_copy_of_an_adaptation_cannot_be_published(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    page = desk.put(key, SUMMARY)
    desk.publish(key)
    copy = page.copy(update_attrs={"slug": "copia"}, keep_live=False)

    with pytest.raises(AdaptationTwice):
        publish_page(page=copy)

    assert desk.differences() == []
