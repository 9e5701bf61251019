"""Those who answer citizens of Tabasco and Coahuila, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tenants.models import StaffRole, Tenant, User
from tests.tenants.factories import member

SignedIn = Callable[[str, StaffRole], Client]


@pytest.fixture
def people(db: None) -> Callable[[str, StaffRole], User]:
    """Make somebody of a state, once."""
    made: dict[tuple[str, StaffRole], User] = {}

    def person_of(code: str, role: StaffRole) -> User:
        if (code, role) not in made:
            made[code, role] = member(Tenant.objects.get(code=code), role)
        return made[code, role]

    return person_of


@pytest.fixture
def signed_in(people: Callable[[str, StaffRole], User]) -> SignedIn:
    """Sign somebody of a state in."""

    def browser_of(code: str, role: StaffRole) -> Client:
        client = Client()
        client.force_login(people(code, role), backend="django.contrib.auth.backends.ModelBackend")
        return client

    return browser_of
