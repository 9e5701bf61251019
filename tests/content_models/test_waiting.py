"""A script's nodes, and their lists that are rarely written: the browser draws them later, and nothing else changes."""

from __future__ import annotations

import json

from wagtail.admin.telepath import JSContext

from content_models.blocks import NodeBlock, OptionBlock
from content_models.rich_text_area import RichTextArea

WAITING = "content_models.WaitingList"


def test_nodes_and_lists_behind_the_disclosure_wait_and_answers_do_not() -> None:
    packed = JSContext().pack(NodeBlock())
    children = {child["_args"][0]: child["_type"] for child in packed["_args"][1]}

    assert packed["_type"] == "content_models.Node"
    assert {name for name, kind in children.items() if kind == WAITING} == {"deadlines", "wordings", "legal_references"}
    assert children["options"] == "wagtail.blocks.ListBlock"


def test_a_text_within_blocks_waits_for_its_editor() -> None:
    context = JSContext()

    assert json.loads(json.dumps(context.pack(RichTextArea())))["_type"] == "content_models.RichTextArea"
    assert "rich_text_area.js" in str(RichTextArea().media)
    assert WAITING not in json.dumps(context.pack(OptionBlock()))
