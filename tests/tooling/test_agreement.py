"""The tests' own comparison of store and trees: the library counts from the moment a test has written to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from publishing.models import ContentItem
from tenants.models import LIBRARY_ID
from tenants.scope import tenant_scope
from tests.agreement import differences_of

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


def test_a_library_as_in_the_template_is_not_compared_again() -> None:
    with CaptureQueriesContext(connection) as untouched:
        assert differences_of(["NAC"]) == []

    assert not any("content_models_glossaryterm" in one["sql"] for one in untouched)
