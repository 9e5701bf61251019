"""Nothing that Wagtail brings by default is left to fall back to."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site, Workflow

from tenants.models import Tenant

pytestmark = pytest.mark.django_db


def test_wagtails_site_page_groups_and_workflow_are_gone() -> None:
    assert not Site.objects.filter(is_default_site=True).exists()
    assert not Page.objects.filter(content_type__app_label="wagtailcore", depth__gt=1).exists()
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not Workflow.objects.filter(name="Moderators approval").exists()


def test_tree_of_pages_is_sound() -> None:
    assert Page.find_problems() == ([], [], [], [], [])


def test_library_has_its_fixed_key() -> None:
    library = Tenant.objects.get(pk=1)

    assert (library.code, library.slug, library.time_zone) == ("NAC", "nacional", "America/Mexico_City")
    assert library.is_library
