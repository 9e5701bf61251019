"""Rows of those tables whose tenant is known by other rows: of two states, of the library, and of no tenant."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import FormState
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Comment, CommentReply, Page

from media.models import CustomDocument, CustomImage
from tenants.models import Tenant, User
from tenants.scope import scope_of_all_tenants

from .factories import library, person, prepared

PROTECTED = {
    "media_customimage": "SELECT title FROM media_customimage",
    "media_customdocument": "SELECT title FROM media_customdocument",
    "media_customrendition": "SELECT title FROM media_customrendition JOIN media_customimage i ON i.id = image_id",
    "wagtailadmin_formstate": "SELECT data FROM wagtailadmin_formstate",
    "wagtailcore_comment": "SELECT text FROM wagtailcore_comment",
    "wagtailcore_commentreply": "SELECT text FROM wagtailcore_commentreply",
}
"""The tables, and what names the owners of their rows."""


def make_rows() -> None:
    """Make a row of each table for TAB, JAL, NAC and nobody, which the row says; a state's own are deep inside."""
    owners: dict[str, Tenant | None] = {"TAB": prepared("TAB"), "JAL": prepared("JAL"), "NAC": library(), "": None}
    with scope_of_all_tenants():
        for code, tenant in owners.items():
            _make(code or "nobody", tenant)


def _make(name: str, tenant: Tenant | None) -> None:
    root = Page.get_first_root_node()
    assert root is not None
    page = root if tenant is None else Page.objects.child_of(Page.objects.get(pk=tenant.root_page_id)).order_by("pk")[0]
    top = Collection.get_first_root_node() if tenant is None else tenant.collection
    collection = top.add_child(name="Inside") if tenant else top
    user = User.objects.filter(username=name).first() or person(name, tenant=tenant)
    file = get_test_image_file()
    image = CustomImage.objects.create(title=name, alt_text="", file=file, collection=collection)
    image.get_rendition("width-100")
    CustomDocument.objects.create(title=name, file=ContentFile(b"x", name="a.pdf"), collection=collection)
    FormState.objects.create(
        user=user,
        data=name,
        content_type=ContentType.objects.get_for_model(Page),
        object_id=str(page.pk),
        last_updated_at=timezone.now(),
    )
    comment = Comment.objects.create(page=page, user=user, text=name, contentpath="title")
    CommentReply.objects.create(comment=comment, user=user, text=name)
