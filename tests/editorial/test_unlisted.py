"""A page below a draft section is published, and no menu leads to it: editors are told."""

from __future__ import annotations

from content_models.models import GuidancePage, NoticePage
from editorial.unlisted import draft_section_above
from tests.world import World


def test_a_draft_section_of_the_states_own_is_in_the_way(world: World) -> None:
    page = world.new(
        GuidancePage, "XNO", "informacion-local", title="Aquí", slug="aqui", question="¿?", roles=["VICTIM"]
    )

    section = draft_section_above(page)

    assert section is not None
    assert section.slug == "informacion-local"


def test_a_published_one_is_not(world: World) -> None:
    world.publish(world.section("XNO", "informacion-local"))
    page = world.new(
        GuidancePage, "XNO", "informacion-local", title="Aquí", slug="aqui", question="¿?", roles=["VICTIM"]
    )

    assert draft_section_above(page) is None


def test_a_draft_section_that_the_library_has_is_not(world: World) -> None:
    page = world.new(NoticePage, "XNO", "avisos", title="Corte", slug="corte", text="<p>Hoy.</p>")

    assert not world.section("XNO", "avisos").live
    assert draft_section_above(page) is None
