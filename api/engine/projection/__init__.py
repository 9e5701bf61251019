"""The heart of the API: a selection is compiled once to a function that reads the answer out of published documents.

graphql-core walks the query anew for every object of every answer: it collects fields, looks up their definitions,
builds a path and an info for each. None of that depends on the object. Here it is done once for an operation (`plan`,
`compiling`), and what remains, reading and checking values, is written down as Python functions (`writing`).

A projector only knows answers without errors. Whatever it does not expect, it leaves: a null where none may be, a
value that does not fit its type, a resolver that raises. Then the reference executor runs the operation from the
beginning and words the errors (`api/engine/execution.py`). Fields only read memory, so running them twice changes
nothing.
"""

from .plan import Plan

__all__ = ["Plan"]
