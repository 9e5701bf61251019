"""Signing in to the desk: its own pages, the same password, second factor, limits and audit log."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.views import View
from pytest_django import Settings

from assistance.desk import signing_in
from tenants.models import AuditEntry, StaffRole, User
from tenants.scope import tenant_scope
from tenants.second_factor.forms import CODE, RECOVERY
from tenants.sign_ins import NAME_AND_SOURCE
from tests.tenants.factories import PASSWORD
from tests.tenants.second_factors import code_of, enrolled, shown_secret

SIGN_IN, PROVE, SET_UP, SIGN_OUT = "/mesa/entrar/", "/mesa/codigo/", "/mesa/codigo/telefono/", "/mesa/salir/"
OPENED = "/mesa/?line=911"


@pytest.fixture
def operator(people: Callable[[str, StaffRole], User]) -> User:
    """Who signs in."""
    return people("TAB", StaffRole.OPERATOR)


def with_password(client: Client, user: User, *, next_url: str = OPENED, password: str = PASSWORD) -> str:
    """Write name and password; return where that leads."""
    answer = client.post(SIGN_IN, {"username": user.username, "password": password, "next": next_url})
    assert answer.status_code == HTTPStatus.FOUND
    return str(answer["Location"])


def is_at_desk(client: Client) -> bool:
    return client.get("/mesa/").status_code == HTTPStatus.OK


@pytest.mark.parametrize("view", [signing_in.SignInView, signing_in.ProveView])
def test_counts_are_committed_before_anything_is_checked(view: type[View]) -> None:
    assert vars(view.as_view())["_non_atomic_requests"]


def test_an_operator_comes_back_to_the_page_that_was_open(operator: User, client: Client) -> None:
    asked = client.get(OPENED)["Location"]
    assert "/admin/" not in client.get(asked).content.decode().replace("/admin/password_reset/", "")

    assert with_password(client, operator) == OPENED
    assert is_at_desk(client)
    with tenant_scope([operator.tenant_id or 0]):
        assert AuditEntry.objects.filter(person=operator, action="tenants.session.begin").count() == 1


@pytest.mark.parametrize("elsewhere", ["/admin/", "https://example.org/", "//example.org", "mesa", ""])
def test_signing_in_leads_to_the_desk_only(operator: User, client: Client, elsewhere: str) -> None:
    assert with_password(client, operator, next_url=elsewhere) == "/mesa/"


def test_a_wrong_password_is_counted_and_refused(operator: User, client: Client) -> None:
    wrong = {"username": operator.username, "password": "no es"}

    for _ in range(NAME_AND_SOURCE.most):
        answer = client.post(SIGN_IN, wrong)
        assert "El nombre o la contraseña no son correctos" in answer.content.decode()

    answer = client.post(SIGN_IN, {**wrong, "password": PASSWORD})
    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert int(answer["Retry-After"]) > 0
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_code_is_asked_for_on_the_desk(operator: User, client: Client) -> None:
    codes = enrolled(operator)
    step = with_password(client, operator)

    assert urlsplit(step).path == PROVE
    assert client.get("/mesa/api/nada-todavia").json()["code"] == "NOT_FOUND"
    assert not is_at_desk(client)
    assert client.get(SIGN_IN)["Location"].startswith(PROVE)
    assert client.post(PROVE, {CODE: "000000"}).status_code == HTTPStatus.OK
    assert client.post(PROVE, {RECOVERY: codes[0], "next": OPENED})["Location"] == OPENED
    assert is_at_desk(client)


def test_who_has_no_phone_yet_sets_one_up_on_the_desk(operator: User, client: Client, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    step = with_password(client, operator)
    page = client.get(step, follow=True)
    assert page.redirect_chain[-1][0].startswith(SET_UP)
    assert f"Escribiste la contraseña de {operator.username}." in page.content.decode()

    secret = shown_secret(client.get(SET_UP).content.decode())
    answer = client.post(SET_UP, {"code": code_of(secret), "name": "", "next": OPENED})

    assert "Guarda estos diez códigos" in answer.content.decode()
    assert client.post("/mesa/codigo/guardados/", {"next": OPENED})["Location"] == OPENED
    assert is_at_desk(client)
    assert client.get(SET_UP)["Location"] == "/mesa/"


def test_signing_out_takes_a_form(operator: User, client: Client) -> None:
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get(SIGN_OUT).status_code == HTTPStatus.OK
    assert is_at_desk(client)
    assert client.post(SIGN_OUT)["Location"] == SIGN_IN
    assert not is_at_desk(client)


def test_a_form_of_another_browser_is_refused_on_a_page_of_the_desk() -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post(SIGN_IN, {"username": "a", "password": "b"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "Esta página es demasiado vieja" in answer.content.decode()
