"""Images, documents and audio, each in its state's collection."""

from .document import CustomDocument
from .image import CustomImage, CustomRendition

__all__ = ["CustomDocument", "CustomImage", "CustomRendition"]
