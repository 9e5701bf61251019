"""What cannot be published is refused with its way out, leaves nothing half done, and shows no trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from content_models.models import GlossaryTerm, GuidancePage, NoticePage, SectionPage
from editorial.refusals import RefusalPages
from publishing.errors import (
    ContentIncomplete,
    ForeignReference,
    LibraryPathTaken,
    LostReference,
    PathTaken,
    SlugTaken,
    StoreUnavailable,
    TreeUnknown,
)
from publishing.models import ContentItem, OutboxAction, OutboxEntry
from publishing.place_errors import PathOfTheSite
from publishing.services.publish import delete_page, move_page, publish_page
from publishing.services.scheduled import publish_due
from tenants.models import User
from tenants.scope import tenant_scope
from tests.world import GUIDANCE, World


def notice(world: World, code: str, slug: str, title: str = "Aviso") -> NoticePage:
    return world.draft(NoticePage, code, "avisos", title=title, slug=slug, text="<p>Hoy.</p>")


def test_a_local_page_may_not_take_a_national_path(world: World) -> None:
    world.publish(notice(world, "NAC", "corte", title="Corte nacional"))
    local = notice(world, "XNO", "corte")

    with pytest.raises(LibraryPathTaken) as refusal:
        publish_page(page=local)

    assert refusal.value.code == "PATH_TAKEN"
    assert refusal.value.field == "slug"
    assert "Corte nacional" in refusal.value.message
    assert not Page.objects.get(pk=local.pk).live
    assert local.get_latest_revision() is None
    assert world.differences() == []


@pytest.mark.parametrize("slug", ["buscar", "admin", "graphql"])
def test_no_page_stands_where_the_site_itself_answers(world: World, slug: str) -> None:
    home = Page.objects.get(pk=world.tenants["XNO"].root_page_id)
    page = world.draft_below(home, SectionPage, title="Sección", slug=slug)

    with pytest.raises(PathOfTheSite) as refusal:
        publish_page(page=page)

    assert (refusal.value.code, refusal.value.field) == ("PATH_TAKEN", "slug")
    assert f"«/{slug}/»" in refusal.value.message
    assert not Page.objects.get(pk=page.pk).live


def test_a_page_that_stands_there_already_can_be_refreshed_and_moved_away(world: World) -> None:
    home = Page.objects.get(pk=world.tenants["XNO"].root_page_id)
    page = world.publish(world.draft_below(home, SectionPage, title="Sección", slug="busca"))
    with tenant_scope([world.tenants["XNO"].pk]):
        ContentItem.objects.filter(page_id=page.pk).update(path="/buscar/")

    page.slug = "buscar"
    world.publish(page)
    page.slug = "busca"
    world.publish(page)

    assert world.view("XNO").path_of(str(page.translation_key)) == "/busca/"


def test_a_national_page_yields_to_a_local_one_and_its_editors_are_told(world: World) -> None:
    local = world.publish(notice(world, "XNO", "corte", title="Corte local"))

    national = world.publish(notice(world, "NAC", "corte", title="Corte nacional"))

    north, south = world.view("XNO"), world.view("XSU")
    assert north.resolve("/avisos/corte/").item["title"] == "Corte local"
    assert north.item(str(national.translation_key))["title"] == "Corte nacional"
    assert south.resolve("/avisos/corte/").item["title"] == "Corte nacional"
    with tenant_scope([world.tenants["XNO"].pk]):
        entry = OutboxEntry.objects.get(action=OutboxAction.PATH_YIELDED)
        assert (entry.key, entry.details["localKey"]) == (str(national.translation_key), str(local.translation_key))
    assert world.differences() == []


def test_two_states_may_have_one_path(world: World) -> None:
    world.publish(notice(world, "XNO", "corte", title="Del norte"))
    world.publish(notice(world, "XSU", "corte", title="Del sur"))

    assert world.view("XNO").resolve("/avisos/corte/").item["title"] == "Del norte"
    assert world.view("XSU").resolve("/avisos/corte/").item["title"] == "Del sur"


def test_slugs_are_unique_within_a_kind(world: World) -> None:
    world.new(GuidancePage, "NAC", "victima", title="Una", slug="prueba-misma", roles=["VICTIM"], **GUIDANCE)
    other = world.draft(GuidancePage, "NAC", "tercero", title="Otra", slug="prueba-misma", roles=["VICTIM"], **GUIDANCE)

    with pytest.raises(SlugTaken, match="prueba-misma"):
        publish_page(page=other)


def test_a_move_onto_a_taken_path_moves_nothing(world: World) -> None:
    local = world.new(NoticePage, "XNO", "informacion-local", title="Corte", slug="corte", text="<p>.</p>")
    world.publish(notice(world, "NAC", "corte"))

    with pytest.raises(PathTaken), transaction.atomic():
        move_page(page=local, target=world.section("XNO", "avisos"))

    assert Page.objects.get(pk=local.pk).get_parent().slug == "informacion-local"
    assert world.view("XNO").item(str(local.translation_key))["path"] == "/informacion-local/corte/"
    assert world.differences() == []


def test_a_page_outside_of_all_trees_is_refused(world: World) -> None:
    section = Page.objects.get(depth=1).add_child(instance=GlossaryTerm(title="Sola", slug="sola", live=False))

    with pytest.raises(TreeUnknown):
        publish_page(page=section)


def test_a_reference_to_another_state_is_refused(world: World) -> None:
    foreign = world.publish(notice(world, "XSU", "del-sur", title="Del sur"))
    page = notice(world, "XNO", "del-norte")
    page.text = f'<p><a linktype="page" id="{foreign.pk}">x</a></p>'

    with pytest.raises(ForeignReference) as refusal:
        publish_page(page=page)

    assert "«texto»" in str(refusal.value.message)
    assert "Del sur" not in str(refusal.value.message)


def test_a_link_to_what_has_been_deleted_is_refused_however_it_is_published(world: World) -> None:
    gone = world.publish(notice(world, "XNO", "se-va", title="Se va"))
    page = notice(world, "XNO", "se-queda")
    page.text = f'<p>Lee <a linktype="page" id="{gone.pk}">esto</a>.</p>'
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    page.save()
    delete_page(page=Page.objects.get(pk=gone.pk))

    with pytest.raises(LostReference) as refusal:
        publish_page(page=page)
    published_later = publish_due()

    assert "«texto»" in str(refusal.value.message)
    assert published_later == 0
    assert not Page.objects.get(pk=page.pk).live
    assert world.view("XNO").item(str(page.translation_key)) is None


def test_what_was_published_before_keeps_its_place_when_a_link_of_it_is_lost(world: World) -> None:
    gone = world.publish(notice(world, "XNO", "se-va", title="Se va"))
    page = notice(world, "XNO", "se-queda")
    page.text = f'<p>Lee <a linktype="page" id="{gone.pk}">esto</a>.</p>'
    world.publish(page)
    delete_page(page=Page.objects.get(pk=gone.pk))

    move_page(page=Page.objects.get(pk=page.pk), target=world.section("XNO", "informacion-local"))

    assert world.view("XNO").item(str(page.translation_key))["path"] == "/informacion-local/se-queda/"
    assert world.differences() == []


def test_a_block_without_an_id_is_refused(world: World) -> None:
    page = world.draft(GuidancePage, "NAC", "victima", title="Rota", slug="prueba-rota", roles=["VICTIM"], **GUIDANCE)
    steps = {"heading": "", "steps": [{"title": "", "text": "<p>x</p>", "legal_references": []}]}
    page.body = [("steps", {**steps, "legal_references": [], "verified": False})]

    with pytest.raises(ContentIncomplete) as refusal:
        publish_page(page=page)

    assert refusal.value.code == "CONTENT_INCOMPLETE"
    assert refusal.value.details["paths"]
    assert world.differences() == []


@pytest.fixture
def admin(client: Client, world: World) -> Client:
    """Somebody who may do everything, signed in."""
    client.force_login(User.objects.create_superuser("raiz", "raiz@example.mx", "x"))
    return client


def form(page: NoticePage, **changes: str) -> dict[str, str]:
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "text": rich_text("<p>Hoy.</p>"),
            "severity": page.severity,
            "order": "0",
            "comments": streamfield([]) | {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
            "action-publish": "1",
            **changes,
        }
    )


def test_the_editor_shows_the_reason_and_keeps_the_draft(world: World, admin: Client) -> None:
    world.publish(notice(world, "NAC", "corte", title="Corte nacional"))
    local = world.publish(notice(world, "XNO", "corte-local"))

    response = admin.post(
        reverse("wagtailadmin_pages:edit", args=[local.pk]), form(local, slug="corte", title="Nuevo"), follow=True
    )

    assert response.status_code == 200
    assert [str(message) for message in response.context["messages"]] != []
    assert "Corte nacional" in response.content.decode()
    assert "Traceback" not in response.content.decode()
    assert Page.objects.get(pk=local.pk).slug == "corte-local"
    assert Page.objects.get(pk=local.pk).get_latest_revision_as_object().title == "Nuevo"
    assert world.view("XNO").resolve("/avisos/corte/").item["title"] == "Corte nacional"
    assert world.differences() == []


def test_the_editor_publishes_and_the_view_is_current_at_once(world: World, admin: Client) -> None:
    local = world.publish(notice(world, "XNO", "corte-local"))

    response = admin.post(reverse("wagtailadmin_pages:edit", args=[local.pk]), form(local, title="Nuevo"))

    assert response.status_code == 302
    assert world.view("XNO").resolve("/avisos/corte-local/").item["title"] == "Nuevo"
    assert world.differences() == []


def test_a_refused_move_in_the_admin_is_a_page_with_the_reason(world: World, admin: Client) -> None:
    world.new(NoticePage, "XNO", "informacion-local", title="Uno", slug="uno", text="<p>.</p>")
    world.publish(notice(world, "NAC", "corte", title="Corte nacional"))
    local = world.draft(NoticePage, "XNO", "informacion-local", title="Corte", slug="corte-x", text="<p>.</p>")
    local = world.publish(local)
    Page.objects.filter(pk=local.pk).update(slug="corte")

    response = admin.post(
        reverse("wagtailadmin_pages:move_confirm", args=[local.pk, world.section("XNO", "avisos").pk])
    )

    assert response.status_code == 409
    assert "Corte nacional" in response.content.decode()
    assert Page.objects.get(pk=local.pk).get_parent().slug == "informacion-local"


def test_what_a_state_needs_is_not_deleted_in_the_admin(world: World, admin: Client) -> None:
    north = world.tenants["XNO"]
    addresses = [
        reverse("wagtailusers_groups:delete", args=[north.publishers_id]),
        reverse("wagtailsites:delete", args=[north.site_id]),
    ]

    answers = [admin.post(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert all("No se puede borrar" in answer.content.decode() for answer in answers)
    north.refresh_from_db()
    assert (north.publishers is None, north.site is None) == (False, False)


def test_deleting_in_the_admin_withdraws(world: World, admin: Client) -> None:
    local = world.publish(notice(world, "XNO", "corte-local"))

    admin.post(reverse("wagtailadmin_pages:delete", args=[local.pk]))

    assert world.view("XNO").resolve("/avisos/corte-local/").is_gone
    assert world.differences() == []


def test_unpublishing_in_the_admin_withdraws(world: World, admin: Client) -> None:
    local = world.publish(notice(world, "XNO", "corte-local"))

    admin.post(reverse("wagtailadmin_pages:unpublish", args=[local.pk]))

    assert world.view("XNO").resolve("/avisos/corte-local/").is_gone
    assert world.differences() == []


def test_an_unavailable_database_is_no_refusal() -> None:
    pages = RefusalPages(lambda _request: HttpResponse())

    assert pages.process_exception(RequestFactory().get("/admin/"), StoreUnavailable()) is None
