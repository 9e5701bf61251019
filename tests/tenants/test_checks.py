"""What the system checks refuse."""

from collections.abc import Iterator

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from cms.owner import as_owner
from tenants.checks import SHARED, check_policies, check_role, models_with_tenant
from tenants.models import Tenant

from .protected_rows import PROTECTED


@pytest.mark.django_db
def test_application_role_and_all_tables_are_in_order() -> None:
    assert check_role(databases=["default"]) == []
    assert check_policies(databases=["default"]) == []


@pytest.mark.django_db
def test_without_a_database_nothing_is_checked() -> None:
    assert check_role(databases=None) == []
    assert check_policies(databases=None) == []


@pytest.mark.usefixtures("committed_db")
def test_role_that_owns_tables_is_refused() -> None:
    with as_owner():
        messages = check_role(databases=["default"])

    assert [message.id for message in messages] == ["tenants.E001"]
    assert "owns tables" in messages[0].msg


def _as_owner(statement: str) -> None:
    parameters = {**connection.get_connection_params()}
    parameters.update(user=settings.DATABASE_OWNER["USER"], password=settings.DATABASE_OWNER["PASSWORD"])
    with psycopg2.connect(**parameters) as owner, owner.cursor() as cursor:
        cursor.execute(statement)
    owner.close()


@pytest.fixture
def _unlisted_host(committed_db: None) -> Iterator[None]:
    reason = SHARED.pop("tenants.Hostname")
    yield
    SHARED["tenants.Hostname"] = reason


@pytest.mark.usefixtures("_unlisted_host")
@pytest.mark.parametrize(
    ("protection", "statements"),
    [
        ("none", "SELECT 1"),
        ("enabled only", "ALTER TABLE tenants_hostname ENABLE ROW LEVEL SECURITY"),
        (
            "without a policy",
            "ALTER TABLE tenants_hostname ENABLE ROW LEVEL SECURITY;"
            "ALTER TABLE tenants_hostname FORCE ROW LEVEL SECURITY",
        ),
    ],
)
def test_table_without_forced_policy_is_refused(protection: str, statements: str) -> None:
    _as_owner(statements)

    messages = check_policies(databases=["default"])

    assert [message.id for message in messages] == ["tenants.E002"], protection
    assert "tenants_hostname" in messages[0].msg


@pytest.mark.django_db
def test_what_is_protected_is_tried_or_has_a_tenant() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        protected = {name for (name,) in cursor.fetchall()}

    with_tenant = {model._meta.db_table for model in models_with_tenant() if model._meta.label not in SHARED}
    assert protected == with_tenant | PROTECTED.keys()


@pytest.mark.django_db
def test_shared_models_are_models_with_a_tenant_and_say_why() -> None:
    labels = {model._meta.label for model in models_with_tenant()}

    assert set(SHARED) <= labels
    assert all(len(reason) > 20 for reason in SHARED.values())
    assert Tenant._meta.label not in labels
