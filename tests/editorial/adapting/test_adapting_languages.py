"""Adapting in several languages: the layer is decided once, and no language shows what the state replaced or hid."""

from __future__ import annotations

import pytest

from content_models.kinds import ItemKind
from content_models.models import AdaptationPage
from content_models.overlay import Origin
from editorial.adapting import selectors
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from publishing.errors import ScriptUnreachable
from publishing.models import ContentItem
from publishing.services.launch_state import LanguageFacts, StateFacts, prepare_tenant
from publishing.services.publish import publish_page
from publishing.services.rebuild import Rebuilt, rebuild
from publishing.services.verify import verify
from tenants.scope import tenant_scope
from tests.desk import Desk, desk, first, person, retold

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"
STATE = "XBI"


@pytest.fixture
def bilingual(desk: Desk) -> Desk:
    """A state of the tests' own that serves Spanish and Yucatec Maya; the library is Spanish only."""
    spanish = LanguageFacts("es-mx", "Español (México)", is_served=True, is_verified=True)
    maya = LanguageFacts("yua", "Maya", is_served=True)
    facts = StateFacts(
        STATE, "Bilingüe", "Estado Bilingüe", "bilingue", "America/Merida", languages=(spanish, maya), is_launched=True
    )
    desk.tenants[STATE] = prepare_tenant(facts=facts)
    desk.people[STATE, "publisher"] = person(desk.tenants[STATE], "publisher")
    return desk


def test_a_block_adapted_in_one_language_is_adapted_in_all(bilingual: Desk) -> None:
    key = bilingual.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(bilingual.bench(key, STATE), PieceKind.BLOCK)
    change = retold(bilingual, key, piece.address, "<p>En español.</p>")

    bilingual.put(key, change, code=STATE)
    bilingual.publish(key, code=STATE)

    for locale in ("es-MX", "yua"):
        served = bilingual.view(STATE, locale).item(key)["body"][0]
        assert (served["text"]["plainText"], served["origin"], served["locale"]) == ("En español.", "ADAPTED", "es-MX")
    assert bilingual.view(STATE, "yua").item(key)["body"][0]["isFallback"]


def test_the_same_block_in_a_second_language_is_the_same_operation(bilingual: Desk) -> None:
    key = bilingual.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(bilingual.bench(key, STATE), PieceKind.BLOCK)
    bilingual.put(key, retold(bilingual, key, piece.address, "<p>En español.</p>"), code=STATE)
    bilingual.put(key, OperationInput(OperationKind.SET, field="summary", value="Resumen."), code=STATE)
    spanish = bilingual.publish(key, code=STATE)

    waiting = bilingual.bench(key, STATE, "yua").piece(piece.address)
    form = selectors.form_of(bilingual.who(key, STATE, locale="yua"), kind=OperationKind.REPLACE, address=piece.address)
    raw = {**form.block.get_prep_value(form.value), "text": "<p>Maaya.</p>"}
    bilingual.put(key, OperationInput(OperationKind.REPLACE, target=piece.address, value=raw), code=STATE, locale="yua")
    maya = bilingual.publish(key, code=STATE, locale="yua")

    assert waiting is not None
    assert (waiting.origin, waiting.operation_id) == (Origin.ADAPTED, None)
    assert form.value["text"].source == "<p>En español.</p>"
    assert maya.translation_key == spanish.translation_key
    assert [change.id for change in maya.changes] == [spanish.changes[0].id]
    assert bilingual.view(STATE, "yua").item(key)["body"][0]["text"]["plainText"] == "Maaya."
    assert bilingual.view(STATE, "es-MX").item(key)["body"][0]["text"]["plainText"] == "En español."
    assert bilingual.view(STATE, "yua").item(key)["summary"] == "Resumen."
    assert verify(codes=["NAC", STATE]) == []


def test_an_addition_is_translated_where_it_stands(bilingual: Desk) -> None:
    key = bilingual.key(ItemKind.GUIDANCE, FAMILY)
    target = first(bilingual.bench(key, STATE), PieceKind.BLOCK).address
    value = {"text": "<p>Aquí.</p>", "legal_references": [], "verified": False}
    bilingual.put(key, OperationInput(OperationKind.INSERT, target=target, block_type="local", value=value), code=STATE)
    added = bilingual.publish(key, code=STATE).changes[0].id

    translated = {**value, "text": "<p>Waye’.</p>"}
    bilingual.put(key, OperationInput(OperationKind.REPLACE, target=added, value=translated), code=STATE, locale="yua")
    bilingual.publish(key, code=STATE, locale="yua")

    for locale, text in (("es-MX", "Aquí."), ("yua", "Waye’.")):
        served = bilingual.view(STATE, locale).item(key)["body"][1]
        assert (served["id"], served["text"]["plainText"], served["origin"]) == (added, text, "LOCAL")


def test_what_is_hidden_in_one_language_is_hidden_in_all(bilingual: Desk) -> None:
    key = bilingual.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(bilingual.bench(key, STATE), PieceKind.BLOCK)

    bilingual.put(key, OperationInput(OperationKind.HIDE, target=piece.address), code=STATE, locale="yua")
    bilingual.publish(key, code=STATE, locale="yua")

    for locale in ("es-MX", "yua"):
        assert piece.address not in [block["id"] for block in bilingual.view(STATE, locale).item(key)["body"]]


def test_adaptations_are_rebuilt_with_everything_else(bilingual: Desk) -> None:
    key = bilingual.key(ItemKind.GUIDANCE, FAMILY)
    bilingual.put(key, OperationInput(OperationKind.SET, field="summary", value="De aquí."), code=STATE)
    bilingual.publish(key, code=STATE)
    tenant = bilingual.tenants[STATE]
    with tenant_scope([tenant.pk]):
        ContentItem.objects.for_tenant(tenant.pk).filter(kind="ADAPTATION").delete()
    broken = [difference.what for difference in verify(codes=[STATE])]

    rebuilt = rebuild(codes=[STATE])

    assert broken == ["missing"]
    assert rebuilt == Rebuilt(written=1, unchanged=0, withdrawn=0)
    assert verify(codes=[STATE]) == []
    assert AdaptationPage.objects.get(adapts_key=key).live
    assert bilingual.view(STATE).item(key)["summary"] == "De aquí."


def test_a_script_is_judged_in_a_language_that_is_served_no_more(bilingual: Desk) -> None:
    key = bilingual.key(ItemKind.SCRIPT, "Mi familiar está detenido")
    lost = bilingual.view(STATE).item(key)["nodes"][1]
    bilingual.put(key, OperationInput(OperationKind.HIDE, target=lost["id"]), code=STATE, locale="yua")
    draft = AdaptationPage.objects.get(adapts_key=key, locale__language_code="yua")
    bilingual.tenants[STATE].languages.filter(code="yua").update(is_served=False)

    with pytest.raises(ScriptUnreachable, match="lleva a un nodo que el estado ocultó"):
        publish_page(page=draft.get_latest_revision_as_object())
