"""What the library publishes reaches states that review first when they accept it, and all others at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from content_models.models import AdaptationPage, GlossaryTerm, OfficePage, OrganizationPage, SectionPage
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.review import adoption
from publishing.errors import AdoptionForbidden, AdoptionInvalid, AdoptionStale, NotVisible
from publishing.models import ContentItem, Edition, OutboxEntry, Pin, ReviewOutcome, ReviewReason
from publishing.services.publish import delete_page, move_page, publish_page, unpublish_page
from publishing.services.rebuild import rebuild
from tenants.models import LIBRARY_ID, Adoption
from tenants.scope import tenant_scope
from tests.content_models.world import block
from tests.desk import person
from tests.module_transaction import anew, made_once

from .adopting import Adopting, adopting, made_adopting

__all__ = ["adopting", "made_adopting"]


@made_once
def made_term(made_adopting: Adopting) -> GlossaryTerm:
    page = made_adopting.term("uno")
    for code in ("XNO", "XSU"):
        made_adopting.accept(code, page)
    return page


@pytest.fixture
def term(made_term: GlossaryTerm, adopting: Adopting) -> GlossaryTerm:
    """A national term that every state serves."""
    return anew(made_term)


def test_a_state_that_reviews_first_serves_what_it_served(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")

    assert adopting.everywhere(term) == ["uno", "uno", "dos"]
    assert adopting.world.differences() == []


def test_a_second_publish_leaves_it_where_it_is(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    versions = adopting.versions()
    adopting.publish(term, "tres")

    assert adopting.everywhere(term) == ["uno", "uno", "tres"]
    assert adopting.versions() == versions
    assert adopting.world.differences() == []


def test_a_publish_opens_one_task_a_state_and_the_next_lets_it_grow(adopting: Adopting, term: GlossaryTerm) -> None:
    term.title = "Nuevo nombre"
    adopting.publish(term, "dos")
    adopting.publish(term, "tres")

    for code in ("XNO", "XSU"):
        _, task = adopting.tasks(code, term)
        assert (task.reason, task.title, task.kind) == (ReviewReason.ADOPTION, "Nuevo nombre", "TERM")
        assert (task.from_number, task.to_number, task.closed_at) == (1, 3, None)
        assert task.due_on == timezone.localdate() + timedelta(days=30)
    assert adopting.tasks("XCE", term) == []


def test_what_a_state_accepts_it_serves(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    adopting.publish(term, "tres")

    assert adopting.accept("XNO", term) == 1

    assert adopting.everywhere(term) == ["tres", "uno", "tres"]
    task = adopting.tasks("XNO", term)[-1]
    assert (task.outcome, task.closed_by) == (ReviewOutcome.ACCEPTED, adopting.people["XNO"])
    assert [(one["decision"], one["by"]) for one in task.decisions] == [("accept", adopting.people["XNO"].pk)]
    assert adopting.tasks("XSU", term)[-1].closed_at is None
    assert adopting.world.differences() == []


def test_what_is_accepted_is_told_to_others(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    adopting.accept("XNO", term)

    with tenant_scope([adopting.world.tenants["XNO"].pk]):
        entry = OutboxEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.key) == ("published", str(term.translation_key))
    assert entry.details == {"path": "/glosario/prueba-termino/", "edition": 2}


def test_the_next_publish_waits_again(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    adopting.accept("XNO", term)
    adopting.publish(term, "tres")

    assert adopting.everywhere(term) == ["dos", "uno", "tres"]
    assert [task.outcome for task in adopting.tasks("XNO", term)[1:]] == [ReviewOutcome.ACCEPTED, ""]


def test_one_text_is_accepted_and_others_wait(adopting: Adopting, term: GlossaryTerm) -> None:
    other = adopting.term("uno", "prueba-otro", title="Otro")
    adopting.publish(term, "dos")

    assert adopting.accept("XNO", term) == 1
    assert adopting.accept("XNO", term) == 0

    assert [adopting.served("XNO", page) for page in (term, other)] == ["dos", None]


def test_all_that_waits_is_accepted_at_once(adopting: Adopting, term: GlossaryTerm) -> None:
    other = adopting.term("uno", "prueba-otro", title="Otro")
    adopting.publish(term, "dos")
    north = adopting.world.tenants["XNO"]

    assert adoption.accept_all(tenant=north, by=adopting.people["XNO"]) == 2
    assert adoption.accept_all(tenant=north, by=adopting.people["XNO"]) == 0

    assert [adopting.served("XNO", page) for page in (term, other)] == ["dos", "uno"]
    assert [adopting.served("XSU", page) for page in (term, other)] == ["uno", None]
    assert adopting.world.differences() == []


def test_a_new_text_is_not_served_until_it_is_accepted(adopting: Adopting) -> None:
    page = adopting.term("uno")

    assert adopting.everywhere(page) == [None, None, "uno"]
    assert [(task.from_number, task.to_number) for task in adopting.tasks("XNO", page)] == [(0, 1)]
    view = adopting.world.view("XNO")
    path = "/glosario/prueba-termino/"
    assert (view.resolve(path).item, view.resolve(path).is_gone) == (None, False)
    assert view.by_slug("TERM", "prueba-termino") is None
    assert str(page.translation_key) not in {hit.key for hit in view.search("Término").hits}
    assert view.library_edition(str(page.translation_key)) is None

    adopting.accept("XNO", page)

    assert adopting.everywhere(page) == ["uno", None, "uno"]
    assert adopting.world.view("XNO").resolve(path).item is not None


def test_an_urgent_correction_passes_at_once_and_is_logged(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    adopting.accept("XSU", term)
    adopting.publish(term, "tres", is_urgent=True)

    assert adopting.everywhere(term) == ["tres", "tres", "tres"]
    north, south = adopting.tasks("XNO", term)[-1], adopting.tasks("XSU", term)[-1]
    assert [(one.outcome, one.from_number, one.to_number, one.is_urgent) for one in (north, south)] == [
        (ReviewOutcome.PASSED, 1, 3, True),
        (ReviewOutcome.PASSED, 2, 3, True),
    ]
    assert len(adopting.tasks("XNO", term)) == 2
    assert len(adopting.tasks("XSU", term)) == 3
    assert adopting.tasks("XCE", term) == []
    with tenant_scope([LIBRARY_ID]):
        editions = Edition.objects.filter(key=str(term.translation_key)).order_by("number")
        assert list(editions.values_list("is_urgent", flat=True)) == [False, False, True]
    assert adopting.world.differences() == []


def test_an_edition_names_the_revision_it_was_published_from(adopting: Adopting, term: GlossaryTerm) -> None:
    published = adopting.publish(term, "dos")

    with tenant_scope([LIBRARY_ID]):
        editions = Edition.objects.filter(key=str(term.translation_key)).order_by("number")
        assert editions.last().revision_id == published.live_revision_id
        assert editions.first().revision_id not in (None, published.live_revision_id)


def test_what_says_the_same_as_before_asks_nobody(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_page(page=term)

    assert len(adopting.tasks("XNO", term)) == 1
    assert adopting.pins() == {"XNO": None, "XSU": None}
    assert adopting.everywhere(term) == ["uno", "uno", "uno"]


def test_what_says_the_same_while_something_waits_can_be_accepted(adopting: Adopting, term: GlossaryTerm) -> None:
    publish_page(page=adopting.publish(term, "dos"))

    task = adopting.tasks("XNO", term)[-1]
    assert (task.from_number, task.to_number) == (1, 3)
    assert adopting.accept("XNO", term, to_number=task.to_number) == 1
    assert adopting.everywhere(term) == ["dos", "uno", "dos"]


def test_a_withdrawal_passes_at_once_and_ends_what_waited(adopting: Adopting, term: GlossaryTerm) -> None:
    page = adopting.publish(term, "dos")
    unpublish_page(page=page)

    assert adopting.everywhere(term) == [None, None, None]
    assert adopting.world.view("XNO").resolve("/glosario/prueba-termino/").is_gone
    assert adopting.tasks("XNO", term)[-1].outcome == ReviewOutcome.SUPERSEDED
    assert adopting.pins() == {"XNO": None, "XSU": None}
    assert adopting.world.differences() == []

    adopting.publish(Page.objects.get(pk=term.pk).specific, "tres")

    assert adopting.everywhere(term) == [None, None, "tres"]
    assert adopting.world.differences() == []


def test_a_deleted_page_leaves_no_pin(adopting: Adopting, term: GlossaryTerm) -> None:
    page = adopting.publish(term, "dos")
    delete_page(page=page)

    assert adopting.everywhere(term) == [None, None, None]
    assert adopting.pins() == {"XNO": None, "XSU": None}
    assert adopting.world.differences() == []


def test_a_moved_and_renamed_text_stands_where_the_library_has_it(adopting: Adopting, term: GlossaryTerm) -> None:
    page = adopting.publish(term, "dos")
    section = adopting.world.publish(
        adopting.world.draft_below(
            adopting.world.section("NAC", "glosario"), SectionPage, title="Letra T", slug="letra-t"
        )
    )
    move_page(page=page, target=Page.objects.get(pk=section.pk))
    page = Page.objects.get(pk=page.pk).specific
    page.slug = "prueba-nueva"
    adopting.publish(page, "tres")

    for code, text in (("XNO", "uno"), ("XCE", "tres")):
        view = adopting.world.view(code)
        item = view.by_slug("TERM", "prueba-nueva")
        assert (item["path"], item["slug"]) == ("/glosario/letra-t/prueba-nueva/", "prueba-nueva")
        assert item["definition"]["plainText"] == text
        assert view.resolve("/glosario/prueba-termino/").redirect_to == item["path"]
        assert view.resolve(item["path"]).item is item
        assert [child["key"] for child in view.children("/glosario/letra-t/")] == [item["key"]]
    assert adopting.world.differences() == []


def test_a_page_that_changes_with_another_waits_too(adopting: Adopting, term: Any) -> None:
    other = adopting.term("uno", "prueba-otro", title="Otro")
    term.related_terms = [block("term", other.pk)]
    adopting.publish(term, "dos")
    for code in ("XNO", "XSU"):
        adoption.accept_all(tenant=adopting.world.tenants[code], by=adopting.people[code])
    key = str(other.translation_key)
    assert adopting.world.view("XNO").item(str(term.translation_key))["relatedKeys"] == [key]

    delete_page(page=Page.objects.get(pk=other.pk))

    related = {
        code: adopting.world.view(code).item(str(term.translation_key))["relatedKeys"] for code in ("XNO", "XCE")
    }
    assert related == {"XNO": [key], "XCE": []}
    assert adopting.tasks("XNO", term)[-1].to_number == 3
    assert adopting.world.differences() == []


def test_offices_and_sections_pass_at_once(adopting: Adopting) -> None:
    organization = adopting.world.new(
        OrganizationPage, "NAC", "directorio", title="Prueba", slug="prueba-org", organization_kind="PROSECUTOR"
    )
    office = adopting.world.publish(
        adopting.world.draft_below(organization, OfficePage, title="Oficina", slug="prueba-oficina", note="Uno")
    )
    office.note = "Dos"
    adopting.world.publish(office)

    for code in ("XNO", "XCE"):
        assert adopting.world.view(code).item(str(office.translation_key))["note"] == "Dos"
    assert adopting.tasks("XNO", office) == []


def test_serving_at_once_again_accepts_all_that_waits(adopting: Adopting, term: GlossaryTerm) -> None:
    new = adopting.term("uno", "prueba-otro", title="Otro")
    adopting.publish(term, "dos")

    tenant = adopting.choose("XNO", Adoption.IMMEDIATE)

    assert tenant.adoption == Adoption.IMMEDIATE
    assert [adopting.served("XNO", page) for page in (term, new)] == ["dos", "uno"]
    assert {adopting.tasks("XNO", page)[-1].outcome for page in (term, new)} == {ReviewOutcome.ACCEPTED}
    adopting.publish(term, "tres")
    assert adopting.everywhere(term) == ["tres", "uno", "tres"]
    assert adopting.world.differences() == []


def test_reviewing_first_begins_with_the_next_publish(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")

    adopting.choose("XCE", Adoption.REVIEWED)

    assert adopting.everywhere(term) == ["uno", "uno", "dos"]
    adopting.publish(term, "tres")
    assert adopting.everywhere(term) == ["uno", "uno", "dos"]
    assert adopting.tasks("XCE", term)[-1].from_number == 2


def test_what_changed_since_it_was_looked_at_is_not_accepted(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    adopting.publish(term, "tres")

    with pytest.raises(AdoptionStale):
        adopting.accept("XNO", term, to_number=2)

    assert adopting.served("XNO", term) == "uno"
    assert adopting.accept("XNO", term, to_number=3) == 1


@pytest.mark.parametrize(
    ("who", "code", "role", "refusal"),
    [
        ("an editor of the state", "XNO", "editor", AdoptionForbidden),
        ("a publisher of another state", "XSU", "publisher", NotVisible),
        ("a publisher of the library", "NAC", "publisher", AdoptionForbidden),
    ],
)
def test_nobody_else_decides(
    adopting: Adopting, term: GlossaryTerm, who: str, code: str, role: str, refusal: type[Exception]
) -> None:
    adopting.publish(term, "dos")
    north = adopting.world.tenants["XNO"]
    by = adopting.people[code] if (code, role) == ("XSU", "publisher") else person(adopting.world.tenants[code], role)
    acts: list[Any] = [
        lambda: adoption.accept(tenant=north, keys=[str(term.translation_key)], by=by),
        lambda: adoption.accept_all(tenant=north, by=by),
        lambda: adoption.change_adoption(tenant=north, adoption=Adoption.IMMEDIATE, by=by),
    ]

    for act in acts:
        with pytest.raises(refusal):
            act()

    assert adopting.served("XNO", term) == "uno"
    assert adopting.tasks("XNO", term)[-1].closed_at is None


def test_an_administrator_decides_everywhere(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    boss = type(adopting.people["XNO"]).objects.create_superuser("boss", "boss@example.org", None)

    assert adoption.accept_all(tenant=adopting.world.tenants["XNO"], by=boss) == 1

    assert adopting.tasks("XNO", term)[-1].closed_by == boss


def test_there_are_two_ways_to_adopt_and_the_library_has_none(adopting: Adopting) -> None:
    with pytest.raises(AdoptionInvalid):
        adopting.choose("XNO", "never")

    library = adopting.world.tenants["NAC"]
    with pytest.raises(NotVisible):
        adoption.change_adoption(
            tenant=library, adoption=Adoption.REVIEWED, by=person(adopting.world.tenants["NAC"], "publisher")
        )


def test_the_history_of_an_adaptation_says_who_adopted(adopting: Adopting, term: GlossaryTerm) -> None:
    north, by = adopting.world.tenants["XNO"], adopting.people["XNO"]
    who = AdaptationTarget(tenant=north, key=str(term.translation_key), locale="es-MX", by=by)
    adapt.put_operation(who, operation=OperationInput(OperationKind.SET, field="title", value="Nuestro"))
    page = adapt.publish_adaptation(who, expected_revision=selectors.workbench(who).revision)
    adopting.publish(term, "dos")

    assert adopting.world.view("XNO").item(who.key)["title"] == "Nuestro"
    assert adopting.served("XNO", term) == "uno"
    adopting.accept("XNO", term)

    entry = PageLogEntry.objects.get(action="publishing.adopt")
    assert (entry.page_id, entry.user, entry.data) == (page.pk, by, {"edition": 2})
    assert not ModelLogEntry.objects.filter(action="publishing.adopt").exists()
    item = adopting.world.view("XNO").item(who.key)
    assert (item["title"], item["definition"]["plainText"]) == ("Nuestro", "dos")
    assert AdaptationPage.objects.get(pk=page.pk).live


def test_rebuilding_leaves_pins_alone(adopting: Adopting, term: GlossaryTerm) -> None:
    adopting.publish(term, "dos")
    with tenant_scope([LIBRARY_ID]):
        ContentItem.objects.filter(tenant=LIBRARY_ID, key=str(term.translation_key)).update(
            document={"title": "Roto", "definition": {"ast": []}}
        )

    rebuild(codes=list(adopting.world.tenants))

    assert adopting.pins() == {"XNO": 1, "XSU": 1}
    assert adopting.everywhere(term) == ["uno", "uno", "dos"]
    assert adopting.world.differences() == []


@pytest.mark.parametrize(
    ("what", "number", "adopts"),
    [
        ("no such edition", 9, Adoption.REVIEWED),
        ("the newest edition", 2, Adoption.REVIEWED),
        ("a state that serves at once", 1, Adoption.IMMEDIATE),
    ],
)
def test_a_wrong_pin_is_found(adopting: Adopting, term: GlossaryTerm, what: str, number: int, adopts: str) -> None:
    adopting.publish(term, "dos")
    north = adopting.world.tenants["XNO"]
    type(north).objects.filter(pk=north.pk).update(adoption=adopts)
    with tenant_scope([north.pk]):
        Pin.objects.filter(tenant=north).update(number=number)

    assert [(one.what, one.tenant, one.field) for one in adopting.world.differences()] == [
        ("pin", "XNO", str(term.translation_key))
    ]


def test_a_pin_of_a_text_that_is_gone_is_found(adopting: Adopting, term: GlossaryTerm) -> None:
    unpublish_page(page=adopting.publish(term, "dos"))
    north = adopting.world.tenants["XNO"]
    with tenant_scope([north.pk]):
        Pin.objects.filter(tenant=north).update(number=1)

    assert [one.what for one in adopting.world.differences()] == ["pin"]
