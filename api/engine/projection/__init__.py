"""Projection: a selection is compiled once to a function that reads the answer out of published documents.

graphql-core walks the query anew for every object of every answer: it collects fields, looks up their definitions,
builds a path and an info for each. None of that depends on the object. Here it is done once for an operation (`plan`,
`compiling`), and what remains, reading and checking values, is written down as Python functions (`writing`).

A projector only makes answers without errors. At anything else it bails out: a null where none is allowed, a value
that does not fit its type, a resolver that raises. Then the reference executor runs the operation from the beginning
and reports the errors (`api/engine/execution.py`). Fields only read memory, so running them twice changes
nothing.
"""

from .plan import Plan

__all__ = ["Plan"]
