"""Rich text of a page, as a typed tree."""

from collections.abc import Callable
from functools import cache
from typing import Any

from wagtail.documents import get_document_model
from wagtail.models import Page

from content_models.keys import key_of
from content_models.rich_text import parse
from content_models.shapes.parts import RichText

ReadRichText = Callable[[Any], RichText]


def rich_text_reader() -> ReadRichText:
    """Return a function from stored rich text (HTML, or a block's value) to `{"ast": [...]}`.

    Pages and files that a document links to are looked up once each.
    """

    @cache
    def key_of_page(pk: int) -> str | None:
        page = Page.objects.filter(pk=pk).first()
        return key_of(page) if page else None

    @cache
    def url_of_document(pk: int) -> str | None:
        file = get_document_model().objects.filter(pk=pk).first()
        return file.url if file else None

    def read(value: Any) -> RichText:
        html = getattr(value, "source", value) or ""
        return {"ast": parse(html, key_of_page=key_of_page, url_of_document=url_of_document)}

    return read


def or_none(text: RichText) -> RichText | None:
    """Return the text, or None when it says nothing."""
    return text if text["ast"] else None
