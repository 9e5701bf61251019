"""The North's directory: an institution with two published offices, an editor and a publisher who import."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from content_models.models import OfficePage, OrganizationPage
from editorial.imports import services
from publishing.models import OfficeImport, OfficeImportRow
from tenants.models import StaffRole, Tenant, User
from tenants.scope import tenant_scope
from tests.module_transaction import made_once
from tests.tenants.factories import member
from tests.world import World, committed, module_world, world, world_tenants

from .files import as_csv

__all__ = ["committed", "module_world", "world", "world_tenants"]


@dataclass
class Importer:
    """The North and who imports there."""

    world: World
    organization: OrganizationPage
    offices: list[OfficePage]
    editor: User
    publisher: User

    @property
    def tenant(self) -> Tenant:
        """The state."""
        return self.world.tenants["XNO"]

    def upload(self, rows: list[list[str]], by: User | None = None, **options: Any) -> OfficeImport:
        """Upload a file, and check it."""
        who = by or self.publisher
        made = services.upload(tenant=self.tenant, by=who, name="oficinas.csv", data=as_csv(rows))
        return services.assign_columns(office_import=made, by=who, mapping=made.mapping, **options)

    def apply(self, made: OfficeImport, by: User | None = None, **options: Any) -> OfficeImport:
        """Import a file that was checked."""
        done = services.apply(office_import=made, by=by or self.publisher, **options)
        self.world.commit()
        return done

    def rows(self, made: OfficeImport) -> list[OfficeImportRow]:
        """The rows of an import."""
        with tenant_scope([self.tenant.pk]):
            return list(made.rows.order_by("number", "title"))

    def errors(self, made: OfficeImport) -> list[tuple[int | None, str]]:
        """Row and column of all that is wrong."""
        return [(row.number, error["column"]) for row in self.rows(made) for error in row.errors]

    def served(self) -> dict[str, Any]:
        """The offices that people find, by name."""
        return {item["name"]: item for item in self.world.view("XNO").all("OFFICE") if item["origin"] == "LOCAL"}

    def key(self, number: int) -> str:
        """The clave of one of the offices."""
        return str(self.offices[number].translation_key)


@made_once
def made_importer(module_world: World) -> Importer:
    """The North's directory, made once for a module."""
    organization = module_world.new(
        OrganizationPage,
        "XNO",
        "directorio",
        title="Fiscalía del Norte",
        slug="fiscalia-norte",
        organization_kind="PROSECUTOR",
    )
    offices = [
        module_world.publish(module_world.draft_below(organization, OfficePage, title=title, slug=slug, note=note))
        for title, slug, note in (("Sede Uno", "sede-uno", "Nota uno"), ("Sede Dos", "sede-dos", "Nota dos"))
    ]
    roles = (StaffRole.EDITOR, StaffRole.PUBLISHER)
    editor, publisher = (member(module_world.tenants["XNO"], role, f"north-{role}".lower()) for role in roles)
    return Importer(module_world, organization, offices, editor, publisher)


@pytest.fixture
def importer(made_importer: Importer, world: World) -> Importer:
    """The North, with its directory."""
    return replace(made_importer, world=world)
