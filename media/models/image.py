"""Images with a required alternative text."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image


class CustomImage(AbstractImage):
    """An image of one tenant's collection."""

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
