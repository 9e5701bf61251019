"""Blocks: the typed pieces of a guidance page's body."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from api import object_ids
from api.in_state import DocumentField, InState, published

from .enums import DeadlineUnit, OrganizationKind, Origin
from .offices_nearby import offices_of_kinds
from .values import EMPTY_TEXT, Phone, RichText, cited, listed

BLOCK_KIND = "BLOCK"


class Block(graphene.Interface):
    """One piece of a body. A client that does not know a type may show nothing of it."""

    id = graphene.ID(required=True, description="Opaque; another one for each state and language.")
    key = graphene.String(required=True, description="The stable address: the same in every state and language.")
    locale = graphene.String(required=True, description="The language that this block is served in.")
    is_fallback = graphene.Boolean(required=True, description="Whether that is another one than the item's `locale`.")
    origin = graphene.Field(Origin, required=True, description="Whether it is the library's, adapted, or local.")
    legal_references = cited("What it rests on; empty: nothing is cited.")
    verified = graphene.Boolean(description="Whether somebody compared it with the law; null: it states no law.")

    decided_by = "type"
    """The part of the document that alone decides the type."""

    @staticmethod
    def resolve_type(instance: InState, _info: GraphQLResolveInfo) -> type[graphene.ObjectType]:
        """Return the block's type, `UnknownBlock` for one that this schema does not have."""
        return BLOCKS_BY_NAME.get(instance["type"], UnknownBlock)

    @staticmethod
    def resolve_id(block: InState, _info: GraphQLResolveInfo) -> str:
        return object_ids.encode(block.view.tenant.code, block.view.locale, BLOCK_KIND, block.value["key"])


class TextBlock(graphene.ObjectType):
    """Paragraphs, with a heading or without."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    heading = graphene.String(description="Null: none.")
    text = graphene.Field(RichText, required=True, description="The paragraphs.")


class Step(graphene.ObjectType):
    """One step of several."""

    class Meta:
        default_resolver = published

    key = graphene.String(required=True, description="Stable within the block.", resolver=DocumentField("id"))
    title = graphene.String(description="Null: none.")
    text = graphene.Field(RichText, required=True, description="What to do.")
    legal_references = cited("What it rests on; empty: nothing is cited.")


class StepsBlock(graphene.ObjectType):
    """What to do, in order."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    heading = graphene.String(description="Null: none.")
    steps = listed(Step, description="In the order to take them.")


class DeadlineBlock(graphene.ObjectType):
    """A time limit that the law sets."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    text = graphene.Field(RichText, required=True, description="The limit in words.")
    amount = graphene.Int(required=True, description="How many of `unit`; the least, where `amountMax` is given.")
    amount_max = graphene.Int(description="How many at most; null: the law gives one amount.")
    unit = graphene.Field(DeadlineUnit, required=True, description="Unit of the amounts.")
    event = graphene.String(
        description="What the time counts from, or, where it `countsBack`, what it comes before; null: not stated."
    )
    counts_back = graphene.Boolean(
        required=True,
        description="Whether it is counted back from what is to come (“48 hours before the appointment”): from what "
        "has happened, it has no end.",
    )
    who_must_act = graphene.String(description="Null: not stated.")
    consequence = graphene.String(description="What happens when the time has passed; null: not stated.")


class WarningBlock(graphene.ObjectType):
    """Something not to overlook."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    heading = graphene.String(description="Null: none.")
    text = graphene.Field(RichText, required=True, description="The warning.")


class ChecklistItem(graphene.ObjectType):
    """One thing to have or to do."""

    class Meta:
        default_resolver = published

    key = graphene.String(required=True, description="Stable within the block.", resolver=DocumentField("id"))
    text = graphene.Field(RichText, required=True, description="The thing.")
    is_required = graphene.Boolean(required=True, description="Whether nothing works without it.")


class ChecklistBlock(graphene.ObjectType):
    """Things to have or to do, in any order."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    heading = graphene.String(description="Null: none.")
    items = listed(ChecklistItem, description="As they should be shown.")


class ContactBlock(graphene.ObjectType):
    """Whom to call or write to."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    label = graphene.String(required=True, description="Whose contact it is.")
    phones = listed(Phone, description="Empty: none.")
    url = graphene.String(description="Null: none.")
    text = graphene.Field(RichText, required=True, description="May be empty.")


class OfficesBlock(graphene.ObjectType):
    """Offices of one kind, of the state that is asked."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    heading = graphene.String(description="Null: none.")
    organization_kind = graphene.Field(OrganizationKind, required=True, description="Kind of the offices.")
    text = graphene.Field(RichText, required=True, description="May be empty.")
    offices = offices_of_kinds(lambda block: [block["organizationKind"]])

    @staticmethod
    def resolve_text(block: InState, _info: GraphQLResolveInfo) -> dict[str, Any]:
        return block["text"] or EMPTY_TEXT


class QuestionAnswerBlock(graphene.ObjectType):
    """A question that people ask, and its answer."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    question = graphene.String(required=True, description="In people's words.")
    answer = graphene.Field(RichText, required=True, description="The answer.")


class Rendition(graphene.ObjectType):
    """An image in one size."""

    class Meta:
        default_resolver = published

    url = graphene.String(required=True, description="Absolute, or from the root of this host.")
    width = graphene.Int(required=True, description="In pixels.")
    height = graphene.Int(required=True, description="In pixels.")


class Image(graphene.ObjectType):
    """An image and its smaller sizes."""

    class Meta:
        default_resolver = published

    url = graphene.String(required=True, description="Absolute, or from the root of this host.")
    width = graphene.Int(required=True, description="In pixels.")
    height = graphene.Int(required=True, description="In pixels.")
    alt = graphene.String(required=True, description="What the image shows, for those who do not see it.")
    renditions = listed(Rendition, description="Smaller sizes, smallest first.")


class ImageBlock(graphene.ObjectType):
    """An image."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    image = graphene.Field(Image, required=True, description="The image.")
    caption = graphene.String(description="Null: none.")


class AudioBlock(graphene.ObjectType):
    """A recording, with its words."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    url = graphene.String(description="Absolute, or from the root of this host; null: the file is missing.")
    title = graphene.String(required=True, description="What it is.")
    mime_type = graphene.String(required=True, description="Such as audio/mpeg.")
    duration_seconds = graphene.Int(description="Null: not known.")
    transcript = graphene.Field(RichText, required=True, description="What is said.")


class FileBlock(graphene.ObjectType):
    """A document to download."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    url = graphene.String(description="Absolute, or from the root of this host; null: the file is missing.")
    title = graphene.String(required=True, description="What it is.")
    mime_type = graphene.String(required=True, description="Such as application/pdf.")
    size_bytes = graphene.Int(required=True, description="In bytes.")


class LawQuoteBlock(graphene.ObjectType):
    """Words of a law; `legalReferences` says which."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    text = graphene.Field(RichText, required=True, description="The law's words.")


class LocalBlock(graphene.ObjectType):
    """A place that states fill with what holds for them."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    text = graphene.Field(RichText, required=True, description="What holds everywhere, until a state says more.")


class UnknownBlock(graphene.ObjectType):
    """A block of a type that this schema does not have yet."""

    class Meta:
        interfaces = (Block,)
        default_resolver = published

    type = graphene.String(required=True, description="Name of the type.")


BLOCKS = (
    TextBlock,
    StepsBlock,
    DeadlineBlock,
    WarningBlock,
    ChecklistBlock,
    ContactBlock,
    OfficesBlock,
    QuestionAnswerBlock,
    ImageBlock,
    AudioBlock,
    FileBlock,
    LawQuoteBlock,
    LocalBlock,
    UnknownBlock,
)
BLOCKS_BY_NAME = {block._meta.name: block for block in BLOCKS}
