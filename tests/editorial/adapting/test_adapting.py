"""A state adapts national texts piece by piece: what its editors do, and what citizens then read. Real content."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.overlay import Origin
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.errors import AdaptationUnchanged
from editorial.adapting.types import Can, OperationInput, OperationKind, PieceKind
from publishing.models import ContentItem
from tenants.scope import tenant_scope
from tests.desk import Desk, desk, first, retold
from tests.thoroughness import tries

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"
SCRIPT = "Mi familiar está detenido"
TEXT = {"heading": "", "text": "<p>Sólo aquí.</p>", "legal_references": [], "verified": False}


def block(item: Any, identifier: str) -> Any:
    """A block or node of an item by its id."""
    pieces = item.get("body") or item.get("nodes")
    return next(one for one in pieces if one["id"] == identifier)


def stored_kinds(desk: Desk) -> list[str]:
    """The kinds of what Tabasco has published under a key of its own as adaptation."""
    with tenant_scope([desk.tenants["TAB"].pk]):
        rows = ContentItem.objects.for_tenant(desk.tenants["TAB"].pk).live().filter(kind="ADAPTATION")
        return list(rows.values_list("kind", flat=True))


def test_an_adapted_block_is_served_in_its_state_only(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)

    desk.put(key, retold(desk, key, piece.address, "<p>En Tabasco, llama primero.</p>"))
    desk.publish(key)

    adapted, inherited = block(desk.view().item(key), piece.address), block(desk.view("COA").item(key), piece.address)
    assert (adapted["text"]["plainText"], adapted["origin"]) == ("En Tabasco, llama primero.", "ADAPTED")
    assert (inherited["text"]["plainText"], inherited["origin"]) == (
        piece.library_value["text"]["plainText"],
        "LIBRARY",
    )
    assert desk.view().item(key)["origin"] == "ADAPTED"
    assert desk.differences() == []


def test_a_draft_is_served_nowhere(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = desk.view().item(key)
    piece = first(desk.bench(key), PieceKind.BLOCK)

    desk.put(key, retold(desk, key, piece.address, "<p>Todavía no.</p>"))

    bench = desk.bench(key)
    assert desk.view().item(key) == before
    assert block(bench.effective_item, piece.address)["text"]["plainText"] == "Todavía no."
    assert (bench.is_published, bench.has_draft_changes) == (False, True)
    assert stored_kinds(desk) == []
    assert desk.differences() == []


def test_an_adapted_node_of_a_script_is_served_in_its_state_only(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    piece = first(desk.bench(key), PieceKind.NODE)

    desk.put(key, retold(desk, key, piece.address, "<p>¿Está en Villahermosa?</p>"))
    desk.publish(key)

    node = block(desk.view().item(key), piece.address)
    assert (node["text"]["plainText"], node["origin"]) == ("¿Está en Villahermosa?", "ADAPTED")
    assert node["key"] == piece.library_value["key"]
    assert [option["id"] for option in node["options"]] == [one["id"] for one in piece.library_value["options"]]
    assert block(desk.view("COA").item(key), piece.address)["origin"] == "LIBRARY"
    assert desk.differences() == []


def test_a_field_is_set_and_set_again(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)

    desk.put(key, OperationInput(OperationKind.SET, field="firstStep", value="Llama al 911."))
    desk.put(key, OperationInput(OperationKind.SET, field="firstStep", value="Llama a la Defensoría."))
    page = desk.publish(key)

    assert desk.view().item(key)["firstStep"] == "Llama a la Defensoría."
    assert desk.view("COA").item(key)["firstStep"] != "Llama a la Defensoría."
    assert len(page.changes) == 1
    assert desk.differences() == []


@pytest.mark.parametrize(
    ("kind", "field", "raw", "served"),
    [
        (ItemKind.TERM, "definition", "<p>Otra definición.</p>", "Otra definición."),
        (ItemKind.TERM, "title", "Otro nombre", "Otro nombre"),
        (ItemKind.GUIDANCE, "firstStep", "Llama a la\r\nDefensoría. ", "Llama a la Defensoría."),  # of one line
        (ItemKind.TERM, "synonyms", [{"type": "item", "value": "palabra", "id": "a"}], ["palabra"]),
        (ItemKind.ORGANIZATION, "description", "<p>Aquí atiende.</p>", "Aquí atiende."),
        (ItemKind.ORGANIZATION, "website", "https://tabasco.example.org", "https://tabasco.example.org"),
        (
            ItemKind.SCRIPT,
            "openingPhrases",
            [{"type": "item", "value": "Se lo llevaron", "id": "a"}],
            ["Se lo llevaron"],
        ),
        (ItemKind.GUIDANCE, "officeKinds", ["PUBLIC_DEFENDER"], ["PUBLIC_DEFENDER"]),
        (ItemKind.GUIDANCE, "relatedKeys", [], []),
    ],
)
def test_fields_of_every_kind_are_set(desk: Desk, kind: str, field: str, raw: Any, served: Any) -> None:
    library = next(item for item in desk.view("COA").all(kind) if item["origin"] == "LIBRARY")
    key = library["key"]

    desk.put(key, OperationInput(OperationKind.SET, field=field, value=raw))
    desk.publish(key)

    value = desk.view().item(key)[field]
    assert (value["plainText"] if isinstance(value, dict) else value) == served
    assert desk.view("COA").item(key)[field] == library[field]
    assert desk.differences() == []


def test_what_is_saved_as_it_is_adapts_nothing(desk: Desk) -> None:
    key = desk.view().all(ItemKind.GUIDANCE)[0]["key"]
    title = desk.view().item(key)["title"]
    piece = next(piece for piece in desk.bench(key).pieces if piece.block_type == "text")
    form = selectors.form_of(desk.who(key), address=piece.address, kind=OperationKind.REPLACE)
    same = replace(form.given, value=form.block.get_prep_value(form.value))

    for operation in (OperationInput(OperationKind.SET, field="title", value=title), same):
        with pytest.raises(AdaptationUnchanged):
            desk.put(key, operation)
    assert desk.bench(key).revision is None

    desk.put(key, OperationInput(OperationKind.SET, field="title", value="Otro"))
    desk.put(key, replace(same, value={**same.value, "heading": "Otra cosa"}))
    page = desk.put(key, OperationInput(OperationKind.SET, field="title", value=title))
    assert [one.value["value"]["heading"] for one in page.changes] == ["Otra cosa"]
    assert list(desk.put(key, same).changes) == []


def test_a_terms_new_title_is_also_its_term(desk: Desk) -> None:
    key = desk.view().all(ItemKind.TERM)[0]["key"]

    desk.put(key, OperationInput(OperationKind.SET, field="title", value="Nombre tabasqueño"))
    desk.publish(key)

    assert desk.view().item(key)["term"] == "Nombre tabasqueño"


def test_a_hidden_block_is_marked_for_editors_and_gone_for_readers(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)

    desk.put(key, OperationInput(OperationKind.HIDE, target=piece.address))
    desk.publish(key)

    hidden = desk.bench(key).piece(piece.address)
    assert hidden is not None
    assert hidden.is_hidden
    assert hidden.effective_value["id"] == piece.address
    assert hidden.can == {Can.UNDO, Can.INSERT}
    assert piece.address not in [one["id"] for one in desk.view().item(key)["body"]]
    assert piece.address in [one["id"] for one in desk.view("COA").item(key)["body"]]
    assert desk.differences() == []


def test_insertions_stand_where_they_were_put_the_newest_nearest(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    target = first(desk.bench(key), PieceKind.BLOCK).address

    for text, is_before in (("A", True), ("B", True), ("C", False), ("D", False)):
        value = {**TEXT, "text": f"<p>{text}</p>"}
        desk.put(
            key,
            OperationInput(OperationKind.INSERT, target=target, is_before=is_before, block_type="local", value=value),
        )
    desk.publish(key)

    body = desk.view().item(key)["body"]
    assert [one["text"]["plainText"] for one in body if one["origin"] == "LOCAL"] == ["A", "B", "D", "C"]
    assert body[2]["id"] == target
    assert {one["type"] for one in body if one["origin"] == "LOCAL"} == {"LocalBlock"}
    assert desk.differences() == []


def test_an_own_addition_is_changed_in_place_and_what_hangs_on_it_survives_it(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    target = first(desk.bench(key), PieceKind.BLOCK).address
    desk.put(key, OperationInput(OperationKind.INSERT, target=target, block_type="local", value=TEXT))
    own = next(one for one in desk.bench(key).pieces if one.origin is Origin.LOCAL)
    desk.put(
        key,
        OperationInput(
            OperationKind.INSERT, target=own.address, block_type="local", value=TEXT | {"text": "<p>Más.</p>"}
        ),
    )

    desk.put(key, retold(desk, key, own.address, "<p>Cambiado.</p>"))
    changed = [one.effective_value["text"]["plainText"] for one in desk.bench(key).pieces if one.origin is Origin.LOCAL]
    adapt.undo_operation(desk.who(key), operation_id=own.address, expected_revision=desk.bench(key).revision)

    bench = desk.bench(key)
    assert own.can == {Can.ADAPT, Can.INSERT, Can.UNDO}
    assert changed == ["Cambiado.", "Más."]
    assert [one.effective_value["text"]["plainText"] for one in bench.pieces if one.origin is Origin.LOCAL] == ["Más."]
    assert bench.unresolved == ()


def test_undo_gives_back_what_was_before(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = desk.bench(key)
    piece = first(before, PieceKind.BLOCK)
    desk.put(key, retold(desk, key, piece.address, "<p>Otro.</p>"))
    desk.put(key, OperationInput(OperationKind.HIDE, target=piece.address))

    for _ in range(2):
        changed = desk.bench(key).piece(piece.address)
        assert changed is not None
        assert changed.operation_id is not None
        adapt.undo_operation(
            desk.who(key), operation_id=changed.operation_id, expected_revision=desk.bench(key).revision
        )

    assert desk.bench(key).pieces == before.pieces
    assert desk.bench(key).effective_item == before.effective_item


def test_an_option_is_adapted_alone_and_kept_when_its_node_is_adapted_after_it(desk: Desk) -> None:
    key = desk.key(ItemKind.SCRIPT, SCRIPT)
    option = first(desk.bench(key), PieceKind.LIST_ITEM, "option")

    desk.put(key, retold(desk, key, option.address, "Sí, aquí mismo", field="label"))
    alone = desk.bench(key).piece(option.address)
    desk.put(key, retold(desk, key, option.parent, "<p>¿Dónde está?</p>"))
    page = desk.publish(key)

    served = block(desk.view().item(key), option.parent)
    assert alone is not None
    assert alone.origin is Origin.ADAPTED
    assert served["text"]["plainText"] == "¿Dónde está?"
    assert [one["label"] for one in served["options"] if one["id"] == option.address] == ["Sí, aquí mismo"]
    assert len(page.changes) == 1
    assert desk.differences() == []


def test_a_hidden_text_is_not_found_and_comes_back(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    path = desk.view().path_of(key)
    assert path is not None

    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)
    bench = desk.bench(key)
    gone = (desk.view().item(key), desk.view().resolve(path).item, desk.view("COA").resolve(path).item is not None)
    assert bench.hide_operation_id is not None
    adapt.undo_operation(desk.who(key), operation_id=bench.hide_operation_id, expected_revision=bench.revision)
    desk.publish(key)

    assert gone == (None, None, True)
    assert bench.is_hidden
    assert bench.effective_item is None
    assert bench.pieces
    assert desk.view().resolve(path).item is not None
    assert desk.differences() == []


def test_an_adaptation_is_no_item(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Palabrejarara."))
    page = desk.publish(key)
    adapt.undo_operation(desk.who(key), operation_id=page.changes[0].id, expected_revision=desk.bench(key).revision)

    view = desk.view()
    assert view.item(str(page.translation_key)) is None
    assert view.resolve(f"/adaptaciones/{page.slug}/") == view.resolve("/no-hay-nada/")
    assert view.all(ItemKind.ADAPTATION) == ()
    assert [hit.key for hit in view.search("Palabrejarara").hits] == [key]


def test_a_withdrawn_adaptation_leaves_the_national_text(desk: Desk) -> None:
    from publishing.services.publish import delete_page, unpublish_page

    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    before = desk.view().item(key)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="De aquí."))
    page = desk.publish(key)

    unpublish_page(page=page)
    unpublished = desk.view().item(key)
    path = f"/adaptaciones/{page.slug}/"
    is_gone = desk.view().resolve(path).is_gone
    delete_page(page=Page.objects.get(pk=page.pk))

    assert unpublished == before
    assert not is_gone
    assert desk.view().item(key) == before
    assert desk.differences() == []


def test_a_discarded_draft_leaves_what_is_published(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Publicado."))
    desk.publish(key)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Borrador."))

    page = adapt.discard_draft(desk.who(key), expected_revision=desk.bench(key).revision)

    bench = desk.bench(key)
    summary = bench.piece("summary")
    assert page is not None
    assert not bench.has_draft_changes
    assert bench.is_published
    assert summary is not None
    assert summary.effective_value == "Publicado."
    assert desk.differences() == []


def test_a_discarded_first_draft_is_deleted(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    page = desk.put(key, OperationInput(OperationKind.SET, field="summary", value="Borrador."))

    left = adapt.discard_draft(desk.who(key), expected_revision=desk.bench(key).revision)

    assert left is None
    assert not Page.objects.filter(pk=page.pk).exists()
    assert desk.bench(key).page is None


def test_the_library_publishes_on_beside_an_adaptation(desk: Desk) -> None:
    from publishing.services.publish import publish_page

    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    desk.put(key, OperationInput(OperationKind.SET, field="summary", value="De aquí."))
    desk.publish(key)
    page = Page.objects.get(translation_key=key).specific
    page.first_step, page.summary = "Paso nuevo.", "Resumen nuevo."
    publish_page(page=page)

    bench = desk.bench(key)
    item = desk.view().item(key)
    outdated = [piece.address for piece in bench.pieces if piece.is_outdated]
    assert (item["firstStep"], item["summary"]) == ("Paso nuevo.", "De aquí.")
    assert desk.view("COA").item(key)["summary"] == "Resumen nuevo."
    assert outdated == ["summary"]
    assert desk.differences() == []


def test_every_national_text_opens_on_the_workbench_piece_by_piece(desk: Desk) -> None:
    view = desk.view("COA")
    kinds = (ItemKind.GUIDANCE, ItemKind.SCRIPT, ItemKind.TERM, ItemKind.ORGANIZATION)
    items = [item for kind in kinds for item in view.all(kind) if item["origin"] == "LIBRARY"]
    opened = items[:: tries(5, long=1)]

    forms = 0
    for item in opened:
        bench = desk.bench(item["key"])
        assert bench.effective_item == bench.library_item
        for piece in bench.pieces[:12]:
            kind = OperationKind.SET if piece.kind is PieceKind.FIELD else OperationKind.REPLACE
            form = selectors.form_of(desk.who(item["key"]), kind=kind, address=piece.address)
            form.block.clean(form.value)
            forms += 1

    assert len(items) == 34 + 16 + 106 + 14
    assert forms > len(opened)
