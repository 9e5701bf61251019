"""A state's own pages among the national ones: their place, the way to them, and what they must not take."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from api.endpoint import Endpoint
from content_models.models import GuidancePage, NoticePage, SectionPage
from editorial.adapting.errors import AdaptationForbidden
from editorial.adapting.local_pages import places_of, prepare_place
from portal.navigation import public_children
from portal.visit import Visit
from publishing.errors import NotVisible
from publishing.place_errors import LibrarySlugTaken, NationalSectionStands, PlaceGone, PlaceTaken
from publishing.services.publish import publish_page
from tenants.models import StaffRole, User
from tests.api.client import send
from tests.content_models.test_editing import posted
from tests.module_transaction import anew, made_once
from tests.signed_in import browser_of
from tests.tenants.factories import key_of, member
from tests.world import GUIDANCE, World

CHILDREN = (
    "query ($path: String!) { state { resolve(path: $path) { item { ... on Section { children { title } } } } } }"
)


@made_once
def made_national(module_world: World) -> list[GuidancePage]:
    return [
        module_world.new(
            GuidancePage,
            "NAC",
            "victima",
            **{"title": title, "slug": f"l-{title.lower()}", "roles": ["VICTIM"], **GUIDANCE, "order": order},
        )
        for title, order in (("Primera", 10), ("Segunda", 20), ("Tercera", 30))
    ]


@pytest.fixture
def national(made_national: list[GuidancePage], world: World) -> list[GuidancePage]:
    """Three national pages of one section, ordered 10, 20 and 30."""
    return [anew(page) for page in made_national]


def editor_of(world: World, code: str, role: StaffRole = StaffRole.PUBLISHER) -> User:
    return member(world.tenants[code], role, f"{code}-{role}".lower())


def place_for(world: World, user: User, path: str = "/victima/", code: str = "XNO") -> Page:
    world.commit()
    return prepare_place(tenant=world.tenants[code], locale="es-MX", path=path, by=user)


def local(world: World, parent: Page, model: Any = GuidancePage, **fields: Any) -> Any:
    """A draft of the state's own."""
    extra = {"roles": ["VICTIM"], **GUIDANCE} if model is GuidancePage else {}
    return world.draft_below(parent, model, **{"title": "Propia", "slug": "propia", **extra, **fields})


def titles_below(world: World, code: str, path: str = "/victima/") -> list[str]:
    return [item["title"] for item in world.view(code).children(path)]


def asked(world: World, code: str, path: str) -> list[str]:
    """The same, as the API answers."""
    raw = key_of(world.tenants[code])[1]
    answer = send(
        Endpoint(lambda environ, start: []),
        body=json.dumps({"query": CHILDREN, "variables": {"path": path}}).encode(),
        headers={"Authorization": f"Bearer {raw}", "Content-Type": "application/json"},
    )
    return [child["title"] for child in answer.json["data"]["state"]["resolve"]["item"]["children"]]


def add_url(world: World, code: str = "XNO") -> str:
    return reverse("adapting:local", args=[code])


def test_own_pages_stand_among_national_ones_where_their_order_puts_them(
    world: World, national: list[GuidancePage]
) -> None:
    place = place_for(world, editor_of(world, "XNO"))
    world.publish(local(world, place, title="Entre la primera y la segunda", slug="entre", order=15))
    world.publish(local(world, place, title="Al principio", slug="principio", order=1))
    world.publish(local(world, place, title="Al final", slug="final", order=99))

    expected = ["Al principio", "Primera", "Entre la primera y la segunda", "Segunda", "Tercera", "Al final"]
    own = [title for title in titles_below(world, "XNO") if title in expected]
    others = [title for title in titles_below(world, "XSU") if title in expected]
    answered = [title for title in asked(world, "XNO", "/victima/") if title in expected]
    visit = Visit(world.viewer("XNO"), world.view("XNO"), timezone.now())
    shown = [child.item["title"] for child in public_children(visit, "/victima/") if child.item["title"] in expected]

    assert own == answered == shown == expected
    assert others == ["Primera", "Segunda", "Tercera"]
    assert world.differences() == []


def test_notices_and_sections_of_the_states_own_stand_there_too(world: World, national: list[GuidancePage]) -> None:
    place = place_for(world, editor_of(world, "XNO"))
    section = world.publish(local(world, place, SectionPage, title="Propias", slug="propias"))
    world.publish(local(world, place, NoticePage, title="Cierre", slug="cierre", text="<p>Hoy.</p>"))
    world.publish(local(world, section, title="Muy adentro", slug="muy-adentro"))

    titles = titles_below(world, "XNO")

    assert titles[0] == "Propias"
    assert {"Cierre", "Primera"} <= set(titles)
    assert titles_below(world, "XNO", "/victima/propias/") == ["Muy adentro"]
    assert titles_below(world, "XSU", "/victima/propias/") == []
    assert world.differences() == []


def test_the_place_is_a_draft_section_made_once(world: World, national: list[GuidancePage]) -> None:
    user = editor_of(world, "XNO", StaffRole.EDITOR)

    first, second = place_for(world, user), place_for(world, user)

    assert first == second
    assert isinstance(first, SectionPage)
    assert not first.live
    assert first.get_parent().pk == world.tenants["XNO"].root_page_id
    assert first.title == world.view("XNO").resolve("/victima/").item["title"]
    assert titles_below(world, "XNO") == titles_below(world, "XSU")
    assert world.differences() == []


def test_a_place_below_a_nested_national_section_has_all_its_sections(world: World) -> None:
    nested = world.new(SectionPage, "NAC", "victima", title="Más", slug="mas")
    world.new(GuidancePage, "NAC", "victima", title="Otra", slug="l-otra", roles=["VICTIM"], **GUIDANCE)

    place = place_for(world, editor_of(world, "XNO"), "/victima/mas/")
    page = world.publish(local(world, place))

    assert [one.slug for one in place.get_ancestors(inclusive=True)][2:] == ["victima", "mas"]
    assert place.translation_key != nested.translation_key
    assert world.view("XNO").path_of(str(page.translation_key)) == "/victima/mas/propia/"
    assert titles_below(world, "XNO", "/victima/mas/") == ["Propia"]
    assert world.differences() == []


def test_places_are_the_sections_of_the_menu_in_its_order(world: World, national: list[GuidancePage]) -> None:
    world.publish(world.section("XNO", "informacion-local"))
    user = editor_of(world, "XNO")
    world.commit()

    places = places_of(tenant=world.tenants["XNO"], locale="es-MX", by=user)

    menu = [item["path"] for item in world.view("XNO").sections()]
    victims = next(place for place in places if place.path == "/victima/")
    assert places[0].path == "/"
    assert places[0].kinds == ("SECTION",)
    assert [place.path for place in places if place.depth == 1] == menu
    assert [(place.path, place.is_national) for place in places if not place.is_national and place.depth == 1] == [
        ("/informacion-local/", False)
    ]
    assert [each.title for each in victims.neighbours if each.title in ("Primera", "Tercera")] == ["Primera", "Tercera"]


def test_the_section_that_only_holds_own_pages_stays_a_draft(world: World, national: list[GuidancePage]) -> None:
    place = place_for(world, editor_of(world, "XNO"))

    with pytest.raises(NationalSectionStands) as refusal:
        publish_page(page=place.specific)

    assert "/victima/" in refusal.value.message
    assert world.differences() == []


@pytest.mark.parametrize(
    ("who", "code", "error"),
    [
        ("editor of another state", "XSU", NotVisible),
        ("national editor", "NAC", AdaptationForbidden),
    ],
)
def test_only_the_states_own_people_make_a_place(world: World, who: str, code: str, error: type[Exception]) -> None:
    user = editor_of(world, code)
    before = Page.objects.count()

    with pytest.raises(error):
        place_for(world, user)

    assert Page.objects.count() == before


def test_a_place_that_is_not_there_and_one_that_is_no_section(world: World) -> None:
    user = editor_of(world, "XNO")
    organization = world.section("XNO", "informacion-local")
    local_page = local(world, organization)
    world.new(SectionPage, "NAC", "victima", title="Más", slug="mas")
    holder = place_for(world, user)
    local(world, holder, slug="mas", title="No es sección")

    with pytest.raises(PlaceGone):
        place_for(world, user, "/no-hay/")
    with pytest.raises(PlaceTaken) as taken:
        place_for(world, user, "/victima/mas/")

    assert "No es sección" in taken.value.message
    assert local_page.pk


def test_an_editor_chooses_section_and_kind_and_comes_to_the_editor(world: World, national: list[GuidancePage]) -> None:
    client = browser_of(editor_of(world, "XNO", StaffRole.EDITOR))
    world.commit()

    listed = client.get(reverse("adapting:list", args=["XNO"])).content.decode()
    shown = client.get(add_url(world)).content.decode()
    sent = client.post(add_url(world), {"kind": "GUIDANCE", "path": "/victima/"})
    opened = client.get(sent.headers["Location"])

    holder = world.section("XNO", "victima")
    assert add_url(world) in listed
    assert 'value="/victima/"' in shown
    assert sent.headers["Location"] == reverse("wagtailadmin_pages:add", args=["content", "guidancepage", holder.pk])
    assert opened.status_code == 200
    assert 'name="order"' not in opened.content.decode()


@pytest.mark.parametrize(
    ("case", "sent"),
    [
        ("nothing chosen", {}),
        ("a section that is not there", {"kind": "GUIDANCE", "path": "/otra/"}),
        ("guidance at the top", {"kind": "GUIDANCE", "path": "/"}),
    ],
)
def test_what_cannot_stand_there_is_refused_in_the_form(world: World, case: str, sent: dict[str, str]) -> None:
    client = browser_of(editor_of(world, "XNO"))
    before = Page.objects.count()

    answer = client.post(add_url(world), sent)

    assert answer.status_code == 200
    assert "help-critical" in answer.content.decode()
    assert Page.objects.count() == before


@pytest.mark.parametrize(
    ("who", "code", "status"), [("national editor", "NAC", 302), ("editor of another state", "XSU", 404)]
)
def test_others_do_not_add_to_a_state(world: World, who: str, code: str, status: int) -> None:
    client = browser_of(editor_of(world, code))
    before = Page.objects.count()

    statuses = [
        client.get(add_url(world)).status_code,
        client.post(add_url(world), {"kind": "GUIDANCE", "path": "/victima/"}).status_code,
    ]

    assert statuses == [status, status]
    assert Page.objects.count() == before


def test_a_page_that_would_hide_a_national_one_is_refused_with_the_way_out(
    world: World, national: list[GuidancePage]
) -> None:
    user = editor_of(world, "XNO")
    page = local(world, place_for(world, user), title="Mía", slug="l-segunda")

    answer = publish_over_http(browser_of(user), page)

    workbench = reverse("adapting:text", args=["XNO", national[1].translation_key])
    assert workbench in answer
    assert "Segunda" in answer
    assert not Page.objects.get(pk=page.pk).live
    assert titles_below(world, "XNO").count("Segunda") == 1
    assert world.differences() == []


def test_the_slug_of_a_national_page_elsewhere_is_refused_with_the_way_out(
    world: World, national: list[GuidancePage]
) -> None:
    user = editor_of(world, "XNO")
    page = local(world, world.section("XNO", "informacion-local"), title="Mía", slug="l-segunda")

    with pytest.raises(LibrarySlugTaken):
        publish_page(page=page)
    answer = publish_over_http(browser_of(user), page)

    assert reverse("adapting:text", args=["XNO", national[1].translation_key]) in answer
    assert world.differences() == []


def test_the_slug_of_an_own_page_is_refused_with_the_way_to_it(world: World) -> None:
    user = editor_of(world, "XNO")
    there = world.publish(local(world, world.section("XNO", "informacion-local"), title="Antes"))
    page = local(world, place_for(world, user), title="Después")

    answer = publish_over_http(browser_of(user), page)

    assert reverse("wagtailadmin_pages:edit", args=[there.pk]) in answer
    assert "Antes" in answer
    assert not Page.objects.get(pk=page.pk).live


def test_a_page_that_is_refused_when_it_is_made_stays_a_draft(world: World, national: list[GuidancePage]) -> None:
    user = editor_of(world, "XNO")
    holder = place_for(world, user)
    address = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", holder.pk])
    client = browser_of(user)

    refused = client.post(address, posted(title="Mía", slug="l-segunda", **{"action-publish": "1"}), follow=True)
    published = client.post(address, posted(title="Mía", slug="l-mia", **{"action-publish": "1"}), follow=True)

    assert "Segunda" in refused.content.decode()
    assert not Page.objects.child_of(holder).get(slug="l-segunda").live
    assert published.status_code == 200
    assert Page.objects.child_of(holder).get(slug="l-mia").live
    assert "Mía" in titles_below(world, "XNO")
    assert world.differences() == []


def publish_over_http(client: Client, page: Any) -> str:
    """Press “publish” in Wagtail's editor, and return what is then shown."""
    form = posted(title=page.title, slug=page.slug, **{"action-publish": "1"})
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form, follow=True).content.decode()
