"""The parts that documents of several kinds have in common.

A name in `Annotated` says what a text is; mypy sees the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, NotRequired, TypeAlias, TypedDict

from content_models.choices import ExampleSource, HolidayRule, Voice, Weekday
from content_models.rich_text.nodes import Ast

JsonValue: TypeAlias = str | int | float | bool | Sequence["JsonValue"] | Mapping[str, "JsonValue"] | None
"""Any JSON: what code takes that is the same for all documents, and reads none of their fields by name."""

JsonObject: TypeAlias = Mapping[str, JsonValue]

Key: TypeAlias = Annotated[str, "key"]
"""The key of another item, or of a node."""

Tag: TypeAlias = Annotated[str, "tag"]
"""A language, as a BCP 47 tag."""

Day: TypeAlias = Annotated[str, "day"]
"""A calendar day, `YYYY-MM-DD`."""

Instant: TypeAlias = Annotated[str, "instant"]
"""An instant in RFC 3339, UTC."""


class Origin(StrEnum):
    """Which layer serves an item or a piece; the values are the names of the GraphQL schema."""

    LIBRARY = "LIBRARY"
    ADAPTED = "ADAPTED"
    LOCAL = "LOCAL"


class RichText(TypedDict):
    """A rich text as a tree; composing it adds the same as HTML and as plain text."""

    ast: Ast
    html: NotRequired[str]
    plainText: NotRequired[str]


class LegalReference(TypedDict):
    """A reference to the law."""

    law: str | None
    article: str | None
    text: str
    verified: bool


class GlossaryChoice(TypedDict):
    """What a word of a page, or of one of its blocks, means; without a term the word is not marked."""

    form: str
    termKey: Key | None
    block: str | None


class ExamplesSummary(TypedDict):
    """What a document says of its examples, which are stored beside it: another digest, other examples."""

    digest: str
    phrases: int
    dangers: int


class Examples(TypedDict):
    """What people say when they need a page, all in one way; search learns from it, and readers do not see it."""

    voice: Annotated[str, Voice]
    source: Annotated[str, ExampleSource]
    isDanger: bool
    phrases: list[str]


class Phone(TypedDict):
    """A telephone number. 911 and other short numbers have no E.164 form."""

    display: str
    dial: str
    e164: str | None
    extension: str | None
    isDialledByHand: NotRequired[bool]  # a line of a tenant's settings does not say
    label: str | None
    languages: list[Tag]


class Period(TypedDict):
    """Opening hours on some days of the week, as `HH:MM`."""

    days: list[Annotated[str, Weekday]]
    opensAt: str
    closesAt: str


class Schedule(TypedDict):
    """Opening hours; `osm` has them in the syntax of OpenStreetMap."""

    isAlwaysOpen: bool
    periods: list[Period]
    holidays: Annotated[str, HolidayRule]
    osm: str


class Address(TypedDict):
    """A postal address."""

    text: str
    postalCode: str | None
    neighborhood: str | None
    locality: str | None


class Rendition(TypedDict):
    """An image in one size, in pixels."""

    url: str
    width: int
    height: int


class Image(Rendition):
    """An image in its largest size, with its renditions, smallest first."""

    alt: str
    renditions: list[Rendition]
