"""Every block and list item has an id, at every depth: adaptations and translations address blocks by it."""

from collections.abc import Iterator
from typing import Any

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue


def missing_ids(value: StreamValue) -> list[str]:
    """Return the paths of blocks and list items that have no id, such as `2.steps.0`.

    A list item stored without an id would get another one each time it is read, so only stored ids count.
    """
    return list(_missing(value, ""))


def _missing(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, StreamValue):
        for position, block in enumerate(value):
            yield from _missing_in(block.id, block.value, f"{path}{position}")
    elif isinstance(value, ListValue):
        for position, item in enumerate(value.bound_blocks):
            yield from _missing_in(item.original_id, item.value, f"{path}{position}")
    elif isinstance(value, StructValue):
        for name, child in value.items():
            yield from _missing(child, f"{path}{name}.")


def _missing_in(block_id: str | None, value: Any, path: str) -> Iterator[str]:
    if not block_id:
        yield path
    yield from _missing(value, f"{path}.")
