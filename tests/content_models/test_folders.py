"""What lists say of pages that hold others."""

from django.test import Client
from django.urls import reverse

from tenants.models import StaffRole
from tests.tenants.factories import library, member, page_of, prepared


def test_a_folder_that_is_not_published_is_no_draft(client: Client, db: None) -> None:
    library()
    tabasco = prepared("TAB")
    section = page_of(tabasco).specific
    client.force_login(member(tabasco, StaffRole.EDITOR))

    listed = client.get(reverse("wagtailadmin_explore", args=[tabasco.root_page_id])).context["pages"]

    assert str(section.status_string) == "carpeta"
    assert {str(page.status_string) for page in listed if not page.live} == {"carpeta"}
    section.live = True
    assert str(section.status_string).startswith("publicada")
