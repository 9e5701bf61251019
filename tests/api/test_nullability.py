"""How far a null reaches: no further than the field that was refused, and the same in every type that has the field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)

from api.engine.execution import Executor
from api.engine.validation import RULES
from api.schema.build import schema

from .client import Answer

Post = Callable[..., Answer]

NOT_MERGED = {"State"}
"""A `Node` that is no item: what it publishes shares names with what items say of themselves, such as `offices`."""


def object_types() -> list[GraphQLObjectType]:
    """The object types of the schema, those of its description of itself left out."""
    types = schema().type_map.values()
    return [each for each in types if isinstance(each, GraphQLObjectType) and not each.name.startswith("__")]


def fields() -> Iterator[tuple[str, GraphQLField]]:
    """All fields, each named with its type."""
    for of_type in object_types():
        for name, field in of_type.fields.items():
            yield f"{of_type.name}.{name}", field


def shape(of_type: Any) -> str:
    """What two fields must share to stand under one name (SameResponseShape of the specification)."""
    if isinstance(of_type, GraphQLNonNull):
        return f"{shape(of_type.of_type)}!"
    if isinstance(of_type, GraphQLList):
        return f"[{shape(of_type.of_type)}]"
    named = get_named_type(of_type)
    return named.name if is_leaf_type(named) else "{}"


def is_item(of_type: GraphQLObjectType | GraphQLInterfaceType) -> bool:
    """Whether a type is that of published items."""
    return of_type.name == "Item" or any(interface.name == "Item" for interface in of_type.interfaces)


def test_a_field_that_takes_arguments_can_be_null() -> None:
    refusable = {name: str(field.type) for name, field in fields() if field.args}

    assert {name: of_type for name, of_type in refusable.items() if of_type.endswith("!")} == {}


def test_a_field_of_the_root_can_be_null() -> None:
    root = schema().query_type
    assert root is not None

    assert [name for name, field in root.fields.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_a_field_that_leads_to_other_items_can_be_null() -> None:
    leading = {
        name: str(field.type)
        for name, field in fields()
        if isinstance(named := get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType) and is_item(named)
    }

    assert {name: of_type for name, of_type in leading.items() if of_type.endswith("!")} == {}


@pytest.mark.parametrize("interface", ["Item", "Block", "Node"])
def test_fields_of_one_name_can_be_merged(interface: str) -> None:
    of_interface = schema().type_map[interface]
    assert isinstance(of_interface, GraphQLInterfaceType)
    types = [each for each in schema().get_possible_types(of_interface) if each.name not in NOT_MERGED]

    conflicts = {
        f"{one.name}.{name}: {one.fields[name].type}, {other.name}.{name}: {other.fields[name].type}"
        for one, other in combinations(types, 2)
        for name in one.fields.keys() & other.fields.keys()
        if shape(one.fields[name].type) != shape(other.fields[name].type)
    }

    assert conflicts == set()


def test_the_texts_of_all_blocks_stand_in_one_selection() -> None:
    blocks = schema().get_possible_types(schema().type_map["Block"])  # type: ignore[arg-type]
    with_text = [block.name for block in blocks if "text" in block.fields]
    spread = " ".join(f"... on {name} {{ text {{ html }} }}" for name in with_text)

    errors = validate(schema(), parse(f'{{ state {{ guidancePage(slug: "x") {{ body {{ {spread} }} }} }} }}'), RULES)

    assert errors == []
    assert {"TextBlock", "OfficesBlock", "ContactBlock"} <= set(with_text)


REFUSED = [
    ("guidance(first: 0) { totalCount }", "INVALID_ARGUMENT"),
    ("offices(first: 200) { totalCount }", "INVALID_ARGUMENT"),
    ('glossary(after: "no") { totalCount }', "INVALID_CURSOR"),
    ("organizations(first: 101) { totalCount }", "INVALID_ARGUMENT"),
    ("scripts { totalCount }", "FORBIDDEN_SCOPE"),
    ('script(slug: "familiar-detenido") { title }', "FORBIDDEN_SCOPE"),
    ('search(query: "") { totalCount }', "INVALID_ARGUMENT"),
    ('resolve(path: "") { gone }', "INVALID_ARGUMENT"),
]


@pytest.mark.parametrize("executor", Executor)
@pytest.mark.parametrize(("field", "code"), REFUSED)
def test_what_is_refused_leaves_all_else(post: Post, settings: Any, executor: Executor, field: str, code: str) -> None:
    settings.GRAPHQL_EXECUTOR = executor.value

    answer = post(f'{{ viewer {{ name }} state {{ refused: {field} name office(slug: "tab-centro") {{ name }} }} }}')

    assert (answer.status, answer.codes) == (200, [code])
    assert answer.json["errors"][0]["path"] == ["state", "refused"]
    assert answer.json["data"]["viewer"]["name"]
    assert answer.json["data"]["state"]["refused"] is None
    assert answer.json["data"]["state"]["name"] == "Tabasco"
    assert answer.json["data"]["state"]["office"]["name"]


@pytest.mark.parametrize("executor", Executor)
def test_a_refused_list_below_an_item_leaves_the_item(post: Post, settings: Any, executor: Executor) -> None:
    settings.GRAPHQL_EXECUTOR = executor.value

    answer = post("{ state { guidance { edges { node { slug offices(first: 200) { name } } } } } }")

    edges = answer.json["data"]["state"]["guidance"]["edges"]
    assert [edge["node"]["slug"] for edge in edges] == ["denunciar", "proteccion", "detenido"]
    assert [edge["node"]["offices"] for edge in edges] == [None] * 3
    assert answer.codes == ["INVALID_ARGUMENT"] * 3
