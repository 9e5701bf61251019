"""Before a national text is withdrawn: what is foreseen is what happens, and Wagtail's own screens say it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from content_models.kinds import ItemKind
from content_models.models import GuidancePage, OfficePage
from editorial.adapting.types import OperationInput, OperationKind
from editorial.national import services as national
from editorial.national.types import Withdrawal
from publishing.errors import NotVisible
from publishing.services.publish import unpublish_page
from tenants.models import StaffRole
from tenants.trees import pages_of
from tests.desk import Desk, desk
from tests.editorial.reviews import adapt_field
from tests.publishing.test_translations import page
from tests.signed_in import browser_of
from tests.tenants.factories import member
from tests.world import World

from .test_national import FAMILY, draft, editor, open_tasks, page_of, publish, reviewing

__all__ = ["desk", "page"]


@pytest.fixture
def key(desk: Desk) -> str:
    """A national text that Tabasco adapts."""
    key = desk.key(ItemKind.GUIDANCE, FAMILY)
    adapt_field(desk, key, "summary", "Resumen de aquí.")
    return key


def foreseen(desk: Desk, key: str) -> Withdrawal:
    """What withdrawing a text would do."""
    return national.withdrawal_of(page=page_of(key), by=editor(desk))


def withdraw(desk: Desk, key: str) -> None:
    """Withdraw it."""
    unpublish_page(page=page_of(key), by=editor(desk))
    desk.commit()


def test_what_is_foreseen_is_what_happens(desk: Desk, key: str) -> None:
    reviewing(desk, "COA")
    publish(desk, draft(key, summary="Otro resumen."))

    effect = foreseen(desk, key)
    opening = {(task.state.code, str(task.reason), ()) for task in effect.will_open}
    closing = {(task.state.code, str(task.reason)) for task in effect.will_close}
    before = {(state, reason) for state, reason, _ in open_tasks(key)}
    withdraw(desk, key)

    assert opening == open_tasks(key) == {("TAB", "withdrawn", ())}
    assert closing == before == {("TAB", "changed"), ("COA", "adoption")}
    assert effect.will_open[0].labels == ("Resumen",)
    assert desk.differences() == []


def test_each_state_is_in_its_place(desk: Desk, key: str) -> None:
    reviewing(desk, "COA")
    publish(desk, draft(key, title="Otro título"))
    desk.put(key, OperationInput(OperationKind.HIDE), code="COA", confirm=True)
    drafting = foreseen(desk, key)
    desk.publish(key, code="COA")

    effect = foreseen(desk, key)

    assert [state.code for state in effect.adapting] == ["TAB"]
    assert [state.code for state in drafting.drafting] == ["COA"]
    assert [state.code for state in effect.hiding] == ["COA"]
    assert [(pin.state.code, pin.number) for pin in effect.pinned] == [("COA", 1)]
    assert {"TAB", "COA"}.isdisjoint(state.code for state in effect.serving)
    assert len(effect.serving) == 30


def test_of_a_draft_there_is_nothing_to_say(desk: Desk, key: str) -> None:
    withdraw(desk, key)

    effect = foreseen(desk, key)

    assert (effect.is_served, effect.serving, effect.will_open, effect.will_close) == (False, (), (), ())


@pytest.mark.parametrize("who", [("TAB", "publisher"), ("COA", "editor")])
def test_to_a_states_people_none_of_this_exists(desk: Desk, key: str, who: tuple[str, str]) -> None:
    with pytest.raises(NotVisible):
        national.withdrawal_of(page=page_of(key), by=desk.people[who])


def test_the_number_of_statements_does_not_grow_with_the_states(desk: Desk, key: str) -> None:
    foreseen(desk, key)
    with CaptureQueriesContext(connection) as one:
        foreseen(desk, key)
    adapt_field(desk, key, "summary", "Otro de aquí.", code="COA")

    with CaptureQueriesContext(connection) as two:
        foreseen(desk, key)

    assert len(one) == len(two)


def test_the_screen_that_asks_names_the_states_and_their_reviews(desk: Desk, key: str) -> None:
    page = page_of(key)
    desk.put(key, OperationInput(OperationKind.HIDE, target=page.body[0].id), code="COA")
    desk.publish(key, code="COA")
    client = browser_of(editor(desk))
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])

    asked = client.get(address).content.decode()
    done = client.post(address, follow=True).content.decode()

    assert "30 estados lo muestran tal cual y dejarán de mostrarlo." in asked
    assert "2 estados han cambiado partes: ahí nadie las leerá hasta que se vuelva a publicar." in asked
    assert reverse("adapting:text", args=["TAB", key]) in asked
    assert "Decide qué pasa con lo que escribió: “Resumen”." in asked.replace("«", "“").replace("»", "”")
    assert "Estos estados habían adaptado el texto: Coahuila, Tabasco." in done
    assert "Una revisión de lo que habían escrito espera en: Tabasco." in done
    assert not Page.objects.get(pk=page.pk).live


def test_of_a_section_the_states_that_changed_pages_below_are_named(desk: Desk, key: str) -> None:
    section = page_of(key).get_parent()

    asked = browser_of(editor(desk)).get(reverse("wagtailadmin_pages:unpublish", args=[section.pk])).content.decode()

    assert "Estos estados han cambiado páginas que están debajo de esta" in asked
    assert "si también dejan de publicarse: Tabasco" in asked


def test_the_screen_that_asks_about_deleting_says_what_that_does(desk: Desk) -> None:
    key = desk.key(ItemKind.TERM, "Amparo")
    reviewing(desk, "COA")
    page = page_of(key).get_latest_revision_as_object()
    page.definition = "<p>Otra definición.</p>"
    page.save_revision()
    publish(desk, page_of(key))

    asked = browser_of(editor(desk)).get(reverse("wagtailadmin_pages:delete", args=[page.pk])).content.decode()

    assert "31 estados lo muestran tal cual y dejarán de mostrarlo." in asked
    assert "1 estado muestra todavía una edición anterior y también dejará de mostrarla. (Coahuila" in asked
    assert "Se cierra su revisión «Edición nacional nueva»." in asked


def test_a_states_own_page_is_unpublished_as_ever(desk: Desk, key: str) -> None:
    page = OfficePage.objects.filter(pk__in=pages_of([desk.tenants["TAB"].pk]).values("pk"), live=True)[0]

    asked = browser_of(desk.people["TAB", "publisher"]).get(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))

    assert asked.status_code == 200
    assert "national-withdrawal" not in asked.content.decode()


def test_another_language_keeps_the_text(world: World, page: GuidancePage) -> None:
    by = member(world.tenants["NAC"], StaffRole.PUBLISHER, "publica-nac")

    effect = national.withdrawal_of(page=page, by=by)

    assert (effect.is_served, effect.is_in_other_languages, effect.will_open) == (True, True, ())


def test_of_a_state_that_has_not_adopted_it_yet_the_same_is_foreseen(desk: Desk, key: str) -> None:
    reviewing(desk, "TAB")
    withdraw(desk, key)
    publish(desk, page_of(key))

    effect = foreseen(desk, key)
    withdraw(desk, key)

    assert [(pin.state.code, pin.number) for pin in effect.pinned] == [("TAB", 0)]
    assert {(task.state.code, str(task.reason), ()) for task in effect.will_open} == open_tasks(key)
    assert open_tasks(key) == {("TAB", "withdrawn", ())}
