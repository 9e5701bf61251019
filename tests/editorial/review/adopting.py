"""The world of the tests with two states that review first (North and South) and one that does not (Centre)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import pytest

from content_models.models import GlossaryTerm
from editorial.review import adoption
from publishing.models import Pin, ReviewTask
from publishing.services.launch_state import StateFacts, prepare_tenant
from publishing.services.publish import publish_page
from tenants.models import Adoption, Tenant, User
from tenants.scope import tenant_scope
from tests.desk import person
from tests.module_transaction import anew, made_once
from tests.world import World

REVIEWING = ("XNO", "XSU")


@dataclass
class Adopting:
    """The world, and a publisher of each of its states."""

    world: World
    people: dict[str, User]

    def term(self, text: str = "1", slug: str = "prueba-termino", **fields: Any) -> GlossaryTerm:
        """A new national term."""
        fields.setdefault("title", "Término")
        return self.world.new(GlossaryTerm, "NAC", "glosario", slug=slug, definition=f"<p>{text}</p>", **fields)

    def publish(self, page: Any, text: str, *, is_urgent: bool = False) -> Any:
        """Publish a new definition of a term."""
        page.definition = f"<p>{text}</p>"
        published = publish_page(page=page, urgent_reason="La ley cambió." if is_urgent else None)
        self.world.commit()
        return published

    def accept(self, code: str, *pages: Any, **options: Any) -> int:
        """Accept the newest editions of some texts."""
        keys = [str(page.translation_key) for page in pages]
        count = adoption.accept(tenant=self.world.tenants[code], keys=keys, by=self.people[code], **options)
        self.world.commit()
        return count

    def choose(self, code: str, choice: str) -> Tenant:
        """Choose when a state serves what the library publishes."""
        tenant = adoption.change_adoption(tenant=self.world.tenants[code], adoption=choice, by=self.people[code])
        self.world.commit()
        return tenant

    def served(self, code: str, page: Any, locale: str | None = None) -> str | None:
        """The definition that a state serves; None when it does not serve the term."""
        item = self.world.view(code, locale).item(str(page.translation_key))
        return None if item is None else str(item["definition"]["plainText"])

    def everywhere(self, page: Any) -> list[str | None]:
        """The definitions that North, South and Centre serve."""
        return [self.served(code, page) for code in ("XNO", "XSU", "XCE")]

    def pins(self) -> dict[str, int | None]:
        """The pins of each state of the first text that has some, let go ones too."""
        with tenant_scope(tenant.pk for tenant in self.world.tenants.values()):
            return {pin.tenant.code: pin.number for pin in Pin.objects.order_by("tenant__code")}

    def tasks(self, code: str, page: Any) -> list[ReviewTask]:
        """A state's tasks about a text, oldest first."""
        with tenant_scope([self.world.tenants[code].pk]):
            tasks = ReviewTask.objects.filter(tenant=self.world.tenants[code], key=str(page.translation_key))
            return list(tasks.select_related("closed_by").order_by("pk"))

    def versions(self, codes: Collection[str] = ("XNO", "XSU", "XCE")) -> list[int]:
        """The versions of what the states have of their own."""
        return [int(self.world.view(code).version.partition(".")[2]) for code in codes]


@made_once
def made_adopting(module_world: World) -> Adopting:
    """Three states with their publishers; two of them review first."""
    facts = StateFacts("XCE", "Centro", "Estado del Centro", "centro", "America/Mexico_City", is_launched=True)
    world = replace(module_world, tenants={**module_world.tenants, "XCE": prepare_tenant(facts=facts)})
    people = {code: person(world.tenants[code], "publisher") for code in ("XNO", "XSU", "XCE")}
    all_of_it = Adopting(world, people)
    for code in REVIEWING:
        all_of_it.choose(code, Adoption.REVIEWED)
    return all_of_it


@pytest.fixture
def adopting(made_adopting: Adopting, world: World) -> Adopting:
    """The three states, as the database has them."""
    tenants = {code: anew(tenant) for code, tenant in made_adopting.world.tenants.items()}
    people = {code: anew(user) for code, user in made_adopting.people.items()}
    return Adopting(replace(world, tenants=tenants), people)
