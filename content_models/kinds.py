"""Kinds of published item."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What a published item is. The value is the name GraphQL uses; an adaptation is never an item by itself."""

    HOME = "HOME"
    SECTION = "SECTION"
    GUIDANCE = "GUIDANCE"
    TERM = "TERM"
    ORGANIZATION = "ORGANIZATION"
    OFFICE = "OFFICE"
    SCRIPT = "SCRIPT"
    NOTICE = "NOTICE"
    ADAPTATION = "ADAPTATION"
