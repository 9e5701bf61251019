"""The overlay: what a state serves of a library item, given its own changes. Pure functions over JSON documents.

**Layer first.** An adaptation is a list of operations. Each addresses a field by name, or by its id a block, script
node or list item at any depth; which layer serves a piece is decided by the operations alone, hence once for all
languages.

**Language second.** Inherited pieces come in the first of (the asked language, then the library's in order of fallback)
that has them; replaced, inserted and set ones likewise along the state's own languages, and never from the library.

What serves as the frame of an item, and pieces that not every language has: see `effective`.
"""

from content_models.shapes.parts import Origin

from .editions import Adaptation, Edition, LocaleChain
from .effective import effective, unresolved
from .operations import WHOLE, Hide, Insert, Operation, Replace, Set, hides_item

__all__ = [
    "WHOLE",
    "Adaptation",
    "Edition",
    "Hide",
    "Insert",
    "LocaleChain",
    "Operation",
    "Origin",
    "Replace",
    "Set",
    "effective",
    "hides_item",
    "unresolved",
]
