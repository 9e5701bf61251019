"""From an adaptation's page to the operations that the overlay carries out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from wagtail.fields import StreamField

from content_models.adaptable import ADAPTABLE, AdaptableField
from content_models.adaptable_forms import (
    block_type_of,
    form_block_of_field,
    form_block_of_piece,
    insertable_into,
    stored_within,
)
from content_models.blocks.changes import PIECES
from content_models.documents import document_of
from content_models.documents.adaptation import operations_of
from content_models.kinds import ItemKind
from content_models.models import AdaptationPage

from .world import World, add, block_id, item, law


def adaptation(kind: str, *changes: dict[str, Any]) -> AdaptationPage:
    """An adaptation in memory with these changes."""
    stream: Any = AdaptationPage._meta.get_field("changes")
    page = AdaptationPage(title="Adaptación", slug="adaptacion", adapts_key="k", adapts_kind=kind, base_number=3)
    page.changes = stream.to_python(json.dumps(list(changes)))
    return page


def change(block_type: str, **value: Any) -> dict[str, Any]:
    return {"type": block_type, "id": block_id(block_type), "value": {"base": 3, **value}}


def told(kind: str, *changes: dict[str, Any]) -> list[dict[str, Any]]:
    """The operations of an adaptation with these changes, without their ids and bases."""
    operations = operations_of(adaptation(kind, *changes))["operations"]
    return [{name: value for name, value in one.items() if name not in ("id", "base")} for one in operations]


def ast(text: str) -> dict[str, Any]:
    return {"ast": [{"type": "paragraph", "children": [{"type": "text", "text": text}]}]}


@pytest.mark.django_db
def test_a_replacement_and_an_insertion_carry_their_piece_as_a_document() -> None:
    node = {
        "key": "q-donde",
        "kind": "QUESTION",
        "text": "<p>¿Dónde?</p>",
        "wordings": [],
        "options": [item({"key": "si", "label": "Sí", "to": "fin"}, "si")],
        "organization_kind": "",
        "legal_references": [item(law("CNPP", "113"), "law")],
        "verified": True,
    }

    operations = told(
        "SCRIPT",
        change("put_node", action="replace", target="n1", value=node),
        change("put_option", action="insertBefore", target="o1", value={"key": "no", "label": "No", "to": "fin"}),
    )

    assert operations == [
        {
            "op": "replace",
            "target": "n1",
            "value": {
                "key": "q-donde",
                "kind": "QUESTION",
                "text": ast("¿Dónde?"),
                "wordings": [],
                "options": [{"id": block_id("si"), "key": "si", "label": "Sí", "to": "fin", "wordings": []}],
                "organizationKind": None,
                "deadlines": [],
                "legalReferences": [law("CNPP", "113")],
                "verified": True,
            },
        },
        {"op": "insertBefore", "target": "o1", "value": {"key": "no", "label": "No", "to": "fin", "wordings": []}},
    ]


@pytest.mark.django_db
def test_hiding_without_a_target_hides_the_whole() -> None:
    assert told("NOTICE", change("hide", target=""), change("hide", target="b1")) == [
        {"op": "hide", "target": None},
        {"op": "hide", "target": "b1"},
    ]


@pytest.mark.django_db
def test_fields_have_the_form_of_documents() -> None:
    operations = told(
        "ORGANIZATION",
        change("set_text", field="title", value="Fiscalía"),
        change("set_rich_text", field="description", value="<p>Atiende.</p>"),
        change("set_lines", field="goWhen", value=[item("Cuando quieras.", "w"), item("", "e")]),
        change("set_value", field="website", value=""),
        change("set_text", field="unheard", value="Nada"),
    )

    assert operations == [
        {"op": "set", "field": "title", "value": "Fiscalía"},
        {"op": "set", "field": "name", "value": "Fiscalía"},
        {"op": "set", "field": "description", "value": ast("Atiende.")},
        {"op": "set", "field": "goWhen", "value": ["Cuando quieras."]},
        {"op": "set", "field": "website", "value": None},
    ]


def test_an_adaptation_is_stored_without_words_for_search(world: World) -> None:
    page = adaptation("GUIDANCE", change("set_text", field="summary", value="Resumen."))

    document = document_of(add(world.tabasco.home, page))

    assert (document["kind"], document["adaptsKey"], document["base"]) == ("ADAPTATION", "k", 3)
    assert document["searchText"] == ""


@pytest.mark.django_db
def test_each_operation_says_which_edition_it_was_made_against() -> None:
    known, unknown = change("hide", target="b1", base=2), change("hide", target="b2", base=None)

    operations = operations_of(adaptation("NOTICE", known, unknown))["operations"]

    assert [one["base"] for one in operations] == [2, 0]


@pytest.mark.parametrize("kind", ADAPTABLE)
def test_every_adaptable_part_is_a_field_of_its_page_with_a_form(kind: ItemKind) -> None:
    adaptable = ADAPTABLE[kind]

    for part in adaptable.parts:
        column = adaptable.model._meta.get_field(part.column)
        if isinstance(part, AdaptableField):
            assert form_block_of_field(kind, part).label
        else:
            assert isinstance(column, StreamField)
            assert insertable_into(part.name)
    assert adaptable.model.kind is kind


def test_every_piece_has_a_form_with_a_label() -> None:
    assert [name for name in PIECES if not form_block_of_piece(name).label] == []


def test_a_piece_is_found_by_its_list_and_type() -> None:
    assert block_type_of("body", {"type": "DeadlineBlock"}) == "deadline"
    assert block_type_of("nodes", {}) == "node"
    assert block_type_of("options", {}) == "option"
    assert block_type_of("legalReferences", {}) is None


def test_a_stored_piece_is_found_at_any_depth() -> None:
    stored = [{"type": "steps", "id": "a", "value": {"steps": [{"type": "item", "id": "b", "value": {"title": "T"}}]}}]

    assert stored_within(stored, "b") == {"title": "T"}
    assert stored_within(stored, "c") is None
