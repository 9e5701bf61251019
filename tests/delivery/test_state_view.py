"""What a view serves: only the viewer's states, in their languages, from memory."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from content_models.kinds import ItemKind
from content_models.models import (
    GlossaryTerm,
    GuidancePage,
    HomePage,
    NoticePage,
    OfficePage,
    OrganizationPage,
    SectionPage,
)
from delivery import state_view
from publishing.errors import LocaleNotServed, NotVisible
from publishing.layers import layers
from publishing.models import ContentItem
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import publish_page, unpublish_page
from tenants.models import LIBRARY_ID, TenantLanguage, TenantStatus
from tenants.scope import tenant_scope
from tenants.viewer import ViewerKind
from tests.world import GUIDANCE, World

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def notice(world: World, code: str, title: str, slug: str) -> NoticePage:
    return world.new(NoticePage, code, "avisos", title=title, slug=slug, text="<p>En {state}.</p>")


@pytest.mark.parametrize("code", ["XSU", "NAC", "ZZZ", "", "xno"])
def test_a_state_that_is_not_the_viewers_does_not_exist(world: World, code: str) -> None:
    with pytest.raises(NotVisible) as refusal:
        state_view.for_viewer(world.viewer("XNO"), code)

    assert refusal.value.message == NotVisible().message


@pytest.mark.parametrize(
    ("who", "status", "fields", "is_visible"),
    [
        ("a secret key, draft", TenantStatus.DRAFT, {"key_kind": "sk"}, True),
        ("a publishable key, draft", TenantStatus.DRAFT, {"key_kind": "pk"}, False),
        ("a host, draft", TenantStatus.DRAFT, {"kind": ViewerKind.HOST}, False),
        ("a user, draft", TenantStatus.DRAFT, {"kind": ViewerKind.USER}, True),
        ("a host, launched", TenantStatus.LAUNCHED, {"kind": ViewerKind.HOST}, True),
        ("a secret key, suspended", TenantStatus.SUSPENDED, {"key_kind": "sk"}, False),
        ("a user, suspended", TenantStatus.SUSPENDED, {"kind": ViewerKind.USER}, True),
    ],
)
def test_status_decides_who_sees_a_state(
    world: World, who: str, status: str, fields: dict[str, Any], is_visible: bool
) -> None:
    world.view("XNO")
    change_tenant(tenant=world.tenants["XNO"], status=status)
    world.commit()
    viewer = world.viewer("XNO", "XSU", **fields)

    seen = [tenant.code for tenant in state_view.tenants_of(viewer)]

    assert seen == (["XNO", "XSU"] if is_visible else ["XSU"])
    if is_visible:
        assert state_view.for_viewer(viewer, "XNO").tenant.status == status
    else:
        with pytest.raises(NotVisible):
            state_view.for_viewer(viewer, "XNO")


def test_nothing_of_another_state_is_in_a_view(world: World) -> None:
    north, south = notice(world, "XNO", "Del norte", "norte"), notice(world, "XSU", "Del sur", "sur")

    for _ in ("cold", "warm"):
        view = world.view("XNO")
        assert view.item(str(north.translation_key)) is not None
        assert view.item(str(south.translation_key)) is None
        assert view.by_slug("NOTICE", "sur") is None
        assert view.resolve("/avisos/sur/") == state_view.Resolution()
        assert [item["title"] for item in view.all("NOTICE") if item["origin"] == "LOCAL"] == ["Del norte"]
        assert view.search("sur del").hits == () or all(
            hit.key != str(south.translation_key) for hit in view.search("sur del").hits
        )


def test_a_query_robbed_of_its_filter_gets_nothing_of_another_state(world: World) -> None:
    notice(world, "XNO", "Del norte", "norte")
    notice(world, "XSU", "Del sur", "sur")
    north, south = world.tenants["XNO"].pk, world.tenants["XSU"].pk

    with tenant_scope([north]):
        assert set(ContentItem.objects.values_list("tenant_id", flat=True)) == {LIBRARY_ID, north}
        assert ContentItem.objects.filter(tenant_id=south).update(is_live=False, document={}) == 0
    assert set(ContentItem.objects.values_list("tenant_id", flat=True)) == {LIBRARY_ID}
    assert list(layers(north, [], [item.key for item in ContentItem.objects.filter(tenant_id=south)])) == []
    with tenant_scope([north]), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM publishing_tenantversion WHERE tenant_id = %s", [south])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM publishing_outboxentry WHERE tenant_id <> %s", [north])
        assert cursor.fetchone() == (0,)


def test_a_cold_view_costs_the_same_whatever_it_holds(world: World) -> None:
    viewer = world.viewer("XNO")
    state_view.for_viewer(viewer, "XNO")
    counts: list[int] = []
    for number in range(2):
        state_view.reset()
        with counted(counts):
            state_view.for_viewer(viewer, "XNO")
        notice(world, "XNO", f"Aviso {number}", f"aviso-{number}")

    # Both layers in one go: savepoint, scope, changes, scope, savepoint; then their settings.
    assert counts == [6, 6]


def test_what_a_view_has_costs_no_statement(world: World, django_assert_num_queries: Any) -> None:
    notice(world, "XNO", "Aviso", "aviso")
    world.view("XNO").all("NOTICE")

    with django_assert_num_queries(0):
        view = state_view.for_viewer(world.viewer("XNO"), "XNO")
        for kind in ("HOME", "SECTION", "GUIDANCE", "TERM", "OFFICE", "NOTICE"):
            view.all(kind)
        view.search("aviso")
        view.directory.offices(near=(19.4, -99.1), open_now=True, now=NOW)
        view.resolve("/avisos/aviso/")
        view.children("/")


def test_a_new_version_costs_one_statement_and_its_scope(world: World) -> None:
    notice(world, "XNO", "Aviso", "aviso")
    world.view("XNO")
    notice(world, "XNO", "Otro", "otro")
    counts: list[int] = []

    with counted(counts):
        view = state_view.for_viewer(world.viewer("XNO"), "XNO")

    assert counts == [5]
    assert view.by_slug("NOTICE", "otro") is not None


def test_a_view_is_the_same_until_something_changes(world: World) -> None:
    notice(world, "XNO", "Aviso", "aviso")
    north, south = world.view("XNO"), world.view("XSU")
    item = north.by_slug("NOTICE", "aviso")

    other = notice(world, "XSU", "Del sur", "sur")

    assert world.view("XNO") is north
    assert world.view("XSU") is not south
    publish_page(page=other)
    assert world.view("XNO").by_slug("NOTICE", "aviso") is item


def test_a_view_that_nobody_holds_is_gone_at_once(world: World) -> None:
    notice(world, "XNO", "Aviso", "aviso")
    view = world.view("XNO")
    for kind in ItemKind:
        view.all(kind)
    view.search("aviso")
    view.directory.offices(near=(19.4, -99.1))
    view.children("/")
    earlier = weakref.ref(view)
    del view

    gc.disable()  # whose passes all requests would wait for
    try:
        state_view.reset()
        is_gone = earlier() is None
    finally:
        gc.enable()

    assert is_gone


def test_what_is_withdrawn_is_handed_on_to_no_later_view(world: World) -> None:
    page = notice(world, "XNO", "Aviso", "aviso")
    key = str(page.translation_key)
    assert world.view("XNO").item(key) is not None
    unpublish_page(page=page)

    later = world.view("XNO")

    assert later.item(key) is None
    assert key not in later._items.all_composed()


def test_items_that_did_not_change_are_kept(world: World) -> None:
    first, second = notice(world, "XNO", "Uno", "uno"), notice(world, "XNO", "Dos", "dos")
    view = world.view("XNO")
    one, two = view.item(str(first.translation_key)), view.item(str(second.translation_key))

    second.title = "Tres"
    world.publish(second)

    later = world.view("XNO")
    assert later.item(str(first.translation_key)) is one
    assert later.item(str(second.translation_key)) is not two


def test_states_share_what_the_library_says_alike(world: World) -> None:
    plain = world.new(GlossaryTerm, "NAC", "glosario", title="Xilema", slug="prueba-a", definition="<p>Lo mismo.</p>")
    named = world.new(GlossaryTerm, "NAC", "glosario", title="Yeso", slug="prueba-b", definition="<p>En {state}.</p>")

    north, south = world.view("XNO"), world.view("XSU")

    assert north.item(str(plain.translation_key)) is south.item(str(plain.translation_key))
    assert north.item(str(named.translation_key)) is not south.item(str(named.translation_key))
    del north, south
    state_view.reset()
    gc.collect()
    assert world.view("XNO").item(str(plain.translation_key))["definition"]["plainText"] == "Lo mismo."


def test_a_state_serves_its_own_home_once_it_has_published_one(world: World) -> None:
    assert world.view("XNO").home()["origin"] == "LIBRARY"
    home = HomePage.objects.get(pk=world.tenants["XNO"].root_page_id)
    home.introduction = "<p>Bienvenida, gente de {state}.</p>"
    world.publish(home)

    assert world.view("XNO").home()["introduction"]["plainText"] == "Bienvenida, gente de Norte."
    assert world.view("XSU").home()["origin"] == "LIBRARY"
    assert world.differences() == []


def test_a_local_page_hangs_below_the_national_section_of_its_path(world: World) -> None:
    section = world.draft_below(
        Page.objects.get(pk=world.tenants["XNO"].root_page_id), SectionPage, title="Víctima", slug="victima"
    )
    page = world.publish(
        world.draft_below(section, GuidancePage, title="Aquí", slug="prueba-aqui", roles=["VICTIM"], **GUIDANCE)
    )

    view = world.view("XNO")

    assert str(page.translation_key) in [item["key"] for item in view.children("/victima/")]
    assert view.resolve("/victima/").item["origin"] == "LIBRARY"
    assert world.differences() == []


def test_guidance_comes_in_the_order_of_its_sections(world: World) -> None:
    def page(section: str, title: str, slug: str, **fields: Any) -> GuidancePage:
        return world.new(
            GuidancePage, "NAC", section, title=title, slug=slug, **{**GUIDANCE, "roles": ["VICTIM"], **fields}
        )

    page("tercero", "Ábaco", "prueba-1")
    page("victima", "Nube", "prueba-2")
    page("victima", "Ñandú", "prueba-3")
    page("victima", "Oca", "prueba-4")
    page("victima", "Zorro", "prueba-5", urgency="EMERGENCY")

    slugs = [item["slug"] for item in world.view("XNO").guidance() if item["slug"].startswith("prueba-")]
    assert slugs == ["prueba-5", "prueba-2", "prueba-3", "prueba-4", "prueba-1"]


def test_an_unserved_language_is_refused_with_those_that_are(world: World) -> None:
    with pytest.raises(LocaleNotServed) as refusal:
        state_view.for_viewer(world.viewer("XSU"), "XSU", "fr")

    assert refusal.value.served == ("es-MX", "en")
    assert state_view.for_viewer(world.viewer("XSU"), "XSU", "EN").locale == "en"


def test_a_translation_is_served_with_its_fallbacks_declared(world: World) -> None:
    english, _ = Locale.objects.get_or_create(language_code="en")
    library = world.tenants["NAC"]
    term = world.new(GlossaryTerm, "NAC", "glosario", title="Víctima", slug="prueba-v", definition="<p>Quien…</p>")
    other = world.new(GlossaryTerm, "NAC", "glosario", title="Imputado", slug="prueba-i", definition="<p>Quien…</p>")
    Page.objects.get(pk=library.root_page_id).specific.copy_for_translation(english)
    world.section("NAC", "glosario").copy_for_translation(english)
    translated = term.copy_for_translation(english)
    translated.title, translated.slug, translated.definition = "Victim", "prueba-victim", "<p>Who…</p>"
    world.publish(translated)

    view = world.view("XSU", "en")

    item = view.item(str(term.translation_key))
    assert (item["term"], item["locale"], item["servedLocale"], item["isFallback"]) == ("Victim", "en", "en", False)
    fallback = view.item(str(other.translation_key))
    assert (fallback["term"], fallback["locale"], fallback["servedLocale"], fallback["isFallback"]) == (
        "Imputado",
        "en",
        "es-MX",
        True,
    )
    assert view.by_slug("TERM", "prueba-victim")["key"] == str(term.translation_key)
    assert view.resolve("/glosario/prueba-v/").redirect_to == item["path"]
    assert world.view("XSU").item(str(term.translation_key))["term"] == "Víctima"
    assert world.differences() == []


def test_a_language_that_begins_to_be_served_is_there_at_once(world: World) -> None:
    assert world.view("XNO").locales == ("es-MX",)

    languages = [
        TenantLanguage(code=code, name=code, is_served=is_served)
        for code, is_served in (("es-mx", True), ("yua", True), ("nah", False))
    ]
    change_tenant(tenant=world.tenants["XNO"], languages=languages)

    view = world.view("XNO", "yua")
    assert view.locales == ("es-MX", "yua")
    assert view.home()["isFallback"] is True


def test_offices_are_found_by_kind_and_place_and_confirmed_ones_come_first(world: World) -> None:
    organization = world.new(
        OrganizationPage, "XNO", "directorio", title="Fiscalía", slug="fiscalia-xno", organization_kind="PROSECUTOR"
    )

    def office(title: str, **fields: Any) -> None:
        world.publish(world.draft_below(organization, OfficePage, title=title, slug=title.lower(), **fields))

    office("Alfa", latitude=19.0, longitude=-99.0, needs_confirmation=True)
    office("Beta", latitude=20.0, longitude=-99.0, needs_confirmation=False)
    office("Casa", latitude=19.0, longitude=-99.0, needs_confirmation=False, is_confidential=True)
    view = world.view("XNO")

    assert [
        hit.item["name"] for hit in view.directory.offices(kind="PROSECUTOR", now=NOW) if hit.item["origin"] == "LOCAL"
    ] == [
        "Beta",
        "Casa",
        "Alfa",
    ]
    near = [hit for hit in view.directory.offices(near=(19.0, -99.0), now=NOW) if hit.item["origin"] == "LOCAL"]
    assert [(hit.item["name"], hit.distance_meters) for hit in near] == [("Alfa", 0), ("Beta", 111195)]
    with tenant_scope([world.tenants["XNO"].pk]):
        stored = ContentItem.objects.get(tenant=world.tenants["XNO"], slug="casa").document
    assert [stored[name] for name in ("address", "latitude", "longitude", "municipality")] == [None] * 4


@contextmanager
def counted(counts: list[int]) -> Iterator[None]:
    """Add the number of statements of a block to a list."""
    with CaptureQueriesContext(connection) as context:
        yield
    counts.append(len(context.captured_queries))


def test_what_is_loaded_before_its_notification_is_counted(world: World) -> None:
    viewer = world.viewer("XNO")
    before = world.view("XNO")
    publish_page(page=world.draft(NoticePage, "XNO", "avisos", title="Uno", slug="uno", text="<p>.</p>"))
    state_view.on_notification(f"{LIBRARY_ID}:999999")
    told = state_view.generation()

    after = state_view.for_viewer(viewer, "XNO")

    assert before.by_slug("NOTICE", "uno") is None
    assert after.by_slug("NOTICE", "uno") is not None
    assert state_view.generation() > told
