"""Published pages as JSON, one shape a kind, and what becomes of them where a state serves them.

`…Fields` is what a kind has beside what all documents have; `…Document` is what the store keeps; `…Item` is what the
overlay makes of it and composition completes, without the summary of its examples. The examples themselves are stored
beside the document (`documents/examples.py`): few who read it need them.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypeAlias, TypedDict

from content_models.choices import (
    Channel,
    OrganizationKind,
    Role,
    Severity,
    SourceQuality,
    Stage,
    SubstituteReason,
    Urgency,
)

from .blocks import Block, PreamblePart, ScriptNode, ScriptWalk, Service
from .parts import (
    Address,
    Day,
    ExamplesSummary,
    GlossaryChoice,
    Instant,
    JsonObject,
    JsonValue,
    Key,
    LegalReference,
    Origin,
    Phone,
    RichText,
    Schedule,
    Tag,
)


class CommonFields(TypedDict):
    """What every document has."""

    key: Key
    slug: str
    title: str
    locale: Tag
    inForceOn: Day | None
    reviewedOn: Day | None
    reviewDueOn: Day | None
    legalReviewer: str | None
    order: int
    isSensitive: bool
    searchText: str


class OrderedFields(CommonFields):
    """What sections and guidance pages have; a state's own may follow a national sibling."""

    followsKey: NotRequired[Key]


class ServedFields(TypedDict):
    """What every item has beside its document; composition adds the last two."""

    servedLocale: Tag
    isFallback: bool
    origin: Annotated[str, Origin]
    publishedAt: Instant | None  # a datetime until composition writes it
    path: NotRequired[str]
    version: NotRequired[str]


class HomeFields(TypedDict):
    """The root of a tree."""

    introduction: RichText
    urgentNotice: RichText | None


class HomeDocument(CommonFields, HomeFields):
    """The root of a tree, as the store keeps it."""

    kind: Literal["HOME"]


class HomeItem(HomeDocument, ServedFields):
    """The root of a state's tree."""


class SectionFields(HomeFields):
    """A section, perhaps for one role."""

    role: Annotated[str, Role] | None


class SectionDocument(OrderedFields, SectionFields):
    """A section, as the store keeps it."""

    kind: Literal["SECTION"]


class SectionItem(SectionDocument, ServedFields):
    """A section of a state."""


class GuidanceFields(TypedDict):
    """A guidance page."""

    roles: list[Annotated[str, Role]]
    stage: Annotated[str, Stage]
    urgency: Annotated[str, Urgency]
    question: str
    firstStep: str
    summary: str
    body: list[Block]
    legalReferences: list[LegalReference]
    glossaryChoices: list[GlossaryChoice]
    termKeys: list[Key]
    relatedKeys: list[Key]
    officeKinds: list[Annotated[str, OrganizationKind]]
    examplesSummary: NotRequired[ExamplesSummary | None]


class GuidanceDocument(OrderedFields, GuidanceFields):
    """A guidance page, as the store keeps it."""

    kind: Literal["GUIDANCE"]


class GuidanceItem(GuidanceDocument, ServedFields):
    """A guidance page of a state."""


class TermFields(TypedDict):
    """A glossary term."""

    term: str
    definition: RichText
    synonyms: list[str]
    ambiguousForms: list[str]
    relatedKeys: list[Key]
    legalReferences: list[LegalReference]
    stage: Annotated[str, Stage] | None
    examplesSummary: NotRequired[ExamplesSummary | None]


class TermDocument(CommonFields, TermFields):
    """A glossary term, as the store keeps it."""

    kind: Literal["TERM"]


class TermItem(TermDocument, ServedFields):
    """A glossary term of a state."""


class OrganizationFields(TypedDict):
    """An organization, or, in the library, a kind of them."""

    name: str
    organizationKind: Annotated[str, OrganizationKind]
    alsoCalled: list[str]
    whatItDoes: list[str]
    goWhen: list[str]
    servesRoles: list[Annotated[str, Role]]
    isEmergency: bool
    description: RichText
    website: str | None
    email: str | None
    source: str | None
    verified: bool
    examplesSummary: NotRequired[ExamplesSummary | None]


class OrganizationDocument(CommonFields, OrganizationFields):
    """An organization, as the store keeps it."""

    kind: Literal["ORGANIZATION"]


class OrganizationItem(OrganizationDocument, ServedFields):
    """An organization of a state."""


class PlaceFields(TypedDict):
    """Where an office is, WGS 84; all null where the place is confidential."""

    address: Address | None
    municipality: str | None
    latitude: float | None
    longitude: float | None


class OfficeFields(PlaceFields):
    """An office."""

    name: str
    organizationKey: Key | None
    organizationKind: Annotated[str, OrganizationKind] | None
    services: list[Service]
    phones: list[Phone]
    email: str | None
    website: str | None
    timeZone: str
    schedule: Schedule | None
    hoursText: str | None
    languages: list[Tag]
    accessibility: list[str]
    areasServed: list[str]
    note: str | None
    isConfidential: bool
    needsConfirmation: bool
    assuredOn: Day | None
    source: str | None
    sourceQuality: Annotated[str, SourceQuality] | None
    verified: bool


class OfficeDocument(CommonFields, OfficeFields):
    """An office, as the store keeps it."""

    kind: Literal["OFFICE"]


class SubstitutionPart(TypedDict):
    """In the place of which kind an office answers, and why."""

    kind: Annotated[str, OrganizationKind]
    reason: Annotated[str, SubstituteReason]


class OfficeItem(OfficeDocument, ServedFields):
    """An office of a state, or a line that answers in the place of one."""

    substitution: NotRequired[SubstitutionPart | None]


class ScriptFields(TypedDict):
    """A script: a decision tree of nodes, of which the one with the key `start` is the first."""

    role: Annotated[str, Role]
    urgency: Annotated[str, Urgency]
    topicKey: Key | None
    channels: list[Annotated[str, Channel]]
    openingPhrases: list[str]
    preamble: list[PreamblePart]
    start: Key
    nodes: list[ScriptNode]
    walks: list[ScriptWalk]
    legalReferences: list[LegalReference]
    glossaryChoices: list[GlossaryChoice]
    examplesSummary: NotRequired[ExamplesSummary | None]


class ScriptDocument(CommonFields, ScriptFields):
    """A script, as the store keeps it."""

    kind: Literal["SCRIPT"]


class ScriptItem(ScriptDocument, ServedFields):
    """A script of a state."""


class NoticeFields(TypedDict):
    """A dated alert."""

    text: RichText
    severity: Annotated[str, Severity]
    startsAt: Instant | None
    endsAt: Instant | None


class NoticeDocument(CommonFields, NoticeFields):
    """A dated alert, as the store keeps it."""

    kind: Literal["NOTICE"]


class NoticeItem(NoticeDocument, ServedFields):
    """A dated alert of a state."""


class OperationFields(TypedDict):
    """What every operation has; `base` is the library's edition it was made against, 0 if that is not known."""

    id: str
    base: int


class SetOperation(OperationFields):
    """Give a field another value."""

    op: Literal["set"]
    field: str
    value: JsonValue


class PieceOperation(OperationFields):
    """Put a piece, without an id, in the place of another or beside it."""

    op: Literal["replace", "insertBefore", "insertAfter"]
    target: str
    value: JsonObject


class HideOperation(OperationFields):
    """Leave out a piece; without a target, the whole item."""

    op: Literal["hide"]
    target: str | None


DocumentOperation: TypeAlias = SetOperation | PieceOperation | HideOperation


class AdaptationFields(TypedDict):
    """What a state changes in a library item, in one language."""

    adaptsKey: Key
    base: int
    operations: list[DocumentOperation]
    walks: list[ScriptWalk]
    examplesSummary: ExamplesSummary | None


class AdaptationDocument(CommonFields, AdaptationFields):
    """An adaptation, as the store keeps it."""

    kind: Literal["ADAPTATION"]


ItemFields: TypeAlias = (
    HomeFields
    | SectionFields
    | GuidanceFields
    | TermFields
    | OrganizationFields
    | OfficeFields
    | ScriptFields
    | NoticeFields
)

ItemDocument: TypeAlias = (
    HomeDocument
    | SectionDocument
    | GuidanceDocument
    | TermDocument
    | OrganizationDocument
    | OfficeDocument
    | ScriptDocument
    | NoticeDocument
)
"""A document that is served; an adaptation is none."""

Document: TypeAlias = ItemDocument | AdaptationDocument

Item: TypeAlias = (
    HomeItem | SectionItem | GuidanceItem | TermItem | OrganizationItem | OfficeItem | ScriptItem | NoticeItem
)
"""What a state serves."""
