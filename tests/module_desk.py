"""The desk for a module whose tests begin alike: what they begin with is made once, by fixtures of the module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from delivery import state_view
from tenants.models import Tenant, User
from tests.desk import Desk, new_desk
from tests.module_transaction import module_transaction
from tests.world import Callbacks


@pytest.fixture(scope="module")
def module_desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """Both states, for fixtures of the module, in a transaction that each test's own stands in."""
    with module_transaction(django_db_blocker):
        state_view.reset()
        yield new_desk()
    state_view.reset()


@pytest.fixture
def desk(module_desk: Desk, db: None) -> Iterator[Desk]:
    """Both states with what the module's fixtures have made, within a transaction that is rolled back."""
    state_view.reset()
    tenants = Tenant.objects.in_bulk([tenant.pk for tenant in module_desk.tenants.values()])
    people = User.objects.in_bulk([user.pk for user in module_desk.people.values()])
    yield Desk(
        Callbacks().run,
        {code: tenants[tenant.pk] for code, tenant in module_desk.tenants.items()},
        {who: people[user.pk] for who, user in module_desk.people.items()},
    )
    state_view.reset()
