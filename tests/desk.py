"""Tabasco and Coahuila with the real content, and their editors at their workbenches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from content_models.documents.adaptation import operations_of
from content_models.shapes.documents import AdaptationFields
from delivery import state_view
from delivery.view import StateView
from editorial.adapting import selectors
from editorial.adapting import services as adapt
from editorial.adapting.types import AdaptationTarget, OperationInput, OperationKind, Piece, PieceKind, Workbench
from publishing.models import ContentItem
from publishing.services.verify import Difference
from tenants.models import LIBRARY_ID, Tenant, User
from tenants.services.accounts import assign_role
from tenants.viewer import Viewer, ViewerKind
from tests.agreement import differences_of
from tests.shapes import misfits
from tests.world import Callbacks

ROLES = ("editor", "publisher")


@dataclass
class Desk:
    """Tabasco and Coahuila as they are, with an editor and a publisher of each."""

    commit: Callable[[], None]
    tenants: dict[str, Tenant]
    people: dict[tuple[str, str], User]

    def view(self, code: str = "TAB", locale: str | None = None) -> StateView:
        """What a state serves now."""
        self.commit()
        viewer = Viewer(kind=ViewerKind.CLIENT, tenants={code: self.tenants[code].pk})
        return state_view.for_viewer(viewer, code, locale)

    def key(self, kind: str, start: str) -> str:
        """The key of the library's item whose title begins so."""
        items = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(kind=kind, document__title__startswith=start)
        return str(items.order_by("sort_key").values_list("key", flat=True)[0])

    def who(self, key: str, code: str = "TAB", role: str = "publisher", locale: str = "es-MX") -> AdaptationTarget:
        """What every act is told."""
        return AdaptationTarget(tenant=self.tenants[code], key=key, locale=locale, by=self.people[code, role])

    def bench(self, key: str, code: str = "TAB", locale: str = "es-MX") -> Workbench:
        """The workbench of a text."""
        self.commit()
        return selectors.workbench(self.who(key, code, locale=locale))

    def put(self, key: str, operation: OperationInput, **options: Any) -> Any:
        """Make a change in what is there now."""
        place = {name: options.pop(name) for name in ("code", "locale") if name in options}
        options.setdefault("expected_revision", self.bench(key, **place).revision)
        return adapt.put_operation(self.who(key, **place), operation=operation, **options)

    def publish(self, key: str, **place: str) -> Any:
        """Publish the draft, whose document has the shape of an adaptation."""
        revision = self.bench(key, **place).revision
        page = adapt.publish_adaptation(self.who(key, **place), expected_revision=revision)
        assert list(misfits(operations_of(page), AdaptationFields)) == []
        self.commit()
        return page

    def differences(self) -> list[Difference]:
        """What store and trees disagree in."""
        return differences_of(["NAC", "TAB", "COA"])


@pytest.fixture
def desk(db: None) -> Iterator[Desk]:
    """Both states, within a transaction that is rolled back."""
    state_view.reset()
    yield new_desk()
    state_view.reset()


def new_desk() -> Desk:
    """Make the editors and publishers."""
    tenants = {code: Tenant.objects.get(code=code) for code in ("NAC", "TAB", "COA")}
    people = {(code, role): person(tenant, role) for code, tenant in tenants.items() for role in ROLES}
    return Desk(Callbacks().run, tenants, people)


def person(tenant: Tenant, role: str) -> User:
    """Somebody who works for a tenant."""
    user = User.objects.create_user(
        username=f"{tenant.code}-{role}", email=f"{role}@{tenant.slug}.example.org", password=None
    )
    assign_role(user=user, tenant=tenant, role=role)
    return user


def first(bench: Workbench, kind: PieceKind, block_type: str | None = None) -> Piece:
    """The first piece of a kind."""
    return next(one for one in bench.pieces if one.kind is kind and block_type in (None, one.block_type))


def retold(desk: Desk, key: str, address: str, text: str, field: str = "text") -> OperationInput:
    """Another text for a piece, typed into its own form."""
    form = selectors.form_of(desk.who(key), kind=OperationKind.REPLACE, address=address)
    raw = form.block.get_prep_value(form.value)
    return OperationInput(OperationKind.REPLACE, target=address, value={**raw, field: text}, base=form.base)
