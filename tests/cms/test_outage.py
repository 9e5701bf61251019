"""What people get when the database does not answer, however it says so."""

import django.db
import psycopg2
import pytest
from django.test import Client, RequestFactory
from pytest_django import Settings

from cms.outage import server_error
from publishing.errors import StoreUnavailable
from tenants.errors import IdentityUnavailable


@pytest.mark.parametrize(
    "failure",
    [
        django.db.OperationalError(),
        django.db.InterfaceError(),
        psycopg2.OperationalError(),
        psycopg2.InterfaceError(),
        StoreUnavailable(),
        IdentityUnavailable(),
    ],
    ids=lambda failure: f"{type(failure).__module__}.{type(failure).__name__}",
)
def test_a_database_that_does_not_answer_is_worth_another_try(failure: Exception) -> None:
    try:
        raise failure
    except type(failure):
        response = server_error(RequestFactory().get("/tabasco/"))

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "No podemos mostrar esta página en este momento" in response.content.decode()


@pytest.mark.parametrize(("method", "sentence"), [("GET", "lo que no"), ("POST", "no se sabe si")])
def test_in_the_administration_it_says_what_became_of_what_was_typed(method: str, sentence: str) -> None:
    failure = django.db.OperationalError()
    try:
        raise failure
    except django.db.OperationalError:
        response = server_error(RequestFactory().generic(method, "/admin/pages/3/edit/"))

    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "La administración no responde en este momento" in page
    assert (sentence in page, "911" in page) == (True, False)


@pytest.mark.django_db
def test_where_there_is_no_file_a_page_in_spanish_says_so(client: Client) -> None:
    answer = client.get("/documents/999999/nada.pdf")

    assert answer.status_code == 404
    assert "No hay nada aquí" in answer.content.decode()
    assert "default-src" in answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_form_that_is_too_large_is_refused_in_spanish(client: Client, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100

    answer = client.post("/admin/login/", {"username": "x" * 200})

    assert answer.status_code == 400
    assert "No se guardó nada" in answer.content.decode()
    assert "default-src" in answer["Content-Security-Policy"]
