"""From a page to the JSON document that readers get."""

from .document import Document, document_of

__all__ = ["Document", "document_of"]
