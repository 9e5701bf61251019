"""What is another state's is answered as what is not there: byte for byte, and without a name."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content_models.models import GuidancePage, NoticePage
from tests.tenants.conftest import World
from tests.tenants.factories import document_of_collection, image_of, page_of

MISSING = "99999999"
ODD = ("0", "-1", "1.5", "x", "٣", "9" * 30)
MARK = "Refugio Secreto"
Send = Callable[[Client, str], Any]


@pytest.fixture
def foreign(world: World) -> Page:
    """A draft of another state whose title says something."""
    page = page_of(world.jalisco, "informacion-local")
    page.title = page.draft_title = MARK
    page.save()  # as it is found by searching, too
    return Page.objects.get(pk=page.pk)


def _post(name: str, *args: Any, **data: Any) -> Send:
    address = reverse(name, args=args)
    return lambda client, value: client.post(
        address, {key: value if each == "?" else each for key, each in data.items()}
    )


def _ways(world: World) -> dict[str, Send]:
    """The ways in which an id of a page gets in, besides the path."""
    own = page_of(world.tabasco, "avisos").pk
    bulk = "/admin/bulk/wagtailcore/page"
    return {
        "copy": _post(
            "wagtailadmin_pages:copy", own, new_title="Copia", new_slug="copia", new_parent_page="?", alias="on"
        ),
        "move": _post("wagtailadmin_pages:move", own, new_parent_page="?"),
        "choose parent": _post("wagtailadmin_pages:choose_parent", "content", "guidancepage", parent_page="?"),
        "choose parent of a list": _post("guidance:choose_parent", parent_page="?"),
        "move many": lambda client, value: client.post(f"{bulk}/move/?id={own}", {"chooser": value}),
        "delete many": lambda client, value: client.get(f"{bulk}/delete/?id={value}"),
        "publish many": lambda client, value: client.get(f"{bulk}/publish/?id={value}"),
        "publish all below": lambda client, value: client.get(f"{bulk}/publish/?id=all&childOf={value}"),
        "children in API": lambda client, value: client.get(f"/admin/api/main/pages/?child_of={value}"),
        "descendants in API": lambda client, value: client.get(f"/admin/api/main/pages/?descendant_of={value}"),
        "ancestors in API": lambda client, value: client.get(f"/admin/api/main/pages/?ancestor_of={value}"),
        "translations in API": lambda client, value: client.get(f"/admin/api/main/pages/?translation_of={value}"),
        "one in API": lambda client, value: client.get(f"/admin/api/main/pages/?id={value}"),
        "find in API": lambda client, value: client.get(f"/admin/api/main/pages/find/?id={value}"),
        "targets of a chooser": lambda client, value: client.get(f"/admin/choose-page/?target_pages[]={value}"),
        "chosen": lambda client, value: client.get(f"/admin/choose-page/chosen-multiple/?id={value}"),
        "parent of a link": lambda client, value: client.get(f"/admin/choose-email-link/?parent_page_id={value}"),
    }


def test_foreign_page_is_absent_by_every_way(world: World, foreign: Page) -> None:
    client = world.client("own publisher")

    for way, send in _ways(world).items():
        absent = send(client, MISSING)
        answer = send(client, str(foreign.pk))

        assert (answer.status_code, answer.content) == (absent.status_code, absent.content), way
        assert absent.status_code == 404, way
        assert MARK not in answer.content.decode(), way


def test_odd_ids_are_absent_or_unreadable(world: World) -> None:
    for who in ("own publisher", "administrator"):
        client = world.client(who)
        for way, send in _ways(world).items():
            for value in ODD:
                assert send(client, value).status_code in {400, 404}, (who, way, value)


def test_form_without_its_object_is_absent(world: World) -> None:
    own = page_of(world.tabasco, "avisos").pk

    for who in ("own publisher", "administrator"):
        assert world.client(who).post(reverse("wagtailadmin_pages:copy", args=[own])).status_code == 404
        for name in ("wagtailadmin_pages:move", "wagtailadmin_pages:set_page_position"):
            assert world.client(who).post(reverse(name, args=[own])).status_code < 500, name


def test_own_page_is_found_by_the_same_ways(world: World) -> None:
    client = world.client("own publisher")
    target = str(page_of(world.tabasco, "informacion-local").pk)

    statuses = {way: send(client, target).status_code for way, send in _ways(world).items()}

    assert {way for way, status in statuses.items() if status == 404} == {"find in API"}


def test_alias_is_made_by_no_way(world: World) -> None:
    page, target = page_of(world.tabasco, "avisos"), page_of(world.tabasco, "informacion-local")

    for who in ("own publisher", "administrator"):
        world.client(who).post(
            f"/admin/api/main/pages/{page.pk}/action/create_alias/",
            {"destination_page_id": target.pk, "update_slug": "alias"},
            content_type="application/json",
        )
        world.client(who).post(
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {"new_title": "Alias", "new_slug": f"alias-{who[:3]}", "new_parent_page": target.pk, "alias": "on"},
        )

    assert not Page.objects.filter(alias_of__isnull=False).exists()


@pytest.mark.parametrize("action", ["delete", "publish", "unpublish", "move", "copy", "create_alias", "convert_alias"])
@pytest.mark.parametrize("who", ["own publisher", "library publisher", "administrator"])
def test_api_of_the_administration_does_nothing(world: World, who: str, action: str) -> None:
    home = world.library.root_page_id if who == "library publisher" else world.tabasco.root_page_id
    before = Page.objects.get(pk=home)

    answer = world.client(who).post(f"/admin/api/main/pages/{home}/action/{action}/", {}, "application/json")

    assert answer.status_code == 404
    assert Page.objects.get(pk=home).latest_revision_id == before.latest_revision_id
    assert Page.objects.get(pk=home).live == before.live


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize("who", ["own editor", "library publisher", "administrator"])
def test_api_of_the_administration_has_no_files(world: World, who: str, kind: str) -> None:
    file = image_of(world.tabasco, MARK) if kind == "images" else document_of_collection(world.tabasco, MARK)
    client = world.client(who)

    for address in (f"{kind}/", f"{kind}/{file.pk}/", f"{kind}/find/?id={file.pk}"):
        assert client.get(f"/admin/api/main/{address}").status_code == 404, address


def test_explorer_still_has_its_api(world: World) -> None:
    client = world.client("own editor")
    home = world.tabasco.root_page_id

    one = client.get(f"/admin/api/main/pages/{home}/")
    below = client.get(f"/admin/api/main/pages/?child_of={home}&for_explorer=1&offset=0&limit=20")

    assert (one.status_code, below.status_code) == (200, 200)
    assert one.json()["id"] == home


def test_lists_of_all_below_the_root_have_own_pages_only(world: World, foreign: Page) -> None:
    client = world.client("own publisher")
    root = Page.get_first_root_node().pk

    for act in ("delete", "publish", "unpublish", "move"):
        for query in ("", f"&q={MARK.split(maxsplit=1)[0]}"):
            answer = client.get(f"/admin/bulk/wagtailcore/page/{act}/?id=all&childOf={root}{query}")

            assert MARK not in answer.content.decode(), (act, query)
            assert answer.status_code in {200, 404}


def test_filters_offer_own_people_only(world: World, foreign: Page) -> None:
    for side, tenant in (("own", world.tabasco), ("other", world.jalisco)):
        person = world.person(f"{side} publisher")
        person.first_name, person.last_name = f"Nombre{side}", f"Apellido{side}"
        person.save()
        page = page_of(tenant, "informacion-local").specific
        page.locked, page.locked_by, page.locked_at, page.owner = True, person, timezone.now(), person
        page.save_revision(user=person, log_action=True)
        page.save()
        page.get_workflow().start(page, person)
    home, foreign_person = world.tabasco.root_page_id, world.person("other publisher")
    lists = {
        "explorer": (reverse("wagtailadmin_explore", args=[home]), "owner"),
        "explorer, edited": (reverse("wagtailadmin_explore", args=[home]), "edited_by"),
        "type": (reverse("wagtailadmin_pages:type_use", args=["content", "sectionpage"]), "owner"),
        "guidance": (reverse("guidance:index"), "owner"),
        "history": (reverse("wagtailadmin_pages:history", args=[home]), "user"),
        "locked": (reverse("wagtailadmin_reports:locked_pages"), "locked_by"),
        "workflow": (reverse("wagtailadmin_reports:workflow"), "requested_by"),
        "site history": (reverse("wagtailadmin_reports:site_history"), "user"),
    }
    client = world.client("own publisher")

    for name, (address, parameter) in lists.items():
        text = client.get(address).content.decode()
        denied = client.get(address, {parameter: foreign_person.pk})
        absent = client.get(address, {parameter: MISSING})

        assert "Apellidoother" not in text, name
        assert foreign_person.username not in text, name
        assert "Jalisco" not in text, name
        assert (denied.status_code, denied.content) == (absent.status_code, absent.content), name
    assert world.person("own publisher").username in client.get(lists["locked"][0]).content.decode()


def test_task_of_another_page_is_absent(world: World) -> None:
    states = {}
    for tenant, who in ((world.tabasco, "own editor"), (world.jalisco, "other editor")):
        page = page_of(tenant, "informacion-local").specific
        page.save_revision(user=world.person(who))
        states[tenant.code] = (page, page.get_workflow().start(page, world.person(who)))
    client = world.client("own publisher")
    page = states["TAB"][0]

    def answer(task_state: int) -> Any:
        return client.get(reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task_state]))

    denied, absent = answer(states["JAL"][1].current_task_state_id), answer(int(MISSING))
    assert (denied.status_code, denied.content) == (absent.status_code, absent.content) == (404, absent.content)
    history = [
        client.get(reverse("wagtailadmin_pages:workflow_history_detail", args=[page.pk, pk]))
        for pk in (states["JAL"][1].pk, int(MISSING))
    ]
    assert history[0].content == history[1].content


def test_upload_of_somebody_else_is_absent(world: World) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.files.base import ContentFile
    from wagtail.models import UploadedFile

    from media.models import CustomImage

    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(CustomImage),
        file=ContentFile(b"x", name="x.png"),
        uploaded_by_user=world.person("other editor"),
    )
    client = world.client("own editor")

    for name in ("create_multiple_from_uploaded_image", "delete_upload_multiple"):
        denied = client.post(reverse(f"wagtailimages:{name}", args=[upload.pk]))
        absent = client.post(reverse(f"wagtailimages:{name}", args=[int(MISSING)]))
        assert (denied.status_code, denied.content) == (404, absent.content), name


def test_slug_of_another_states_page_is_no_oracle(world: World, foreign: Page) -> None:
    own = page_of(world.tabasco, "avisos")
    Page.objects.filter(pk=own.pk).update(slug="informacion-de-prueba")
    client = world.client("own publisher")

    taken = client.post(reverse("wagtailadmin_pages:move_confirm", args=[own.pk, foreign.get_parent().pk]))
    absent = client.post(reverse("wagtailadmin_pages:move_confirm", args=[own.pk, int(MISSING)]))

    assert (taken.status_code, taken.content) == (absent.status_code, absent.content)


@pytest.mark.parametrize("who", ["own editor", "library publisher"])
def test_chooser_of_a_type_begins_at_no_page_of_another_state(world: World, who: str) -> None:
    section = page_of(world.jalisco, "avisos")
    section.title = section.draft_title = MARK
    section.save()
    for title in ("Uno", "Dos"):
        notice = NoticePage(title=title, slug=title.lower(), text="<p>x</p>", live=False, locale=section.locale)
        Page.objects.get(pk=section.pk).add_child(instance=notice)
    NoticePage.objects.exclude(path__startswith=section.path).delete()

    answer = world.client(who).get("/admin/choose-page/?page_type=content.NoticePage")

    assert answer.status_code == 200
    assert MARK not in answer.content.decode()


def test_adding_below_the_root_is_absent(world: World) -> None:
    root = Page.get_first_root_node().pk
    for name in ("wagtailadmin_pages:add_subpage",):
        assert world.client("own publisher").get(reverse(name, args=[root])).status_code == 404
    assert not GuidancePage.objects.filter(depth=2).exists()
