"""The heart of the API: a selection is compiled once to a function that reads the answer out of published documents.

graphql-core walks the query anew for every object of every answer: it collects fields, looks up their definitions,
builds a path and an info for each. None of that depends on the object. Here it is done once for a document
(`compiling`), and what remains, reading and checking values, is written down as Python functions (`writing`).

A projector only knows answers without errors. Whatever it does not expect, it leaves: a null where none may be, a
value that does not fit its type, a resolver that raises. Then the reference executor runs the operation from the
beginning and words the errors (`context`). Fields only read memory, so running them twice changes nothing.
"""

from .context import ProjectingContext

__all__ = ["ProjectingContext"]
