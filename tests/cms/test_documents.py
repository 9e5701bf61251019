"""Files are served for as long as something published shows them, where it does; else to those they belong to."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client

from content_models.models import GuidancePage, ScriptPage
from delivery.files import published_title
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind
from editorial.national.services import roll_back
from media.models import CustomDocument
from publishing.services.change_tenant import change_tenant
from publishing.services.publish import unpublish_page
from tenants.models import Adoption, StaffRole, TenantStatus, User
from tenants.scope import tenant_scope
from tenants.viewer import ViewerKind
from tests.content_models.world import block
from tests.tenants.factories import member
from tests.tenants.second_factors import enrolled
from tests.world import GUIDANCE, World, world, world_tenants

__all__ = ["world", "world_tenants"]

CONTENT = b"%PDF-1.4 one two three"
NORTH, SOUTH, SERVICE = "norte.localhost", "sur.localhost", "localhost"
FIELDS = {"slug": "p-formatos", "title": "Formatos", "roles": ["VICTIM"], **GUIDANCE}

pytestmark = pytest.mark.usefixtures("own_media", "all_tenants_in_scope")


@pytest.fixture
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def file_of(world: World, code: str, name: str = "Víctima Ana.PDF", content: bytes = CONTENT) -> CustomDocument:
    collection = world.tenants[code].collection
    return CustomDocument.objects.create(title="Interno", file=ContentFile(content, name=name), collection=collection)


def shown(file: CustomDocument, title: str = "Formato de denuncia ñ") -> Any:
    return [block("file", {"file": file.pk, "title": title})]


def page_with(world: World, code: str, file: CustomDocument, section: str = "informacion-local") -> GuidancePage:
    return world.new(GuidancePage, code, "victima" if code == "NAC" else section, body=shown(file), **FIELDS)


def get(address: str, host: str = NORTH, client: Client | None = None, **headers: str) -> tuple[Any, bytes]:
    with tenant_scope([]):
        response: Any = (client or Client()).get(address, headers={"host": host, **headers})
    return response, b"".join(response.streaming_content) if response.streaming else response.content


def statuses(file: CustomDocument, *hosts: str) -> list[int]:
    return [get(file.url, host)[0].status_code for host in hosts or (NORTH, SOUTH, SERVICE, "nobody.localhost")]


# Who gets which file


def test_a_draft_file_is_nobodys_business(world: World) -> None:
    file = file_of(world, "XNO")
    world.draft(GuidancePage, "XNO", "informacion-local", body=shown(file), **FIELDS)

    assert statuses(file) == [404, 404, 404, 404]


def test_a_file_that_a_state_shows_is_served_on_its_host_and_to_readers_of_the_api(world: World) -> None:
    file = file_of(world, "XNO")
    page_with(world, "XNO", file)

    assert statuses(file) == [200, 404, 200, 404]


def test_a_national_file_is_served_where_a_state_shows_the_page(world: World) -> None:
    file = file_of(world, "NAC")
    page_with(world, "NAC", file)

    assert statuses(file) == [200, 200, 200, 404]


def test_what_is_not_served_is_answered_as_what_is_not_there(world: World) -> None:
    file = file_of(world, "XNO")
    answers = [
        get(address, host)
        for host in (NORTH, SERVICE, "nobody.localhost")
        for address in (
            file.url,
            file.url.replace(str(file.pk), str(file.pk + 7)),
            f"/documents/{file.pk}/otro.pdf",
            "/documents/99999999999999999999999/otro.pdf",
            f"/documents/{file.pk}/..",
        )
    ]

    assert {response.status_code for response, _body in answers} == {404}
    assert len({body for _response, body in answers}) == 1
    assert len({str(sorted(response.headers.items())) for response, _body in answers}) == 1


@pytest.mark.parametrize(
    ("who", "own", "foreign", "national"),
    [
        ("XNO editor", 200, 404, 200),
        ("XNO publisher", 200, 404, 200),
        ("XSU editor", 404, 200, 200),
        ("NAC editor", 200, 200, 200),
        ("administrator", 200, 200, 200),
        ("somebody of no state", 404, 404, 404),
        ("XNO editor whose account is closed", 404, 404, 404),
    ],
)
def test_drafts_files_are_for_those_they_belong_to(
    world: World, who: str, own: int, foreign: int, national: int
) -> None:
    client = Client()
    client.force_login(account(world, who))
    User.objects.filter(username="closed").update(is_active=False)
    answers = [get(file_of(world, code).url, SERVICE, client)[0] for code in ("XNO", "XSU", "NAC")]

    assert [answer.status_code for answer in answers] == [own, foreign, national]
    for answer in answers:
        if answer.status_code == 200:
            assert answer["Cache-Control"] == "private, no-store"
            assert not answer.has_header("ETag")


def test_a_draft_file_waits_for_the_second_factor(world: World) -> None:
    editor, file = account(world, "XNO editor"), file_of(world, "XNO")
    client = Client()
    client.force_login(editor)
    shown, _ = get(file.url, SERVICE, client)
    enrolled(editor)

    hidden, _ = get(file.url, SERVICE, client)

    assert (shown.status_code, hidden.status_code) == (200, 404)


def account(world: World, who: str) -> User:
    if who == "administrator":
        return User.objects.create_superuser("raiz", "raiz@example.mx", "x")
    if who == "somebody of no state":
        return User.objects.create_user("nadie")
    code, role, *closed = who.split(" ", 2)
    return member(world.tenants[code], StaffRole(role), "closed" if closed else "somebody")


# For how long


def test_a_file_is_served_until_the_page_shows_another(world: World) -> None:
    first, second = file_of(world, "XNO"), file_of(world, "XNO")
    page = page_with(world, "XNO", first)
    page.body = shown(second)
    world.publish(page)

    assert (statuses(first), statuses(second)) == ([404] * 4, [200, 404, 200, 404])


def test_a_file_is_served_until_the_page_is_withdrawn(world: World) -> None:
    file = file_of(world, "NAC")
    unpublish_page(page=page_with(world, "NAC", file))
    world.commit()

    assert statuses(file) == [404] * 4


def test_a_file_comes_back_with_the_edition_that_shows_it(world: World) -> None:
    first, second = file_of(world, "NAC"), file_of(world, "NAC")
    page = page_with(world, "NAC", first)
    page.body = shown(second)
    page = world.publish(page)
    roll_back(page=page, by=account(world, "administrator"), number=1)
    world.commit()

    assert (statuses(first, NORTH), statuses(second, NORTH)) == ([200], [404])


def test_a_state_that_reviews_first_serves_the_file_of_its_edition(world: World) -> None:
    first, second = file_of(world, "NAC"), file_of(world, "NAC")
    page = page_with(world, "NAC", first)
    world.tenants["XNO"].adoption = Adoption.REVIEWED
    world.tenants["XNO"].save()
    page.body = shown(second)
    world.publish(page)

    assert (statuses(first, NORTH, SOUTH), statuses(second, NORTH, SOUTH)) == ([200, 404], [404, 200])


@pytest.mark.parametrize("what", ["the block", "the page"])
def test_a_national_file_is_not_served_where_a_state_hides_it(world: World, what: str) -> None:
    file = file_of(world, "NAC")
    page = page_with(world, "NAC", file)
    target = body_of(world, page)[0]["id"] if what == "the block" else None
    adapted(world, page, OperationInput(OperationKind.HIDE, target=target))

    assert statuses(file) == [404, 200, 200, 404]


def test_a_file_that_only_an_adaptation_shows_is_served_in_its_state(world: World) -> None:
    national, own = file_of(world, "NAC"), file_of(world, "XNO")
    page = page_with(world, "NAC", national)
    value = {"file": own.pk, "title": "Formato del Norte", "legal_references": [], "verified": True}
    adapted(world, page, OperationInput(OperationKind.REPLACE, target=body_of(world, page)[0]["id"], value=value))

    assert (statuses(own), statuses(national)) == ([200, 404, 200, 404], [404, 200, 200, 404])


@pytest.mark.parametrize("status", [TenantStatus.SUSPENDED, TenantStatus.DRAFT])
def test_nothing_is_served_of_a_state_that_is_not_launched(world: World, status: TenantStatus) -> None:
    file = file_of(world, "XNO")
    page_with(world, "XNO", file)
    change_tenant(tenant=world.tenants["XNO"], status=status)
    world.commit()

    assert statuses(file) == [404] * 4


def test_a_replaced_file_has_another_address(world: World) -> None:
    file = file_of(world, "XNO")
    page = page_with(world, "XNO", file)
    before, stored = file.url, file.file.name
    file.file = ContentFile(b"new", name="nuevo.pdf")
    file.save()
    file.file.storage.delete(stored)
    world.commit()

    assert get(before)[0].status_code == 404
    assert get(file.url)[1] == b"new"
    assert world.view("XNO").item(str(page.translation_key))["body"][0]["url"] == file.url


def test_only_a_chosen_file_is_shown_never_one_whose_address_was_typed(world: World) -> None:
    file = file_of(world, "XSU")
    typed = f'<p>Ve <a href="{file.url}">aquí</a>.</p>'
    text = block("text", {"heading": "", "text": typed, "legal_references": [], "verified": True})
    page = world.new(GuidancePage, "XNO", "informacion-local", body=[text], **FIELDS)

    assert file.url not in str(world.view("XNO").item(str(page.translation_key)))
    assert statuses(file) == [404] * 4


def test_a_link_in_a_text_shows_a_file_under_the_words_of_the_link(world: World) -> None:
    file = file_of(world, "XNO")
    linked = f'<p>Ve <a linktype="document" id="{file.pk}">la <b>guía</b></a>.</p>'
    text = block("text", {"heading": "", "text": linked, "legal_references": [], "verified": True})
    world.new(GuidancePage, "XNO", "informacion-local", body=[text], **FIELDS)

    response, _body = get(file.url)

    assert response.status_code == 200
    assert response["Content-Disposition"] == "inline; filename*=utf-8''la-gu%C3%ADa.pdf"


def test_what_only_operators_read_is_not_published_on_a_host(world: World) -> None:
    file = file_of(world, "NAC")
    linked = f'<p>Ve <a linktype="document" id="{file.pk}">la guía</a>.</p>'
    end = {"key": "fin", "kind": "ANSWER", "text": linked, "wordings": [], "options": [], "verified": True}
    world.new(
        ScriptPage,
        "NAC",
        "guiones",
        title="Guion",
        slug="p-guion",
        role="VICTIM",
        urgency="NORMAL",
        channels=["CHAT"],
        start="fin",
        nodes=[block("node", {**end, "organization_kind": "", "legal_references": []})],
    )

    assert published_title(world.viewer("XNO", kind=ViewerKind.HOST), file.url) is None
    assert statuses(file) == [404] * 4


# How


def test_names_on_the_disk_and_in_addresses_say_nothing(world: World) -> None:
    file = file_of(world, "XNO")

    assert file.file.name.startswith("documents/")
    assert len(file.filename) == len(f"{'0' * 32}.pdf")
    assert not any(word in file.url.lower() for word in ("ana", "ctima", "interno"))


def test_files_that_were_stored_under_speaking_names_are_renamed_by_a_command(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with tenant_scope([world.tenants["XNO"].pk]):
        file, gone = file_of(world, "XNO"), file_of(world, "XNO")
        CustomDocument.objects.filter(pk=gone.pk).update(file="documents/perdido.pdf")
        storage = file.file.storage
        old = storage.save("documents/ana-lopez.pdf", ContentFile(CONTENT))
        CustomDocument.objects.filter(pk=file.pk).update(file=old)
    page = page_with(world, "XNO", CustomDocument(pk=file.pk))
    before = CustomDocument(pk=file.pk, file=old).url
    assert get(before)[0].status_code == 200

    call_command("rename_documents")
    call_command("rename_documents")
    world.commit()

    after = body_of(world, page)[0]["url"]
    assert "ana" not in after
    assert (get(before)[0].status_code, get(after)[1]) == (404, CONTENT)
    assert not storage.exists(old)
    assert capsys.readouterr().out.splitlines() == [
        "1 archivo renombrado.",
        "No está en el almacén: documents/perdido.pdf",
        "0 archivos renombrados.",
        "No está en el almacén: documents/perdido.pdf",
    ]
    assert world.differences() == []


def test_what_is_public_may_be_kept_and_is_asked_for_again(world: World) -> None:
    file = file_of(world, "XNO")
    page_with(world, "XNO", file)
    response, body = get(file.url)

    assert body == CONTENT
    assert {name: response[name] for name in ("Content-Type", "Content-Length", "Cache-Control")} == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(CONTENT)),
        "Cache-Control": "public, no-cache",
    }
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; media-src 'self'"
    assert response["Content-Disposition"] == "inline; filename*=utf-8''formato-de-denuncia-%C3%B1.pdf"
    assert "Cookie" not in response.get("Vary", "")

    again, nothing = get(file.url, **{"if-none-match": response["ETag"]})
    assert (again.status_code, nothing, again["Cache-Control"]) == (304, b"", "public, no-cache")


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [
        ("a.mp3", "audio/mpeg", "inline"),
        ("a.ogg", "audio/ogg", "inline"),
        ("a.m4a", "audio/mp4", "inline"),
        ("a.txt", "text/plain", "attachment"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
        ("a.html", "text/html", "attachment"),
    ],
)
def test_what_a_browser_would_run_is_saved(world: World, name: str, content_type: str, disposition: str) -> None:
    file = file_of(world, "XNO", name)
    page_with(world, "XNO", file)
    response, _body = get(file.url)

    assert (response["Content-Type"], response["Content-Disposition"].split(";")[0]) == (content_type, disposition)


def test_a_recording_is_sent_in_parts(world: World) -> None:
    file = file_of(world, "XNO", "aviso.mp3", b"0123456789")
    page_with(world, "XNO", file)
    whole, _body = get(file.url)
    tag = whole["ETag"]

    part, body = get(file.url, range="bytes=2-4", **{"if-range": tag})
    assert (part.status_code, body, part["Content-Range"], part["Content-Type"]) == (
        206,
        b"234",
        "bytes 2-4/10",
        "audio/mpeg",
    )
    late, _nothing = get(file.url, range="bytes=10-")
    assert (late.status_code, late["Content-Range"]) == (416, "bytes */10")


def test_a_file_is_only_read(world: World) -> None:
    file = file_of(world, "XNO")
    page_with(world, "XNO", file)

    assert Client().post(file.url, headers={"host": NORTH}).status_code == 405
    assert Client().post("/documents/1/otro.pdf", headers={"host": NORTH}).status_code == 405


def test_a_file_that_is_gone_from_the_store_is_absent(world: World) -> None:
    file = file_of(world, "XNO")
    page_with(world, "XNO", file)
    file.file.storage.delete(str(file.file.name))

    assert statuses(file, NORTH) == [404]


def body_of(world: World, page: GuidancePage) -> Any:
    return world.view("XNO").item(str(page.translation_key))["body"]


def adapted(world: World, page: GuidancePage, operation: OperationInput) -> None:
    """Change a national page in the North, and publish that."""
    by = account(world, "XNO publisher")
    target = AdaptationTarget(tenant=world.tenants["XNO"], key=str(page.translation_key), locale="es-MX", by=by)
    adapt.put_operation(target, operation=operation, expected_revision=None, confirm=True)
    adapt.publish_adaptation(target, expected_revision=selectors.workbench(target).revision)
    world.commit()
