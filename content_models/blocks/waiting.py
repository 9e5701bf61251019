"""What stands behind a disclosure in the form of a script: the browser draws it once it is opened."""

from __future__ import annotations

from typing import Any

from django.forms import Media
from django.utils.functional import cached_property
from wagtail.admin.telepath import register
from wagtail.blocks import ListBlock
from wagtail.blocks.list_block import ListBlockAdapter
from wagtail.blocks.struct_block import StructBlockAdapter

from .script import RARELY_WRITTEN, NodeBlock


class WaitingList:
    """A list as the form of a node has it; how it is stored and read does not change."""

    def __init__(self, block: ListBlock) -> None:
        self.block = block


class WaitingListAdapter(ListBlockAdapter):
    """Lets the project's script draw the list."""

    js_constructor = "content_models.WaitingList"

    def js_args(self, waiting: WaitingList) -> list[Any]:
        """Return what Wagtail says of the list."""
        return list(super().js_args(waiting.block))

    @cached_property
    def media(self) -> Media:
        """Wagtail's script, and the one that waits."""
        return super().media + Media(js=["content_models/waiting.js"])


class NodeAdapter(StructBlockAdapter):
    """Lets a node that stands in a list wait until it is opened, and within it the lists that are rarely written."""

    js_constructor = "content_models.Node"

    def js_args(self, block: NodeBlock) -> list[Any]:
        """Return what Wagtail says of the node, with these lists."""
        name, children, *more = super().js_args(block)
        return [name, [self._waiting(child) for child in children], *more]

    def _waiting(self, child: Any) -> Any:
        waits = isinstance(child, ListBlock) and child.name in RARELY_WRITTEN
        return WaitingList(child) if waits else child


register(WaitingListAdapter(), WaitingList)
register(NodeAdapter(), NodeBlock)
