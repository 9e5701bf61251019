"""Images and files within documents."""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import SourceImageIOError

from content_models.errors import ContentErrorCode, DocumentIncomplete
from content_models.rich_text.links import FILES
from content_models.shapes.blocks import FileOnServer
from content_models.shapes.parts import Image, Rendition

RENDITIONS = ("max-400x400|format-webp", "max-800x800|format-webp", "max-1600x1600|format-webp")
"""Sizes for a cheap telephone, a tablet and a large screen. An image is never enlarged."""


def image(value: Any, path: str) -> Image:
    """Return an image with its renditions, smallest first; the image's own address is the largest's.

    Raises:
        DocumentIncomplete: the image, or its file, is gone.
    """
    if value is None:
        raise DocumentIncomplete(ContentErrorCode.MISSING_FILE, [path])
    try:
        made = value.get_renditions(*RENDITIONS)
    except (SourceImageIOError, InvalidFilterSpecError, OSError) as error:
        raise DocumentIncomplete(ContentErrorCode.MISSING_FILE, [path]) from error
    renditions: list[Rendition] = [
        {"url": made[name].url, "width": made[name].width, "height": made[name].height} for name in RENDITIONS
    ]
    return {**renditions[-1], "alt": value.default_alt_text, "renditions": renditions}


def file(value: Any, path: str) -> FileOnServer:
    """Return a file's address, media type and size in bytes.

    Raises:
        DocumentIncomplete: the file is gone.
    """
    try:
        size = value.get_file_size() if value is not None else None
    except OSError:
        size = None
    if size is None:
        raise DocumentIncomplete(ContentErrorCode.MISSING_FILE, [path])
    return {"url": value.url, "mimeType": value.content_type, "sizeBytes": size}


def files_in(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the addresses of the files that a document refers to, each with its title there."""
    if isinstance(value, Mapping):
        address = value.get("url")
        if isinstance(address, str) and address.startswith(FILES):
            yield address, value.get("title") or "".join(_texts(value.get("children", ())))
        for inner in value.values():
            yield from files_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from files_in(inner)


def _texts(nodes: Any) -> Iterator[str]:
    for node in nodes:
        yield node.get("text", "")
        yield from _texts(node.get("children", ()))
