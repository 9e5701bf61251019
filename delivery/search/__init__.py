"""Searching what one state serves, in memory. How it learns and ranks: docs/search.md."""

from .documents import IndexedDocument, indexed
from .example_model import ExampleModel, read_model
from .index import Index
from .phrases import TAUGHT_KINDS
from .results import SearchHit, SearchResult
from .snippets import Highlight

__all__ = [
    "TAUGHT_KINDS",
    "ExampleModel",
    "Highlight",
    "Index",
    "IndexedDocument",
    "SearchHit",
    "SearchResult",
    "indexed",
    "read_model",
]
