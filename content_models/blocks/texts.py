"""Blocks of text, plain and rich."""

from typing import Any

from wagtail.admin.widgets import AdminAutoHeightTextInput
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.rich_text import RichText

from content_models.placeholders import check_plain_text, check_rich_text

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "placeholders"]
"""What editors may do within a text. Headings are fields of their own."""

LONG_RICH_TEXT_FEATURES = ["h3", "h4", "blockquote", *RICH_TEXT_FEATURES]
"""The same for texts long enough to need headings."""


class PlainTextBlock(CharBlock):
    """One line of text that is served as it is: no formatting, no placeholders. Never null."""

    def to_python(self, value: Any) -> str:
        """Return the stored text; wagtail-localize fails on null."""
        return value or ""

    def normalize(self, value: Any) -> str:
        """Return the given text or default; as `to_python`."""
        return value or ""

    def clean(self, value: Any) -> str:
        """Return the text, without spaces around it."""
        text = super().clean(value)
        check_plain_text(text)
        return text


class GrowingLineBlock(PlainTextBlock):
    """The same in a field that grows with its text: on a telephone, too, it is read whole while it is written."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        widget = AdminAutoHeightTextInput(attrs={"data-one-line": ""})
        widget.attrs.update(self.field.widget_attrs(widget))
        self.field.widget = widget

    def clean(self, value: Any) -> str:
        """Return the text in one line."""
        return super().clean(" ".join(str(value or "").splitlines()))


class FormattedTextBlock(RichTextBlock):
    """Text with formatting, links and placeholders such as `{state}`."""

    def __init__(self, features: list[str] | None = None, **options: Any) -> None:
        super().__init__(features=features or RICH_TEXT_FEATURES, **options)

    def clean(self, value: Any) -> RichText:
        """Return the text, if something fills in each of its placeholders."""
        text = super().clean(value)
        check_rich_text(text.source)
        return text
