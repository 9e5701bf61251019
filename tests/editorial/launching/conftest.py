"""A prepared state, and an administrator."""

from __future__ import annotations

import pytest

from tenants.models import Tenant, TenantStatus, User
from tenants.models.user import StaffRole
from tests.tenants.factories import member, prepared


@pytest.fixture
def jalisco() -> Tenant:
    """A prepared state that is not launched, with somebody who publishes."""
    state = prepared("JAL", status=TenantStatus.DRAFT)
    member(state, StaffRole.COORDINATOR, "coordina")
    return state


@pytest.fixture
def administrator() -> User:
    return User.objects.create_superuser("raiz", "raiz@example.mx", "x")
