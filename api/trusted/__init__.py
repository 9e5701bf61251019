"""Documents that requests only name: uploaded ones (`documentId`), and Apollo's automatic persisted queries.

`resolving` finds the text that a request names, `document_cache` caches texts in front of the tables, `uploading`
checks, prices and stores what developers upload, and `persisting` stores what programs register themselves.
"""

from .persisting import register
from .resolving import DocumentMissing, Source, resolve

__all__ = ["DocumentMissing", "Source", "register", "resolve"]
