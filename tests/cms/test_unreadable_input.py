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


def test_a_bad_request_is_one_line_of_the_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.client("own editor").post("/admin/login/", {"username": "a\x00b"})

    [record] = [record for record in caplog.records if record.name == "django.request"]
    assert (record.getMessage(), record.exc_info) == ("The form has a NUL character.: /admin/login/", None)


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


MANY_WORDS = "+".join(["palabra"] * 700)


@pytest.mark.parametrize(
    "address",
    [
        f"/admin/pages/search/?q={MANY_WORDS}",
        f"/admin/images/?q={MANY_WORDS}",
        f"/admin/documents/?q={MANY_WORDS}",
        f"/admin/images/chooser/results/?q={MANY_WORDS}",
        f"/admin/choose-page/search/?q={MANY_WORDS}",
        f"/admin/api/main/pages/?search={MANY_WORDS}",
        f"/admin/guidance/?q={'a' * 2000}",
        f"/admin/pages/search/?q={'a-' * 250}",
        "/admin/bulk/wagtailcore/page/delete/?id=all&childOf=",
        "/admin/api/main/pages/?offset=99999999999999999999",
        "/admin/api/main/pages/?child_of=99999999999999999999",
        "/admin/api/main/pages/?search=a&search_operator=zz",
        "/admin/api/main/pages/?first_published_at=9999-99-99",
        "/admin/choose-page/?target_pages[]=abc",
        "/admin/bulk/wagtailcore/page/delete/?id=",
        "/admin/bulk/wagtailcore/page/delete/?id=abc",
        "/admin/bulk/wagtailcore/page/delete/?id=99999999999999999999",
    ],
)
def test_what_cannot_be_searched_for_or_counted_is_a_bad_request(world: World, address: str) -> None:
    for who in ("own publisher", "administrator"):
        assert world.client(who).get(address).status_code == 400, who


def test_a_position_that_is_none_is_a_bad_request(world: World) -> None:
    own = page_of(world.tabasco, "avisos").pk
    address = reverse("wagtailadmin_pages:set_page_position", args=[own])

    for position in ("abc", "-1", "9" * 30):
        assert world.client("own publisher").post(f"{address}?position={position}").status_code == 400


@pytest.mark.parametrize("address", ["/admin/api/main/pages/?search=a&limit=5&offset=0", "/admin/images/?q=Plano"])
def test_what_can_be_is_answered(world: World, address: str) -> None:
    assert world.client("own publisher").get(address).status_code == 200


def test_a_picture_of_a_name_too_long_is_not_there(client: Client) -> None:
    assert client.get(f"/media/images/{'a' * 256}").status_code == 404


TEXT = json.dumps({"blocks": [], "entityMap": {}})
ENTITY = {"offset": 0, "length": 1, "key": 7}
BLOCK = {"key": "a", "type": "unstyled", "depth": 0, "text": "ab", "inlineStyleRanges": [], "entityRanges": [ENTITY]}
HALF_A_CHARACTER = json.dumps({"blocks": [{**BLOCK, "text": "\ud83d", "entityRanges": []}], "entityMap": {}})
MISSING_ENTITY = json.dumps({"blocks": [BLOCK], "entityMap": {}})


def guidance_form(**changed: str) -> dict[str, str]:
    """What the form of a new page sends, with a block that has a text."""
    streams = ("legal_references", "glossary_choices", "related_terms", "related_pages", "examples")
    return {
        "title": "Robo",
        "slug": "robo",
        "roles": "VICTIM",
        "stage": "ANY",
        "urgency": "NORMAL",
        "question": "¿Qué hago?",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "body-count": "1",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-value-heading": "",
        "body-0-value-text": TEXT,
        "body-0-value-legal_references-count": "0",
        **{f"{name}-count": "0" for name in streams},
        **changed,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("body-0-value-text", text) for text in ("{", "[]", "1", "x", "[[1]]", MISSING_ENTITY)),
        ("body-0-value-text", HALF_A_CHARACTER),
        ("overwrite_revision_id", "abc"),
        ("body-count", "abc"),
        ("body-count", ""),
        ("body-0-order", "x"),
        ("comments-0-id", "abc"),
        ("workflow-action-extra-data", "{bad"),
        ("workflow-action-extra-data", "[1]"),
    ],
)
def test_a_form_that_cannot_be_read_is_a_bad_request(world: World, name: str, value: str) -> None:
    below = page_of(world.tabasco, "avisos")
    address = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", below.pk])
    client = world.client("administrator")
    changed = {"comments-TOTAL_FORMS": "1"} if name == "comments-0-id" else {}

    assert client.post(address, guidance_form(**changed, **{name: value})).status_code == 400


@pytest.mark.parametrize("name", ["body-count", "examples-count"])
def test_a_form_from_before_a_field_is_a_bad_request(world: World, name: str) -> None:
    address = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", page_of(world.tabasco, "avisos").pk])
    form = guidance_form()
    del form[name]

    assert world.client("administrator").post(address, form).status_code == 400


@pytest.mark.parametrize("name", ["pages-0-page", "workflow_tasks-0-task"])
def test_what_belongs_to_a_workflow_is_numbered(world: World, name: str) -> None:
    form = {
        "name": "Revisión",
        **{f"{many}-{what}": "1" for many in ("workflow_tasks", "pages") for what in ("TOTAL_FORMS", "MAX_NUM_FORMS")},
        **{f"{many}-INITIAL_FORMS": "0" for many in ("workflow_tasks", "pages")},
    }
    client = world.client("administrator")

    assert client.post(reverse("wagtailadmin_workflows:add"), form | {name: "[]"}).status_code == 400
    assert client.post(reverse("wagtailadmin_workflows:add"), form | {name: ""}).status_code == 302


def test_the_page_of_a_site_is_numbered(world: World) -> None:
    address = reverse("wagtailsites:edit", args=[world.tabasco.site_id])

    answer = world.client("administrator").post(address, {"hostname": "a", "port": "80", "root_page": "[]"})

    assert answer.status_code == 400


def test_a_form_with_an_empty_text_is_read(world: World) -> None:
    below = page_of(world.tabasco, "avisos")
    address = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", below.pk])
    client = world.client("administrator")
    of_audio = {"body-0-value-title": "", "body-0-value-file": "", "body-0-value-transcript": "null"}
    audio = guidance_form(**{"body-0-type": "audio", **of_audio})

    empty = guidance_form(**{"body-0-value-text": "null"})  # as the editor writes it
    statuses = [client.post(address, form).status_code for form in (guidance_form(), empty, audio)]

    assert [status for status in statuses if status not in (200, 302)] == []


@pytest.mark.parametrize("sent", [None, "{}", '{"entityMap": {}}', "[]", '"text"', "1"])
def test_a_form_whose_text_did_not_arrive_saves_none(world: World, sent: str | None) -> None:
    section = page_of(world.tabasco, "avisos")
    address = reverse("wagtailadmin_pages:add", args=["content", "guidancepage", section.pk])
    form = guidance_form(**{} if sent is None else {"body-0-value-text": sent})
    if sent is None:
        del form["body-0-value-text"]

    answer = world.client("administrator").post(address, form)

    assert answer.status_code == 400
    assert section.get_children().count() == 0


@pytest.mark.parametrize(
    "body",
    [
        "[1]",
        "1",
        "{",
        '{"a": "b"}',
        json.dumps({"a" * 3_000_000: True}),
        json.dumps(dict.fromkeys(map(str, range(999)), True)),
    ],
)
def test_what_is_closed_is_a_few_names(world: World, body: str) -> None:
    client = world.client("own editor")

    refused = client.patch("/admin/dismissibles/", body, content_type="application/json")
    noted = client.patch("/admin/dismissibles/", '{"whats-new": true}', content_type="application/json")

    assert refused.status_code in (400, 413)
    assert noted.json() == {"whats-new": True}
