"""The menu of pages reads from this API how each page stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from content_models.models import NoticePage, SectionPage
from tenants.models import StaffRole, Tenant
from tests.signed_in import browser_of
from tests.tenants.factories import member


@pytest.mark.django_db
def test_a_folder_that_only_holds_others_is_no_draft() -> None:
    tabasco = Tenant.objects.get(code="TAB")
    home = Page.objects.get(pk=tabasco.root_page_id)
    folder = SectionPage(title="Trámites de aquí", slug="tramites-de-aqui", live=False)
    home.add_child(instance=folder)
    browser = browser_of(member(tabasco, StaffRole.PUBLISHER))
    items = browser.get("/admin/api/main/pages/", {"child_of": home.pk, "for_explorer": 1}).json()["items"]

    said = {item["title"]: item["meta"]["status"] for item in items}
    assert said["Trámites de aquí"] == {"status": "carpeta", "live": False, "has_unpublished_changes": False}


@pytest.mark.django_db
def test_how_notices_stand_is_read_with_as_many_statements_for_many_as_for_three() -> None:
    tabasco = Tenant.objects.get(code="TAB")
    folder = SectionPage(title="Avisos de aquí", slug="avisos-de-aqui", live=False)
    Page.objects.get(pk=tabasco.root_page_id).add_child(instance=folder)
    browser = browser_of(member(tabasco, StaffRole.PUBLISHER))
    asked = {"child_of": folder.pk, "for_explorer": 1, "limit": 20}
    ended, counts = timezone.now() - timedelta(days=2), []
    for count in (3, 27):
        for _number in range(count):
            number = folder.numchild
            folder.add_child(
                instance=NoticePage(title=f"Aviso {number}", slug=f"aviso-{number}", text="<p>Uno.</p>", ends_at=ended)
            )
        with CaptureQueriesContext(connection) as captured:
            items = browser.get("/admin/api/main/pages/", asked).json()["items"]
        counts.append((len(items), sum('FROM "content_noticepage"' in one["sql"] for one in captured)))

    assert {item["meta"]["status"]["status"].split(" el ")[0] for item in items} == {"terminó"}
    assert counts == [(3, 1), (20, 1)]  # the menu asks for twenty at a time
