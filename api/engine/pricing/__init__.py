"""The cost of an operation, computed before it runs: from the document, and from the variables that decide sizes.

`weights` is the map: what each field and object costs, and how long its lists are taken to be. `compiling` turns a
selection into a price once; `quoting` keeps an operation's prices and puts the variables in. One point is about what
it takes to read one object out of a published document.
"""

from .price import Variables
from .quoting import Priced, Quote

__all__ = ["Priced", "Quote", "Variables"]
