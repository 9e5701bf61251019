"""What is published, and what states serve, has the shapes that `content_models.shapes` says."""

from __future__ import annotations

from typing import Any

import pytest

from content_models.kinds import ItemKind
from content_models.shapes.documents import AdaptationDocument, Document, Item, OfficeItem
from content_models.shapes.parts import LegalReference, Origin
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from publishing.models import ContentItem
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tests.desk import Desk, desk, retold
from tests.shapes import misfits

__all__ = ["desk"]

TEXT = {"heading": "", "text": "<p>Sólo aquí.</p>", "legal_references": [], "verified": False}
pytestmark = pytest.mark.django_db
STARTED = frozenset(ItemKind) - {ItemKind.ADAPTATION, ItemKind.NOTICE}
"""The kinds of which there is something on the first day."""


def documents(**which: Any) -> list[Any]:
    with tenant_scope(list(Tenant.objects.values_list("pk", flat=True))):
        return list(ContentItem.objects.filter(is_live=True, **which).values_list("document", flat=True))


def test_every_document_of_the_starter_content() -> None:
    stored = documents()

    assert {document["kind"] for document in stored} == STARTED
    assert [found for document in stored for found in misfits(document, Document, at=document["title"])] == []


@pytest.mark.parametrize("kind", sorted(STARTED))
def test_every_item_of_a_state(desk: Desk, kind: str) -> None:
    items = desk.view().all(kind)

    assert items
    assert [found for item in items for found in misfits(item, Item, is_served=True, at=item["title"])] == []
    assert [item["title"] for item in items if {"examples", "examplesSummary"} & item.keys()] == []


def test_a_line_in_the_place_of_an_office(desk: Desk) -> None:
    view = desk.view()
    kinds = sorted({kind for item in view.all(ItemKind.GUIDANCE) for kind in item["officeKinds"]})
    offices = [hit.item for hit in view.directory.offices_for_kinds(kinds)]

    assert any("substitution" in office for office in offices)
    assert [found for office in offices for found in misfits(office, OfficeItem, is_served=True)] == []


def test_what_a_state_changes(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, "Detuvieron")
    pieces = [piece for piece in desk.bench(key).pieces if piece.kind is PieceKind.BLOCK]
    desk.put(key, OperationInput(OperationKind.SET, field="title", value="Detuvieron a alguien"))
    desk.put(key, OperationInput(OperationKind.HIDE, target=pieces[1].address))
    desk.put(key, retold(desk, key, pieces[0].address, "<p>Otra cosa.</p>"))
    desk.put(key, OperationInput(OperationKind.INSERT, target=pieces[0].address, block_type="local", value=TEXT))
    desk.publish(key)

    [adaptation] = documents(kind=ItemKind.ADAPTATION)
    item = desk.view().item(key)
    assert list(misfits(adaptation, AdaptationDocument)) == []
    assert list(misfits(item, Item, is_served=True)) == []
    assert {block["origin"] for block in item["body"]} == set(Origin)


@pytest.mark.parametrize(
    ("what", "reference"),
    [
        ("a field is missing", {"law": None, "article": "20", "text": "CPEUM art. 20"}),
        ("there is one too many", {"law": None, "article": "20", "text": "", "verified": True, "note": ""}),
        ("one is of another type", {"law": None, "article": 20, "text": "", "verified": True}),
        ("one is no list", {"law": None, "article": ["20"], "text": "", "verified": True}),
    ],
)
def test_what_has_another_shape_is_found(what: str, reference: dict[str, Any]) -> None:
    assert len(list(misfits(reference, LegalReference))) == 1
