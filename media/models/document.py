"""Files people download, and audio they listen to."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document

from media.file_names import random_name

FOLDER = "documents"
"""Where files are stored."""


def upload_to(document: models.Model, filename: str) -> str:
    """Return where a file is stored."""
    return f"{FOLDER}/{random_name(filename)}"


class CustomDocument(AbstractDocument):
    """A document or audio file of one tenant's collection.

    Its address has the name of its stored file, so that another file has another address.
    """

    file = models.FileField(_("file"), upload_to=upload_to)
    description = models.CharField(_("what it contains"), max_length=250, blank=True)

    # Without tags: all states would share them, and each would see the others'.
    admin_form_fields = (*(name for name in Document.admin_form_fields if name != "tags"), "description")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
