"""The words of the glossary that a page lists below its texts.

Formatted texts mark their words in place (`delivery/composition.py`). Plain ones, such as a first step, or the event
from which a time limit counts, have no marks: whoever reads them finds their words in the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from content_models.glossary_marks import GlossaryMarker, choices_of
from content_models.rich_text.nodes import nodes_in
from content_models.shapes.documents import GuidanceItem, TermItem
from content_models.shapes.parts import RichText

from .visit import Visit

_PLAIN = ("title", "heading", "question", "event", "whoMustAct", "consequence")
"""The plain fields of blocks and steps that people read."""


def words_in(visit: Visit, texts: Iterable[RichText | None], plain: Iterable[str | None] = ()) -> list[dict[str, str]]:
    """Return the terms that formatted texts mark and plain ones name, each once, with its address.

    They stand apart: within an instruction, a link to what a register is would read as one to the register.
    """
    marked = [node["key"] for text in texts if text for node in nodes_in(text["ast"]) if node["type"] == "term"]
    named = _named(GlossaryMarker(visit.view.environment.glossary), plain)
    return [{"term": term["term"], "href": visit.link(term["path"])} for term in _terms(visit, [*marked, *named])]


def terms_of(visit: Visit, item: GuidanceItem) -> list[dict[str, Any]]:
    """Return the terms of a page, then those that only its plain texts name, each with its address."""
    marker = GlossaryMarker(visit.view.environment.glossary, choices=choices_of(item))
    keys = [*item["termKeys"], *_named(marker, (item["title"], item["question"], item["firstStep"], item["summary"]))]
    for block in item["body"]:
        steps = block["steps"] if block["type"] == "StepsBlock" else []
        parts: list[Mapping[str, Any]] = [block, *steps]
        marker.enter_block(block["id"], block.get("key", ""))
        keys += _named(marker, (part.get(name) for part in parts for name in _PLAIN))
        marker.leave_block()
    return [{**term, "href": visit.link(term["path"])} for term in _terms(visit, keys)]


def _named(marker: GlossaryMarker, texts: Iterable[str | None]) -> Iterator[str]:
    return (mark.key for text in texts if text for mark in marker.marks(text))


def _terms(visit: Visit, keys: Iterable[str]) -> list[TermItem]:
    """The terms that these keys lead to, each once."""
    found = (visit.view.item(key) for key in dict.fromkeys(keys))
    return [item for item in found if item and item["kind"] == "TERM"]
