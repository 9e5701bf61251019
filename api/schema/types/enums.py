"""Closed lists of the schema; their values are those of the published documents."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, StrEnum
from typing import Any

import graphene
from django.utils import translation

from content_models import choices, script_walk
from content_models.kinds import ItemKind as PublishedKind
from content_models.overlay import Origin as PublishedOrigin
from tenants.models import Scope as KeyScope


def _described(enum: type[Enum]) -> Callable[[Any], str]:
    """Return graphene's description of an enum and of its values: the docstring, and the labels in English."""

    def description(value: Any) -> str:
        if value is None:
            return str(enum.__doc__)
        with translation.override(None):
            return f"{value.label}."

    return description


def exposed(enum: type[Enum], *, name: str | None = None) -> Any:
    """Return a closed list of the domain as the schema has it, by its own name unless another is given."""
    return graphene.Enum.from_enum(enum, name=name, description=_described(enum))


Role = exposed(choices.Role)
Urgency = exposed(choices.Urgency)
Stage = exposed(choices.Stage)
OrganizationKind = exposed(choices.OrganizationKind)
Channel = exposed(choices.Channel)
NodeKind = exposed(choices.NodeKind)
DeadlineUnit = exposed(choices.DeadlineUnit)
SourceQuality = exposed(choices.SourceQuality)
Weekday = exposed(choices.Weekday)
HolidayRule = exposed(choices.HolidayRule)
HolidayKind = exposed(choices.HolidayKind)
Severity = exposed(choices.Severity)
SubstituteReason = exposed(choices.SubstituteReason)
Voice = exposed(choices.Voice)
ExampleSource = exposed(choices.ExampleSource)

SCOPES = {
    KeyScope.CONTENT: "Read published content.",
    KeyScope.SCRIPTS: "Read operators' scripts.",
    KeyScope.EXAMPLES: "Read what people say, from which search learns.",
    KeyScope.INQUIRIES: "Record inquiries.",
    KeyScope.CHAT: "Let people write to the operators of a state's chat.",
    KeyScope.CHANGES: "Follow changes.",
}
Scope = graphene.Enum.from_enum(
    KeyScope, description=lambda value: "What a key may do." if value is None else SCOPES[value]
)

ORIGINS = {
    "LIBRARY": "The national text, as it is.",
    "ADAPTED": "The national text with changes of the state.",
    "LOCAL": "The state's own.",
}


Origin = graphene.Enum.from_enum(
    PublishedOrigin,
    name="Origin",
    description=lambda value: "Who wrote what is served." if value is None else ORIGINS[value],
)

STOP_REASONS = {
    script_walk.StopReason.START_MISSING: "The script has no first node.",
    script_walk.StopReason.ANOTHER_NODE: "It answers a node at which the run is not.",
    script_walk.StopReason.UNKNOWN_OPTION: "The node has no such option (any more).",
    script_walk.StopReason.TARGET_MISSING: "The option leads to a node that does not exist.",
    script_walk.StopReason.CIRCLE: "The option leads back to a node of the run.",
    script_walk.StopReason.ENDED: "The run had ended: its node has no options.",
}
StopReason = graphene.Enum.from_enum(
    script_walk.StopReason,
    description=lambda value: "Why an answer does not hold." if value is None else STOP_REASONS[value],
)

KINDS = {
    PublishedKind.HOME: "The home page.",
    PublishedKind.SECTION: "A section.",
    PublishedKind.GUIDANCE: "A guidance page.",
    PublishedKind.TERM: "A term of the glossary.",
    PublishedKind.ORGANIZATION: "An organization.",
    PublishedKind.OFFICE: "An office.",
    PublishedKind.SCRIPT: "An operators' script; needs the scope `SCRIPTS`.",
    PublishedKind.NOTICE: "A notice.",
}
ItemKind = graphene.Enum.from_enum(
    StrEnum("_ItemKind", {kind.name: kind.value for kind in KINDS}),
    name="ItemKind",
    description=lambda value: "Kind of a published item." if value is None else KINDS[PublishedKind(value.value)],
)

STATES = {
    "AGU": "Aguascalientes",
    "BCN": "Baja California",
    "BCS": "Baja California Sur",
    "CAM": "Campeche",
    "CHH": "Chihuahua",
    "CHP": "Chiapas",
    "CMX": "Ciudad de México",
    "COA": "Coahuila",
    "COL": "Colima",
    "DUR": "Durango",
    "GRO": "Guerrero",
    "GUA": "Guanajuato",
    "HID": "Hidalgo",
    "JAL": "Jalisco",
    "MEX": "Estado de México",
    "MIC": "Michoacán",
    "MOR": "Morelos",
    "NAY": "Nayarit",
    "NLE": "Nuevo León",
    "OAX": "Oaxaca",
    "PUE": "Puebla",
    "QUE": "Querétaro",
    "ROO": "Quintana Roo",
    "SIN": "Sinaloa",
    "SLP": "San Luis Potosí",
    "SON": "Sonora",
    "TAB": "Tabasco",
    "TAM": "Tamaulipas",
    "TLA": "Tlaxcala",
    "VER": "Veracruz",
    "YUC": "Yucatán",
    "ZAC": "Zacatecas",
}
StateCode = graphene.Enum.from_enum(
    StrEnum("_StateCode", {code: code for code in STATES}),
    name="StateCode",
    description=lambda value: (
        "The 32 federative entities, by the last part of ISO 3166-2:MX." if value is None else f"{STATES[value.value]}."
    ),
)
