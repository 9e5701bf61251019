"""The cost map. `docs/api.md` shows it as a table, and a test keeps the two alike.

A point is about ten microseconds of a processor's time. Counted in hundredths of a point.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

HUNDREDTHS: Final = 100
"""How many of the units below are one point."""

REQUEST: Final = 100
"""Any request, whatever it asks."""

LEAF: Final = 1
"""A value: a text, a number, a date, a list of these."""

OBJECT: Final = 5
"""An object. What only carries a list (connections, edges, `pageInfo`) is free; its rows are not."""

FREE_ENDINGS: Final = ("Connection", "Edge", "PageInfo")

USUAL_LENGTH: Final = 3
"""How many objects a list is taken to have that takes no `first` and is not among the weights below."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a field costs beside what it shows.

    Args:
        points: for each time that it is read.
        length: how many objects it is taken to have, where the document cannot say.
        each_of: the argument whose entries are looked up: the list is as long as that, and each costs `points`.
        with_arguments: points more when the argument is given (and is neither null nor false).
        for_each: points more for each entry of the argument.
        for_each_snapshot: points more for each id of a script's snapshot among the entries of the argument.
    """

    points: float = 0
    length: int | None = None
    each_of: str = ""
    with_arguments: Mapping[str, float] = field(default_factory=dict)
    for_each: Mapping[str, float] = field(default_factory=dict)
    for_each_snapshot: Mapping[str, float] = field(default_factory=dict)


OFFICES_OF_KIND: Final = Weight(points=0.5, with_arguments={"near": 2, "openNow": 5})

CONNECTION: Final = Weight(points=1)
"""A list of which a page is cut, whatever its rows cost."""

SNAPSHOT: Final = 160
"""A script as it was, which is read from the database and compared with all that the state serves."""

WALK: Final = Weight(points=2, for_each={"answers": 1})

EXAMPLES: Final = Weight(points=1, length=4)

WEIGHTS: Final[dict[str, Weight]] = {
    "Query.states": Weight(length=32),
    "Query.__schema": Weight(points=600, length=1),
    "Query.__type": Weight(points=60, length=1),
    "Query.node": Weight(points=2, for_each_snapshot={"id": SNAPSHOT}),
    "Query.nodes": Weight(points=2, each_of="ids", for_each_snapshot={"ids": SNAPSHOT}),
    "Mutation.logInquiry": Weight(points=200),
    "Mutation.correctInquiry": Weight(points=200),
    "Mutation.startConversation": Weight(points=600),
    "Mutation.sendMessage": Weight(points=200),
    "Mutation.stayInConversation": Weight(points=200),
    "Mutation.endConversation": Weight(points=200),
    "Mutation.eraseConversation": Weight(points=200),
    "Mutation.rateConversation": Weight(points=200),
    "Mutation.cancelCall": Weight(points=200),
    "Query.conversation": Weight(points=150),
    "ConversationSince.messages": Weight(length=20),
    "Viewer.states": Weight(length=32),
    "State.sections": Weight(length=8),
    "State.guidance": CONNECTION,
    "State.glossary": CONNECTION,
    "State.terms": Weight(points=0.05, each_of="keys"),
    "State.organizations": CONNECTION,
    "State.scripts": CONNECTION,
    "State.script": Weight(with_arguments={"digest": SNAPSHOT}),
    "State.guides": CONNECTION,
    "State.search": Weight(points=30),
    "State.resolve": Weight(points=1),
    "State.offices": Weight(
        points=2, with_arguments={"near": 4, "openNow": 10, "openAt": 10, "service": 5, "municipality": 2}
    ),
    "State.holidays": Weight(points=2),
    "State.organizationKinds": Weight(length=14),
    "State.stages": Weight(length=10),
    "State.helpLines": Weight(length=3),
    "Section.children": Weight(length=20),
    "GuidancePage.body": Weight(length=8),
    "GuidancePage.legalReferences": Weight(length=10),
    "GuidancePage.offices": OFFICES_OF_KIND,
    "GuidancePage.examples": EXAMPLES,
    "GlossaryTerm.examples": EXAMPLES,
    "Organization.examples": EXAMPLES,
    "Script.examples": EXAMPLES,
    "OfficesBlock.offices": OFFICES_OF_KIND,
    "ScriptNode.offices": OFFICES_OF_KIND,
    "ChannelNode.offices": OFFICES_OF_KIND,
    "ScriptNode.deadlines": Weight(length=1),
    "ChannelNode.deadlines": Weight(length=1),
    "Script.digest": Weight(points=2),
    "Script.nodes": Weight(length=9),
    "Script.walk": WALK,
    "Guide.digest": Weight(points=2),
    "Guide.nodes": Weight(length=9),
    "Guide.walk": WALK,
    "Walk.path": Weight(length=4),
    "Walk.turns": Weight(length=5),
    "Office.isOpen": Weight(points=0.5),
    "Office.nextChange": Weight(points=0.5),
}
"""By type and field; whatever is not here costs nothing beside what it shows."""

PLAIN: Final = Weight()


def weight_of(type_name: str, field_name: str) -> Weight:
    """Return what a field costs beside what it shows."""
    return WEIGHTS.get(f"{type_name}.{field_name}", PLAIN)


def is_free(type_name: str) -> bool:
    """Whether an object only carries a list."""
    return type_name.endswith(FREE_ENDINGS)


def is_row(type_name: str, field_name: str) -> bool:
    """Whether a field shows what stands in a row of a page, which is paid for with the page."""
    return type_name.endswith("Edge") and field_name == "node"


def hundredths(points: float) -> int:
    """Return points in the unit that is counted in."""
    return round(points * HUNDREDTHS)
