"""The scope of a session: nested, ended by errors, ended by its transaction."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tenants.scope import VARIABLE, tenant_scope

TAB, JAL = 28, 15


def _scope() -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT current_setting('{VARIABLE}', true)")
        return cursor.fetchone()[0] or ""


def _divide_by_zero() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")


@pytest.mark.django_db
def test_inner_scope_replaces_the_outer_one_and_gives_it_back() -> None:
    with tenant_scope([TAB]):
        with tenant_scope([JAL, 3, JAL]):
            assert _scope() == f"3,{JAL}"

        assert _scope() == str(TAB)

    assert _scope() == ""


@pytest.mark.django_db
def test_scope_is_given_back_after_an_error() -> None:
    with tenant_scope([TAB]):
        with pytest.raises(RuntimeError, match="inside"), tenant_scope([JAL]):
            raise RuntimeError("inside")

        assert _scope() == str(TAB)

    assert _scope() == ""


@pytest.mark.django_db
def test_scope_is_given_back_after_an_error_of_the_database() -> None:
    with tenant_scope([TAB]):
        with pytest.raises(DatabaseError), tenant_scope([JAL]):
            _divide_by_zero()

        assert _scope() == str(TAB)


@pytest.mark.usefixtures("committed_db")
def test_scope_ends_with_its_transaction() -> None:
    with transaction.atomic(), tenant_scope([TAB]):
        assert _scope() == str(TAB)

    assert _scope() == ""


@pytest.mark.django_db
def test_scope_takes_numbers_only() -> None:
    injected: list[Any] = ["1); DROP TABLE notes"]

    with pytest.raises(ValueError, match="invalid literal"), tenant_scope(injected):
        pass

    assert _scope() == ""
