"""Preparing a tenant with all it owns, and letting it serve citizens."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, Locale, Page, Site, Workflow

from content_models.models import HomePage, SectionPage
from media.models import StateTheme
from publishing.models import ContentItem
from publishing.services.launch_state import (
    SPANISH,
    LanguageFacts,
    StateFacts,
    launch_state,
    point_sites_at,
    prepare_tenant,
)
from tenants.edge import HostUnknown, viewer_for_host
from tenants.models import LIBRARY_ID, Tenant, TenantStatus
from tenants.scope import tenant_scope

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

LIBRARY = StateFacts(
    code="NAC",
    name="Biblioteca nacional",
    official_name="Biblioteca nacional de Justicia para Ti",
    slug="nacional",
    time_zone="America/Mexico_City",
)
# A made-up entity, so that the tests hold with the starter content loaded and without it.
NEW = StateFacts(
    code="ZZZ",
    name="Nueva Entidad",
    official_name="Estado de Nueva Entidad",
    slug="nueva-entidad",
    time_zone="America/Cancun",
    inegi_code="99",
    capital="Capital Nueva",
    languages=(SPANISH, LanguageFacts(code="yua", name="Maya (peninsular)", iso639_3="yua")),
)


@pytest.fixture
def library() -> Tenant:
    return prepare_tenant(facts=LIBRARY)


@pytest.fixture
def new_state(library: Tenant) -> Tenant:
    return prepare_tenant(facts=NEW)


def _items_of(tenant: Tenant) -> int:
    with tenant_scope([LIBRARY_ID, tenant.pk]):
        return ContentItem.objects.count()


def _home(tenant: Tenant) -> Page:
    return Page.objects.get(pk=tenant.root_page_id)


def test_state_has_a_tree_of_drafts(new_state: Tenant) -> None:
    home = HomePage.objects.get(pk=new_state.root_page_id)

    assert (home.slug, home.title, home.live, home.depth) == ("nueva-entidad", "Nueva Entidad", False, 2)
    assert home.locale.language_code == "es-mx"
    assert list(home.get_children().values_list("slug", "live")) == [
        ("directorio", False),
        ("avisos", False),
        ("informacion-local", False),
        ("adaptaciones", False),
    ]


def test_library_has_the_fixed_key_and_a_section_for_each_role(library: Tenant) -> None:
    home = Page.objects.get(pk=library.root_page_id)

    assert library.pk == LIBRARY_ID
    assert list(SectionPage.objects.child_of(home).order_by("order").values_list("slug", "role")) == [
        ("victima", "VICTIM"),
        ("imputado", "ACCUSED"),
        ("tercero", "THIRD_PARTY"),
        ("glosario", ""),
        ("guiones", ""),
        ("directorio", ""),
        ("avisos", ""),
    ]


def test_state_has_a_site_a_host_a_collection_a_theme_and_a_phone(new_state: Tenant) -> None:
    site = Site.objects.get(tenant=new_state)

    assert (site.hostname, site.port, site.root_page_id, site.is_default_site) == (
        "nueva-entidad.localhost",
        8000,
        new_state.root_page_id,
        False,
    )
    assert list(new_state.hostnames.values_list("host", flat=True)) == ["nueva-entidad.localhost"]
    assert Collection.objects.get(tenant=new_state).name == "Nueva Entidad"
    assert StateTheme.objects.get(tenant=new_state).primary_color == "#611232"
    assert list(new_state.phones.values_list("purpose", "dial", "e164")) == [("emergency", "911", "")]


def test_state_knows_its_languages_and_serves_one(new_state: Tenant) -> None:
    assert list(new_state.languages.values_list("code", "is_served", "position")) == [
        ("es-mx", True, 0),
        ("yua", False, 1),
    ]
    assert not Locale.objects.filter(language_code="yua").exists()


def test_each_served_language_has_a_tree_joined_to_the_first(library: Tenant) -> None:
    maya = LanguageFacts(code="yua", name="Maya (peninsular)", iso639_3="yua", is_served=True)
    facts = StateFacts(**{**vars(NEW), "languages": (SPANISH, maya)})

    tenant = prepare_tenant(facts=facts)

    homes = HomePage.objects.filter(translation_key=_home(tenant).translation_key).order_by("path")
    assert list(homes.values_list("slug", "locale__language_code")) == [
        ("nueva-entidad", "es-mx"),
        ("nueva-entidad-yua", "yua"),
    ]
    directories = SectionPage.objects.filter(slug="directorio", path__startswith=homes[0].path).values(
        "translation_key"
    )
    assert SectionPage.objects.filter(translation_key__in=directories).count() == 2


def test_groups_have_rights_on_their_own_tree_and_collection_only(new_state: Tenant) -> None:
    def on_pages(group: Any) -> set[tuple[str, str]]:
        return set(group.page_permissions.values_list("page__slug", "permission__codename"))

    def on_collections(group: Any) -> set[tuple[str, str]]:
        return set(group.collection_permissions.values_list("collection__name", "permission__codename"))

    editors, publishers = new_state.editors, new_state.publishers

    assert editors is not None
    assert publishers is not None
    assert (editors.name, publishers.name) == ("ZZZ · editores", "ZZZ · publicadores")
    assert on_pages(editors) == {("nueva-entidad", "add_page"), ("nueva-entidad", "change_page")}
    assert on_pages(publishers) == {
        ("nueva-entidad", "add_page"),
        ("nueva-entidad", "change_page"),
        ("nueva-entidad", "publish_page"),
        ("nueva-entidad", "bulk_delete_page"),
        ("nueva-entidad", "lock_page"),
        ("nueva-entidad", "unlock_page"),
    }
    assert (
        on_collections(editors)
        == on_collections(publishers)
        == {
            ("Nueva Entidad", "add_image"),
            ("Nueva Entidad", "change_image"),
            ("Nueva Entidad", "choose_image"),
            ("Nueva Entidad", "add_document"),
            ("Nueva Entidad", "change_document"),
            ("Nueva Entidad", "choose_document"),
            ("Biblioteca nacional", "choose_image"),
            ("Biblioteca nacional", "choose_document"),
        }
    )
    assert not editors.permissions.exists()
    assert not publishers.permissions.exists()


def test_own_publishers_approve_what_editors_submit(new_state: Tenant) -> None:
    workflow = Workflow.objects.get(workflow_pages__page=new_state.root_page)
    assert workflow.name == f"revisión de {new_state.name}"

    assert [set(task.specific.groups.all()) for task in workflow.tasks] == [{new_state.publishers}]


def test_preparing_again_changes_nothing(new_state: Tenant) -> None:
    section = SectionPage.objects.get(slug="avisos", path__startswith=_home(new_state).path)
    section.title = "Lo nuevo"
    section.save()
    new_state.phones.all().delete()
    before = _counts()

    again = prepare_tenant(facts=StateFacts(**{**vars(NEW), "name": "Otro nombre", "capital": "Otra"}), port=9000)

    assert again.pk == new_state.pk
    assert _counts() == before
    tenant = Tenant.objects.get(code="ZZZ")
    assert (tenant.name, tenant.capital, Site.objects.get(tenant=tenant).port) == (
        "Nueva Entidad",
        "Capital Nueva",
        8000,
    )
    assert SectionPage.objects.get(pk=section.pk).title == "Lo nuevo"


def _counts() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    return counts


def test_deleted_section_does_not_come_back(new_state: Tenant) -> None:
    SectionPage.objects.get(slug="avisos", path__startswith=_home(new_state).path).delete()

    prepare_tenant(facts=NEW)

    assert not SectionPage.objects.filter(slug="avisos", path__startswith=_home(new_state).path).exists()


def test_launching_lets_the_host_in_and_writes_no_item(new_state: Tenant) -> None:
    items = _items_of(new_state)
    with pytest.raises(HostUnknown):
        viewer_for_host("nueva-entidad.localhost")

    launched = launch_state(code="ZZZ")

    assert launched.status == TenantStatus.LAUNCHED
    assert viewer_for_host("nueva-entidad.localhost").tenants == {"ZZZ": launched.pk}
    assert _items_of(new_state) == items


def test_launching_again_is_no_change(new_state: Tenant) -> None:
    launch_state(code="ZZZ")

    with CaptureQueriesContext(connection) as queries:
        launch_state(code="ZZZ")

    assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE"))]


@pytest.mark.parametrize(("what", "code"), [("unknown code", "XXX"), ("the library", "NAC")])
def test_only_states_are_launched(library: Tenant, what: str, code: str) -> None:
    with pytest.raises(Tenant.DoesNotExist):
        launch_state(code=code)


def test_state_that_was_not_prepared_is_not_launched() -> None:
    Tenant.objects.create(
        code="YYY", name="Y", official_name="Y", slug="y", time_zone="America/Cancun", inegi_code="98"
    )

    with pytest.raises(ValueError, match="prepare it first"):
        launch_state(code="YYY")

    assert Tenant.objects.get(code="YYY").status == TenantStatus.DRAFT


@pytest.mark.parametrize(
    ("fault", "facts"),
    [
        ("unknown time zone", {"time_zone": "America/Tabasco"}),
        ("code of two letters", {"code": "ZZ"}),
        ("no name", {"name": ""}),
    ],
)
def test_wrong_facts_change_nothing(library: Tenant, fault: str, facts: dict[str, str]) -> None:
    before = _counts()

    with pytest.raises(ValidationError):
        prepare_tenant(facts=StateFacts(**{**vars(NEW), **facts}))

    assert _counts() == before, fault


def test_sites_follow_the_port_they_are_served_on(new_state: Tenant) -> None:
    Site.objects.filter(pk=new_state.site_id).update(hostname="justicia.example.org")

    changed = point_sites_at(port=9123)

    assert changed == Site.objects.filter(hostname__endswith=".localhost").count()
    assert Site.objects.get(pk=new_state.site_id).port == 8000


def test_thirty_two_more_states_are_prepared_like_the_first(library: Tenant) -> None:
    for number in range(32):
        code = f"Q{chr(65 + number // 26)}{chr(65 + number % 26)}"
        prepare_tenant(
            facts=StateFacts(**{**vars(NEW), "code": code, "name": f"Entidad {number}", "slug": f"entidad-{number}"})
        )

    assert Tenant.objects.filter(slug__startswith="entidad-").exclude(root_page=None).count() == 32
