"""Searching what one state serves, in memory. How it ranks and how to add everyday words: docs/search.md."""

from .documents import IndexedDocument, indexed
from .index import Index
from .results import SearchHit, SearchResult
from .snippets import Highlight

__all__ = ["Highlight", "Index", "IndexedDocument", "SearchHit", "SearchResult", "indexed"]
