"""The terms of each guidance page: those that its text marks, and those that are curated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from content_models.glossary_marks import FormChoice, Glossary, GlossaryMarker, TermWords
from content_models.kinds import ItemKind
from content_models.rich_text import mark, parse
from content_models.rich_text.nodes import nodes_in
from content_models.stable_ids import part_id
from content_models.starter.pages import PageContent, PageKey


def with_page_terms(contents: Sequence[PageContent]) -> list[PageContent]:
    """Return the contents, each guidance page with the terms that its text marks before the curated ones."""
    glossary = Glossary(_words(content) for content in contents if content.kind is ItemKind.TERM)
    return [_with_terms(content, glossary) if content.kind is ItemKind.GUIDANCE else content for content in contents]


def _words(term: PageContent) -> TermWords:
    synonyms, ambiguous = (
        tuple(block["value"] for block in term.streams[name]) for name in ("synonyms", "ambiguous_forms")
    )
    return TermWords(str(term.key), "", term.title, synonyms, ambiguous)


def _with_terms(page: PageContent, glossary: Glossary) -> PageContent:
    curated = (block["value"].key for block in page.streams["related_terms"])
    keys = dict.fromkeys([*(UUID(key) for key in _marked(page, glossary)), *curated])
    terms = [{"type": "term", "value": PageKey(key), "id": part_id(page.key, "term", "related", key)} for key in keys]
    return replace(page, streams={**page.streams, "related_terms": terms})


def _marked(page: PageContent, glossary: Glossary) -> Iterator[str]:
    marker = GlossaryMarker(glossary, str(page.key), _choices(page))
    for block in page.streams["body"]:
        marker.new_section()
        marker.enter_block(block["id"])
        for html in _rich_texts(block["value"]):
            ast = parse(html, key_of_page=_nothing, url_of_document=_nothing)
            yield from (node["key"] for node in nodes_in(mark(ast, marker)) if node.get("type") == "term")
        marker.leave_block()


def _rich_texts(value: dict[str, Any]) -> Iterable[str]:
    return (text for name, text in value.items() if name == "text" and text)


def _choices(page: PageContent) -> list[FormChoice]:
    return [
        FormChoice(choice["form"], str(choice["term"].key) if choice["term"] else None, choice["block"])
        for choice in (block["value"] for block in page.streams["glossary_choices"])
    ]


def _nothing(_number: int) -> None:
    """Starter texts link to no page and no document."""
