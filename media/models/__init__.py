"""Images, documents and audio, each in its state's collection, and how a state looks."""

from .document import CustomDocument
from .image import CustomImage, CustomRendition
from .theme import StateTheme

__all__ = ["CustomDocument", "CustomImage", "CustomRendition", "StateTheme"]
