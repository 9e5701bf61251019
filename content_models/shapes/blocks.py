"""The pieces of documents: blocks of a guidance page's body, nodes of a script, and the entries of their lists.

What an editor fills in is in `…Fields`, as an adaptation has it, too; a piece of a document has an id besides.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired, TypeAlias, TypedDict

from content_models.choices import Channel, DeadlineUnit, NodeKind, OrganizationKind

from .parts import Image, Key, LegalReference, Origin, Phone, RichText, Tag


class Piece(TypedDict):
    """What every entry of an item's own lists has; the overlay says which layer and language serves it."""

    id: str
    locale: NotRequired[Tag]
    isFallback: NotRequired[bool]
    origin: NotRequired[Annotated[str, Origin]]


class BlockFields(TypedDict):
    """What an editor fills in of every block. Text that lost its place stands in a block that nobody verified."""

    legalReferences: list[LegalReference]
    verified: NotRequired[bool]


class BlockPiece(Piece, BlockFields):
    """What every block has; its key is the id."""

    key: NotRequired[str]


class TextFields(TypedDict):
    """A text, perhaps under a heading."""

    heading: str | None
    text: RichText


class TextBlock(BlockPiece, TextFields):
    """A section of a page."""

    type: Literal["TextBlock"]


class WarningBlock(BlockPiece, TextFields):
    """What must not be overlooked."""

    type: Literal["WarningBlock"]


class StepFields(TypedDict):
    """What an editor fills in of a step."""

    title: str | None
    text: RichText
    legalReferences: list[LegalReference]


class Step(StepFields):
    """One of several steps in their order."""

    id: str


class StepsFields(TypedDict):
    """What an editor fills in of steps."""

    heading: str | None
    steps: list[Step]


class StepsBlock(BlockPiece, StepsFields):
    """What to do, in order."""

    type: Literal["StepsBlock"]


class DeadlineFields(TypedDict):
    """How long one has: from `amount` up to `amountMax` units since an event, or before it where it `countsBack`."""

    text: RichText
    amount: int
    amountMax: int | None
    unit: Annotated[str, DeadlineUnit]
    event: str | None
    whoMustAct: str | None
    consequence: str | None
    countsBack: NotRequired[bool]  # of a composed item always there


class DeadlineBlock(BlockPiece, DeadlineFields):
    """A deadline that the law sets."""

    type: Literal["DeadlineBlock"]


class ChecklistItemFields(TypedDict):
    """What an editor fills in of an item of a checklist."""

    text: RichText
    isRequired: bool


class ChecklistItem(ChecklistItemFields):
    """An item of a checklist."""

    id: str


class ChecklistFields(TypedDict):
    """What an editor fills in of a checklist."""

    heading: str | None
    items: list[ChecklistItem]


class ChecklistBlock(BlockPiece, ChecklistFields):
    """What to bring or to have done."""

    type: Literal["ChecklistBlock"]


class ContactFields(TypedDict):
    """Whom to call or write to."""

    label: str
    phones: list[Phone]
    url: str | None
    text: RichText


class ContactBlock(BlockPiece, ContactFields):
    """Somebody who helps."""

    type: Literal["ContactBlock"]


class OfficesFields(TypedDict):
    """A kind of office, of which the state's are shown."""

    heading: str | None
    organizationKind: Annotated[str, OrganizationKind]
    text: RichText | None


class OfficesBlock(BlockPiece, OfficesFields):
    """Where to go."""

    type: Literal["OfficesBlock"]


class QuestionAnswerFields(TypedDict):
    """A question and its answer."""

    question: str
    answer: RichText


class QuestionAnswerBlock(BlockPiece, QuestionAnswerFields):
    """A question that many have."""

    type: Literal["QuestionAnswerBlock"]


class ImageFields(TypedDict):
    """An image with a caption."""

    image: Image
    caption: str | None


class ImageBlock(BlockPiece, ImageFields):
    """An image."""

    type: Literal["ImageBlock"]


class AudioFields(TypedDict):
    """A recording, and what it says."""

    url: str
    title: str
    mimeType: str
    durationSeconds: int | None
    transcript: RichText


class AudioBlock(BlockPiece, AudioFields):
    """A recording."""

    type: Literal["AudioBlock"]


class FileOnServer(TypedDict):
    """Where a file is, its media type and its size."""

    url: str
    mimeType: str
    sizeBytes: int


class FileFields(FileOnServer):
    """A file to download."""

    title: str


class FileBlock(BlockPiece, FileFields):
    """A file."""

    type: Literal["FileBlock"]


class WordsFields(TypedDict):
    """A text alone."""

    text: RichText


class LawQuoteBlock(BlockPiece, WordsFields):
    """What the law says, word by word."""

    type: Literal["LawQuoteBlock"]


class LocalBlock(BlockPiece, WordsFields):
    """What is so in one state only."""

    type: Literal["LocalBlock"]


Block: TypeAlias = (
    TextBlock
    | StepsBlock
    | DeadlineBlock
    | WarningBlock
    | ChecklistBlock
    | ContactBlock
    | OfficesBlock
    | QuestionAnswerBlock
    | ImageBlock
    | AudioBlock
    | FileBlock
    | LawQuoteBlock
    | LocalBlock
)


BlockContent: TypeAlias = (
    TextFields
    | StepsFields
    | DeadlineFields
    | ChecklistFields
    | ContactFields
    | OfficesFields
    | QuestionAnswerFields
    | ImageFields
    | AudioFields
    | FileFields
    | WordsFields
)
"""What an editor fills in of a block of some type."""


class ServiceFields(TypedDict):
    """What an editor fills in of a service."""

    name: str
    description: RichText | None


class Service(Piece, ServiceFields):
    """A service that an office gives."""

    key: NotRequired[str]


class PreambleFields(TypedDict):
    """What is said before the questions of a script, by a name of its own."""

    key: str
    text: RichText


class PreamblePart(Piece, PreambleFields):
    """A part of a script's preamble."""


class Wording(TypedDict):
    """A node's text as one channel has it."""

    channel: Annotated[str, Channel]
    text: RichText


class OptionWording(TypedDict):
    """An answer as one channel words it."""

    channel: Annotated[str, Channel]
    label: str


class OptionFields(TypedDict):
    """An answer, and the node to which it leads."""

    key: str
    label: str
    to: Key
    wordings: list[OptionWording]


class Option(OptionFields):
    """An answer to a node of a script."""

    id: str


class NodeFields(TypedDict):
    """What an editor fills in of a node."""

    key: str
    kind: Annotated[str, NodeKind]
    text: RichText
    wordings: list[Wording]
    options: list[Option]
    organizationKind: Annotated[str, OrganizationKind] | None
    deadlines: list[str]  # ids of deadlines in the body of the script's topic
    legalReferences: list[LegalReference]
    verified: bool | None  # null: a hand-over that stands in for a node which is missing


class ScriptNode(Piece, NodeFields):
    """A node of a script."""


class ScriptAnswer(TypedDict):
    """One answer of a walk through a script: the keys of the node and of its option."""

    node: Key
    option: Key


class ScriptWalk(TypedDict):
    """A way through a script that must stay open, and the key of the node at which it ends."""

    name: str
    answers: list[ScriptAnswer]
    end: Key


PieceContent: TypeAlias = StepFields | ChecklistItemFields | NodeFields | OptionFields | PreambleFields
"""What an editor fills in of a piece that is no block."""
