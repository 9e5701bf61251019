"""What a value is called by those who sent it: `near.latitude`, `kinds[0]`; of a variable, by the variable's name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

from graphql import (
    BREAK,
    ArgumentNode,
    DocumentNode,
    GraphQLError,
    ListValueNode,
    Node,
    ObjectFieldNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    VisitorAction,
    visit,
)

AT = re.compile(r" at '(?P<place>[^']+)'$")
NOT_DEFINED = re.compile(r"^Field '(?P<name>[^']+)' is not defined by type ")


class _Search(Visitor):
    """Finds a node of a document, and the nodes that it stands in."""

    def __init__(self, wanted: Node | None) -> None:
        super().__init__()
        self._wanted = wanted
        self.found: list[Node] = []

    def enter(self, node: Node, _key: Any, parent: Any, _path: Any, ancestors: list[Any]) -> VisitorAction:
        if node is not self._wanted:
            return None
        self.found = [each for each in (*ancestors, parent, node) if isinstance(each, Node)]
        return BREAK


def place_of(document: DocumentNode, node: Node | None) -> str:
    """Return the argument or variable in which a value of the document stands, and where in it.

    Args:
        node: the value.
    Returns:
        Such as `near.latitude` or `kinds[0]`; `query` for what stands in neither.
    """
    search = _Search(node)
    visit(document, search)
    place = "query"
    for outer, inner in pairwise([*search.found, None]):
        if isinstance(outer, ArgumentNode):
            place = outer.name.value
        elif isinstance(outer, VariableDefinitionNode):
            place = outer.variable.name.value
        elif isinstance(outer, ObjectFieldNode):
            place += f".{outer.name.value}"
        elif isinstance(outer, ListValueNode) and inner is not None:
            place += f"[{outer.values.index(inner)}]"
    return place


def place_in_variables(error: GraphQLError) -> str:
    """Return the variable that an error of coercing is about, and where in its value.

    Returns:
        Such as `near.latitude`; `variables` where the error names none.
    """
    node = error.nodes[0] if error.nodes else None
    if isinstance(node, VariableNode):
        return node.name.value
    if not isinstance(node, VariableDefinitionNode):
        return "variables"
    reason = message_of(error)
    found = AT.search(error.message.removesuffix(f"; {reason}"))
    place = found["place"] if found is not None else node.variable.name.value
    undefined = NOT_DEFINED.match(reason)
    return place if undefined is None else f"{place}.{undefined['name']}"


def message_of(error: GraphQLError) -> str:
    """Return what is wrong with a value, without the value itself."""
    reason = error.original_error
    return reason.message if isinstance(reason, GraphQLError) else error.message
