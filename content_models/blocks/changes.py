"""What an adaptation is made of: one block for each change, with the changed piece's own block as its value."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, ChoiceBlock, IntegerBlock, ListBlock, MultipleChoiceBlock, StreamBlock, StructBlock

from .body import BodyBlocks, ChecklistItemBlock, StepBlock
from .glossary import GlossaryChoiceBlock
from .identifiers import IdentifierBlock, PageReferenceBlock
from .legal import LegalReferenceBlock
from .script import NodeBlock, OptionBlock, PreambleBlock
from .texts import LONG_RICH_TEXT_FEATURES, FormattedTextBlock, PlainTextBlock


class Action(TextChoices):
    """What is done with a piece; the values are those of stored documents."""

    REPLACE = "replace", _("instead")
    INSERT_BEFORE = "insertBefore", _("before")
    INSERT_AFTER = "insertAfter", _("after")


class Shape(TextChoices):
    """What the value of a field looks like to its form; the values name blocks of `ChangesBlocks`."""

    TEXT = "set_text", _("Text")
    RICH_TEXT = "set_rich_text", _("Formatted text")
    LINES = "set_lines", _("List of texts")
    LEGAL_REFERENCES = "set_legal_references", _("Legal references")
    PAGES = "set_pages", _("References to pages")
    VALUE = "set_value", _("Choice")
    CHOICES = "set_choices", _("Several choices")
    GLOSSARY_CHOICES = "set_glossary_choices", _("Exceptions of the glossary")


PIECES: dict[str, type[StructBlock]] = {
    **{name: type(block) for name, block in BodyBlocks().child_blocks.items()},
    "step": StepBlock,
    "checklist_item": ChecklistItemBlock,
    "node": NodeBlock,
    "option": OptionBlock,
    "part": PreambleBlock,
}
"""The blocks that can be replaced or inserted, by the name of their type."""

PIECE = "put_"
HIDE = "hide"


def _target() -> IdentifierBlock:
    return IdentifierBlock(label=_("What is changed"))


def _base() -> IntegerBlock:
    return IntegerBlock(required=False, min_value=0, label=_("Edition of the library"))


def _field(value: Block) -> StructBlock:
    name = IdentifierBlock(required=True, label=_("Field"))
    return StructBlock([("field", name), ("base", _base()), ("value", value)])


def _piece(value: Block) -> StructBlock:
    action = ChoiceBlock(choices=Action.choices, label=_("Place"))
    return StructBlock([("action", action), ("target", _target()), ("base", _base()), ("value", value)])


class ChangesBlocks(StreamBlock):
    """The operations of an adaptation, each with its id. Each piece has its own form: editors never meet this."""

    hide = StructBlock([("target", _target()), ("base", _base())], label=_("Hide"))
    set_text = _field(PlainTextBlock(required=False))
    set_rich_text = _field(FormattedTextBlock(features=LONG_RICH_TEXT_FEATURES, required=False))
    set_lines = _field(ListBlock(PlainTextBlock(), default=[]))
    set_legal_references = _field(ListBlock(LegalReferenceBlock(), default=[]))
    set_pages = _field(ListBlock(PageReferenceBlock(), default=[]))
    set_value = _field(IdentifierBlock())
    set_choices = _field(MultipleChoiceBlock(required=False))
    set_glossary_choices = _field(ListBlock(GlossaryChoiceBlock(), default=[]))

    def __init__(self, local_blocks: Any = None, **options: Any) -> None:
        pieces = [(f"{PIECE}{name}", _piece(block())) for name, block in PIECES.items()]
        super().__init__([*pieces, *(local_blocks or [])], **options)
