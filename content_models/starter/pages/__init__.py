"""Reference records as pages: field values and raw streams, without a database."""

from .content import PageContent, PageKey, Raw
from .library import library_pages
from .states import state_pages

__all__ = ["PageContent", "PageKey", "Raw", "library_pages", "state_pages"]
