"""Each page is checked as the editor would check it, before anything is changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from wagtail.fields import StreamField
from wagtail.models import Locale

from content_models.models import ContentPage, ScriptPage
from content_models.starter.pages import PageContent
from content_models.starter_errors import StarterError, StarterErrorCode
from publishing.errors import ScriptUnreachable
from publishing.script_checks import check_script

from .building import new_page

NOT_YET = ("path", "depth", "content_type", "owner", "locale", "url_path")
"""Fields that a page gets when it is put into the tree."""


def validate(contents: Iterable[PageContent], locale: Locale) -> Iterator[PageContent]:
    """Yield each content once it has been found right.

    Raises:
        StarterError: `STARTER_CONTENT_REFUSED`, with the file, the record and the field that the page model refuses.
    """
    for content in contents:
        page = new_page(content, locale)
        try:
            page.clean_fields(exclude=NOT_YET)
            page.clean()
        except ValidationError as error:
            raise refused(content, *first_error(error)) from error
        _validate_streams(page, content)
        if isinstance(page, ScriptPage):
            try:
                check_script(page)
            except ScriptUnreachable as error:
                raise refused(content, "nodes", error.message) from error
        yield content


def _validate_streams(page: ContentPage, content: PageContent) -> None:
    for field in page._meta.get_fields():
        if isinstance(field, StreamField) and field.name in content.streams:
            try:
                field.stream_block.clean(getattr(page, field.name))
            except ValidationError as error:
                raise refused(content, field.name, "; ".join(_sentences(error))) from error


def first_error(error: ValidationError) -> tuple[str, str]:
    """The first field that an error is about (empty: the whole page), and its sentences."""
    if hasattr(error, "error_dict"):
        field, messages = next(iter(error.message_dict.items()))
        return field, "; ".join(messages)
    return "", "; ".join(_sentences(error))


def _sentences(error: ValidationError) -> list[str]:
    """The sentences of an error; those about blocks stand within the errors of the blocks around them."""
    inner: list[object] = [*getattr(error, "non_block_errors", []), *getattr(error, "block_errors", {}).values()]
    nested = [_sentences(one) if isinstance(one, ValidationError) else [str(one)] for one in inner]
    return [sentence for sentences in nested for sentence in sentences] or [str(message) for message in error.messages]


def refused(content: PageContent, field: str, reason: str) -> StarterError:
    """The error of a record whose page is refused."""
    return StarterError(
        StarterErrorCode.CONTENT_REFUSED, file=content.file, record=content.record, field=field, detail=reason
    )
