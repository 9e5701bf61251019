"""The schema: printed, described, and named as the contract has it."""

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
)

from api.schema.build import PRINTED, printed, schema

OWN_TYPES = {
    name: kind
    for name, kind in schema().type_map.items()
    if not name.startswith("__") and name not in ("String", "Int", "Float", "Boolean", "ID")
}
STATE_FIELDS = {
    "home": "HomePage",
    "sections": "[Section!]",
    "resolve": "Resolution",
    "guidance": "GuidanceConnection",
    "guidancePage": "GuidancePage",
    "glossary": "GlossaryTermConnection",
    "term": "GlossaryTerm",
    "organizationKinds": "[OrganizationKindInfo!]",
    "organizations": "OrganizationConnection",
    "offices": "OfficeConnection",
    "office": "Office",
    "scripts": "ScriptConnection",
    "script": "Script",
    "guides": "GuideConnection",
    "guide": "Guide",
    "notices": "[Notice!]",
    "search": "SearchConnection",
}


def test_the_printed_schema_is_current() -> None:
    assert PRINTED.read_text() == printed(), "Run manage.py export_schema --write."


@pytest.mark.parametrize("name", OWN_TYPES)
def test_everything_is_described(name: str) -> None:
    kind = OWN_TYPES[name]

    missing = [] if kind.description else [name]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        missing += [f"{name}.{field}" for field, value in kind.fields.items() if not value.description]
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        missing += [
            f"{name}.{field}({argument}:)"
            for field, value in kind.fields.items()
            for argument, given in value.args.items()
            if not given.description
        ]
    if isinstance(kind, GraphQLEnumType):
        missing += [f"{name}.{value}" for value, meaning in kind.values.items() if not meaning.description]

    assert missing == []


@pytest.mark.parametrize(("field", "of_type"), STATE_FIELDS.items())
def test_fields_of_a_state_have_the_types_of_the_contract(field: str, of_type: str) -> None:
    state = schema().type_map["State"]
    assert isinstance(state, GraphQLObjectType)

    assert str(state.fields[field].type) == of_type


@pytest.mark.parametrize("name", [name for name in OWN_TYPES if name.endswith("Connection")])
def test_connections_are_relays(name: str) -> None:
    connection, edge = OWN_TYPES[name], OWN_TYPES[name.replace("Connection", "Edge")]
    assert isinstance(connection, GraphQLObjectType)
    assert isinstance(edge, GraphQLObjectType)

    fields = {field: str(value.type) for field, value in connection.fields.items()}
    assert fields["edges"] == f"[{edge.name}!]!"
    assert fields["pageInfo"] == "PageInfo!"
    assert fields["totalCount"] == "Int!"
    assert str(edge.fields["cursor"].type) == "Cursor!"


@pytest.mark.parametrize(("interface", "count"), [("Item", 9), ("Node", 10), ("Block", 14)])
def test_interfaces_have_their_types(interface: str, count: int) -> None:
    kind = OWN_TYPES[interface]
    assert isinstance(kind, GraphQLInterfaceType)

    assert len(schema().get_implementations(kind).objects) == count


def test_later_parts_are_left_out() -> None:
    assert list(schema().mutation_type.fields) == [
        "logInquiry",
        "correctInquiry",
        "startConversation",
        "sendMessage",
        "stayInConversation",
        "endConversation",
        "eraseConversation",
        "rateConversation",
        "cancelCall",
    ]
    assert schema().subscription_type is None
    assert "changes(" not in printed()
