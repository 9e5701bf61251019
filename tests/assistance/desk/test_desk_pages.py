"""The desk's page and worker: who gets them, on which hosts, and what browsers are told."""

from __future__ import annotations

import json
from http import HTTPStatus
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from assistance.desk.pages import ENTRY, WORKER
from assistance.desk.person import COOKIE as PERSON_COOKIE
from tenants.models import StaffRole, Tenant, User

from .conftest import SignedIn

ANSWERING = (StaffRole.OPERATOR, StaffRole.SUPERVISOR, StaffRole.TRAINEE)


@pytest.fixture
def built(tmp_path: Path, settings: Settings) -> Path:
    """A folder with what the desk's sources were built to."""
    files = {ENTRY: "desk.js", WORKER: "worker.js"}
    manifest = {source: {"file": file, "src": source, "isEntry": True} for source, file in files.items()}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    (tmp_path / "worker.js").write_text("self.addEventListener('fetch', () => {});")
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "manifest.json"}}
    return tmp_path


@pytest.mark.parametrize("role", ANSWERING)
def test_the_page_is_for_those_who_answer(signed_in: SignedIn, role: StaffRole) -> None:
    answer = signed_in("TAB", role).get("/mesa/")

    assert answer.status_code == HTTPStatus.OK
    assert '<div id="desk">' in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("role", [role for role in StaffRole if role not in ANSWERING])
def test_others_are_told_who_can_assign_them(signed_in: SignedIn, role: StaffRole) -> None:
    answer = signed_in("TAB", role).get("/mesa/")

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Quien coordina tu estado puede asignarte" in answer.content.decode()


def test_the_page_carries_nothing_of_who_is_signed_in(signed_in: SignedIn) -> None:
    pages = {signed_in(code, StaffRole.OPERATOR).get("/mesa/").content for code in ("TAB", "COA")}

    assert len(pages) == 1


def test_the_browser_knows_who_has_signed_in_and_forgets_it(signed_in: SignedIn) -> None:
    client = signed_in("TAB", StaffRole.OPERATOR)
    user_id = client.session["_auth_user_id"]

    noted = client.get("/mesa/").cookies[PERSON_COOKIE]
    left = client.post("/mesa/salir/").cookies[PERSON_COOKIE]

    assert (noted.value, noted["path"], noted["samesite"]) == (user_id, "/mesa/", "Strict")
    assert (left.value, left["max-age"], left["path"]) == ("", 0, "/mesa/")


def test_who_signs_in_or_out_of_the_administration_does_so_at_the_desk(signed_in: SignedIn) -> None:
    client = signed_in("TAB", StaffRole.SUPERVISOR)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    user.set_password("una frase bastante larga")
    user.save()

    left = client.post("/admin/logout/").cookies[PERSON_COOKIE]
    given = {"username": user.username, "password": "una frase bastante larga"}
    entered = client.post("/admin/login/", given).cookies[PERSON_COOKIE]

    assert (left.value, left["max-age"], left["path"]) == ("", 0, "/mesa/")
    assert (entered.value, entered["path"]) == (str(user.pk), "/mesa/")


@pytest.mark.parametrize("path", ["/mesa/", "/mesa/sw.js", "/mesa/entrar/", "/mesa/nada/"])
def test_the_host_of_a_state_has_no_desk(signed_in: SignedIn, path: str) -> None:
    host = Tenant.objects.get(code="TAB").hostnames.values_list("host", flat=True)[0]

    assert signed_in("TAB", StaffRole.OPERATOR).get(path, headers={"Host": host}).status_code == HTTPStatus.NOT_FOUND


def test_the_host_of_a_state_answers_no_program(signed_in: SignedIn) -> None:
    host = Tenant.objects.get(code="TAB").hostnames.values_list("host", flat=True)[0]

    answer = signed_in("TAB", StaffRole.OPERATOR).get("/mesa/api/session", headers={"Host": host})

    assert (answer.status_code, answer.json()["code"]) == (HTTPStatus.NOT_FOUND, "NOT_FOUND")


def test_whoever_answers_for_no_state_is_left_no_number_in_the_address(signed_in: SignedIn) -> None:
    answer = signed_in("TAB", StaffRole.EDITOR).get("/mesa/?area=993&number=9935550142")

    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, "/mesa/")


@pytest.mark.django_db
def test_the_worker_is_what_was_built(built: Path) -> None:
    answer = Client().get("/mesa/sw.js")

    assert answer.content == (built / "worker.js").read_bytes()
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Service-Worker-Allowed"] == "/mesa/"
    assert answer["Cache-Control"] == "no-cache"


@pytest.mark.django_db
def test_without_a_build_there_is_no_worker(settings: Settings, tmp_path: Path) -> None:
    settings.DJANGO_VITE = {"default": {"manifest_path": tmp_path / "manifest.json"}}

    assert Client().get("/mesa/sw.js").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("", "/mesa/"),
        ("?line=%2B529933136550&area=993", "/mesa/%3Fline%3D%252B529933136550%26area%3D993"),
        ("?line=911&number=9931234567", "/mesa/%3Fline%3D911"),
        ("?area=%3Cscript%3E", "/mesa/"),
    ],
)
def test_signing_in_leads_back_with_what_the_telephone_told(asked: str, wanted: str) -> None:
    answer = Client().get(f"/mesa/{asked}")

    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"].partition("?")[2] == f"next={wanted}"
