"""Trusted documents in the admin and on the command line: who uploads, sees and deletes which."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from api.models import StagedManifest
from api.trusted.uploading import documents_of, upload
from tenants.models import ApiClient, StaffRole
from tenants.scope import tenant_scope
from tenants.services.accounts import assign_role
from tests.fakes.tasks import run_tasks
from tests.tenants.conftest import World, world
from tests.tenants.factories import client_of

__all__ = ["world"]

CODE = "query Code { state { code } }"
EVERYBODY = (
    "visitor",
    "other editor",
    "other publisher",
    "own editor",
    "own publisher",
    "library publisher",
    "administrator",
)
ALLOWED = {"own publisher", "administrator"}


def manifest(documents: object) -> SimpleUploadedFile:
    """A file to upload."""
    return SimpleUploadedFile("documents.json", json.dumps(documents).encode(), "application/json")


def address(client: ApiClient) -> str:
    """Where a client's documents are."""
    return reverse("trusted_documents:list", args=[client.pk])


def ids(client: ApiClient) -> list[str]:
    """The ids of a client's documents."""
    return [each.document_id for each in documents_of(client)]


def test_only_own_publishers_and_administrators_see_and_upload(world: World) -> None:
    seen, uploaded = set(), set()
    for who in EVERYBODY:
        client = client_of(world.tabasco)

        if world.client(who).get(address(client)).status_code == 200:
            seen.add(who)
        world.client(who).post(address(client), {"manifest": manifest({"code": CODE})})

        if ids(client) == ["code"]:
            uploaded.add(who)

    assert seen == uploaded == ALLOWED


def test_another_states_client_reads_as_absent(world: World) -> None:
    client = client_of(world.tabasco)
    absent = reverse("trusted_documents:list", args=[999_999])

    for who in ("other publisher", "own editor"):
        answers = [world.client(who).get(url) for url in (address(client), absent)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content


def test_only_own_publishers_and_administrators_delete(world: World) -> None:
    deleted = set()
    for who in EVERYBODY:
        client = client_of(world.tabasco)
        upload(client=client, documents={"code": CODE})

        url = reverse("trusted_documents:delete", args=[client.pk, documents_of(client)[0].pk])
        world.client(who).post(url)

        if not ids(client):
            deleted.add(who)

    assert deleted == ALLOWED


def test_a_document_is_not_reached_through_another_client(world: World) -> None:
    client, mine = client_of(world.tabasco), client_of(world.jalisco)
    upload(client=client, documents={"code": CODE})

    url = reverse("trusted_documents:delete", args=[mine.pk, documents_of(client)[0].pk])
    answer = world.client("other publisher").post(url)

    assert (answer.status_code, ids(client)) == (404, ["code"])


def test_the_list_shows_operation_price_and_last_use(world: World) -> None:
    client = client_of(world.tabasco)
    page = (
        "query Page($n: Int) { state { guidance(first: $n) { edges { node { offices(first: 100) { id isOpen } } } } } }"
    )
    upload(client=client, documents={"code": CODE, "page": page.replace("100", "2")})
    browser = world.client("own publisher")

    shown = browser.get(address(client), headers={"Accept-Language": "en"}).content.decode()
    edit = browser.get(reverse("api_clients:edit", args=[client.pk])).content.decode()

    assert "Code" in shown
    assert "query Page(" in shown
    assert address(client) in edit


def test_a_refused_manifest_says_why_for_each_document(world: World) -> None:
    client = client_of(world.tabasco)

    answer = world.client("own publisher").post(
        address(client), {"manifest": manifest({"good": CODE, "wrong": "{ ofices }", "syntax": "{"})}
    )

    assert answer.status_code == 200
    assert [document_id for document_id, _ in answer.context["reasons"]] == ["wrong", "syntax"]
    assert "ofices" in answer.content.decode()
    assert ids(client) == []


@pytest.mark.parametrize("content", [b"", b"no JSON", b"\x89PNG"])
def test_another_kind_of_file_is_refused(world: World, content: bytes) -> None:
    client = client_of(world.tabasco)
    file = SimpleUploadedFile("picture.png", content)

    answer = world.client("own publisher").post(address(client), {"manifest": file})

    assert answer.status_code == 200
    assert answer.context["reasons"] or answer.context["form"].errors
    assert ids(client) == []


def test_the_history_shows_who_uploaded(world: World) -> None:
    client = client_of(world.tabasco)
    browser = world.client("own publisher")

    browser.post(address(client), {"manifest": manifest({"code": CODE})})

    history = browser.get(reverse("api_clients:history", args=[client.pk])).content.decode()
    assert "publisher-tab" in history


def run(*arguments: str) -> str:
    """Run the command."""
    out = StringIO()
    call_command("trusted_documents", *arguments, stdout=out)
    return out.getvalue()


def test_a_pipeline_uploads_lists_and_deletes(world: World, tmp_path: Path) -> None:
    client = client_of(world.tabasco)
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps({"code": CODE}))

    said = [run("upload", str(client.pk), str(file)), run("list", client.name), run("delete", client.name, "code")]

    assert said == [
        "1 new, 0 known before.\n",
        "code  Code  2 to 2 points  last used never\n",
        "“Code” is deleted.\n",
    ]
    assert ids(client) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["upload", "Nobody", "x.json"], "No client is called"),
        (["upload", "Sitio de Tabasco", "none.json"], "cannot be read"),
        (["delete", "Sitio de Tabasco", "none"], "has no document"),
    ],
)
def test_the_command_says_what_is_wrong(world: World, arguments: list[str], reason: str) -> None:
    client_of(world.tabasco)

    with pytest.raises(CommandError, match=reason):
        run(*arguments)


def test_the_command_stores_nothing_of_a_bad_manifest(world: World, tmp_path: Path) -> None:
    client = client_of(world.tabasco)
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps({"code": CODE, "wrong": "{ ofices }"}))

    with pytest.raises(CommandError, match="wrong: "):
        run("upload", str(client.pk), str(file))

    assert ids(client) == []


def large(count: int, characters: int = 1_500, **others: str) -> dict[str, str]:
    """So many documents of about so many characters, all different."""
    fields = " ".join(f"f{number}: code" for number in range(25))
    return {
        f"d{number}": f"query D{number} {{ state {{ {fields} }} }}".ljust(characters) for number in range(count)
    } | others


def worker_runs() -> int:
    """Let the worker check slices until none is left; return how many there were."""
    runs = 0
    while DBTaskResult.objects.ready().exists():
        run_tasks()
        runs += 1
    return runs


def test_a_large_manifest_is_checked_by_the_worker_in_slices_and_stored_whole(world: World) -> None:
    client, browser = client_of(world.tabasco), world.client("own publisher")

    answer = browser.post(address(client), {"manifest": manifest(large(40))}, follow=True)
    at_once, run_so_far = ids(client), []
    run_tasks()
    run_so_far.append((ids(client), browser.get(address(client)).context["staged"].checked))
    runs = worker_runs()
    page = browser.get(address(client)).content.decode()

    assert "se está revisando" in answer.content.decode()
    assert (at_once, run_so_far[0][0]) == ([], [])
    assert 0 < len(run_so_far[0][1]) < 40
    assert 1 < runs < 10
    assert len(ids(client)) == 40
    assert "El manifiesto está guardado" in page


def test_a_large_manifest_with_a_fault_is_refused_whole(world: World) -> None:
    client, browser = client_of(world.tabasco), world.client("own publisher")

    browser.post(address(client), {"manifest": manifest(large(40, wrong="{ ofices }", syntax="{"))})
    worker_runs()
    page = browser.get(address(client))

    assert [document_id for document_id, _ in page.context["staged"].reasons] == ["wrong", "syntax"]
    assert "ofices" in page.content.decode()
    assert (ids(client), page.context["staged"].documents) == ([], {})


def test_another_manifest_takes_the_place_of_one_that_is_being_checked(world: World) -> None:
    client, browser = client_of(world.tabasco), world.client("own publisher")

    browser.post(address(client), {"manifest": manifest(large(40))})
    run_tasks()
    browser.post(address(client), {"manifest": manifest({"code": CODE})})
    worker_runs()

    assert ids(client) == ["code"]
    assert browser.get(address(client)).context["staged"] is None


def test_what_was_stored_meanwhile_is_not_stored_twice(world: World) -> None:
    client, browser = client_of(world.tabasco), world.client("own publisher")
    documents = large(40)

    browser.post(address(client), {"manifest": manifest(documents)})
    run_tasks()
    upload(client=client, documents={each: documents[each] for each in ("d0", "d39")})
    worker_runs()

    assert sorted(ids(client)) == sorted(documents)


def test_who_may_not_manage_the_client_any_more_stores_nothing(world: World) -> None:
    client, publisher = client_of(world.tabasco), world.person("own publisher")

    world.client("own publisher").post(address(client), {"manifest": manifest(large(40))})
    assign_role(user=publisher, tenant=world.tabasco, role=StaffRole.EDITOR)
    worker_runs()

    staged = world.client("administrator").get(address(client)).context["staged"]
    assert (ids(client), len(staged.reasons)) == ([], 1)


def test_a_manifest_that_is_too_much_to_check_is_refused_at_once(world: World, tmp_path: Path) -> None:
    client, documents = client_of(world.tabasco), large(700)
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(documents))

    began = time.process_time()
    answer = world.client("own publisher").post(address(client), {"manifest": manifest(documents)})
    seconds = time.process_time() - began
    with pytest.raises(CommandError, match="100000"):
        run("upload", str(client.pk), str(file))

    assert [document_id for document_id, _ in answer.context["reasons"]] == [""]
    assert seconds < 2
    assert not DBTaskResult.objects.exists()


def test_a_kept_manifest_is_its_owners_alone(world: World) -> None:
    client = client_of(world.tabasco)
    world.client("own publisher").post(address(client), {"manifest": manifest(large(40))})

    seen = []
    for scope in ([], [world.jalisco.pk], [world.tabasco.pk]):
        with tenant_scope(scope):
            seen.append(StagedManifest.objects.count())

    assert seen == [0, 0, 1]
