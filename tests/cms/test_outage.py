"""What people get when the database does not answer, however it says so."""

import django.db
import psycopg2
import pytest
from django.test import RequestFactory

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
        response = server_error(RequestFactory().get("/admin/"))

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "No podemos mostrar esta página en este momento" in response.content.decode()
