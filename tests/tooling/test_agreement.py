"""The tests' own comparison of store and trees: the library counts from the moment a test has written to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from content_models.models import ContentPage, GlossaryTerm, GuidancePage, OfficePage, SectionPage
from publishing.models import ContentItem
from publishing.page_rows import PageRow, row_of
from publishing.services import verify
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope
from tests.agreement import PAGES, READ_BY_ALL, differences_of, differences_of_all
from tests.world import GUIDANCE, World, world, world_tenants

__all__ = ["world", "world_tenants"]

COMPARED_ALWAYS = {
    "django_content_type",
    "publishing_edition",
    "publishing_pin",
    "publishing_reviewtask",
    "wagtailcore_referenceindex",
}
"""Types, what is compared whatever was written, and what only says which pages to read ahead."""

pytestmark = pytest.mark.django_db
CODES = ("NAC", "TAB")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda row: row.update(sort_key="x"), "different"),
        (lambda row: row.delete(), "missing"),
        (lambda row: Page.objects.filter(pk=row.get().page_id).update(live=False), "extra"),
    ],
)
def test_what_a_test_does_to_the_library_is_found(change: Callable[[Any], Any], found: str) -> None:
    with tenant_scope([LIBRARY_ID]):
        of_library = ContentItem.objects.for_tenant(LIBRARY_ID).live().filter(kind="TERM")
        change(ContentItem.objects.filter(pk=of_library.order_by("pk")[0].pk))

    assert [(one.what, one.tenant) for one in differences_of(CODES)] == [(found, "NAC")]


def test_what_a_test_does_to_a_state_is_found_among_all() -> None:
    tabasco = Tenant.objects.get(code="TAB")
    with tenant_scope([tabasco.pk]):
        offices = ContentItem.objects.for_tenant(tabasco.pk).live().filter(kind="OFFICE")
        ContentItem.objects.filter(pk=offices[0].pk).update(sort_key="x")

    assert [(one.what, one.tenant) for one in differences_of_all()] == [("different", "TAB")]


def test_only_pages_that_were_written_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def noted(page: ContentPage, tenant: Tenant) -> PageRow:
        made.append(page.pk)
        return row_of(page, tenant)

    monkeypatch.setattr(verify, "row_of", noted)
    term, other = GlossaryTerm.objects.filter(path__startswith=_root().path, live=True)[:2]
    GlossaryTerm.objects.filter(pk=term.pk).update(order=term.order)

    assert differences_of(CODES) == []
    assert made == [term.pk]
    assert other.pk not in made


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda section: Page.objects.filter(pk=section.pk).update(slug="otra"), {"different"}),
        (lambda section: SectionPage.objects.filter(pk=section.pk).update(is_sensitive=True), {"different"}),
        (lambda section: Page.objects.filter(pk=_first_below(section).pk).update(live=False), {"extra"}),
        (lambda section: _stored_of(_first_below(section)).update(sort_key="x"), {"different"}),
        (lambda section: _stored_of(_first_below(section)).delete(), {"missing"}),
        (lambda section: _first_below(section).delete(), set()),
    ],
)
def test_what_pages_take_from_others_is_compared(change: Callable[[Any], Any], expected: set[str]) -> None:
    sections = SectionPage.objects.filter(path__startswith=_root().path, is_sensitive=False, live=True)
    section = next(one for one in sections if one.get_children().live().exists())
    with tenant_scope([LIBRARY_ID]):
        change(section)

    found = differences_of(CODES)

    assert found == verify.verify(codes=CODES)
    assert {one.what for one in found if one.page_id != section.pk} == expected


def test_below_what_was_written_only_offices_of_an_organization_are_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[int] = set()

    def noted(page: ContentPage, tenant: Tenant) -> PageRow:
        made.add(page.pk)
        return row_of(page, tenant)

    monkeypatch.setattr(verify, "row_of", noted)
    home = Tenant.objects.get(code="TAB").root_page
    office = OfficePage.objects.descendant_of(home).filter(live=True)[0]
    section = _first_below(_root())
    Page.objects.filter(pk__in=[office.get_parent().pk, section.pk]).update(show_in_menus=True)

    assert differences_of(CODES) == []
    assert made >= {office.pk, section.pk}
    assert section.get_children().live().exists()
    assert not made & set(section.get_children().values_list("pk", flat=True))


def test_all_that_documents_read_is_watched() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert verify.verify(codes=["NAC", "TAB", "COA"]) == []

    read = {table for one in queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', one["sql"])}
    models: tuple[type[Model], ...] = (*PAGES, *READ_BY_ALL, ContentItem, Tenant)
    watched = {model._meta.db_table for model in models}
    assert read - watched == COMPARED_ALWAYS


def _root() -> Page:
    root: Page = Tenant.objects.get(pk=LIBRARY_ID).root_page
    return root


def _first_below(section: Page) -> Page:
    first: Page = section.get_children().live()[0]
    return first


def _stored_of(page: Page) -> Any:
    return ContentItem.objects.filter(page_id=page.pk)


def test_what_is_as_in_the_template_is_not_compared_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "row_of", lambda page, tenant: pytest.fail(f"{page} is compared"))

    assert differences_of(CODES) == []
    assert differences_of_all() == []


def test_the_world_agrees_as_it_is_made(world: World) -> None:
    assert verify.verify(codes=list(world.tenants)) == []


def test_of_the_world_only_what_a_test_wrote_is_made_anew(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def noted(page: ContentPage, tenant: Tenant) -> PageRow:
        made.append(page.pk)
        return row_of(page, tenant)

    fields = {"title": "Del norte", "slug": "p-norte", "roles": ["VICTIM"], **GUIDANCE}
    page = world.new(GuidancePage, "XNO", "informacion-local", **fields)
    monkeypatch.setattr(verify, "row_of", noted)
    before = world.differences()
    with tenant_scope([world.tenants["XNO"].pk]):
        _stored_of(page).update(sort_key="x")

    assert before == []
    assert [(one.what, one.page_id) for one in world.differences()] == [("different", page.pk)]
    assert page.pk in made
    assert not set(made) & set(_root().get_descendants().values_list("pk", flat=True))
