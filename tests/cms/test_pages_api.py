"""The menu of pages reads from this API how each page stands."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from content_models.models import SectionPage
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
