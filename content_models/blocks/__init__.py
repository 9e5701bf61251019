"""Blocks of which pages are made. Each block and list item has an id, at every depth."""

from .body import BodyBlocks
from .contact import (
    MOST_PHONES,
    PeriodBlock,
    PhoneBlock,
    ScheduleBlock,
    ServiceBlock,
    SpanBlock,
    derived_dial,
    is_dialled_by_hand,
    osm_of,
)
from .examples import ExampleGroupsBlock, ExamplesBlock
from .glossary import GlossaryChoiceBlock
from .identifiers import IdentifierBlock, KeyBlock, PageReferenceBlock
from .legal import LegalReferenceBlock
from .script import NodeBlock, OptionBlock, PreambleBlock, WalkBlock, WordingBlock
from .texts import LONG_RICH_TEXT_FEATURES, RICH_TEXT_FEATURES, FormattedTextBlock, GrowingLineBlock, PlainTextBlock
from .waiting import WaitingList

__all__ = [
    "LONG_RICH_TEXT_FEATURES",
    "MOST_PHONES",
    "RICH_TEXT_FEATURES",
    "BodyBlocks",
    "ExampleGroupsBlock",
    "ExamplesBlock",
    "FormattedTextBlock",
    "GlossaryChoiceBlock",
    "GrowingLineBlock",
    "IdentifierBlock",
    "KeyBlock",
    "LegalReferenceBlock",
    "NodeBlock",
    "OptionBlock",
    "PageReferenceBlock",
    "PeriodBlock",
    "PhoneBlock",
    "PlainTextBlock",
    "PreambleBlock",
    "ScheduleBlock",
    "ServiceBlock",
    "SpanBlock",
    "WaitingList",
    "WalkBlock",
    "WordingBlock",
    "derived_dial",
    "is_dialled_by_hand",
    "osm_of",
]
