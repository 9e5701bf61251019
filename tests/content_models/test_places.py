"""Where pages stand: keys, paths, tenants, addresses."""

from typing import Any

from wagtail.models import Locale

from content_models.keys import HOME_KEY, key_of
from content_models.models import SectionPage
from content_models.paths import root_path_of, stored_path_of
from content_models.surroundings import path_of
from content_models.trees import tenant_of
from tenants.models import LIBRARY_ID, Tenant
from tests.content_models.world import World, add


def test_every_home_has_one_key_and_other_pages_their_own(world: World) -> None:
    assert key_of(world.library) == key_of(world.tabasco.home) == key_of(world.jalisco.home) == HOME_KEY
    assert key_of(world.tabasco.office) == str(world.tabasco.office.translation_key)
    assert key_of(world.tabasco.office) != key_of(world.jalisco.office)


def test_a_path_is_made_of_slugs_below_the_home(world: World) -> None:
    assert path_of(world.tabasco.home) == "/"
    assert path_of(world.tabasco.directory) == "/mundo/"
    assert path_of(world.tabasco.office) == path_of(world.jalisco.office) == "/mundo/fiscalia/oficina/"


def test_a_draft_slug_counts_for_the_page_itself(world: World) -> None:
    world.tabasco.office.slug = "nueva"

    assert path_of(world.tabasco.office) == "/mundo/fiscalia/nueva/"


def test_the_stored_path_is_the_path(world: World, django_assert_num_queries: Any) -> None:
    pages = [world.tabasco.home, world.tabasco.directory, world.tabasco.office]

    with django_assert_num_queries(0):
        stored = [stored_path_of(page) for page in pages]

    assert stored == [path_of(page) for page in pages]


def test_a_path_needs_one_query_at_most(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        path_of(world.tabasco.home)
        path_of(world.tabasco.directory)
    with django_assert_num_queries(1):
        path_of(world.tabasco.office)


def test_a_page_is_its_trees_tenants(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        tenant = tenant_of(world.tabasco.office)

    assert tenant == world.tabasco.tenant
    assert tenant_of(world.jalisco.office) == world.jalisco.tenant
    assert tenant_of(world.section) == Tenant.objects.get(pk=LIBRARY_ID)


def test_a_page_outside_of_all_trees_is_nobodys(world: World) -> None:
    assert tenant_of(world.library.get_parent()) is None


def test_translations_of_a_home_are_the_same_tenants(world: World) -> None:
    english = Locale.objects.get_or_create(language_code="en")[0]
    home = world.tabasco.home.copy_for_translation(english)
    section = add(home, SectionPage(title="Directory", slug="directory"))

    assert tenant_of(section) == world.tabasco.tenant
    assert root_path_of(section) != root_path_of(world.tabasco.directory)
    assert path_of(section) == "/directory/"


def test_a_states_page_is_seen_on_its_portal(world: World) -> None:
    site: Any = world.tabasco.tenant.site

    assert world.tabasco.office.get_url_parts() == (site.pk, site.root_url, "/mundo/fiscalia/oficina/")
    assert world.tabasco.home.full_url == f"{site.root_url}/"


def test_an_address_names_the_language_unless_it_is_the_states_first(world: World) -> None:
    tenant: Any = world.tabasco.tenant
    tenant.languages.all().delete()
    for position, code in enumerate(["es-mx", "chf", "en"]):
        tenant.languages.create(code=code, name=code, is_served=True, position=position)
    home = world.tabasco.home.copy_for_translation(Locale.objects.get_or_create(language_code="chf")[0])

    assert world.tabasco.directory.url.endswith("/mundo/")
    assert "/chf/" not in world.tabasco.directory.url
    section = add(home, SectionPage(title="Directorio", slug="directorio"))
    assert section.get_url_parts() == (tenant.site.pk, tenant.site.root_url, "/chf/directorio/")


def test_the_library_has_no_portal_of_its_own(world: World) -> None:
    assert world.section.get_url_parts() is None
    assert world.section.full_url is None
