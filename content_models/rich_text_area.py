"""The editor of rich text in forms."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import BadRequest
from django.forms import Media
from django.utils.functional import cached_property
from draftjs_exporter.error import ExporterException
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextAreaAdapter
from wagtail.admin.telepath import register

UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, ExporterException)
"""What reading a malformed text raises: it is taken for what the editor wrote, and nothing of it is checked."""


class RichTextArea(DraftailRichTextArea):
    """Wagtail's editor. A text that the editor did not write, or that did not arrive, is a bad request: never empty."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Return the text as HTML.

        Raises:
            BadRequest: it is not there, or cannot be read.
        """
        if name not in data:
            raise BadRequest("A text is missing from the form.")
        try:
            sent = json.loads(data[name])
            if sent is not None:
                sent["blocks"]  # without, Wagtail reads an empty text
            text: str = super().value_from_datadict(data, files, name) or ""
            text.encode()  # half a character, as JSON may have it, cannot be stored
        except UNREADABLE as error:
            raise BadRequest("A text of the form cannot be read.") from error
        return text

    @cached_property
    def media(self) -> Media:
        """Wagtail's scripts, and the one that draws the editor of a block once it is near."""
        return super().media + Media(js=["content_models/rich_text_area.js"])


class RichTextAreaAdapter(DraftailRichTextAreaAdapter):
    """Lets blocks draw it by the project's script."""

    js_constructor = "content_models.RichTextArea"


register(RichTextAreaAdapter(), RichTextArea)
