"""A world of two states and the library, with people of each."""

from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import Settings

from tenants import identity_cache
from tenants.models import StaffRole, Tenant, TenantStatus, User

from .factories import library, member, person, prepared


@pytest.fixture(autouse=True)
def _empty_memory() -> None:
    identity_cache.reset()


@pytest.fixture(autouse=True)
def _own_media(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings.MEDIA_ROOT = tmp_path_factory.mktemp("media")


@dataclass(frozen=True)
class World:
    """Two states and the library; people by what they are, seen from Tabasco."""

    tabasco: Tenant
    jalisco: Tenant
    library: Tenant
    people: dict[str, User | None]

    def person(self, who: str) -> User:
        """Somebody by what they are; not the visitor, who is nobody."""
        user = self.people[who]
        assert user is not None
        return user

    def client(self, who: str) -> Client:
        """A browser in which somebody has signed in; a visitor has not."""
        client = Client()
        user = self.people[who]
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client


@pytest.fixture
def world(db: None) -> World:
    """The world of access: everybody of whom a rule speaks."""
    tabasco = prepared("TAB", status=TenantStatus.LAUNCHED)
    jalisco = prepared("JAL", status=TenantStatus.LAUNCHED)
    national = library()
    return World(
        tabasco=tabasco,
        jalisco=jalisco,
        library=national,
        people={
            "visitor": None,
            "other editor": member(jalisco, StaffRole.EDITOR),
            "other publisher": member(jalisco, StaffRole.PUBLISHER),
            "own editor": member(tabasco, StaffRole.EDITOR),
            "own publisher": member(tabasco, StaffRole.PUBLISHER),
            "library publisher": member(national, StaffRole.PUBLISHER),
            "administrator": person("administrator", is_superuser=True),
        },
    )
