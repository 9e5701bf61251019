"""Starter content as instances of the page models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from content_models import models
from content_models.kinds import ItemKind
from content_models.models import ContentPage
from content_models.starter.pages import PageContent, PageKey

MODELS: dict[ItemKind, type[ContentPage]] = {
    ItemKind.HOME: models.HomePage,
    ItemKind.SECTION: models.SectionPage,
    ItemKind.GUIDANCE: models.GuidancePage,
    ItemKind.TERM: models.GlossaryTerm,
    ItemKind.ORGANIZATION: models.OrganizationPage,
    ItemKind.OFFICE: models.OfficePage,
    ItemKind.SCRIPT: models.ScriptPage,
    ItemKind.NOTICE: models.NoticePage,
}


def new_page(content: PageContent, locale: Locale) -> ContentPage:
    """A page that is not saved yet, a draft, with all of its content but references to other pages."""
    page = MODELS[content.kind](
        title=content.title,
        draft_title=content.title,
        slug=content.slug,
        locale=locale,
        translation_key=content.key,
        live=False,
        has_unpublished_changes=True,
    )
    fill(page, content, None)
    return page


def fill(page: ContentPage, content: PageContent, numbers: Mapping[UUID, int] | None) -> None:
    """Put the content into a page.

    Args:
        numbers: primary keys of pages by key, for references; null leaves all references out. A reference to a page
            that is not among them (an editor deleted it) is left out.
    """
    page.title = content.title
    for name, value in content.values.items():
        if isinstance(value, PageKey):
            setattr(page, f"{name}_id", (numbers or {}).get(value.key))
        else:
            setattr(page, name, value)
    for name, stream in content.streams.items():
        setattr(page, name, json.dumps([block for block in map(_resolver(numbers or {}), stream) if block]))


def has_references(content: PageContent) -> bool:
    """Whether the content refers to other pages."""
    return any(isinstance(value, PageKey) for value in content.values.values()) or any(
        isinstance(value, PageKey)
        for stream in content.streams.values()
        for block in stream
        for value in _values_in(block["value"])
    )


def _resolver(numbers: Mapping[UUID, int]) -> Any:
    def resolve(block: dict[str, Any]) -> dict[str, Any] | None:
        value = block["value"]
        if isinstance(value, PageKey):
            return {**block, "value": numbers[value.key]} if value.key in numbers else None
        if isinstance(value, dict):
            inner = {name: numbers.get(one.key) if isinstance(one, PageKey) else one for name, one in value.items()}
            return {**block, "value": inner}
        return block

    return resolve


def _values_in(value: Any) -> Iterable[Any]:
    """A block's value, and the values of its fields."""
    return (value, *value.values()) if isinstance(value, dict) else (value,)
