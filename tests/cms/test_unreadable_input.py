"""Input that no view can read is a bad request, never a failure."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from tests.tenants.conftest import World, _own_media, world
from tests.tenants.factories import image_of, page_of

__all__ = ["_own_media", "world"]

ADDRESSES = (
    "/admin/pages/search/?q=%00",
    "/admin/images/?q=a%00b",
    "/admin/guidance/?q=%00",
    "/admin/choose-page/search/?q=%00",
    "/admin/images/chooser/results/?q=%00",
    "/admin/documents/chooser/results/?q=%00",
    "/admin/api/main/pages/?search=%00",
    "/admin/api/main/pages/find/?html_path=%00",
    "/admin/reports/site-history/?label=%00",
    "/admin/adaptar/T%00B/",
    "/admin/api-clients/?q=%00",
    "/admin/a%00b/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_nul_in_an_address_is_a_bad_request(world: World, address: str) -> None:
    for who in ("visitor", "own publisher", "administrator"):
        answer = world.client(who).get(address)

        assert answer.status_code == 400, who
        assert "Content-Security-Policy" in answer
        assert 'lang="es' in answer.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "a\\u0000b"])
def test_nul_in_a_form_is_a_bad_request(world: World, text: str) -> None:
    page = page_of(world.tabasco, "avisos")

    answer = world.client("own editor").post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": text, "slug": "avisos"}
    )

    assert answer.status_code == 400
    page.refresh_from_db()
    assert page.latest_revision_id is None


def test_nul_in_json_is_a_bad_request(world: World) -> None:
    answer = world.client("own editor").patch(
        "/admin/dismissibles/", json.dumps({"a\x00": True}), content_type="application/json"
    )

    assert answer.status_code == 400


def test_form_without_its_fields_is_a_bad_request(world: World, client: Client) -> None:
    client = world.client("administrator")
    own = page_of(world.tabasco, "avisos").pk

    statuses = {
        address: client.post(address).status_code
        for address in (
            f"/admin/pages/{own}/edit/",
            f"/admin/pages/{own}/move/",
            f"/admin/pages/{own}/copy/",
            f"/admin/pages/add/content/sectionpage/{world.tabasco.root_page_id}/",
            "/admin/images/multiple/add/",
            "/admin/images/chooser/create/",
            "/admin/documents/chooser/create/",
            "/admin/account/",
            "/admin/bulk/wagtailcore/page/move/",
            "/admin/users/new/",
            "/admin/sites/new/",
        )
    }

    assert {address: status for address, status in statuses.items() if status >= 500} == {}


def test_nowhere_to_go_on_to_is_a_bad_request(world: World) -> None:
    client = world.client("own publisher")
    address = reverse("wagtailadmin_pages:lock", args=[page_of(world.tabasco, "avisos").pk])

    assert client.post(address, {"next": "x"}).status_code == 400
    assert client.post(f"{address}?next=x").status_code == 400
    assert client.post(address, {"next": "/admin/"}).status_code == 302


def test_odd_requests_of_administrators_are_answered(world: World) -> None:
    client = world.client("administrator")
    root = Page.get_first_root_node().pk
    image_of(world.tabasco, "Plano")

    assert client.post(reverse("wagtailadmin_pages:set_page_position", args=[root])).status_code == 404
    assert client.post(reverse("wagtailadmin_pages:move_confirm", args=[root, root])).status_code == 302
    assert client.post(reverse("wagtailadmin_choose_page_external_link")).status_code == 400
    for name in ("wagtailimages:index", "wagtaildocs:index", "wagtailimages:index_results"):
        assert client.get(reverse(name), {"q": "Plano", "usage_count_min": "0"}).status_code == 200
