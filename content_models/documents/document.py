"""`document_of`: the one way from a page to what readers get."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from wagtail.blocks import StreamValue, StructValue
from wagtail.blocks.list_block import ListValue
from wagtail.fields import StreamField
from wagtail.models import Page

from content_models.errors import ContentErrorCode, DocumentIncomplete
from content_models.keys import key_of
from content_models.kinds import ItemKind
from content_models.languages import bcp47
from content_models.models import ContentPage
from content_models.models.base import OrderedPage
from content_models.page_verification import as_verified
from content_models.shapes.documents import AdaptationFields, Document, ItemFields
from content_models.surroundings import above, with_surroundings

from . import pages
from .adaptation import adaptation
from .office import office
from .parts import day
from .search_text import search_text
from .texts import ReadRichText, rich_text_reader

BUILDERS: dict[ItemKind, Callable[[Any, ReadRichText], ItemFields | AdaptationFields]] = {
    ItemKind.HOME: pages.home,
    ItemKind.SECTION: pages.section,
    ItemKind.GUIDANCE: pages.guidance,
    ItemKind.TERM: pages.term,
    ItemKind.ORGANIZATION: pages.organization,
    ItemKind.OFFICE: office,
    ItemKind.SCRIPT: pages.script,
    ItemKind.NOTICE: pages.notice,
    ItemKind.ADAPTATION: adaptation,
}


def document_of(page: ContentPage) -> Document:
    """Turn a page, as given (live, or a draft's object), into one JSON-ready document.

    The shapes are those of `docs/architecture.md`, section 2.

    Raises:
        DocumentIncomplete: blocks without an id, a deleted image or file, a number or hours that cannot be parsed.
    """
    _check_ids(page)
    page = as_verified(with_surroundings(page))
    document = {
        "kind": str(page.kind),
        "key": key_of(page),
        "slug": page.slug,
        "title": page.title,
        "locale": bcp47(page.locale.language_code),
        "inForceOn": day(page.in_force_on),
        "reviewedOn": day(page.reviewed_on),
        "reviewDueOn": day(page.review_due_on),
        "legalReviewer": page.legal_reviewer or None,
        "order": page.order,
        "isSensitive": page.is_sensitive or _is_below_sensitive(page),
        **_place_of(page),
        **BUILDERS[page.kind](page, rich_text_reader()),
    }
    words = "" if page.kind is ItemKind.ADAPTATION else search_text(document)
    return cast(Document, {**document, "searchText": words})


def _place_of(page: ContentPage) -> dict[str, str]:
    """Return which national page the page follows among its siblings; nothing where it follows none."""
    return {"followsKey": page.follows_key} if isinstance(page, OrderedPage) and page.follows_key else {}


def _check_ids(page: ContentPage) -> None:
    paths = [
        f"{field.name}.{path}"
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
        for path in missing_ids(getattr(page, field.name))
    ]
    if paths:
        raise DocumentIncomplete(ContentErrorCode.MISSING_IDS, paths)


def _is_below_sensitive(page: Page) -> bool:
    return any(one.is_sensitive for one in above(page))


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
