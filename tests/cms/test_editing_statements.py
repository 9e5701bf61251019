"""What an editor opens every day costs the same number of statements however many pages there are."""

from __future__ import annotations

import pytest
from django.test import Client

from benchmarks.editing import add_to_states, screens, statements_of
from tenants.models import StaffRole, Tenant
from tests.tenants.factories import member

FEW, MANY = 10, 300


@pytest.mark.slow
def test_screens_cost_as_many_statements_with_many_pages(db: None) -> None:
    tabasco = Tenant.objects.get(code="TAB")
    client = Client()
    client.force_login(member(tabasco, StaffRole.PUBLISHER), backend="django.contrib.auth.backends.ModelBackend")
    addresses = screens(tabasco)

    for address in addresses.values():
        client.get(address)
    add_to_states(FEW, own=FEW)
    few = {name: statements_of(client, address) for name, address in addresses.items()}
    add_to_states(MANY, own=MANY)
    many = {name: statements_of(client, address) for name, address in addresses.items()}

    assert many == few
