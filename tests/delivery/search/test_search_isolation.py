"""Search finds what a state serves: not what it hides, not what it replaced, and nothing of another state."""

from __future__ import annotations

from content_models.kinds import ItemKind
from content_models.models import NoticePage
from editorial.adapting.types import OperationInput, OperationKind, PieceKind
from tests.desk import Desk, desk, first, retold
from tests.world import World

__all__ = ["desk"]

FAMILY = "Detuvieron a mi familiar"


def found(desk: Desk, query: str, code: str = "TAB") -> list[str]:
    """The keys that a state finds."""
    return [hit.key for hit in desk.view(code).search(query).hits]


def test_what_a_state_hides_it_does_not_find(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    assert found(desk, FAMILY)[0] == key

    desk.put(key, OperationInput(OperationKind.HIDE), confirm=True)
    desk.publish(key)

    assert key not in found(desk, FAMILY)
    assert found(desk, FAMILY, "COA")[0] == key


def test_words_of_a_state_are_found_in_it_and_nowhere_else(desk: Desk) -> None:
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    piece = first(desk.bench(key), PieceKind.BLOCK)

    desk.put(key, retold(desk, key, piece.address, "<p>Pregunta en el quiosco zurumbático.</p>"))
    desk.publish(key)

    here, there = desk.view("TAB").search("zurunbatico"), desk.view("COA").search("zurunbatico")
    assert [hit.key for hit in here.hits] == [key]
    assert here.did_you_mean == "zurumbático"
    assert here.hits[0].snippet == "Pregunta en el quiosco zurumbático."
    assert (there.hits, there.did_you_mean) == ((), None)


def test_words_that_a_state_replaced_are_not_found_in_it(desk: Desk) -> None:
    key = desk.key(ItemKind.TERM, "Cateo")

    desk.put(key, OperationInput(OperationKind.SET, field="title", value="Registro de morada"))
    desk.publish(key)

    assert desk.view("TAB")[found(desk, "registro de morada")[0]]["title"] == "Registro de morada"
    assert desk.view("COA").search("cateo").hits[0].key == key


def test_a_notice_is_found_in_its_state_only(world: World) -> None:
    north = world.new(NoticePage, "XNO", "avisos", title="Cierre zurumbático", slug="norte", text="<p>Hoy.</p>")

    here, there = world.view("XNO").search("zurumbático"), world.view("XSU").search("zurumbático")

    assert [hit.key for hit in here.hits] == [str(north.translation_key)]
    assert there.hits == ()
    assert world.view("XSU").search("zurunbatico").did_you_mean is None
