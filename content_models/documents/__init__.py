"""From a page to the JSON document that readers get."""

from .document import document_of

__all__ = ["document_of"]
