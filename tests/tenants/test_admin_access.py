"""What each person reaches in Wagtail's admin: their own state's things, and nothing that tells of another's."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from tenants.models import TenantStatus

from .conftest import World
from .factories import document_of_collection, image_of, page_of, prepared

pytestmark = pytest.mark.usefixtures("search_index")

MISSING = 999_999_999

PAGE_VIEWS = [
    "wagtailadmin_explore",
    "wagtailadmin_pages:edit",
    "wagtailadmin_pages:view_draft",
    "wagtailadmin_pages:history",
    "wagtailadmin_pages:usage",
    "wagtailadmin_pages:copy",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:delete",
    "wagtailadmin_pages:unpublish",
    "wagtailadmin_pages:add_subpage",
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_pages:workflow_history",
    "wagtail_localize:submit_page_translation",
]


def _made_live(page: Page) -> Page:
    Page.objects.filter(pk=page.pk).update(live=True)
    return page


def _get(world: World, who: str, name: str, *args: object) -> Any:
    return world.client(who).get(reverse(name, args=args))


@pytest.mark.parametrize("who", ["other editor", "other publisher", "library publisher"])
def test_page_of_another_state_reads_as_absent(world: World, who: str) -> None:
    foreign = page_of(world.tabasco)

    for view in PAGE_VIEWS:
        denied = _get(world, who, view, foreign.pk)
        absent = _get(world, who, view, MISSING)

        assert (denied.status_code, absent.status_code) == (404, 404), view
        assert denied.content == absent.content, view


def test_visitor_is_asked_to_sign_in(world: World) -> None:
    for view in PAGE_VIEWS:
        answer = _get(world, "visitor", view, page_of(world.tabasco).pk)

        assert answer.status_code == 302, view
        assert answer["Location"].startswith("/admin/login/"), view


def test_own_people_open_a_page_of_their_state(world: World) -> None:
    page = page_of(world.tabasco)

    for view in ("wagtailadmin_explore", "wagtailadmin_pages:edit", "wagtailadmin_pages:history"):
        statuses = {who: _get(world, who, view, page.pk).status_code for who in world.people}

        assert statuses == {
            "visitor": 302,
            "other editor": 404,
            "other publisher": 404,
            "own editor": 200,
            "own publisher": 200,
            "library publisher": 404,
            "administrator": 200,
        }, view


@pytest.mark.parametrize(
    ("who", "is_done"),
    [
        ("visitor", False),
        ("other editor", False),
        ("other publisher", False),
        ("own editor", False),
        ("own publisher", True),
        ("library publisher", False),
        ("administrator", True),
    ],
)
def test_only_own_publishers_delete_what_is_live(world: World, who: str, is_done: bool) -> None:
    page = _made_live(page_of(world.tabasco))

    world.client(who).post(reverse("wagtailadmin_pages:delete", args=[page.pk]))

    assert Page.objects.filter(pk=page.pk).exists() is not is_done


@pytest.mark.parametrize(
    ("who", "is_done"),
    [
        ("other editor", False),
        ("other publisher", False),
        ("own editor", False),
        ("own publisher", True),
        ("library publisher", False),
    ],
)
def test_bulk_act_reaches_own_pages_only(world: World, who: str, is_done: bool) -> None:
    page = _made_live(page_of(world.tabasco))
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    asked = world.client(who).get(f"{url}?id={page.pk}")
    world.client(who).post(f"{url}?id={page.pk}")

    assert (asked.status_code == 404) is (who not in {"own editor", "own publisher"})
    assert Page.objects.filter(pk=page.pk).exists() is not is_done


def test_bulk_act_on_all_of_all_states_is_absent(world: World) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    assert world.client("own publisher").get(f"{url}?id=all").status_code == 404
    assert world.client("own publisher").get(f"{url}?id=all&childOf={world.jalisco.root_page_id}").status_code == 404
    assert world.client("own publisher").get(f"{url}?id=all&childOf={world.tabasco.root_page_id}").status_code == 200


@pytest.mark.parametrize("who", ["own publisher", "administrator"])
def test_home_of_a_tree_stays_where_it_is(world: World, who: str) -> None:
    home = Page.objects.get(pk=world.tabasco.root_page_id)

    deleted = world.client(who).post(reverse("wagtailadmin_pages:delete", args=[home.pk]))
    in_bulk = world.client(who).post(
        reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={home.pk}"
    )

    assert (deleted.status_code, in_bulk.status_code) == (302, 302)
    assert Page.objects.filter(pk=home.pk).exists()


@pytest.mark.parametrize(
    ("who", "moved_to"),
    [("own publisher", "own"), ("own publisher", "foreign"), ("own publisher", "library")],
)
def test_page_moves_within_its_own_state_only(world: World, who: str, moved_to: str) -> None:
    page = page_of(world.tabasco, "avisos")
    target = {
        "own": page_of(world.tabasco, "informacion-local"),
        "foreign": page_of(world.jalisco, "informacion-local"),
        "library": page_of(world.library, "directorio"),
    }[moved_to]

    answer = world.client(who).post(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk]))

    page.refresh_from_db()
    assert (answer.status_code, page.is_descendant_of(target)) == ((302, True) if moved_to == "own" else (404, False))


def test_explorer_begins_at_ones_own_tree(world: World) -> None:
    answer = world.client("own editor").get(reverse("wagtailadmin_explore_root"), follow=True).content.decode()

    assert reverse("wagtailadmin_pages:edit", args=[world.tabasco.root_page_id]) in answer
    assert reverse("wagtailadmin_pages:edit", args=[world.jalisco.root_page_id]) not in answer
    assert reverse("wagtailadmin_pages:edit", args=[world.library.root_page_id]) not in answer


def test_page_chooser_offers_own_pages_and_the_librarys(world: World) -> None:
    who = "own editor"
    offered = world.client(who).get(reverse("wagtailadmin_choose_page")).content.decode()
    searched = world.client(who).get(reverse("wagtailadmin_choose_page_search"), {"q": "Jalisco"}).content.decode()
    foreign = _get(world, who, "wagtailadmin_choose_page_child", world.jalisco.root_page_id)
    librarys = _get(world, who, "wagtailadmin_choose_page_child", world.library.root_page_id)

    homes = {
        tenant.code: reverse("wagtailadmin_choose_page_child", args=[tenant.root_page_id]) in offered
        for tenant in (world.library, world.tabasco, world.jalisco)
    }
    assert homes == {"NAC": True, "TAB": True, "JAL": False}
    assert page_of(world.jalisco).url_path not in searched
    assert f'"id": {world.jalisco.root_page_id}' not in searched
    assert (foreign.status_code, librarys.status_code) == (404, 200)


@pytest.mark.parametrize(
    ("what", "url"),
    [
        ("one page", lambda page: reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={page.pk}"),
        (
            "editing sessions",
            lambda page: reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, 1]),
        ),
    ],
)
def test_page_of_another_state_is_not_named_by_its_number(world: World, what: str, url: Callable[[Page], str]) -> None:
    answer = world.client("other editor").post(url(page_of(world.tabasco)))

    assert answer.status_code == 404, what


def test_image_and_document_of_another_state_read_as_absent(world: World) -> None:
    image = image_of(world.tabasco, "Plano de Tabasco")
    document = document_of_collection(world.tabasco, "Formato de Tabasco")
    addresses = [
        ("wagtailimages:edit", image.pk),
        ("wagtailimages:delete", image.pk),
        ("wagtailimages:image_usage", image.pk),
        ("wagtailimages:url_generator", image.pk),
        ("wagtailimages_chooser:chosen", image.pk),
        ("wagtaildocs:edit", document.pk),
        ("wagtaildocs:delete", document.pk),
        ("wagtaildocs:document_usage", document.pk),
        ("wagtaildocs_chooser:chosen", document.pk),
    ]

    denied = {name: _get(world, "other publisher", name, pk).status_code for name, pk in addresses}
    own = {name: _get(world, "own publisher", name, pk).status_code for name, pk in addresses}

    assert denied == {name: 404 for name, _pk in addresses}
    assert own["wagtailimages:edit"] == own["wagtaildocs:edit"] == own["wagtailimages_chooser:chosen"] == 200


def test_media_lists_and_choosers_show_own_and_choosers_also_the_librarys(world: World) -> None:
    for tenant in (world.tabasco, world.jalisco, world.library):
        image_of(tenant, f"Imagen de {tenant.code}")
        document_of_collection(tenant, f"Archivo de {tenant.code}")

    def shown(name: str) -> set[str]:
        text = _get(world, "own editor", name).content.decode()
        return {code for code in ("TAB", "JAL", "NAC") if f"Imagen de {code}" in text or f"Archivo de {code}" in text}

    assert shown("wagtailimages_chooser:choose") == {"TAB", "NAC"}
    assert shown("wagtaildocs_chooser:choose") == {"TAB", "NAC"}
    assert "JAL" not in shown("wagtailimages:index") | shown("wagtaildocs:index")
    assert "TAB" in shown("wagtailimages:index") & shown("wagtaildocs:index")


def test_image_goes_into_own_collection_only(world: World) -> None:
    text = _get(world, "own editor", "wagtailimages:add").content.decode()

    assert "Jalisco" not in text
    assert 'name="tags"' not in text


def test_what_all_states_share_is_the_administrators(world: World) -> None:
    for name in (
        "wagtailusers_groups:index",
        "wagtailadmin_collections:index",
        "wagtailadmin_workflows:index",
        "wagtailadmin_workflows:task_index",
        "wagtailsites:index",
        "wagtailadmin_reports:page_types_usage",
        "wagtail_localize:translations_report",
    ):
        statuses = {
            who: _get(world, who, name).status_code
            for who in ("visitor", "own editor", "own publisher", "library publisher", "administrator")
        }

        assert statuses == {
            "visitor": 302,
            "own editor": 404,
            "own publisher": 404,
            "library publisher": 404,
            "administrator": 200,
        }, name


def test_reports_and_start_page_tell_of_own_pages_only(world: World) -> None:
    for tenant, side in ((world.tabasco, "own"), (world.jalisco, "other")):
        page = page_of(tenant, "informacion-local").specific
        page.title = f"Avisos de {tenant.code}"
        page.locked, page.locked_by, page.locked_at = True, world.person(f"{side} publisher"), timezone.now()
        page.save_revision(user=world.person(f"{side} editor"), log_action=True).publish()
        page.get_workflow().start(page, world.person(f"{side} editor"))

    for name in (
        "wagtailadmin_reports:site_history",
        "wagtailadmin_reports:locked_pages",
        "wagtailadmin_reports:aging_pages",
        "wagtailadmin_reports:workflow",
        "wagtailadmin_reports:workflow_tasks",
        "wagtailadmin_home",
    ):
        texts = {
            who: _get(world, who, name).content.decode()
            for who in ("own publisher", "other publisher", "library publisher")
        }

        assert "Avisos de TAB" in texts["own publisher"], name
        assert "Avisos de JAL" not in texts["own publisher"], name
        assert "Avisos de TAB" not in texts["other publisher"] + texts["library publisher"], name


def test_search_finds_own_pages_only(world: World) -> None:
    answer = world.client("own editor").get(reverse("wagtailadmin_pages:search"), {"q": "Jalisco"})

    assert answer.status_code == 200
    assert reverse("wagtailadmin_pages:edit", args=[world.jalisco.root_page_id]) not in answer.content.decode()


def test_people_of_a_suspended_state_still_reach_it(world: World) -> None:
    prepared("TAB", status=TenantStatus.SUSPENDED)

    assert _get(world, "own editor", "wagtailadmin_pages:edit", page_of(world.tabasco).pk).status_code == 200
