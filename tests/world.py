"""A small world: the library and two launched states of the tests' own, with few pages, all published by services."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker
from wagtail.models import Page

from content_models.models import ContentPage
from delivery import state_view
from delivery.view import StateView
from publishing.services.launch_state import LanguageFacts, StateFacts, prepare_tenant
from publishing.services.publish import publish_page
from publishing.services.verify import Difference
from tenants.models import LIBRARY_CODE, Tenant
from tenants.viewer import Viewer, ViewerKind
from tests.agreement import differences_of, remembered
from tests.module_transaction import module_transaction

SPANISH = LanguageFacts("es-mx", "Español (México)", is_served=True, is_verified=True)
ENGLISH = LanguageFacts("en", "English", is_served=True)
GUIDANCE = {"stage": "ANY", "urgency": "NORMAL", "question": "¿Qué hago?", "first_step": "Respira", "summary": "Así."}
"""What a guidance page needs besides a title, a slug and roles."""


@dataclass
class World:
    """The library (`NAC`), the North (`XNO`) and the South (`XSU`)."""

    tenants: dict[str, Tenant]
    commit: Callable[[], None]
    sections: dict[tuple[str, str], Page] = field(default_factory=dict)

    def section(self, code: str, slug: str) -> Page:
        """A section of a tenant's tree, fresh from the database."""
        home = Page.objects.get(pk=self.tenants[code].root_page_id)
        return Page.objects.child_of(home).get(slug=slug).specific

    def draft(self, model: type[ContentPage], code: str, section: str, **fields: Any) -> Any:
        """A new draft in a section."""
        return self.draft_below(self.section(code, section), model, **fields)

    def draft_below(self, parent: Page, model: type[ContentPage], **fields: Any) -> Any:
        """A new draft below any page."""
        page = model(live=False, has_unpublished_changes=True, locale=parent.locale, **fields)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        return page

    def publish(self, page: Any) -> Any:
        """Publish a page, and let this process hear of it as after a commit."""
        published = publish_page(page=page)
        self.commit()
        return published

    def new(self, model: type[ContentPage], code: str, section: str, **fields: Any) -> Any:
        """A new published page in a section."""
        return self.publish(self.draft(model, code, section, **fields))

    def viewer(self, *codes: str, **fields: Any) -> Viewer:
        """Somebody who may read these states."""
        tenants = {code: self.tenants[code].pk for code in codes}
        return Viewer(kind=fields.pop("kind", ViewerKind.CLIENT), tenants=tenants, **fields)

    def view(self, code: str, locale: str | None = None) -> StateView:
        """What a state serves now."""
        self.commit()
        return state_view.for_viewer(self.viewer(code), code, locale)

    def differences(self) -> list[Difference]:
        """What store and trees of this world disagree in."""
        return differences_of(list(self.tenants))


def build(commit: Callable[[], None]) -> World:
    """Make the world; what is there already stays."""
    zone = "America/Mexico_City"
    facts = [
        StateFacts(LIBRARY_CODE, "Biblioteca nacional", "Biblioteca nacional", "nacional", zone, is_launched=True),
        StateFacts("XNO", "Norte", "Estado del Norte", "norte", zone, is_launched=True),
        StateFacts("XSU", "Sur", "Estado del Sur", "sur", zone, is_launched=True, languages=(SPANISH, ENGLISH)),
    ]
    prepared = {one.code: one for one in Tenant.objects.filter(code=LIBRARY_CODE, root_page__isnull=False)}
    world = World({one.code: prepared.get(one.code) or prepare_tenant(facts=one) for one in facts}, commit)
    home = Page.objects.get(pk=world.tenants[LIBRARY_CODE].root_page_id).specific
    for page in [home, *Page.objects.child_of(home).specific()]:
        if not page.live:
            publish_page(page=page)
    commit()
    return world


@pytest.fixture(scope="module")
def world_tenants(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Tenant]]:
    """The world's tenants, made once for a module in a transaction that each test's own stands in."""
    with module_transaction(django_db_blocker):
        tenants = build(lambda: None).tenants
        with remembered(), transaction.atomic():
            yield tenants


@pytest.fixture(scope="module")
def module_world(world_tenants: dict[str, Tenant]) -> World:
    """The world for fixtures of the module, which `made_once` marks."""
    state_view.reset()
    return World(world_tenants, Callbacks().run)


@pytest.fixture
def committed(committed_db: None) -> Iterator[World]:
    """The world, committed."""
    state_view.reset()
    made = build(lambda: None)
    with remembered():
        yield made
    state_view.reset()


@pytest.fixture
def world(world_tenants: dict[str, Tenant], db: None) -> Iterator[World]:
    """The world within a transaction that is rolled back; `commit` runs what waits for a commit."""
    state_view.reset()
    yield World(world_tenants, Callbacks().run)
    state_view.reset()


class Callbacks:
    """What would happen on commit, run when a test says so: within a test nothing is committed."""

    def __init__(self) -> None:
        self._done = len(connection.run_on_commit)

    def run(self) -> None:
        """Run what has been registered since the last time."""
        waiting = connection.run_on_commit[self._done :]
        self._done = len(connection.run_on_commit)
        for entry in waiting:
            entry[1]()
