"""The forms of images and documents, as editors see them."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form
from wagtail.images.tests.utils import get_test_image_file

from media.models import CustomDocument, CustomImage
from tenants.models import StaffRole
from tests.tenants.factories import image_of, member, prepared


def test_image_asks_for_alternative_text_and_offers_no_tags() -> None:
    fields = get_image_form(CustomImage).base_fields

    assert fields["alt_text"].required
    assert "tags" not in fields
    assert "credit" in fields


def test_document_offers_no_tags() -> None:
    fields = get_document_form(CustomDocument).base_fields

    assert fields["title"].required
    assert "tags" not in fields
    assert "description" in fields


@pytest.mark.usefixtures("all_tenants_in_scope")
@pytest.mark.parametrize(("alt_text", "is_made"), [("Fachada de la fiscalía", True), ("", False)])
def test_editor_adds_an_image_to_their_states_collection(
    client: Client, settings: Settings, tmp_path: Path, alt_text: str, is_made: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path
    tabasco = prepared("TAB")
    client.force_login(member(tabasco, StaffRole.EDITOR), backend="django.contrib.auth.backends.ModelBackend")
    picture = get_test_image_file()

    client.post(
        reverse("wagtailimages:add"),
        {
            "title": "Fiscalía",
            "alt_text": alt_text,
            "file": SimpleUploadedFile("a.png", picture.file.getvalue(), "image/png"),
            "collection": tabasco.collection_id,
        },
    )

    made = CustomImage.objects.filter(title="Fiscalía")
    assert [(image.collection, image.default_alt_text) for image in made] == [(tabasco.collection, alt_text)] * is_made


@pytest.mark.usefixtures("all_tenants_in_scope")
def test_image_is_not_put_into_another_states_collection(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    tabasco, jalisco = prepared("TAB"), prepared("JAL")
    image = image_of(tabasco, "Fiscalía")
    client.force_login(member(tabasco, StaffRole.PUBLISHER), backend="django.contrib.auth.backends.ModelBackend")

    client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "Fiscalía", "alt_text": "Fachada", "collection": jalisco.collection_id},
    )

    image.refresh_from_db()
    assert image.collection == tabasco.collection
