"""Images with a required alternative text."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image, get_upload_to

from media.file_names import random_name
from media.image_files import CleanImageField

ORIGINALS = "original_images"
"""The folder of originals, which are served to nobody."""

RENDITIONS = "images"
"""The folder of renditions, which anybody is served who knows their names."""


class CustomImage(AbstractImage):
    """An image of one tenant's collection.

    Its file is encoded anew when it comes in: a photograph of a shelter says where the shelter is.
    """

    file = CleanImageField(_("file"), upload_to=get_upload_to, width_field="width", height_field="height")
    alt_text = models.CharField(
        _("alternative text"),
        max_length=250,
        help_text=_("What a person who cannot see the image needs to know. Read aloud by screen readers."),
    )
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    # Without tags: all states would share them, and each would see the others'.
    admin_form_fields = (*(name for name in Image.admin_form_fields if name != "tags"), "alt_text", "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the file before the row, which says how large the stored one is: it may have been turned."""
        if self.file and not self.file._committed:
            self.file.save(self.file.name, self.file.file, save=False)
        super().save(*args, **kwargs)

    def get_upload_to(self, filename: str) -> str:
        """Return where the original is stored."""
        return f"{ORIGINALS}/{random_name(filename)}"

    @property
    def default_alt_text(self) -> str:
        """The text read aloud where no other is given."""
        return self.alt_text


class CustomRendition(AbstractRendition):
    """One size of an image."""

    image = models.ForeignKey(CustomImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_rendition_once")
        ]

    def get_upload_to(self, filename: str) -> str:
        """Return where the rendition is stored: from its name follows neither the original's nor another size's."""
        return f"{RENDITIONS}/{random_name(filename)}"
