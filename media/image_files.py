"""Files of images as they are stored: encoded anew, so that nothing is in them that nobody sees."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile, File
from PIL import Image, ImageOps, ImageSequence
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

_FORMATS = {"MPO": "JPEG"}
"""What phones write (several pictures in one file) is stored as its first picture."""

_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True, "progressive": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92},
    "AVIF": {"quality": 85},
}
_SEEN = ("transparency", "background", "duration", "loop")
"""What a picture's `info` says of how it looks; the rest (comments, positions, cameras, editors) is left out."""

_UNSEEN = frozenset({"comment", "exif", "photoshop", "xmp"})
_SEEN_SEGMENTS = frozenset({"APP0", "APP2", "APP14"})
"""Segments of a JPEG that say how it looks: JFIF, the colour profile, Adobe's colours."""

_END_OF_JPEG = b"\xff\xd9"


class UnreadableImage(OSError):
    """It is no image, not the whole of one, or one of more pixels than there is memory for."""


def without_metadata(content: File[bytes]) -> ContentFile[bytes]:
    """Encode an image anew in its own format, without Exif, XMP, IPTC, comments and embedded thumbnails.

    Where Exif says that the picture is to be turned, the pixels are turned. The colour profile stays, and so do all
    frames of an animation.

    Args:
        content: a JPEG, PNG, GIF, WebP or AVIF.
    Raises:
        UnreadableImage: Pillow cannot read it.
    """
    written = BytesIO()
    with _opened(content) as opened:
        kind = _FORMATS.get(opened.format or "", opened.format or "")
        options = dict(_OPTIONS.get(kind, {}))
        if profile := opened.info.get("icc_profile"):
            options["icc_profile"] = profile
        if kind == "WEBP":
            content.seek(0)
            options["lossless"] = b"VP8L" in content.read()
        if kind != "JPEG" and getattr(opened, "is_animated", False):
            if "loop" in opened.info:
                options["loop"] = opened.info["loop"]
            first, *others = [_bare(frame.copy()) for frame in ImageSequence.Iterator(opened)]
            durations = [frame.info.get("duration", 0) for frame in (first, *others)]
            first.save(written, kind, save_all=True, append_images=others, duration=durations, **options)
        else:
            _bare(opened).save(written, kind, **options)
    return ContentFile(written.getvalue(), name=content.name)


def has_metadata(content: File[bytes]) -> bool:
    """Return whether there is something in an image's file that `without_metadata` leaves out.

    Raises:
        UnreadableImage: Pillow cannot read all frames of it.
    """
    with _opened(content) as opened:
        for frame in ImageSequence.Iterator(opened):
            frame.load()
        if opened.format == "JPEG":
            content.seek(-len(_END_OF_JPEG), 2)
            has_trailer = content.read() != _END_OF_JPEG
            if has_trailer or {name for name, _ in getattr(opened, "applist", ())} - _SEEN_SEGMENTS:
                return True
        return bool(
            opened.format in _FORMATS
            or opened.getexif()
            or getattr(opened, "text", None)  # of a PNG
            or getattr(opened, "private_chunks", None)
            or opened.info.keys() & _UNSEEN
        )


@contextmanager
def _opened(content: File[bytes]) -> Iterator[Image.Image]:
    content.seek(0)
    try:
        with Image.open(content) as opened:
            yield opened
    except UnreadableImage:
        raise
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, Image.DecompressionBombError) as error:
        raise UnreadableImage(str(error)) from error


def _bare(picture: Image.Image) -> Image.Image:
    """Turn a picture as its Exif says, and take out what nobody sees."""
    turned = ImageOps.exif_transpose(picture)
    turned.info = {name: value for name, value in picture.info.items() if name in _SEEN}
    return turned


class CleanImageFieldFile(WagtailImageFieldFile):
    """A file that is encoded anew whenever it is stored, whichever way it came in."""

    def save(self, name: str, content: File[bytes], save: bool = True) -> None:
        """Store an image without what nobody sees of it."""
        clean = without_metadata(content)
        super().save(name, clean, save=False)
        self.instance.file_size = clean.size
        if save:
            self.instance.save()


class CleanImageField(WagtailImageField):
    """The original of an image, without positions, cameras and names."""

    attr_class = CleanImageFieldFile
