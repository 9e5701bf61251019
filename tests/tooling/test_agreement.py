"""The tests' own comparison of store and trees: the library counts from the moment a test has written to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from publishing.models import ContentItem
from tenants.models import LIBRARY_ID, Tenant
from tenants.scope import tenant_scope
from tests.agreement import differences_of, differences_of_all

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


def test_a_library_as_in_the_template_is_not_compared_again() -> None:
    with CaptureQueriesContext(connection) as untouched:
        assert differences_of(["NAC"]) == []
        assert differences_of_all() == []

    assert not any("content_models_glossaryterm" in one["sql"] for one in untouched)
