"""From a selection to its price."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    BooleanValueNode,
    FieldNode,
    GraphQLField,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    StringValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
)

from api.engine.selections import Fields, Selections
from api.limits import MAX_LOOKED_UP
from api.object_ids import is_of_snapshot

from .price import Factor, IsGiven, LengthOfList, Price, SizeOfPage, SnapshotIds, highest_of
from .weights import LEAF, OBJECT, REQUEST, USUAL_LENGTH, Weight, hundredths, is_free, is_row, weight_of

Size = int | Factor

SIZES = ("first", "last")
EDGES = "edges"
ABOUT_ITSELF = frozenset({"__schema", "__type"})


class Compiler:
    """Prices the selections of one operation; fields of one name are merged before they are counted."""

    def __init__(self, selections: Selections) -> None:
        self._selections = selections
        self._schema = selections.schema
        self._prices: dict[tuple[Any, ...], Price] = {}
        self.asks_schema = False

    def operation(self, operation: OperationDefinitionNode) -> Price:
        """Return the price of an operation; nothing for a kind that the schema does not have.

        `asks_schema` then says whether it asks the schema about itself.
        """
        root = self._schema.get_root_type(operation.operation)
        if root is None:
            return Price()
        fields = self._selections.of_operation(root, operation)
        self.asks_schema = any(nodes[0].name.value in ABOUT_ITSELF for nodes in fields.values())
        return Price(REQUEST) + self._fields(root, fields, None)

    def parts(self, operation: OperationDefinitionNode) -> dict[str, Price]:
        """Return the price of each top field, and by dotted names those of the fields right below."""
        root = self._schema.get_root_type(operation.operation)
        found: dict[str, Price] = {}
        if root is None:
            return found
        fields = self._selections.of_operation(root, operation)
        for name, nodes in fields.items():
            definition = self._selections.definition(root, nodes)
            if definition is None:
                continue
            found[name] = self._field(root, definition, nodes, None)
            below = get_named_type(definition.type)
            if isinstance(below, GraphQLObjectType) and not _is_list(definition.type):
                selected = self._selections.within(below, nodes)
                for inner, inner_nodes in selected.items():
                    found[f"{name}.{inner}"] = self._fields(below, {inner: inner_nodes}, None)
        return found

    def _fields(self, of_type: GraphQLObjectType, fields: Fields, size: Size | None) -> Price:
        price = Price()
        for nodes in fields.values():
            definition = self._selections.definition(of_type, nodes)
            if definition is not None:
                price += self._field(of_type, definition, nodes, size)
        return price

    def _field(
        self, of_type: GraphQLObjectType, definition: GraphQLField, nodes: list[FieldNode], size: Size | None
    ) -> Price:
        """Return the price of one field of one object; `size` is that of the page, within a connection."""
        weight = weight_of(of_type.name, nodes[0].name.value)
        arguments = {argument.name.value: argument.value for argument in nodes[0].arguments}
        price = Price(hundredths(weight.points)) + _of_arguments(weight, arguments)
        if weight.each_of:
            count = _entries(arguments.get(weight.each_of))
            objects = (price + self._object(get_named_type(definition.type), nodes, None)).times(count)
            return objects + _of_snapshots(weight, definition, arguments)
        price += _of_snapshots(weight, definition, arguments)
        named = get_named_type(definition.type)
        if is_leaf_type(named):
            return price + Price(LEAF)
        paged = _size_of_page(arguments) if SIZES[0] in definition.args else None
        if not _is_list(definition.type):
            if paged is not None:  # a page is made whether its rows are asked for or only counted
                price += Price(OBJECT).times(paged)
            return price + self._object(named, nodes, paged, is_paid=is_row(of_type.name, nodes[0].name.value))
        length = size if nodes[0].name.value == EDGES and size is not None else paged
        if length is None:
            length = _length(weight, of_type)
        return price + self._object(named, nodes, None).times(length)

    def _object(
        self, named: GraphQLNamedType, nodes: list[FieldNode], size: Size | None, *, is_paid: bool = False
    ) -> Price:
        """Return the price of an object; that of the dearest type it can have, where it can have several.

        Args:
            is_paid: whether the object itself is paid for already, and only its fields are not.
        """
        key = (named.name, size, *map(id, nodes))
        price = self._prices.get(key)
        if price is None:
            prices = [self._selection(each, nodes, size) for each in self._possible(named)]
            price = self._prices[key] = highest_of(prices)
        return price if is_paid or is_free(named.name) else Price(OBJECT) + price

    def _selection(self, of_type: GraphQLObjectType, nodes: list[FieldNode], size: Size | None) -> Price:
        fields = self._selections.within(of_type, nodes)
        return self._fields(of_type, fields, size)

    def _possible(self, named: GraphQLNamedType) -> Iterator[GraphQLObjectType]:
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            yield from self._schema.get_possible_types(named)
        elif isinstance(named, GraphQLObjectType):
            yield named


def _length(weight: Weight, of_type: GraphQLObjectType) -> int:
    if weight.length is not None:
        return weight.length
    # What the schema says of itself is paid for as a whole.
    return 1 if of_type.name.startswith("__") else USUAL_LENGTH


def _of_arguments(weight: Weight, arguments: dict[str, ValueNode]) -> Price:
    """Return what the arguments given add."""
    price = Price()
    for name, points in weight.with_arguments.items():
        value = arguments.get(name)
        if isinstance(value, VariableNode):
            price += Price(hundredths(points)).times(IsGiven(value.name.value))
        elif value is not None and not _is_nothing(value):
            price += Price(hundredths(points))
    for name, points in weight.for_each.items():
        price += Price(hundredths(points)).times(_entries(arguments.get(name)))
    return price


def _of_snapshots(weight: Weight, definition: GraphQLField, arguments: dict[str, ValueNode]) -> Price:
    """Return what the ids of scripts' snapshots add among the arguments."""
    price = Price()
    for name, points in weight.for_each_snapshot.items():
        value = arguments.get(name)
        entries = value.values if isinstance(value, ListValueNode) else (value,)
        variables = tuple(entry.name.value for entry in entries if isinstance(entry, VariableNode))
        is_whole_list = isinstance(value, VariableNode) and _is_list(definition.args[name].type)
        known = sum(is_of_snapshot(entry.value) for entry in entries if isinstance(entry, StringValueNode))
        longest = MAX_LOOKED_UP if is_whole_list else len(variables)
        price += Price(hundredths(points)).times(SnapshotIds(known, variables, longest))
    return price


def _is_nothing(value: ValueNode) -> bool:
    return isinstance(value, NullValueNode) or (isinstance(value, BooleanValueNode) and not value.value)


def _size_of_page(arguments: dict[str, ValueNode]) -> Size:
    sizes: list[int | str] = []
    for name in SIZES:
        value = arguments.get(name)
        if isinstance(value, IntValueNode):
            sizes.append(int(value.value))
        elif isinstance(value, VariableNode):
            sizes.append(value.name.value)
    size = SizeOfPage(tuple(sizes))
    return size if any(isinstance(one, str) for one in sizes) else size.value({})


def _entries(value: ValueNode | None) -> Size:
    """Return how many entries a list has."""
    if isinstance(value, VariableNode):
        return LengthOfList(value.name.value)
    return LengthOfList(len(value.values) if isinstance(value, ListValueNode) else 1).value({})


def _is_list(of_type: GraphQLOutputType | GraphQLInputType) -> bool:
    if isinstance(of_type, GraphQLNonNull):
        of_type = of_type.of_type
    return isinstance(of_type, GraphQLList)
