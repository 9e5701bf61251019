"""What a state's search has learned, as a file of at most 80 kB for readers without a network."""

from __future__ import annotations

from .examples import examples_of
from .search.small_copy import KINDS, small_copy
from .view import StateView


def small_copy_of(view: StateView) -> bytes:
    """Return the small copy of what a state serves in one language. It takes half a minute: not for a request.

    Raises:
        ValueError: nothing was learned in this language.
    """
    examples = examples_of(view)
    texts = (phrase.text for kind in KINDS for phrases in examples[kind].values() for phrase in phrases)
    return small_copy(view.search_models, view.indexed_documents(view.documents()), texts)
