"""The form of images, whichever screen shows it."""

from __future__ import annotations

import struct
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from media.image_files import has_metadata
from media.models import CustomImage, CustomRendition


class ReadableImageField(WagtailImageField):
    """A picture that can be read to its end; Wagtail's own field fails where an upload broke off."""

    def to_python(self, data: Any) -> Any:
        """Return the file.

        Raises:
            ValidationError: there is no whole picture in it, or it breaks one of Wagtail's rules.
        """
        try:
            file = super().to_python(data)
            if file is not None:
                has_metadata(file)
                file.seek(0)
        except (OSError, SyntaxError, ValueError, struct.error) as error:
            raise ValidationError(
                _("This picture cannot be read to its end. Save it again as JPEG or PNG, and upload that file."),
                code="invalid_image",
            ) from error
        return file


class ImageForm(BaseImageForm):
    """Wagtail's form, for files that are encoded anew."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the field above in the place of Wagtail's, where the form has one: the callback names its class."""
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            own = self.fields["file"]
            self.fields["file"] = ReadableImageField(
                label=own.label, help_text=own.help_text, required=own.required, widget=own.widget
            )

    def save(self, commit: bool = True) -> CustomImage:
        """Save the image; once more where its file is another one.

        Wagtail deletes the renditions of the old file after it has saved the image, and with them those that the pages
        that show it have just been stored with; saved again, they are stored with the new ones. It also looks for the
        cached ones by the new file's hash, and so would find the old ones again when the old file comes back.
        """
        is_replaced = commit and "file" in self.changed_data and bool(self.original_file)
        if is_replaced:
            CustomRendition.objects.filter(image=self.instance.pk).delete()
        image: CustomImage = super().save(commit=commit)
        if is_replaced:
            image.save()
        return image
